"""Records of the working copy as the interchange format gives them, and the one form in which two of them are compared."""

import unicodedata
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import models
from django.db.models import Prefetch, prefetch_related_objects

from actors.dates import bounds
from incidents.interchange.shape import BY_NAME, Part

Record = dict[str, Any]


def document_of(kind: str, thing: models.Model) -> Record:
    """The record of one thing of a kind (incident, actor, source, episode, link, coverage), private notes included."""
    return documents_of(kind, [thing])[0]


def documents_of(kind: str, things: list[models.Model]) -> list[Record]:
    """Records of many things in a number of queries that does not depend on how many there are."""
    part = BY_NAME[kind].part
    prefetch_related_objects(things, *prefetches(part))
    return [row_document(part, thing) for thing in things]


def prefetches(part: Part) -> list[Prefetch | str]:
    """What `row_document` reads of a row of this part, and of the rows below it."""
    found: list[Prefetch | str] = [
        Prefetch(name, known_only(row))
        for name, row in part.fields.items()
        if row.many_to_many or needs_id(row)
    ]
    for inner in part.parts:
        rows = inner.model._default_manager.order_by(*(["order", "pk"] if inner.ordered else ["pk"]))
        found.append(Prefetch(inner.key, rows.prefetch_related(*prefetches(inner))))
    return found


def known_only(row: Any) -> models.QuerySet:
    """The rows that a field leads to, with nothing but what the file calls them."""
    model = row.related_model
    return (
        model._default_manager.only("pk", "external_id")
        if hasattr(model, "external_id")
        else model._default_manager.all()
    )


def needs_id(row: models.Field) -> bool:
    """Whether a foreign key is given by the id of the row it leads to, not by its code."""
    return isinstance(row, models.ForeignKey) and hasattr(row.related_model, "external_id")


def row_document(part: Part, thing: models.Model, place: int = 0) -> Record:
    """One row with what lies below it; nothing that is empty or as it would be anyway."""
    document: Record = {"id": thing.external_id} if part.has_id else {}  # type: ignore[attr-defined]
    for name, row in part.columns.items():
        value = getattr(thing, name) if needs_id(row) else getattr(thing, row.attname)
        document[name] = value.external_id if value is not None and needs_id(row) else value
    for name in part.lists:
        document[name] = sorted(code(other) for other in getattr(thing, name).all())
    for inner in part.parts:
        rows = getattr(thing, inner.key).all()
        if inner.ordered:
            for row, order in zip(rows, rising([row.order for row in rows]), strict=True):
                row.order = order
        document[inner.key] = [row_document(inner, row, index) for index, row in enumerate(rows)]
    return brief(part, document, place)


def code(thing: models.Model) -> str:
    return getattr(thing, "external_id", None) or str(thing.pk)


def normal(part: Part, record: Record, place: int = 0) -> Record:
    """A record of a file in the form in which `document_of` gives it: equal facts are equal records.

    Expects what the JSON Schema lets through.
    """
    document = {name: value for name, value in record.items() if value is not None}
    for name in part.lists:
        if name in document:
            document[name] = sorted(set(document[name]))
    for inner in part.parts:
        rows = in_order(inner, document.get(inner.key, []))
        document[inner.key] = [normal(inner, row, index) for index, row in enumerate(rows)]
    return brief(part, document, place)


def in_order(part: Part, rows: list[Record]) -> list[Record]:
    """Rows of a list as the working copy will have them: by `order`, which is the place in the list unless it is given."""
    if not part.ordered or not any("order" in row for row in rows):
        return rows
    given = [
        row | {"order": place if row.get("order") is None else row["order"]} for place, row in enumerate(rows)
    ]
    given.sort(key=lambda row: row["order"])
    return [
        row | {"order": order}
        for row, order in zip(given, rising([row["order"] for row in given]), strict=True)
    ]


def rising(orders: list[int]) -> list[int]:
    """The same orders, but each above the one before: equal ones say nothing of who comes first, the list does."""
    found: list[int] = []
    for order in orders:
        found.append(max(order, found[-1] + 1) if found else order)
    return found


def brief(part: Part, document: Record, place: int) -> Record:
    """Without what is empty or the default; the place in the list stands for `order`."""
    found: Record = {}
    if document.get("date_earliest") or document.get("date_latest"):
        document = without_implied_bounds(document)
    if document.get("order") == place:
        document = {name: value for name, value in document.items() if name != "order"}
    defaults, decimals = part.defaults, part.decimals
    for name, raw in document.items():
        value = plain(raw) if name not in decimals else decimal(raw)
        if value is None or (not value and isinstance(value, str | list)):
            continue
        if name not in defaults or value != defaults[name] or name == "order":
            found[name] = value
    return found


def without_implied_bounds(document: Record) -> Record:
    """Bounds that follow from the date need not be told."""
    implied = [bound and bound.isoformat() for bound in bounds(document.get("date") or "")[:2]]
    given = [plain(document.get(name)) for name in ("date_earliest", "date_latest")]
    return document | {"date_earliest": None, "date_latest": None} if given == implied else document


def plain(value: Any) -> Any:
    """A value as JSON has it: text in Unicode normal form C, days as ISO 8601."""
    if isinstance(value, str):
        return value if value.isascii() else unicodedata.normalize("NFC", value)
    if isinstance(value, list):
        return [plain(item) for item in value]
    if isinstance(value, Decimal):
        return int(value)
    return value.isoformat() if isinstance(value, date) else value


def decimal(value: Any) -> str | None:
    """A number as text without idle zeros."""
    return None if value in (None, "") else f"{Decimal(value).normalize() + 0:f}"


def in_batches(rows: Iterable, size: int) -> Iterable[list]:
    """Lists of at most `size` rows."""
    batch: list = []
    for row in rows:
        batch.append(row)
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch
