"""A selection of incidents as lines of a CSV file: the columns, and the statement that PostgreSQL copies out.

Nothing on record is an empty cell without quotation marks; a text or a list that is empty is "" with them. Lists have a
semicolon between their values.
"""

import hashlib
import json

from django.db import connections
from django.db.models import QuerySet

from record.codebook import Codebook, label
from record.dimensions import Sql, embedded
from record.envelopes import url

INDEX_COLUMNS = (
    "ref",
    "number",
    "version",
    "since",
    "published_at",
    "day_desc",
    "card",
    "type",
    "certainty",
    "counted",
    "denied_by",
    "through",
    "status",
    "nature",
    "level",
    "step",
    "initiators",
    "targets",
    "themes",
    "place_country",
    "statement_count",
    "claim_count",
    "sources",
)


def text(expression: str) -> str:
    """A text that a spreadsheet cannot take for a formula: an apostrophe stands before = + - @, a tab or a line's end."""
    return f"CASE WHEN left({expression}, 1) IN ('=', '+', '-', '@', E'\\t', E'\\r') THEN '''' ELSE '' END || {expression}"


def listed(column: str) -> str:
    return text(f"array_to_string({column}, ';')")


# COW codes in the places of the codes in a list: `705;` for KAZ;EU, because an organisation has none.
COW_CODES = "array_to_string(ARRAY(SELECT book.cow ->> code FROM unnest({}) AS code), ';', '')"

PUBLISHED_AT = """to_char(r.published_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')"""

# `r` is a row of the index, `card` its card, `book` the codebook as it stood.
COLUMNS = {
    "ref": "r.ref",
    "version": "r.version",
    "entry": "r.since",
    "url": "format(book.url, r.ref)",
    "title": text("card.title"),
    "date": text("(card.date ->> 'edtf')"),
    "earliest": "card.date ->> 'earliest'",
    "latest": "card.date ->> 'latest'",
    "precision": "card.date ->> 'precision'",
    "type": "r.type",
    "type_label": text("(book.types ->> r.type)"),
    "certainty": "r.certainty",
    "counted": "r.counted::text",  # true or false, not t or f
    "denied_by": listed("r.denied_by"),
    "through": listed("r.through"),
    "status": "r.status",
    "nature": "r.nature",
    "level": "r.level",
    "step": "r.step",  # one of + 0 1 2 3 4 5; a lone + is no formula
    "initiators": listed("r.initiators"),
    "initiators_cow": COW_CODES.format("r.initiators"),
    "targets": listed("r.targets"),
    "targets_cow": COW_CODES.format("r.targets"),
    "themes": listed("r.themes"),
    "place_country": "nullif(r.place_country, '')",
    "place_country_cow": "book.cow ->> r.place_country",
    "latitude": "card.place ->> 'latitude'",
    "longitude": "card.place ->> 'longitude'",
    "statement_count": "r.statement_count",
    "claim_count": "r.claim_count",
    "source_count": "cardinality(r.sources)",
    "published_at": PUBLISHED_AT,
}


def incidents(rows: QuerySet, book: Codebook) -> Sql:
    """The statement that copies a selection of incidents out, newest first, as lines that `crlf` ends as CSV does."""
    return copied(rows, book, "incident", INDEX_COLUMNS, COLUMNS, "title text, date jsonb, place jsonb")


def copied(
    rows: QuerySet,
    book: Codebook,
    kind: str,
    index_columns: tuple[str, ...],
    columns: dict[str, str],
    card: str,
) -> Sql:
    """The statement that copies rows of an index out, newest first; `card` names what is read of their cards.

    The rows are sorted before their cells are made, so that a sort on disk carries less.
    """
    selected = embedded(rows, *index_columns)
    words = {
        "types": {code: label(row) for code, row in book.types.items()},
        "cow": {code: str(row["cow_code"]) for code, row in book.countries.items() if row["cow_code"]},
    }
    cells = ", ".join(f"{expression} AS {name}" for name, expression in columns.items())
    parts = (
        "COPY (SELECT",
        cells,
        "FROM (SELECT * FROM (",
        selected.text,
        ") AS unsorted ORDER BY day_desc DESC, number DESC OFFSET 0) AS r",
        f"CROSS JOIN LATERAL jsonb_to_record(r.card::jsonb) AS card ({card})",
        "CROSS JOIN (SELECT %s::jsonb AS types, %s::jsonb AS cow, %s AS url) AS book",
        "ORDER BY r.day_desc DESC, r.number DESC) TO STDOUT (FORMAT csv, HEADER true, ENCODING 'UTF8')",
    )
    values = (json.dumps(words["types"]), json.dumps(words["cow"]), url(kind, "%s"))
    return Sql(" ".join(parts), (*selected.values, *values))


def crlf(line: bytes) -> bytes:
    """A line as PostgreSQL copies it, one at a time, with the end that RFC 4180 asks for."""
    return line[:-1] + b"\r\n"


class Sums:
    """What a file consists of, without keeping it: PostgreSQL's lines are written here."""

    def __init__(self) -> None:
        self.lines, self.bytes, self.digest = 0, 0, hashlib.sha256()

    def write(self, line: bytes) -> None:
        self.lines += 1
        self.bytes += len(line) + 1
        self.digest.update(crlf(line))


def sums(statement: Sql, using: str, seconds: int) -> dict:
    """Rows without the header, bytes and SHA-256 of the file that a statement makes; stopped after so many seconds.

    Two queries, in the transaction that is open: a file made in it has these sums.
    """
    found, connection = Sums(), connections[using]
    with connection.cursor() as cursor:
        limit(cursor, seconds)
        with connection.wrap_database_errors:
            cursor.copy_expert(cursor.mogrify(*statement), found)
    return {"rows": found.lines - 1, "bytes": found.bytes, "sha256": found.digest.hexdigest()}


def limit(cursor, seconds: int) -> None:
    """Lets the statements of this transaction run so long; a file takes longer than a page."""
    cursor.execute("SELECT set_config('statement_timeout', %s, true)", [f"{seconds}s"])
