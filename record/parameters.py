"""What every set of filters shares: values that may be repeated, and errors instead of "all rows"."""

import re
from collections.abc import Callable, Iterable
from difflib import get_close_matches

import django_filters
from django import forms
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from record import search
from record.codebook import Codebook
from record.ledger import PREFIXES
from record.moments import Moment
from record.question import Question, understand

MOST_VALUES = 50
NAMED = {
    "incident": gettext_lazy("of an incident"),
    "statement": gettext_lazy("of a statement"),
    "actor": gettext_lazy("of an actor"),
    "source": gettext_lazy("of a source"),
    "episode": gettext_lazy("of an episode"),
    "link": gettext_lazy("of a link"),
    "coverage": gettext_lazy("of a stretch of reading"),
}


class FilterError(ValueError):
    """Parameters that are unknown or have bad values: parameter name to sentences."""

    def __init__(self, problems: dict[str, list[str]]):
        self.problems = problems
        super().__init__("; ".join(f"{name}: {' '.join(found)}" for name, found in problems.items()))


def unknown(name: str, allowed: Iterable[str]) -> str:
    """The error for a parameter that there is not, with the nearest name that there is."""
    names = sorted(allowed)
    near = get_close_matches(name.lower(), names, n=1, cutoff=0.75)
    told = {"name": repr(name), "allowed": ", ".join(names)}
    if not near:
        return _("There is no parameter %(name)s. Allowed: %(allowed)s.") % told
    told["near"] = repr(near[0])
    return _("There is no parameter %(name)s. Did you mean %(near)s? Allowed: %(allowed)s.") % told


def not_allowed(text: str, what: str, allowed: Iterable[str]) -> str:
    """The error for a value that is none of a few; `what` says what it should be."""
    told = {"text": repr(text), "what": what, "allowed": ", ".join(allowed)}
    return _("%(text)s is not %(what)s. Allowed: %(allowed)s.") % told


class ValuesField(forms.Field):
    """A parameter that may be repeated; `read` turns each text into a value or raises ValueError with a sentence."""

    widget = forms.MultipleHiddenInput

    def __init__(self, *args, **kwargs):
        self.read: Callable[[str], object] = str
        super().__init__(*args, **kwargs)

    def clean(self, value):
        given = [text for text in value or [] if text != ""]
        if len(given) > MOST_VALUES:
            raise forms.ValidationError(
                _("At most %(most)d values at once; you gave %(n)d.") % {"most": MOST_VALUES, "n": len(given)}
            )
        try:
            return [self.read(text) for text in given]
        except ValueError as error:
            raise forms.ValidationError(str(error)) from error


def numbers_of(*kinds: str) -> Callable[[object, str], str]:
    """A reader of public numbers of some kinds: one of another kind would find nothing, and not say why."""
    known = {PREFIXES[kind]: NAMED[kind] for kind in kinds}
    pattern = re.compile(rf"({'|'.join(known)})-[1-9][0-9]{{0,9}}")

    def read(self: object, text: str) -> str:
        if not pattern.fullmatch(text.upper()):
            either = _(" or ")
            raise ValueError(
                _("%(text)s is not the public number %(kind)s. Write %(example)s.")
                % {
                    "text": repr(text),
                    "kind": either.join(map(str, known.values())),
                    "example": either.join(f"{prefix}-12" for prefix in known),
                }
            )
        return text.upper()

    return read


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
        error = {"invalid": gettext_lazy("Write a day such as 2025-06-30.")}
        super().__init__(input_formats=["%Y-%m-%d"], error_messages=error, **kwargs)


class WholeNumberFilter(django_filters.NumberFilter):
    """One whole number; a level of 0.5 is a slip of the pen."""

    field_class = forms.IntegerField

    def __init__(self, field_name: str, *, min_value: int, max_value: int, **kwargs):
        sentence = format_lazy(
            gettext_lazy("Write a whole number from {least} to {most}."), least=min_value, most=max_value
        )
        errors = dict.fromkeys(("invalid", "min_value", "max_value"), sentence)
        super().__init__(
            field_name, min_value=min_value, max_value=max_value, error_messages=errors, **kwargs
        )


class RecordFilter(django_filters.FilterSet):
    """What the filters over anything in the record share: strict parameters, and how to read a value."""

    question: Question | None = None  # q as it was understood, by filters that have q
    looked_for = False  # whether what q finds is so much that a list looks for it in its order

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
            raise FilterError({name: [_("This parameter may be given once.")] for name in repeated})

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
        rows, self.looked_for = search.found(self.question, queryset, self.queryset, self.moment.entry)
        return rows

    def in_order(self, selected: QuerySet, ordering: str) -> QuerySet:
        """The selected rows with what an ordering sorts by; raises FilterError for relevance without q."""
        if ordering != "relevance":
            return selected
        if self.question is None:
            raise FilterError(
                {"ordering": [_("relevance sorts by how well rows fit q: give q, or another order.")]}
            )
        return search.by_relevance(self.question, selected, self.moment.entry if self.looked_for else 0)

    read_incident = numbers_of("incident")
    read_actor = numbers_of("actor")
    read_source = numbers_of("source")
    read_episode = numbers_of("episode")

    def read_country(self, text: str) -> str:
        if code := self.codebook.country_code(text):
            return code
        raise ValueError(
            _("%(text)s is not a country. Write ISO alpha-3 (KAZ), alpha-2 (KZ) or a COW code (cow:705).")
            % {"text": repr(text)}
        )

    def of_scale(self, text: str, scale: str) -> str:
        row = self.codebook.scales.get(scale)
        return self.one_of(text, row["by_code"] if row else [], _("of the scale %s") % scale)

    def one_of(self, text: str, known, what: str) -> str:
        if text in known:
            return text
        raise ValueError(not_allowed(text, what, known))
