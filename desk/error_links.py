"""The error summary of a form: one line for each error, with the place to mend it, rows of inlines included."""

from dataclasses import dataclass
from itertools import chain

from django.core.exceptions import NON_FIELD_ERRORS


@dataclass(frozen=True)
class Line:
    place: str
    anchor: str
    message: str


def lines(form, inlines) -> list[Line]:
    """Errors of a form and of its inline formsets (Django's wrappers), in the order of the page."""
    rows = chain.from_iterable(inline_lines(inline) for inline in inlines)
    return [*form_lines(form), *rows]


def form_lines(form, row: str = "", anchor: str = "") -> list[Line]:
    """Errors of one form; `row` names it and `anchor` is where its errors stand if they belong to no visible field."""
    found = []
    for name, messages in form.errors.items():
        if form.has_error(name, "stale"):
            continue  # the notice about the other save says more
        field = form[name] if name != NON_FIELD_ERRORS and name in form.fields else None
        name_of_field, place_of_field = "", anchor
        if field is not None and not field.is_hidden:
            name_of_field, place_of_field = str(field.label), field.id_for_label
        place = ", ".join(part for part in (row, name_of_field) if part)
        found += [Line(place, place_of_field, str(message)) for message in messages]
    return found


def inline_lines(inline) -> list[Line]:
    """Errors of the rows of one inline, and of the rows together."""
    formset, name = inline.formset, str(inline.opts.verbose_name).capitalize()
    found = [Line(name, f"{formset.prefix}-heading", str(message)) for message in formset.non_form_errors()]
    for number, form in enumerate(formset.forms, start=1):
        if not (formset.can_delete and formset._should_delete_form(form)):
            found += form_lines(form, f"{name} {number}", f"{formset.prefix}-{number - 1}")
    return found


def count(form, names) -> int:
    """How many errors the named fields of a form have."""
    return sum(len(form.errors.get(name, [])) for name in names)
