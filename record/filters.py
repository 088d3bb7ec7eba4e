"""The one FilterSet of pages, API, CSV and feeds. An unknown parameter or a bad value is an error, never "all rows"."""

import re
from collections.abc import Callable

import django_filters
from django import forms
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Q, QuerySet
from django.http import QueryDict

from record.codebook import Codebook
from record.models import IncidentIndex
from record.moments import MomentError, parse_time

MOST_VALUES = 50
PARTY = r"[A-Z0-9:-]{2,12}?"
DYAD = re.compile(rf"({PARTY})([->])({PARTY})")
REF = re.compile(r"[A-Z]{1,2}-[1-9][0-9]{0,9}")


class FilterError(ValueError):
    """Parameters that are unknown or have bad values: parameter name to sentences."""

    def __init__(self, problems: dict[str, list[str]]):
        self.problems = problems
        super().__init__("; ".join(f"{name}: {' '.join(found)}" for name, found in problems.items()))


class ValuesField(forms.Field):
    """A parameter that may be repeated; `read` turns each text into a value or raises ValueError with a sentence."""

    widget = forms.MultipleHiddenInput

    def __init__(self, *args, **kwargs):
        self.read: Callable[[str], object] = str
        super().__init__(*args, **kwargs)

    def clean(self, value):
        given = [text for text in value or [] if text != ""]
        if len(given) > MOST_VALUES:
            raise forms.ValidationError(f"At most {MOST_VALUES} values at once; you gave {len(given)}.")
        try:
            return [self.read(text) for text in given]
        except ValueError as error:
            raise forms.ValidationError(str(error)) from error


class AnyOf(django_filters.Filter):
    """Rows that have any of the repeated values; `lookup` is `in` for a column, `overlap` for an array."""

    field_class = ValuesField

    def __init__(
        self, field_name: str, *, read: str, lookup: str = "in", exclude: bool = False, label: str = ""
    ):
        super().__init__(field_name, lookup_expr=lookup, exclude=exclude, label=label, required=False)
        self.read = read

    def filter(self, qs, value):
        return self.get_method(qs)(**{f"{self.field_name}__{self.lookup_expr}": value}) if value else qs


class Dyads(AnyOf):
    """Rows with any of the pairs; each value reads as one or two directed pairs."""

    def filter(self, qs, value):
        return qs.filter(pairs__overlap=[pair for pairs in value for pair in pairs]) if value else qs


class Since(AnyOf):
    """Rows at or after the earliest of the given times."""

    def filter(self, qs, value):
        return qs.filter(**{f"{self.field_name}__gte": min(value)}) if value else qs


class DayFilter(django_filters.DateFilter):
    """One day as ISO writes it; Django's other forms would read 05/06/2025 as a day in May."""

    def __init__(self, **kwargs):
        error = {"invalid": "Write a day such as 2025-06-30."}
        super().__init__(input_formats=["%Y-%m-%d"], error_messages=error, **kwargs)


class RecordFilter(django_filters.FilterSet):
    """What the filters over anything in the record share: strict parameters, and how to read a value."""

    def __init__(
        self,
        data: QueryDict,
        queryset: QuerySet,
        *,
        codebook: Codebook,
        controls: frozenset[str] = frozenset(),
    ):
        """`controls` are the parameters of the list itself (page_size, cursor …), which are no filters."""
        super().__init__(data, queryset)
        self.codebook = codebook
        self.refuse_unknown(controls)
        self.refuse_repeated()
        for item in self.filters.values():
            if isinstance(item, AnyOf):
                item.field.read = getattr(self, item.read)

    def refuse_unknown(self, controls: frozenset[str]) -> None:
        unknown = sorted(set(self.data) - self.filters.keys() - controls)
        if unknown:
            allowed = ", ".join(sorted(self.filters.keys() | controls))
            raise FilterError(
                {name: [f"There is no parameter {name!r}. Allowed: {allowed}."] for name in unknown}
            )

    def refuse_repeated(self) -> None:
        """A filter of one value that is given twice is an error: which of the two was meant?"""
        many = (AnyOf, django_filters.MultipleChoiceFilter)
        single = [name for name, item in self.filters.items() if not isinstance(item, many)]
        repeated = [name for name in single if len(self.data.getlist(name)) > 1]
        if repeated:
            raise FilterError({name: ["This parameter may be given once."] for name in repeated})

    def selected(self) -> QuerySet:
        """The rows that match; raises FilterError naming each bad value."""
        if not self.is_valid():
            raise FilterError({name: list(found) for name, found in self.form.errors.items()})
        self.refuse_contradictions()
        return self.qs

    def refuse_contradictions(self) -> None:
        """Raises FilterError where values are good each and make no sense together."""

    def read_ref(self, text: str) -> str:
        if not REF.fullmatch(text.upper()):
            raise ValueError(f"{text!r} is not a public number. Write one such as DI-21 or A-12.")
        return text.upper()

    def read_country(self, text: str) -> str:
        if code := self.codebook.country_code(text):
            return code
        raise ValueError(
            f"{text!r} is not a country. Write ISO alpha-3 (KAZ), alpha-2 (KZ) or a COW code (cow:705)."
        )

    def of_scale(self, text: str, scale: str) -> str:
        row = self.codebook.scales.get(scale)
        return self.one_of(text, row["by_code"] if row else [], f"of the scale {scale}")

    def one_of(self, text: str, known, what: str) -> str:
        if text in known:
            return text
        raise ValueError(f"{text!r} is not {what}. Allowed: {', '.join(known)}.")


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
