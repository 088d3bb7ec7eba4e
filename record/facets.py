"""Facets: how many incidents, or statements, of a selection have each value of a filter."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import QuerySet

from record import postings
from record.codebook import Codebook
from record.dimensions import CLOSED, DIMENSIONS, Dimension, Sql, embedded, fetched, survivors, vocabulary
from record.moments import Moment
from record.statement_dimensions import STATEMENT_DIMENSIONS

FACETS = tuple(name for name in DIMENSIONS if name != "directed_dyad")  # the filter takes both under one name
FIRST_CHOICE = ("country", "type_group", "type", "theme", "step", "certainty")
OF_STATEMENTS = tuple(STATEMENT_DIMENSIONS)
FIRST_OF_STATEMENTS = ("speaker", "country", "statement_kind", "stance", "capacity", "theme")
TOP, MOST = 20, 300


@dataclass(frozen=True)
class Tally:
    """Value to number of incidents, most frequent first; `left_out` values occur as well and are not among them."""

    counts: dict[str, int]
    left_out: int = 0


def tallies(
    selections: dict[str, QuerySet],
    moment: Moment | None = None,
    top: int = MOST,
    dimensions: Mapping[str, Dimension] = DIMENSIONS,
) -> dict[str, Tally]:
    """Dimension to its `top` most frequent values, each over its own selection; one query for all.

    A large record is counted by postings, with one query for each selection that they do not know yet.
    Equal selections are read once. Equal counts are in the order of the values. The vocabularies of CLOSED dimensions are
    short, so theirs are all there. Without a moment no dimension of actors can be asked for. `dimensions` are those of the
    selection's filters, where these qualify each other.
    """
    sets = {
        name: rows
        for name, rows in selections.items()
        if postings.count_for(dimensions[name], moment, rows.db)
    }
    others = {name: rows for name, rows in selections.items() if name not in sets}
    found = in_sets(sets, moment, dimensions) if sets and moment else {}
    return {name: most_frequent(name, found[name], top) for name in sets} | in_sql(
        others, moment, top, dimensions
    )


def in_sets(
    selections: dict[str, QuerySet], moment: Moment, dimensions: Mapping[str, Dimension]
) -> dict[str, dict[str, int]]:
    """Counts by postings. At a past moment these have the rows that still hold; what has ended since is counted in SQL."""
    if moment.now:
        return postings.counts(selections, dimensions)
    still, ended = (
        {name: rows.filter(until__isnull=holds) for name, rows in selections.items()}
        for holds in (True, False)
    )
    found = postings.counts(still, dimensions)
    since = in_sql(ended, moment, None, dimensions)
    return {name: dict(Counter(found[name]) + Counter(since[name].counts)) for name in selections}


def most_frequent(name: str, counts: dict[str, int], top: int) -> Tally:
    """The `top` most frequent values; equal ones in the order of the values."""
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    shown = ordered if name in CLOSED else ordered[:top]
    return Tally(dict(shown), len(ordered) - len(shown))


def in_sql(
    selections: dict[str, QuerySet],
    moment: Moment | None,
    top: int | None,
    dimensions: Mapping[str, Dimension],
) -> dict[str, Tally]:
    """The same by counting rows; one query, none for no selections. All values without a `top`."""
    if not selections:
        return {}
    tables = {}
    if any(dimensions[name].folded for name in selections):
        assert moment, "Who lives on under which number depends on the moment."
        tables = survivors(moment)
    places = shared(selections, tables, dimensions)
    parts = [part(name, dimensions[name], places[name], top) for name in selections]
    body = Sql(
        " UNION ALL ".join(one.text for one in parts), tuple(value for one in parts for value in one.values)
    )
    using = next(iter(selections.values())).db
    found: dict[str, list[tuple[str, int, int]]] = {name: [] for name in selections}
    for name, value, n, distinct in fetched(tables, body, using):
        found[name].append((value, n, distinct))
    return {name: tally(rows) for name, rows in found.items()}


def shared(
    selections: dict[str, QuerySet], tables: dict[str, Sql], dimensions: Mapping[str, Dimension]
) -> dict[str, str]:
    """Adds each different selection to the tables, with the columns that are asked of it; dimension to its table."""
    asked: dict[str, list[str]] = {}
    for name, rows in selections.items():
        asked.setdefault(repr(embedded(rows, "ref")), []).append(name)
    found = {}
    for number, names in enumerate(asked.values()):
        columns = dict.fromkeys(
            [
                "ref",
                *(column for name in names for column in (dimensions[name].column, dimensions[name].beside)),
            ]
        )
        tables[f"selected_{number}"] = embedded(selections[names[0]], *columns)
        found |= dict.fromkeys(names, f"selected_{number}")
    return found


def part(name: str, dimension: Dimension, table: str, top: int | None) -> Sql:
    """One dimension's values over a table: its name, value, number of incidents, and how many values there are."""
    return Sql(
        f"(SELECT %s, {dimension.value} AS value, {dimension.count} AS n, count(*) OVER ()"  # noqa: S608 - our names
        f" FROM {table} AS r {dimension.rows} WHERE {dimension.value} <> ''"
        " GROUP BY value ORDER BY n DESC, value LIMIT %s)",
        (name, *dimension.values, None if name in CLOSED else top),
    )


def tally(rows: list[tuple[str, int, int]]) -> Tally:
    """Rows of one dimension; each carries how many values there are in all."""
    ordered = sorted(rows, key=lambda row: (-row[1], row[0]))
    distinct = rows[0][2] if rows else 0
    return Tally({value: n for value, n, _ in ordered}, distinct - len(rows))


def with_zeros(name: str, found: Tally, book: Codebook) -> Tally:
    """A closed vocabulary whole and in its own order, zeros too; what a later codebook dropped comes behind."""
    words = vocabulary(name, book)
    counts = {**{word: found.counts.get(word, 0) for word in words}, **found.counts}
    return Tally(counts if words else found.counts, found.left_out)


def how_many(selections: dict[str, QuerySet], moment: Moment | None = None) -> dict[str, int]:
    """How many rows each of several selections has; one query for all, in a small record."""
    if postings.serve(moment):
        return {name: postings.size(rows) for name, rows in selections.items()}
    if not selections:
        return {}
    tables = {f"selected_{place}": embedded(rows, "ref") for place, rows in enumerate(selections.values())}
    body = " UNION ALL ".join(f"SELECT %s, count(*) FROM {table}" for table in tables)  # noqa: S608 - our names
    return dict(fetched(tables, Sql(body, tuple(selections)), next(iter(selections.values())).db))
