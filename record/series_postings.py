"""The counts of a series over a large record, cut from postings: what series_tables.py counts in SQL."""

from collections.abc import Iterator, Mapping
from functools import cached_property
from itertools import islice

from django.db.models import QuerySet
from pyroaring import BitMap

from record import postings
from record.dimensions import DIMENSIONS, Dimension, Sql, within_one
from record.postings import Values
from record.series_tables import MOST_ROWS, NONE, How, Summary

EVERYTHING = "all"
COUNTED = Dimension("counted", "CASE WHEN r.counted THEN 'counted' ELSE '' END", "r.counted")
DATED = Dimension("span", "CASE WHEN r.span IS NULL THEN '' ELSE 'dated' END", "r.span IS NOT NULL")

Cell = tuple[str, str, int, int, str]  # first day of the period, value, number, highest level, its step


class Placed:
    """Selected incidents with the period in which each lies; it needs no tables for its counts."""

    tables: Mapping[str, Sql] = {}

    def __init__(self, rows: QuerySet, how: How):
        self.how = how
        self.kept = postings.at_the_head(rows.model, rows.db)
        self.selected = self.kept.selected(rows)

    def has(self, dimension: Dimension) -> BitMap:
        """The rows that have any value of a dimension."""
        return BitMap.union(BitMap(), *self.kept.of(dimension).values())

    @cached_property
    def periods(self) -> Values:
        """First day of each period, in their order, to the rows that lie in it."""
        return dict(sorted(self.kept.of(within_one(self.how.period)).items()))

    @cached_property
    def values(self) -> Values:
        if self.how.split == NONE:
            return {EVERYTHING: self.selected}
        return self.kept.of(self.how.dimension)

    @cached_property
    def fates(self) -> dict[str, BitMap]:
        """Each selected row under what becomes of it."""
        judged = self.selected & self.has(COUNTED) if self.how.counted else self.selected
        dated = judged & self.has(DATED)
        within = dated & BitMap.union(BitMap(), *self.periods.values())
        placed = within & BitMap.union(BitMap(), *self.values.values())
        return {
            "not_counted": self.selected - judged,
            "undated": judged - dated,
            "spread": dated - within,
            "without_value": within - placed,
            "placed": placed,
        }

    def summary(self, wanted: list[str] | None) -> Summary:
        """The totals, the first and the last period that occurs, and the most frequent values."""
        placed = self.fates["placed"]
        days = [day for day, own in self.periods.items() if own.intersect(placed)]
        sizes = {value: own.intersection_cardinality(placed) for value, own in self.values.items()}
        found = {value: n for value, n in sizes.items() if n and (wanted is None or value in wanted)}
        ordered = sorted(found.items(), key=lambda item: (-item[1], item[0]))
        totals = {fate: len(rows) for fate, rows in self.fates.items()}
        return Summary(
            {"selected": len(self.selected), **totals},
            days[0] if days else None,
            days[-1] if days else None,
            dict(ordered[: self.how.top] if wanted is None else ordered),
            len(found),
        )

    def counts(self, values: list[str]) -> Sql:
        """The table `counts` of these values; no more of it than tells that it is too long."""
        cells = list(islice((cell for value in values for cell in self.cells(value)), MOST_ROWS + 1))
        columns = [list(column) for column in zip(*cells, strict=True)] or [[]] * 5
        return Sql(
            "SELECT * FROM unnest(%s::date[], %s::text[], %s::int[], %s::int[], %s::text[])"
            " AS c (period, value, n, level, step)",
            tuple(columns),
        )

    def cells(self, value: str) -> Iterator[Cell]:
        """One value in each period in which it occurs."""
        own = self.values.get(value, BitMap()) & self.fates["placed"]
        for day, within in self.periods.items():
            if own.intersect(within):
                yield (day, value, *self.gravest(own & within))

    def gravest(self, rows: BitMap) -> tuple[int, int, str]:
        """How many rows, their highest level, and the step that goes with it."""
        level, highest = next((level, own) for level, own in self.levels if own.intersect(rows))
        steps = self.kept.of(DIMENSIONS["step"]).items()
        return len(rows), level, next(step for step, own in steps if own.intersect(rows & highest))

    @cached_property
    def levels(self) -> list[tuple[int, BitMap]]:
        """The highest first."""
        found = self.kept.of(DIMENSIONS["level"]).items()
        return sorted(((int(level), own) for level, own in found), key=lambda one: -one[0])
