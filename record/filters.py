"""The one FilterSet of pages, API, CSV and feeds over incidents."""

import re

import django_filters
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Q

from record.models import IncidentIndex
from record.moments import MomentError, parse_time
from record.parameters import AnyOf, DayFilter, FilterError, RecordFilter, Since

PARTY = r"[A-Z0-9:-]{2,12}?"
DYAD = re.compile(rf"({PARTY})([->])({PARTY})")


class Dyads(AnyOf):
    """Rows with any of the pairs; each value reads as one or two directed pairs."""

    def filter(self, qs, value):
        return qs.filter(pairs__overlap=[pair for pairs in value for pair in pairs]) if value else qs


class IncidentFilter(RecordFilter):
    """Filters over the record's incidents at one moment; the names are the API's."""

    ref = AnyOf("ref", read="read_ref", label="Public number: DI-21.")
    country = AnyOf(
        "countries",
        read="read_country",
        lookup="overlap",
        label="In any role. ISO alpha-3 or alpha-2, or cow:365.",
    )
    initiator = AnyOf(
        "initiators", read="read_party", lookup="overlap", label="Acted. A country, or EU, NATO, UN."
    )
    target = AnyOf("targets", read="read_party", lookup="overlap", label="Was acted on.")
    dyad = Dyads("pairs", read="read_dyad", label="KAZ-RUS in either direction, KAZ>RUS in one.")
    actor = AnyOf(
        "actors", read="read_ref", lookup="overlap", label="A person, body or group by its number: A-12."
    )
    source = AnyOf("sources", read="read_ref", lookup="overlap", label="Cited source by its number: SR-3.")
    type = AnyOf("type", read="read_type", label="Incident type: P10.")
    type_group = AnyOf("type_group", read="read_type_group", label="Group of types by its letter: P.")
    theme = AnyOf("themes", read="read_theme", lookup="overlap", label="Theme: migrants.")
    step = AnyOf("step", read="read_step", label="The numeral on the tile: + or 0 to 5.")
    level = AnyOf("level", read="read_level", label="Coded level of hostility, −2 to 8.")
    level_min = django_filters.NumberFilter(
        "level", lookup_expr="gte", min_value=-2, max_value=8, label="At least this level."
    )
    level_max = django_filters.NumberFilter(
        "level", lookup_expr="lte", min_value=-2, max_value=8, label="At most this level."
    )
    certainty = AnyOf(
        "certainty", read="read_certainty", label="confirmed, reported, alleged, disputed, refuted, unknown."
    )
    nature = AnyOf("nature", read="read_nature", label="event, series, measure, package, process, pattern.")
    status = AnyOf("status", read="read_status", label="How far it went: in_force, announced, planned …")
    counted = django_filters.ChoiceFilter(
        method="filter_counted",
        choices=[("1", "counted"), ("all", "all")],
        empty_label=None,
        label="1: only what charts count.",
    )
    to = DayFilter(method="filter_nothing", label="Last day.")
    dates = django_filters.ChoiceFilter(
        method="filter_nothing",
        choices=[("overlap", "overlap"), ("within", "within")],
        empty_label=None,
        label="overlap (default): may have happened in the span; within: surely did.",
    )
    place_country = AnyOf("place_country", read="read_country", label="Where it happened.")
    has = django_filters.MultipleChoiceFilter(
        method="filter_has",
        choices=[("statements", "statements"), ("claims", "claims"), ("place", "place")],
        label="What it has.",
    )
    updated_since = Since(
        "published_at", read="read_time", label="Published or corrected at or after this time."
    )
    exclude_type = AnyOf("type", read="read_type", exclude=True, label="Without these types.")
    exclude_theme = AnyOf(
        "themes", read="read_theme", lookup="overlap", exclude=True, label="Without these themes."
    )
    exclude_country = AnyOf(
        "countries", read="read_country", lookup="overlap", exclude=True, label="Without these countries."
    )
    exclude_actor = AnyOf(
        "actors", read="read_ref", lookup="overlap", exclude=True, label="Without these actors."
    )
    exclude_certainty = AnyOf("certainty", read="read_certainty", exclude=True, label="Without these.")

    class Meta:
        model = IncidentIndex
        fields: list[str] = []

    def refuse_contradictions(self) -> None:
        first, last = self.form.cleaned_data.get("from"), self.form.cleaned_data.get("to")
        if first and last and first > last:  # PostgreSQL would refuse such a range
            raise FilterError({"to": [f"The last day, {last}, lies before the first, {first}."]})

    def filter_queryset(self, queryset):
        return self.filter_dates(super().filter_queryset(queryset))

    def filter_dates(self, queryset):
        first, last = self.form.cleaned_data.get("from"), self.form.cleaned_data.get("to")
        if first is None and last is None:
            return queryset
        lookup = "contained_by" if self.form.cleaned_data.get("dates") == "within" else "overlap"
        return queryset.filter(**{f"span__{lookup}": DateRange(first, last, "[]")})

    def filter_nothing(self, queryset, name: str, value: str):
        """`from`, `to` and `dates` make one condition together: see filter_dates."""
        return queryset

    def filter_counted(self, queryset, name: str, value: str):
        return queryset.filter(counted=True) if value == "1" else queryset

    def filter_has(self, queryset, name: str, value: list[str]):
        conditions = {
            "statements": Q(statement_count__gt=0),
            "claims": Q(claim_count__gt=0),
            "place": ~Q(place_country=""),
        }
        for wanted in value:
            queryset = queryset.filter(conditions[wanted])
        return queryset

    # --- reading one value: each returns what the index holds, or raises ValueError with a sentence ---------------

    def read_party(self, text: str) -> str:
        code = self.codebook.country_code(text) or text.strip().upper()
        if code not in self.codebook.countries and code not in self.codebook.groupings:
            raise ValueError(
                f"{text!r} is neither a country nor an organisation. Write KAZ, KZ, cow:705, EU, NATO or UN."
            )
        return code

    def read_dyad(self, text: str) -> list[str]:
        found = DYAD.fullmatch(text.strip().upper())
        if not found:
            raise ValueError(f"{text!r} is not a pair. Write KAZ-RUS for either direction, KAZ>RUS for one.")
        a, b = self.read_party(found[1]), self.read_party(found[3])
        if a == b:
            raise ValueError(f"{text!r} names one party twice.")
        return [f"{a}>{b}"] if found[2] == ">" else [f"{a}>{b}", f"{b}>{a}"]

    def read_type(self, text: str) -> str:
        return self.one_of(text.upper(), self.codebook.types, "an incident type")

    def read_type_group(self, text: str) -> str:
        groups = {code[0]: row["group"] for code, row in self.codebook.types.items()}
        letter = {name.lower(): letter for letter, name in groups.items()}.get(text.lower(), text.upper())
        return groups[self.one_of(letter, groups, "a group of types")]

    def read_theme(self, text: str) -> str:
        return self.one_of(text, self.codebook.themes, "a theme")

    def read_step(self, text: str) -> str:
        return self.one_of(
            "+" if text == " " else text, list("+012345"), "a step"
        )  # a bare + arrives as a space

    def read_level(self, text: str) -> int:
        return int(self.one_of(text.replace("−", "-"), [str(level) for level in range(-2, 9)], "a level"))

    def read_certainty(self, text: str) -> str:
        return self.of_scale(text, "certainty")

    def read_nature(self, text: str) -> str:
        return self.of_scale(text, "incident_nature")

    def read_status(self, text: str) -> str:
        return self.of_scale(text, "incident_status")

    def read_time(self, text: str):
        try:
            return parse_time(text if "T" in text else f"{text}T00:00")
        except MomentError as error:
            raise ValueError(f"{text!r} is not a time. Write 2025-06-30 or 2025-06-30T14:05Z.") from error


# `from` is a Python keyword, so it joins the filters by name.
IncidentFilter.base_filters["from"] = DayFilter(method="filter_nothing", label="First day.")
