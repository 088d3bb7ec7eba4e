"""Shapes of what is counted: facets and series."""

from rest_framework import serializers

from api.shapes import fields


class FacetValue(serializers.Serializer):
    value = fields.text("As the filter takes it.")
    label = fields.text()  # type: ignore[assignment]  # a field, whatever Field.label is
    count = fields.number("Incidents, or statements, that have it; each counts once for each of its values.")


class Facet(serializers.Serializer):
    facet = fields.text("The name of the filter.")
    values = FacetValue(
        many=True, help_text="Most frequent first; scales whole, in their order, zeros included."
    )
    left_out = fields.number("So many more values occur.")


class FacetList(serializers.Serializer):
    entry = fields.number("The entry of the record that this was counted at.")
    selected = fields.number("Incidents, or statements, that match all filters.")
    results = Facet(many=True)


class SeriesTotals(serializers.Serializer):
    selected = fields.number("Incidents that match the filters; the sum of the others.")
    not_counted = fields.number("Left out: plans, patterns, processes, packages, what was refuted.")
    undated = fields.number("Left out: no day is on record.")
    spread = fields.number("Left out: their first and last possible day lie in different periods.")
    without_value = fields.number("Left out: nothing on record to split by.")
    placed = fields.number("In the rows, unless their values are among those left out.")


class SeriesValue(serializers.Serializer):
    value = fields.text_or_null("Null without a split.")
    label = fields.text_or_null()  # type: ignore[assignment]  # a field, whatever Field.label is
    count = fields.number("Incidents in all periods.")


class SeriesRow(serializers.Serializer):
    period = fields.text("2025-05, 2025-W19, 2025-Q2 or 2025.")
    start = fields.text("First day of the period, not before `from`.")
    end = fields.text("Last day of the period, not after `to`.")
    value = fields.text_or_null("Null without a split.")
    count = fields.number()
    level = fields.number_or_null("Highest level of hostility; null if there is no incident.")
    step = fields.text_or_null("The step of that level.")
    coded = serializers.ChoiceField(choices=["yes", "partly", "no"], help_text="Whether its days were read.")


class SeriesShape(serializers.Serializer):
    entry = fields.number("The entry of the record that this was counted at.")
    period = fields.text()
    split = fields.text()
    totals = SeriesTotals()
    values = SeriesValue(many=True, help_text="In the order of the rows.")
    values_left_out = fields.number("So many more values occur.")
    results = SeriesRow(many=True)
