"""Counts for the filter rail: one query for all facets, whatever is selected."""

from functools import reduce

from django.db.models import Count, F, Func, QuerySet, TextField, Value

COLUMNS = {
    "country": "countries",
    "step": "step",
    "type": "type",
    "theme": "themes",
    "certainty": "certainty",
}
ARRAYS = ("countries", "themes", "pairs")


def tally(rows: QuerySet, column: str) -> QuerySet:
    """How many rows have each value of a column: `value`, `n`. An array counts once for each of its values."""
    value = Func(F(column), function="unnest", output_field=TextField()) if column in ARRAYS else F(column)
    return rows.order_by().annotate(value=value).values("value").annotate(n=Count("ref"))


def counts(selections: dict[str, QuerySet]) -> dict[str, dict[str, int]]:
    """Facet to value to number of rows; one query for all facets."""
    parts = [
        tally(rows, COLUMNS[name])
        .annotate(facet=Value(name, output_field=TextField()))
        .values_list("facet", "value", "n")
        for name, rows in selections.items()
    ]
    found: dict[str, dict[str, int]] = {name: {} for name in selections}
    for facet, value, n in united(parts):
        found[facet][value] = n
    return found


def pairs(rows: QuerySet, most: int = 6) -> list[tuple[str, int]]:
    """The directed pairs that occur most, with their counts; one query."""
    return list(tally(rows, "pairs").order_by("-n", "value").values_list("value", "n")[:most])


def how_many(selections: dict[str, QuerySet]) -> dict[str, int]:
    """How many rows each of several selections has; one query for all."""
    parts = [
        rows.order_by()
        .annotate(name=Value(name, output_field=TextField()))
        .values("name")
        .annotate(n=Count("ref"))
        .values_list("name", "n")
        for name, rows in selections.items()
    ]
    found = dict.fromkeys(selections, 0)
    for name, n in united(parts):
        found[name] = n
    return found


def united(parts: list[QuerySet]) -> QuerySet:
    """Several counts as one query."""
    return reduce(lambda one, other: one.union(other, all=True), parts)
