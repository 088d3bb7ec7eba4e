"""Counts that the list page shows beside its rows."""

from collections.abc import Mapping
from datetime import date

from django.db.models import Max, Min, QuerySet

from record.dimensions import DIMENSIONS, Dimension, within_one
from record.facets import how_many, tallies
from record.models.indexes import FIRST_DAY, LAST_DAY
from record.moments import Moment

MOST_PERIODS = 100_000
__all__ = ["by_period", "counts", "days", "how_many", "pairs"]


def counts(
    selections: dict[str, QuerySet], moment: Moment, dimensions: Mapping[str, Dimension] = DIMENSIONS
) -> dict[str, dict[str, int]]:
    """Facet to value to number of rows; one query for all facets."""
    found = tallies(selections, moment, dimensions=dimensions)
    return {name: tally.counts for name, tally in found.items()}


def pairs(rows: QuerySet, moment: Moment, most: int = 6) -> list[tuple[str, int]]:
    """The directed pairs that occur most, with their counts; one query."""
    return list(tallies({"directed_dyad": rows}, moment, top=most)["directed_dyad"].counts.items())


def days(rows: QuerySet) -> tuple[date, date] | None:
    """The first and the last day on record, none if nothing is dated; one query."""
    ends = rows.filter(span__isnull=False).aggregate(first=Min("day_asc"), last=Max("day_desc"))
    first, last = ends["first"], ends["last"]
    return (first, last) if first and last and FIRST_DAY < first <= last < LAST_DAY else None


def by_period(rows: QuerySet, period: str, moment: Moment) -> dict[date, int]:
    """First day of a week, month, quarter or year to the incidents whose possible days all lie in it; one query.

    No incident is put into a period by guess: spans over several, open ends and undated ones are in none.
    """
    found = tallies({"period": rows}, moment, top=MOST_PERIODS, dimensions={"period": within_one(period)})
    return {date.fromisoformat(day): n for day, n in sorted(found["period"].counts.items())}
