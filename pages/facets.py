"""Counts that the list page shows beside its rows."""

from collections.abc import Mapping

from django.db.models import QuerySet

from record.dimensions import DIMENSIONS, Dimension
from record.facets import how_many, tallies
from record.moments import Moment

__all__ = ["counts", "how_many", "pairs"]


def counts(
    selections: dict[str, QuerySet], moment: Moment, dimensions: Mapping[str, Dimension] = DIMENSIONS
) -> dict[str, dict[str, int]]:
    """Facet to value to number of rows; one query for all facets."""
    found = tallies(selections, moment, dimensions=dimensions)
    return {name: tally.counts for name, tally in found.items()}


def pairs(rows: QuerySet, most: int = 6) -> list[tuple[str, int]]:
    """The directed pairs that occur most, with their counts; one query."""
    return list(tallies({"directed_dyad": rows}, top=most)["directed_dyad"].counts.items())
