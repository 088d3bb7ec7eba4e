"""The audit trail of all tables as one stream, newest first, in pages of constant cost.

Every table of the trail gives its newest rows by an index; the database brings these few together. A page costs the same
wherever it stands, since it begins after the last row of the page before instead of counting rows.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import F, Q, QuerySet, Value
from django.db.models.functions import Cast

from incidents.models import Decision

DECISIONS = "decision"
WHATS = [("insert", "Added"), ("update", "Changed"), ("delete", "Deleted"), (DECISIONS, "Decided")]
# Columns of the stream; prefixed, since tables of the trail have a kind, a number and a text of their own.
COLUMNS = [
    f"row_{name}"
    for name in ("source", "number", "when", "what", "about", "context", "kind", "decider", "words")
]


@dataclass(frozen=True)
class Cursor:
    """The last row of a page: its time, its table and its number there."""

    when: datetime
    source: str
    number: int

    def __str__(self):
        return f"{self.when.isoformat()}~{self.source}~{self.number}"

    @classmethod
    def read(cls, text: str) -> "Cursor | None":
        """None for what is no cursor."""
        when, _, rest = text.partition("~")
        source, _, number = rest.partition("~")
        try:
            at = datetime.fromisoformat(when)
            found = cls(at.astimezone(UTC), source, int(number))  # PostgreSQL reads no zone of sixteen hours
        except (ValueError, OverflowError):
            return None
        return found if at.tzinfo and 0 <= found.number < 2**63 else None


@dataclass(frozen=True)
class Asked:
    """What of the trail is wanted; `objects` are the keys wanted of each table, no other table then counts."""

    user: int | None = None
    table: str = ""
    what: str = ""
    since: datetime | None = None
    until: datetime | None = None
    objects: Mapping[str, frozenset[str]] | None = None


@dataclass(frozen=True)
class Row:
    """One change or decision. `source` is the table it is about; for decisions `kind` says it instead."""

    source: str
    number: int
    when: datetime
    what: str
    about: str | None
    context: Any
    kind: str
    decider: int | None
    words: str

    @property
    def cursor(self) -> Cursor:
        return Cursor(self.when, self.source, self.number)


@cache
def trails() -> dict[str, Any]:
    """The table of the trail of each audited table, by that table's label."""
    every: list[Any] = list(apps.get_models())
    found = {
        model.pgh_tracked_model._meta.label_lower: model
        for model in every
        if getattr(model, "pgh_tracked_model", None)
    }
    return dict(sorted(found.items()))


def page(asked: Asked, after: Cursor | None, size: int) -> list[Row]:
    """The next rows after a cursor, newest first. One query."""
    parts = [newest(rows, source, after, size) for source, rows in sources(asked)]
    if not parts:
        return []
    every = parts[0]
    if len(parts) > 1:
        every = every.union(*parts[1:], all=True).order_by("-row_when", "row_source", "-row_number")[:size]
    return [Row(*values) for values in every]


def pages(asked: Asked, size: int = 1000) -> Iterator[list[Row]]:
    """All rows, a page at a time, so that memory does not grow with their number."""
    after: Cursor | None = None
    while rows := page(asked, after, size):
        yield rows
        after = rows[-1].cursor


def sources(asked: Asked) -> Iterator[tuple[str, QuerySet]]:
    """Each table that can have what is asked for, with its filtered rows."""
    if asked.what != DECISIONS:
        for source, trail in trails().items():
            if wanted(asked, source):
                yield source, changes(trail, source, asked)
    if asked.what in ("", DECISIONS) and not (asked.table and asked.table not in tables_of_kinds().values()):
        yield DECISIONS, decisions(asked)


def wanted(asked: Asked, source: str) -> bool:
    return (not asked.table or asked.table == source) and (asked.objects is None or source in asked.objects)


def changes(trail: Any, source: str, asked: Asked) -> QuerySet:
    rows = trail.objects.annotate(row_when=F("pgh_created_at"), row_number=F("pgh_id"))
    if asked.what:
        rows = rows.filter(pgh_label=asked.what)
    if asked.user is not None:
        rows = rows.filter(pgh_context__metadata__user=asked.user)
    if asked.objects is not None:
        rows = rows.filter(pgh_obj_id__in=asked.objects[source])
    return within(rows, asked).annotate(
        row_source=Value(source),
        row_what=F("pgh_label"),
        row_about=Cast("pgh_obj_id", models.TextField()),
        row_context=F("pgh_context_id"),
        row_kind=Value(""),
        row_decider=Cast(Value(None), models.BigIntegerField()),
        row_words=Value(""),
    )


def decisions(asked: Asked) -> QuerySet:
    rows: QuerySet = Decision.objects.annotate(row_when=F("at"), row_number=F("pk"))
    if asked.user is not None:
        rows = rows.filter(user=asked.user)
    kinds = {table: kind for kind, table in tables_of_kinds().items()}
    if asked.table:
        rows = rows.filter(kind=kinds[asked.table])
    if asked.objects is not None:
        either = Q(pk__in=[])
        for table, keys in asked.objects.items():
            if table in kinds:
                either |= Q(kind=kinds[table], object_id__in=keys)
        rows = rows.filter(either)
    return within(rows, asked).annotate(
        row_source=Value(DECISIONS),
        row_what=F("action"),
        row_about=Cast("object_id", models.TextField()),
        row_context=Cast(Value(None), models.UUIDField()),
        row_kind=F("kind"),
        row_decider=Cast("user_id", models.BigIntegerField()),
        row_words=F("note"),
    )


def within(rows: QuerySet, asked: Asked) -> QuerySet:
    if asked.since:
        rows = rows.filter(row_when__gte=asked.since)
    return rows.filter(row_when__lt=asked.until) if asked.until else rows


def newest(rows: QuerySet, source: str, after: Cursor | None, size: int) -> QuerySet:
    """The first rows of one table after the cursor, in the order of the stream."""
    if after and source == after.source:
        rows = rows.filter(
            Q(row_when__lt=after.when) | Q(row_number__lt=after.number), row_when__lte=after.when
        )
    elif after:
        rows = rows.filter(**{"row_when__lte" if source > after.source else "row_when__lt": after.when})
    return rows.order_by("-row_when", "-row_number").values_list(*COLUMNS)[:size]


@cache
def tables_of_kinds() -> dict[str, str]:
    """The table of each kind of thing that decisions are about."""
    names = {"incident": "incidents.incident", "episode": "incidents.episode", "source": "incidents.source"}
    return {**names, "link": "incidents.relation", "coverage": "incidents.coverage", "actor": "actors.actor"}


def snapshots(rows: Iterable[Row]) -> dict[tuple[str, int], Any]:
    """The rows of the trail behind changes; one query for each table among them."""
    by_source: dict[str, list[int]] = {}
    for row in rows:
        if row.source != DECISIONS:
            by_source.setdefault(row.source, []).append(row.number)
    return {
        (source, number): snapshot
        for source, numbers in by_source.items()
        for number, snapshot in trails()[source].objects.in_bulk(numbers).items()
    }
