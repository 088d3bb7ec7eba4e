"""Lanes: one for each value, its incidents on one axis of days; dates that are not certain are drawn as spans.

The axis has COLUMNS columns. Where a thing stands is said by classes that static/css/lanes.css holds, one for each column:
a page under a strict content policy carries no style of its own.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from pages.languages import short_date

COLUMNS = 60
LABEL = 20  # columns that a label takes beside its tile
MOST_ROWS = 60  # of one lane, as many as the sheet has classes for
TICK = 9  # columns for the label of a tick
NARROWEST = 6  # columns of a stretch of days
MOST_FOLDS, SHORTEST_FOLD = 4, 45  # gaps that are folded; days


@dataclass(frozen=True)
class Mark:
    """One incident: the first and the last day on which it may have happened, none for an open end; both none: undated."""

    row: dict
    first: date | None
    last: date | None

    @property
    def sort_key(self) -> tuple:
        return self.first or self.last or date.max, self.last or date.max, self.row["ref"]


@dataclass(frozen=True)
class Placed:
    """A mark with its columns and its row, both counted from 1; the label before or behind it."""

    row: dict
    column: int
    width: int
    line: int
    label: tuple[int, int]
    before: bool
    uncertain: str
    over: bool = False

    @property
    def classes(self) -> str:
        found = [f"d{self.column}", f"w{self.width}", f"r{self.line}"]
        return " ".join([*found, *(["span"] if self.uncertain else []), *self.uncertain.split()])

    @property
    def label_classes(self) -> str:
        start, end = self.label
        return f"f{start} t{end} r{self.line}" + " end" * self.before + " over" * self.over


@dataclass(frozen=True)
class Tick:
    """A label of the axis, in columns from `start` to `end`."""

    name: str
    start: int
    end: int


@dataclass(frozen=True)
class Stretch:
    """Days without a long gap, and the columns that they have, counted from 1."""

    first: date
    last: date
    column: int
    width: int

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    def place(self, day: date, *, end: bool = False) -> int:
        """The first column of a day, or the last one; days may share a column, or have several."""
        passed = (day - self.first).days
        step = passed * self.width // self.days
        if end:
            step = max(step, (passed + 1) * self.width // self.days - 1)
        return self.column + min(max(step, 0), self.width - 1)


@dataclass(frozen=True)
class Axis:
    """Days laid out over the columns; long gaps without any end of a span are folded into one column each."""

    stretches: list[Stretch]

    def column(self, day: date, *, end: bool = False) -> int:
        """The column, from 1, in which one of its days begins, or ends."""
        stretch = next((one for one in self.stretches if day <= one.last), self.stretches[-1])
        return stretch.place(day, end=end)

    @property
    def first(self) -> date:
        return self.stretches[0].first

    @property
    def last(self) -> date:
        return self.stretches[-1].last

    @property
    def folded(self) -> bool:
        return len(self.stretches) > 1

    @property
    def breaks(self) -> list[int]:
        """The columns between stretches, where the axis is broken."""
        return [one.column + one.width for one in self.stretches[:-1]]

    @property
    def ticks(self) -> list[Tick]:
        """The first day of each stretch, and days at even distances in the long ones, each at its own column."""
        found = []
        for stretch in self.stretches:
            parts = max(1, min(stretch.width // TICK, stretch.days))
            passed = [part * stretch.days // parts for part in range(parts)]
            days = [stretch.first + timedelta(days=n) for n in passed]
            starts = [stretch.place(day) for day in days]
            ends = [*starts[1:], stretch.column + stretch.width]
            found += [
                Tick(short_date(day, "j M" if last and day.year == last.year else "j M Y"), start, end)
                for last, day, start, end in zip([None, *days], days, starts, ends, strict=False)
            ]
        return found


def axis(marks: Iterable[Mark]) -> Axis | None:
    """The axis over all ends that are known; none if there is none."""
    days = sorted({day for mark in marks for day in (mark.first, mark.last) if day})
    return Axis(laid_out(stretches(days))) if days else None


def stretches(days: list[date]) -> list[tuple[date, date]]:
    """The days without their longest gaps, as long as one takes more than a fifth of the axis."""
    gaps = sorted(pairwise(days), key=lambda gap: gap[0] - gap[1])
    total, folded = (days[-1] - days[0]).days + 1, []
    for begin, end in gaps[:MOST_FOLDS]:
        length = (end - begin).days - 1
        if length < SHORTEST_FOLD or length * 5 < total:
            break
        folded.append((begin, end))
        total -= length
    edges = [days[0], *(day for gap in sorted(folded) for day in gap), days[-1]]
    return list(zip(edges[::2], edges[1::2], strict=True))


def laid_out(found: list[tuple[date, date]]) -> list[Stretch]:
    """Columns for each stretch by its length, but never too few for its label; one column between two."""
    lengths = [(last - first).days + 1 for first, last in found]
    room = COLUMNS - (len(found) - 1) - NARROWEST * len(found)
    made, column = [], 1
    for place, ((first, last), length) in enumerate(zip(found, lengths, strict=True)):
        width = NARROWEST + room * length // sum(lengths)
        if place == len(found) - 1:
            width = COLUMNS + 1 - column
        made.append(Stretch(first, last, column, width))
        column += width + 1
    return made


def placed(marks: list[Mark], axis: Axis | None) -> list[Placed]:
    """The marks of one lane, the earliest first, each on the first row where it and its label are free."""
    taken: list[list[tuple[int, int]]] = []
    return [place(mark, axis, taken) for mark in sorted(marks, key=lambda mark: mark.sort_key)]


def place(mark: Mark, axis: Axis | None, taken: list[list[tuple[int, int]]]) -> Placed:
    start = axis.column(mark.first) if axis and mark.first else 1
    end = axis.column(mark.last, end=True) if axis and mark.last else COLUMNS
    width = end - start + 1
    if width > COLUMNS - LABEL:
        # No room beside it: the label stands on the bar, away from the tile in its middle; without a bar, behind the tile.
        line, middle, bar = free(taken, 1, COLUMNS), start + width // 2, doubt(mark)
        label = (start + 2, middle) if bar else (middle + 2, COLUMNS + 1)
        return Placed(mark.row, start, width, line, label, False, bar, over=bool(bar))
    before = end + LABEL > COLUMNS and start > LABEL
    label = (max(1, start - LABEL - 8), start) if before else (end + 1, min(COLUMNS, end + LABEL + 8) + 1)
    line = free(taken, min(start, label[0]), max(end, label[1] - 1))
    return Placed(mark.row, start, width, line, label, before, doubt(mark))


def doubt(mark: Mark) -> str:
    """Classes for what is not known: nothing for one day, both ends for several, open at the ends that are not on record."""
    if mark.first and mark.first == mark.last:
        return ""
    ends = [name for name, day in (("open", mark.first), ("unended", mark.last)) if day is None]
    return " ".join(ends) or "closed"


def free(taken: list[list[tuple[int, int]]], start: int, end: int) -> int:
    """The first row, from 1, in which these columns are free; they are taken then."""
    for line, spans in enumerate(taken, start=1):
        if all(end < first or start > last for first, last in spans) or line == MOST_ROWS:
            spans.append((start, end))
            return line
    taken.append([(start, end)])
    return len(taken)


def spoken(axis: Axis) -> str:
    return _("Incidents from %(first)s to %(last)s, a lane for each") % {
        "first": date_format(axis.first, "j E Y"),
        "last": date_format(axis.last, "j E Y"),
    }


def sheet() -> str:
    """The rules of static/css/lanes.css that place things: written once, and a test sees that they are these."""
    columns = range(1, COLUMNS + 2)
    rules = [f".lanes .d{n}{{--d:{n}}}.lanes .w{n}{{--w:{n}}}" for n in columns if n <= COLUMNS]
    rules += [f".lanes .r{n}{{--r:{n}}}" for n in range(1, MOST_ROWS + 1)]
    rules += [f".lanes .f{n}{{--f:{n}}}.lanes .t{n}{{--t:{n}}}" for n in columns]
    return "\n".join(rules)
