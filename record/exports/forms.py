"""How the lines that PostgreSQL copies out become a file of each format, and what such a file adds up to."""

import hashlib
from dataclasses import dataclass
from typing import BinaryIO

from django.db import connections

from record.dimensions import Sql


@dataclass(frozen=True)
class Form:
    """A format: what stands before the first line, between two, behind each and at the end."""

    name: str
    media_type: str
    content_type: str
    before: bytes = b""
    between: bytes = b""
    behind: bytes = b"\n"
    end: bytes = b""
    headers: int = 0  # lines that are no rows


# RFC 4180 wants CR LF.
CSV = Form("csv", "text/csv", "text/csv; charset=utf-8; header=present", behind=b"\r\n", headers=1)
JSON_LINES = Form("jsonl", "application/jsonl", "application/jsonl; charset=utf-8")
GEOJSON = Form(
    "geojson",
    "application/geo+json",
    "application/geo+json",
    before=b'{"type":"FeatureCollection","features":[\n',
    between=b",\n",
    behind=b"",
    end=b"\n]}\n",
)


class Shaping:
    """One file in the making: give it PostgreSQL's lines one at a time, then ask for its end once."""

    def __init__(self, form: Form):
        self.form, self.lines = form, 0

    def line(self, line: bytes) -> bytes:
        start = self.form.between if self.lines else self.form.before
        self.lines += 1
        return start + line[:-1] + self.form.behind

    def end(self) -> bytes:
        return (b"" if self.lines else self.form.before) + self.form.end

    @property
    def rows(self) -> int:
        return self.lines - self.form.headers


class Sums:
    """What a file consists of: PostgreSQL's lines are written here, and go on to `out` if there is one."""

    def __init__(self, form: Form, out: BinaryIO | None = None) -> None:
        self.shaping, self.out, self.bytes, self.digest = Shaping(form), out, 0, hashlib.sha256()

    def write(self, line: bytes) -> None:
        self.add(self.shaping.line(line))

    def add(self, piece: bytes) -> None:
        self.bytes += len(piece)
        self.digest.update(piece)
        if self.out:
            self.out.write(piece)

    def found(self) -> dict:
        """Rows, bytes and SHA-256; once, after the last line."""
        self.add(self.shaping.end())
        return {"rows": self.shaping.rows, "bytes": self.bytes, "sha256": self.digest.hexdigest()}


def sums(statement: Sql, form: Form, using: str, seconds: int) -> dict:
    """Rows, bytes and SHA-256 of the file that a statement makes; stopped after so many seconds.

    Two queries, in the transaction that is open: a file made in it has these sums.
    """
    with connections[using].cursor() as cursor:
        limit(cursor, seconds)
    return copied_out(statement, Sums(form), using)


def copied_out(statement: Sql, sums: Sums, using: str) -> dict:
    """Copies what a statement gives to where `sums` writes it, and returns what it added up to. One query."""
    connection = connections[using]
    with connection.cursor() as cursor, connection.wrap_database_errors:
        cursor.copy_expert(cursor.mogrify(*statement), sums)
    return sums.found()


def limit(cursor, seconds: int) -> None:
    """Lets the statements of this transaction run so long; a file takes longer than a page."""
    cursor.execute("SELECT set_config('statement_timeout', %s, true)", [f"{seconds}s"])
