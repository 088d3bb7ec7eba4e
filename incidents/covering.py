"""What has been read of a state or a pair of states, month by month, and saying it anew for a run of days."""

from calendar import monthrange
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q, QuerySet

from actors.models import Country
from codebook import scales
from incidents.models import Coverage

YES, PARTLY, NO = "yes", "partly", "no"
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Scope:
    """A state with all others, or two states with each other, whichever is named first."""

    country: Country
    counterpart: Country | None = None

    def own(self) -> QuerySet[Coverage]:
        """Rows about exactly this scope."""
        if self.counterpart is None:
            return Coverage.objects.filter(country=self.country, counterpart=None)
        there = Q(country=self.country, counterpart=self.counterpart)
        return Coverage.objects.filter(there | Q(country=self.counterpart, counterpart=self.country))

    def around(self) -> QuerySet[Coverage]:
        """Rows about more or less than this that say something of it: of a pair, either state; of a state, its pairs."""
        if self.counterpart is None:
            here = Q(country=self.country, counterpart__isnull=False)
            return Coverage.objects.filter(here | Q(counterpart=self.country))
        return Coverage.objects.filter(country__in=[self.country, self.counterpart], counterpart=None)

    def __str__(self):
        return f"{self.country} and {self.counterpart}" if self.counterpart else str(self.country)


@dataclass(frozen=True)
class Month:
    """How well one month was read: `coded` is yes, partly or no; `around` tells that this follows from other rows."""

    first: date
    coded: str
    around: bool


def last_day(first: date) -> date:
    return first.replace(day=monthrange(first.year, first.month)[1])


def months(
    scope: Scope, own: Collection[Coverage], around: Collection[Coverage], years: Iterable[int]
) -> list[Month]:
    """The months of some years. A state is read when it was read with all others, a pair also when one of them was."""
    found = []
    for year in years:
        for number in range(1, 13):
            first = date(year, number, 1)
            mine, more = reading(first, own), reading(first, around)
            if scope.counterpart is None and more == YES:
                more = PARTLY  # that one pair was read says little of the rest
            best = min(mine, more, key=(YES, PARTLY, NO).index)
            found.append(Month(first, best, best != mine))
    return found


def reading(first: date, rows: Iterable[Coverage]) -> str:
    """Yes if every day of the month was read, partly if any was, even in part."""
    last, need, some = last_day(first), first, False
    for row in sorted(rows, key=lambda row: row.start):
        coded = scales.coded(row.depth)
        if coded == NO or row.end < first or row.start > last:
            continue
        some = True
        if coded == YES and row.start <= need:
            need = max(need, row.end + DAY)
    return YES if need > last else PARTLY if some else NO


def set_run(
    scope: Scope, own: Iterable[Coverage], first: date, last: date, depth: str, note: str
) -> list[Coverage]:
    """Says anew how well a run of days was read, and returns every row that changed; the caller holds the transaction.

    Rows that reach beyond the run keep what lies outside. A row inside it says the new thing; one with a public number is
    never deleted.
    """
    changed, inside = [], []
    for row in own:
        if row.end < first or row.start > last:
            continue
        if row.start >= first and row.end <= last:
            inside.append(row)
        else:
            changed += outside(row, first, last)
    inside.sort(key=lambda row: row.ref == "")
    for row in inside[1:]:
        if row.ref:  # it stands beside the first with the same depth, which says nothing twice that matters
            changed.append(said(row, row.start, row.end, depth, note))
        else:
            row.delete()
    main = inside[0] if inside else Coverage(country=scope.country, counterpart=scope.counterpart)
    return [*changed, said(main, first, last, depth, note)]


def outside(row: Coverage, first: date, last: date) -> list[Coverage]:
    """Leaves a row what it has before a run, or after it; where it has both, the end becomes a row of its own."""
    end, found = row.end, [row]
    if row.start < first:
        row.end = first - DAY
        if end > last:
            tail = Coverage(country=row.country, counterpart=row.counterpart)
            found.append(said(tail, last + DAY, end, row.depth, row.note))
    else:
        row.start = last + DAY
    row.full_clean()
    row.save()
    return found


def said(row: Coverage, start: date, end: date, depth: str, note: str) -> Coverage:
    row.start, row.end, row.depth, row.note = start, end, depth, note
    row.full_clean()
    row.save()
    return row
