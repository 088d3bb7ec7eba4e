"""The full history of one thing: every change of it and of its parts, also of those that are deleted."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import ProhibitNullCharactersValidator
from django.db.models import CASCADE

from desk.audit.events import Asked, Cursor, Row, page, trails


def ways(model: Any) -> list[tuple[str, str]]:
    """Audited tables whose rows go when a row of this one goes, with the column that leads here: its parts.

    A table that joins two things is part of the one whose field it is.
    """
    found = []
    for source, trail in trails().items():
        concrete = trail.pgh_tracked_model._meta.concrete_model
        if concrete is model or concrete._meta.auto_created not in (False, model):
            continue
        for column in concrete._meta.concrete_fields:
            if (
                column.many_to_one
                and column.related_model is model
                and column.remote_field.on_delete is CASCADE
            ):
                found.append((source, column.name))
    return found


def whole(model: Any, key: str) -> dict[str, frozenset[str]]:
    """The keys of a thing and of all parts that it ever had, by table. A query for each way down."""
    found: dict[str, set[str]] = {model._meta.label_lower: {key}}
    ahead = [(model, {key})]
    while ahead:
        above, keys = ahead.pop()
        for source, column in ways(above):
            rows = trails()[source].objects.filter(**{f"{column}_id__in": keys})
            new = {str(one) for one in rows.values_list("pgh_obj_id", flat=True).distinct()} - found.get(
                source, set()
            )
            if new:
                found.setdefault(source, set()).update(new)
                ahead.append((trails()[source].pgh_tracked_model._meta.concrete_model, new))
    return {source: frozenset(keys) for source, keys in found.items()}


def key_of(model: Any, text: str) -> str | None:
    """A key of a table as the trail writes it; None for what cannot be one."""
    column = model._meta.pk
    try:
        ProhibitNullCharactersValidator()(text)
        column.run_validators(key := column.to_python(text))
    except ValidationError:
        return None
    return str(key)


def is_known(model: Any, text: str) -> bool:
    """Whether the trail knows a thing by this key, also if it is deleted."""
    key = key_of(model, text)
    return key is not None and bool(history(model, key, None, 1))


def history(model: Any, key: str, after: Cursor | None, size: int) -> list[Row]:
    return page(Asked(objects=whole(model, key)), after, size)
