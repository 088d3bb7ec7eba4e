"""Lost updates, field by field: what a form said when it was opened, what others saved since, what its sender typed.

Values are compared as a browser sends them: lists of texts by the name of the field. A field of a row of an inline is
named by the row's key, such as `participations/12/role`, because rows move when others add or delete some.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.formsets import DELETION_FIELD_NAME
from django.http import QueryDict

Values = dict[str, list[str]]
OPENED, TAKE, THEIRS, YOURS = "opened_values", "take:", "theirs", "yours"
NOT_COMPARED = ("save_note", "form_key", "opened_revision", DELETION_FIELD_NAME)


@dataclass(frozen=True)
class Choice:
    """One field on which the saves disagree, in words; `take` is what the page proposes."""

    name: str
    label: str
    opened: str
    theirs: str
    yours: str
    take: str

    @property
    def both(self) -> bool:
        """Whether both sides changed it, to different ends."""
        return self.opened not in (self.theirs, self.yours)


@dataclass(frozen=True)
class Page:
    """A form with the formsets of its inlines, unbound or bound."""

    form: Any
    formsets: list[Any]

    def fields(self) -> Iterator[tuple[str, Any]]:
        """Every field that is compared, by name, with its row's place in the page for one that has a key."""
        yield from own(self.form, "")
        for formset in self.formsets:
            for form in formset.initial_forms:
                if form.instance and form.instance.pk:
                    yield from own(form, f"{formset.prefix}/{form.instance.pk}/")

    def values(self) -> Values:
        """What the fields hold, as a browser would send it if nobody touched them."""
        return {name: data_of(bound) for name, bound in self.fields()}

    def sent(self, data: QueryDict) -> Values:
        """What was sent for the same fields."""
        return {name: tidy(data.getlist(bound.html_name)) for name, bound in self.fields()}


def own(form: Any, prefix: str) -> Iterator[tuple[str, Any]]:
    for bound in form.visible_fields():
        if bound.name not in NOT_COMPARED and not bound.field.disabled:
            yield f"{prefix}{bound.name}", bound


def data_of(bound: Any) -> list[str]:
    """The value of an unbound field as a browser would send it."""
    widget, value = getattr(bound.field.widget, "widget", bound.field.widget), bound.value()
    if isinstance(widget, forms.CheckboxInput):
        return ["on"] if widget.check_test(value) else []
    shown = widget.format_value(value)
    return tidy(shown if isinstance(shown, list) else [shown])


def tidy(values: list[Any]) -> list[str]:
    """Nothing is an empty list, whatever a browser makes of it; line ends are one character."""
    return [str(value).replace("\r\n", "\n") for value in values if value not in (None, "")]


def kept(page: Page) -> str:
    """What a form carries along to know how it was opened."""
    return json.dumps(page.values(), ensure_ascii=False)


def opened(data: QueryDict) -> Values:
    """What the form said when it was opened; empty if it lost it."""
    try:
        found = json.loads(data.get(OPENED, ""))
    except ValueError:
        return {}
    if not isinstance(found, dict):
        return {}
    return {name: tidy(values) for name, values in found.items() if isinstance(values, list)}


def choices(before: Values, now: Page, sent: Page, data: QueryDict) -> list[Choice]:
    """The fields on which what is stored and what was sent disagree. Rows that only one of them has are left alone.

    Where only one side changed a field its change is proposed; where both did, what was typed.
    """
    theirs, yours, bounds = now.values(), sent.sent(data), dict(now.fields())
    found = []
    for name, value in yours.items():
        if name not in theirs or theirs[name] == value:
            continue
        was = before.get(name, [])
        found.append(
            Choice(
                name,
                label(name, bounds[name], now),
                in_words(bounds[name].field, was) if name in before else "not known",
                in_words(bounds[name].field, theirs[name]),
                in_words(bounds[name].field, value),
                THEIRS if name in before and value == was else YOURS,
            )
        )
    return found


def label(name: str, bound: Any, page: Page) -> str:
    if "/" not in name:
        return str(bound.label)
    prefix, pk, _ = name.split("/")
    forms_of = chain.from_iterable(one.initial_forms for one in page.formsets if one.prefix == prefix)
    row = next(form.instance for form in forms_of if str(form.instance.pk) == pk)
    return f"{str(row._meta.verbose_name).capitalize()} “{row}”, {str(bound.label).lower()}"


def in_words(field: Any, values: list[str]) -> str:
    """Values as the page shows them: labels of choices, names of rows."""
    if isinstance(field, forms.ModelChoiceField) and field.queryset is not None:
        try:
            return ", ".join(str(row) for row in field.queryset.filter(pk__in=values))
        except (ValueError, ValidationError):
            return ", ".join(values)
    if isinstance(field, forms.ChoiceField):
        known = {str(code): str(words) for code, words in flat(field.choices)}
        return ", ".join(known.get(value, value) for value in values)
    return "\n".join(values)


def flat(options: Any) -> Iterator[tuple[Any, Any]]:
    """Choices without their groups."""
    for code, words in options:
        if isinstance(words, list | tuple):
            yield from flat(words)
        else:
            yield code, words


def taken(data: QueryDict, now: Page) -> QueryDict:
    """What was sent, with the stored value wherever the sender chose to take theirs."""
    chosen = {name.removeprefix(TAKE) for name in data if name.startswith(TAKE) and data[name] == THEIRS}
    if not chosen:
        return data
    mended = data.copy()
    theirs, places = now.values(), {name: bound.name for name, bound in now.fields()}
    for name in chosen & theirs.keys():
        mended.setlist(html_name(name, places[name], data, now), theirs[name])
    return mended


def html_name(name: str, field: str, data: QueryDict, page: Page) -> str:
    """Under which name a field was sent: the row of an inline stands where the sender's page had it."""
    if "/" not in name:
        return field
    prefix, pk, _ = name.split("/")
    key = next(one.model._meta.pk.name for one in page.formsets if one.prefix == prefix)
    places = (
        sent.removesuffix(f"-{key}")
        for sent in data
        if sent.startswith(f"{prefix}-") and sent.endswith(f"-{key}")
    )
    return f"{next((place for place in places if data[f'{place}-{key}'] == pk), prefix)}-{field}"
