"""A table made of index rows, and the statements by which PostgreSQL copies it out as CSV, as JSON Lines or as GeoJSON."""

import json
from dataclasses import dataclass, field
from typing import NamedTuple

from django.db.models import QuerySet

from record.codebook import Codebook, label
from record.dimensions import Sql, embedded
from record.envelopes import url
from record.exports.columns import Column
from record.exports.forms import CSV, JSON_LINES, Form

# No JSON has these two characters, so nothing in a line is quoted or escaped.
ONE_LINE = "(FORMAT csv, QUOTE E'\\x01', DELIMITER E'\\x02', ENCODING 'UTF8')"
ON_COLUMNS = "(FORMAT csv, HEADER true, ENCODING 'UTF8')"


class Export(NamedTuple):
    """A statement that copies lines out, and how they become a file."""

    statement: Sql
    form: Form


@dataclass(frozen=True)
class Table:
    """Which columns a table has, and what they are read from.

    `index` are columns of the index, `card` what is read of a card; `lines` joins more than one line to a row, and
    `order` is theirs. `key` are the columns that tell its lines apart. `beside` are fields of a list row that no card has.
    """

    name: str
    meaning: str
    kind: str
    index: tuple[str, ...]
    card: str
    columns: dict[str, Column]
    key: tuple[str, ...] = ("ref",)
    lines: str = ""
    order: str = ""
    sort: tuple[str, ...] = ("day_desc DESC", "number DESC")
    beside: dict[str, str] = field(default_factory=dict)

    def csv(self, rows: QuerySet, book: Codebook) -> Export:
        """The selected rows, in the order of their list, under a line of column names."""
        cells = {name: column.cell for name, column in self.columns.items()}
        return Export(copied(self.selected(rows, book, cells), ON_COLUMNS), CSV)

    def json(self, rows: QuerySet, book: Codebook) -> Export:
        """The same with one object for each line."""
        values = {name: column.json for name, column in self.columns.items()}
        return Export(as_objects(self.selected(rows, book, values)), JSON_LINES)

    def selected(self, rows: QuerySet, book: Codebook, values: dict[str, str]) -> Sql:
        """The rows with named values. They are sorted before these are made, so that a sort on disk carries less."""
        found = embedded(rows, *self.index)
        parts = (
            "SELECT",
            ", ".join(f'{expression} AS "{name}"' for name, expression in values.items()),
            "FROM (SELECT * FROM (",
            found.text,
            f") AS unsorted ORDER BY {', '.join(self.sort)} OFFSET 0) AS r",
            f"CROSS JOIN LATERAL jsonb_to_record(r.card::jsonb) AS card ({self.card})",
            self.lines,
            "CROSS JOIN (SELECT %s::jsonb AS types, %s::jsonb AS cow, %s AS url) AS book",
            f"ORDER BY {', '.join(f'r.{one}' for one in self.sort)}{self.order and f', {self.order}'}",
        )
        return Sql(" ".join(parts), (*found.values, *words(book), url(self.kind, "%s")))


def words(book: Codebook) -> tuple[str, str]:
    """What of a codebook a statement is given: labels of types, COW codes of states."""
    types = {code: label(row) for code, row in book.types.items()}
    cow = {code: str(row["cow_code"]) for code, row in book.countries.items() if row["cow_code"]}
    return json.dumps(types), json.dumps(cow)


def copied(selected: Sql, how: str) -> Sql:
    return Sql(f"COPY ({selected.text}) TO STDOUT {how}", selected.values)


def as_objects(selected: Sql) -> Sql:
    """Each row of a selection as one JSON object with its columns' names, in their order."""
    return copied(
        Sql(f"SELECT row_to_json(line) FROM ({selected.text}) AS line", selected.values),  # noqa: S608 - ours
        ONE_LINE,
    )
