"""Pages of a list: keyset by sort key and number, with the moment in the cursor, so that a walk sees one state."""

import base64
import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import Any

from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _

from lib import canonical
from record import ledger
from record.models import IndexRow
from record.moments import Moment, in_utc

ORDERINGS = {
    "-date": ("-day_desc", "-number"),
    "date": ("day_asc", "number"),
    "-published": ("-published_at", "-number"),
    "-level": ("-level", "-number"),
    "level": ("level", "number"),
    "name": ("sort_key", "number"),
    "ref": ("number", "number"),
    "relevance": ("-relevance", "-number"),  # of rows from search.by_relevance
}
CAP = 10_000
PAGE_SIZE, LARGEST_PAGE = 50, 200


class CursorError(ValueError):
    """A cursor that is damaged or belongs to another selection."""


@dataclass(frozen=True)
class Cursor:
    """Where a page begins: behind (or, backwards, before) the row with this sort value and number, at this entry."""

    entry: int
    ordering: str
    value: str
    number: int
    backwards: bool
    selection: str

    def text(self) -> str:
        packed = json.dumps(
            [self.entry, self.ordering, self.value, self.number, self.backwards, self.selection]
        )
        return base64.urlsafe_b64encode(packed.encode()).decode().rstrip("=")

    @classmethod
    def read(cls, text: str, selection: str) -> "Cursor":
        """The cursor that a link carried; raises CursorError with a sentence."""
        try:
            cursor = cls(*json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))))
        except (ValueError, TypeError, RecursionError) as error:
            raise CursorError(_("This cursor is damaged. Start again without `cursor`.")) from error
        if not cursor.sound() or cursor.selection != selection:
            raise CursorError(_("This cursor belongs to another selection. Start again without `cursor`."))
        return cursor

    def sound(self) -> bool:
        """Whether every part has the type and range that we wrote."""
        numbers = all(type(n) is int and 0 <= n < 2**53 for n in (self.entry, self.number))
        return (
            numbers
            and isinstance(self.ordering, str)
            and self.ordering in ORDERINGS
            and isinstance(self.backwards, bool)
            and isinstance(self.value, str)
            and "\0" not in self.value
        )

    def sort_value(self, column: str) -> date | datetime | int | str:
        """The sort value as the column holds it; raises CursorError if it is none."""
        readers: dict[str, Callable[[str], date | datetime | int | str]] = {
            "published_at": aware,
            "level": int,
            "relevance": int,
            "number": int,
            "sort_key": str,
        }
        try:
            return readers.get(column, date.fromisoformat)(self.value)
        except ValueError as error:
            raise CursorError(_("This cursor is damaged. Start again without `cursor`.")) from error


@dataclass(frozen=True)
class Page:
    """One page of rows at one moment; `next` and `previous` are cursors or empty."""

    rows: list[Any]  # of the index that was asked: incidents or statements
    moment: Moment
    ordering: str
    next: str
    previous: str


def aware(text: str) -> datetime:
    """A time with its zone, in UTC; ValueError for one without, or that is out of the calendar there."""
    when = datetime.fromisoformat(text)
    if when.tzinfo is None:
        raise ValueError(text)
    try:
        return in_utc(when)
    except OverflowError as error:
        raise ValueError(text) from error


def selection_of(parameters: QueryDict) -> str:
    """A short hash of what is selected and how it is sorted: the same for any order of parameters, whatever the page."""
    kept = sorted(
        (name, value)
        for name, values in parameters.lists()
        for value in values
        if name not in ("cursor", "page_size")
    )
    return hashlib.sha256(json.dumps(kept).encode()).hexdigest()[:12]


def moment_of(parameters: QueryDict) -> tuple[Moment, Cursor | None]:
    """The moment a list is read at: the cursor's if there is one, else `as_of`, else now. Raises CursorError, MomentError."""
    if text := parameters.get("cursor", ""):
        cursor = Cursor.read(text, selection_of(parameters))
        return ledger.moment(f"entry:{cursor.entry}"), cursor
    return ledger.moment(parameters.get("as_of", "")), None


def page(
    queryset: QuerySet, moment: Moment, *, ordering: str, size: int, cursor: Cursor | None, selection: str
) -> Page:
    """The rows of one page. One query, which fetches one row more than it shows to know whether there is a next page."""
    column, number = ORDERINGS[ordering]
    backwards = bool(cursor and cursor.backwards)
    if cursor:
        queryset = queryset.filter(beyond(cursor, column, backwards))
    order = [turned(column), turned(number)] if backwards else [column, number]
    found = list(queryset.order_by(*order)[: size + 1])
    more, found = len(found) > size, found[:size]
    if backwards:
        found.reverse()
    link = partial(edge, found, moment, ordering, column.lstrip("-"), selection)
    return Page(
        rows=found,
        moment=moment,
        ordering=ordering,
        next=link(last=True) if (more or backwards) else "",
        previous=link(last=False) if (cursor and (more or not backwards)) else "",
    )


def turned(column: str) -> str:
    return column[1:] if column.startswith("-") else f"-{column}"


def beyond(cursor: Cursor, column: str, backwards: bool) -> Q:
    """Rows after the cursor in the order of the list (before it, backwards), written so that the index serves it."""
    falling = column.startswith("-") != backwards
    name, side = column.lstrip("-"), "lt" if falling else "gt"
    value = cursor.sort_value(name)
    return Q(**{f"{name}__{side}e": value}) & (
        Q(**{f"{name}__{side}": value}) | Q(**{f"number__{side}": cursor.number})
    )


def edge(
    found: list[IndexRow], moment: Moment, ordering: str, column: str, selection: str, *, last: bool
) -> str:
    """The cursor at the end (or the beginning) of a page; empty for a page without rows."""
    if not found:
        return ""
    row = found[-1 if last else 0]
    value = getattr(row, column)
    text = value.isoformat() if isinstance(value, date) else str(value)
    return Cursor(moment.entry, ordering, text, row.number, not last, selection).text()


def capped_count(queryset: QuerySet) -> tuple[int, bool]:
    """How many rows match, up to CAP, and whether there are more."""
    count = queryset.order_by()[: CAP + 1].count()
    return min(count, CAP), count > CAP


def card(row: IndexRow, url: str) -> dict:
    """A list row: what identifies it, then its card."""
    return {
        "ref": row.ref,
        "version": row.version,
        "entry": row.written_by,
        "url": url,
        **canonical.loads(row.card),
        "published": ledger.written_time(row.published_at),
    }
