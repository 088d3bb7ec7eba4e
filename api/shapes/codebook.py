"""Shapes of what the codebook holds: countries and types of incident."""

from rest_framework import serializers

from api.shapes import fields
from api.shapes.answers import Page


class CodebookVersion(serializers.Serializer):
    version = fields.number()
    entry = fields.number("The entry that published it; 0 if none was published at the moment.")


class Point(serializers.Serializer):
    latitude = fields.text_or_null("Decimal degrees, as text.")
    longitude = fields.text_or_null("Decimal degrees, as text.")


class Capital(Point):
    name = fields.text()


class CountryRow(serializers.Serializer):
    code = fields.text("ISO alpha-3; for historical states the last code they had.")
    alpha2 = fields.text_or_null()
    numeric = fields.text_or_null()
    cow_code = fields.number_or_null("Correlates of War.")
    name = fields.text()
    name_ru = fields.text_or_null()
    official_name = fields.text_or_null()
    capital = Capital(allow_null=True)
    middle = Point(allow_null=True, help_text="A point to draw it at.")
    region = fields.text_or_null()
    subregion = fields.text_or_null()
    independent = fields.truth()
    status_note = fields.text_or_null()
    valid_from = fields.text_or_null("EDTF; null for states of today.")
    valid_to = fields.text_or_null("EDTF; null for states of today.")
    borders = fields.texts("Countries it has a land border with.")
    successors = fields.texts()


class CountryPage(Page):
    codebook = CodebookVersion()
    results = CountryRow(many=True)


class CountryName(serializers.Serializer):
    language = fields.text()
    name = fields.text()
    variant = fields.text_or_null()


class CountryDetailShape(CountryRow):
    codebook = CodebookVersion()
    names = CountryName(many=True)


class Level(serializers.Serializer):
    default = fields.number()
    min = fields.number()
    max = fields.number()


class TypeRow(serializers.Serializer):
    code = fields.text()
    slug = fields.text()
    group = fields.text()
    label = fields.text()  # type: ignore[assignment]  # a field, whatever Field.label is
    label_ru = fields.text_or_null()
    definition = fields.text()
    include = fields.text_or_null()
    exclude = fields.text_or_null()
    level = Level()
    weight = fields.text_or_null("A number as text.")
    weight_source = fields.text_or_null()
    crosswalk = fields.free("Codes in other schemes, by scheme.")
    legal_basis = fields.text_or_null()
    example = fields.text_or_null()


class TypePage(Page):
    codebook = CodebookVersion()
    results = TypeRow(many=True)


class TypeDetailShape(TypeRow):
    codebook = CodebookVersion()


class GroupingMemberShape(serializers.Serializer):
    country = fields.text("ISO alpha-3.")
    status = fields.text("See scales/grouping_status/.")
    start = fields.text_or_null("EDTF.")
    end = fields.text_or_null("EDTF.")


class GroupingRow(serializers.Serializer):
    code = fields.text()
    name = fields.text()
    name_ru = fields.text_or_null()
    kind = fields.text_or_null()
    founded = fields.text_or_null()
    note = fields.text_or_null()
    members = GroupingMemberShape(many=True)


class GroupingPage(Page):
    codebook = CodebookVersion()
    results = GroupingRow(many=True)


class GroupingDetailShape(GroupingRow):
    codebook = CodebookVersion()


class ThemeRow(serializers.Serializer):
    code = fields.text()
    label = fields.text()  # type: ignore[assignment]  # a field, whatever Field.label is
    label_ru = fields.text_or_null()
    definition = fields.text()


class ThemePage(Page):
    codebook = CodebookVersion()
    results = ThemeRow(many=True)


class ThemeDetailShape(ThemeRow):
    codebook = CodebookVersion()


class ScaleRow(serializers.Serializer):
    code = fields.text()
    label = fields.text()  # type: ignore[assignment]  # a field, whatever Field.label is
    label_ru = fields.text_or_null()
    key = fields.text("Which field of an entry is its code.")
    entries = serializers.ListField(
        child=serializers.DictField(child=serializers.JSONField()),
        help_text="The words of the scale in their order, each with its label and what else it has.",
    )


class ScalePage(Page):
    codebook = CodebookVersion()
    results = ScaleRow(many=True)


class ScaleDetailShape(ScaleRow):
    codebook = CodebookVersion()
