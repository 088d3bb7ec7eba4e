"""What every set of filters shares: values that may be repeated, and errors instead of "all rows"."""

import re
from collections.abc import Callable, Iterable
from difflib import get_close_matches

import django_filters
from django import forms
from django.db.models import QuerySet
from django.http import QueryDict

from record import search
from record.codebook import Codebook
from record.moments import Moment
from record.question import Question, understand

MOST_VALUES = 50
REF = re.compile(r"[A-Z]{1,2}-[1-9][0-9]{0,9}")


class FilterError(ValueError):
    """Parameters that are unknown or have bad values: parameter name to sentences."""

    def __init__(self, problems: dict[str, list[str]]):
        self.problems = problems
        super().__init__("; ".join(f"{name}: {' '.join(found)}" for name, found in problems.items()))


def unknown(name: str, allowed: Iterable[str]) -> str:
    """The error for a parameter that there is not, with the nearest name that there is."""
    names = sorted(allowed)
    near = get_close_matches(name.lower(), names, n=1, cutoff=0.75)
    meant = f" Did you mean {near[0]!r}?" if near else ""
    return f"There is no parameter {name!r}.{meant} Allowed: {', '.join(names)}."


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


class Since(AnyOf):
    """Rows at or after the earliest of the given times."""

    def filter(self, qs, value):
        return qs.filter(**{f"{self.field_name}__gte": min(value)}) if value else qs


class DayFilter(django_filters.DateFilter):
    """One day as ISO writes it; Django's other forms would read 05/06/2025 as a day in May."""

    def __init__(self, **kwargs):
        error = {"invalid": "Write a day such as 2025-06-30."}
        super().__init__(input_formats=["%Y-%m-%d"], error_messages=error, **kwargs)


class WholeNumberFilter(django_filters.NumberFilter):
    """One whole number; a level of 0.5 is a slip of the pen."""

    field_class = forms.IntegerField

    def __init__(self, field_name: str, *, min_value: int, max_value: int, **kwargs):
        sentence = f"Write a whole number from {min_value} to {max_value}."
        errors = dict.fromkeys(("invalid", "min_value", "max_value"), sentence)
        super().__init__(
            field_name, min_value=min_value, max_value=max_value, error_messages=errors, **kwargs
        )


class RecordFilter(django_filters.FilterSet):
    """What the filters over anything in the record share: strict parameters, and how to read a value."""

    question: Question | None = None  # q as it was understood, by filters that have q

    def __init__(
        self,
        data: QueryDict,
        queryset: QuerySet,
        *,
        codebook: Codebook,
        moment: Moment,
        controls: frozenset[str] = frozenset(),
    ):
        """`controls` are the parameters of the list itself (page_size, cursor …), which are no filters.

        `queryset` is everything at `moment`; a filter that looks further (q looks for names) needs the moment too.
        """
        super().__init__(data, queryset)
        self.codebook = codebook
        self.moment = moment
        self.refuse_unknown(controls)
        self.refuse_repeated()
        for item in self.filters.values():
            if isinstance(item, AnyOf):
                item.field.read = getattr(self, item.read)

    def refuse_unknown(self, controls: frozenset[str]) -> None:
        allowed = self.filters.keys() | controls
        strange = sorted(set(self.data) - allowed)
        if strange:
            raise FilterError({name: [unknown(name, allowed)] for name in strange})

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

    def filter_q(self, queryset, name: str, value: str):
        """Rows that a question finds; raises FilterError for one that cannot be answered."""
        if self.question is None or self.question.text != value:
            try:
                self.question = understand(value, self.queryset, self.codebook, self.moment)
            except ValueError as error:
                raise FilterError({name: [str(error)]}) from error
        return search.found(self.question, queryset, self.queryset)

    def in_order(self, selected: QuerySet, ordering: str) -> QuerySet:
        """The selected rows with what an ordering sorts by; raises FilterError for relevance without q."""
        if ordering != "relevance":
            return selected
        if self.question is None:
            raise FilterError(
                {"ordering": ["relevance sorts by how well rows fit q: give q, or another order."]}
            )
        return search.by_relevance(self.question, selected)

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
