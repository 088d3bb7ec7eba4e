"""Columns of tables: the value of each in SQL, what kind of value it is, and what it means.

One list of columns serves CSV files, GeoJSON and releases. `r` is a row of an index, `card` its card, `book` the codebook as
it stood.
"""

from dataclasses import dataclass

CODE = "code"  # a text of ours that no spreadsheet takes for a formula
TEXT = "text"  # words that others wrote
LIST = "list"  # of texts, the same
CODES = "codes"  # a list of codes
WHOLE, DEGREE, TRUTH, DAY, TIME = "whole", "degree", "truth", "day", "time"


@dataclass(frozen=True)
class Column:
    """`sql` gives the value itself: an array for a list, a boolean for a truth, text for degrees, days and times."""

    kind: str
    sql: str
    meaning: str

    @property
    def cell(self) -> str:
        """The value in a CSV file."""
        if self.kind == TRUTH:
            return f"({self.sql})::text"  # true or false, not t or f
        if self.kind == CODES:
            return joined(self.sql)
        if self.kind == LIST:
            return plain(joined(self.sql))
        return plain(f"({self.sql})") if self.kind == TEXT else self.sql

    @property
    def json(self) -> str:
        """The value in JSON: lists are lists, numbers numbers, and no text is changed."""
        return f"({self.sql})::numeric" if self.kind == DEGREE else self.sql


def plain(expression: str) -> str:
    """A text that a spreadsheet cannot take for a formula: an apostrophe stands before = + - @, a tab or a line's end."""
    return f"CASE WHEN left({expression}, 1) IN ('=', '+', '-', '@', E'\\t', E'\\r') THEN '''' ELSE '' END || {expression}"


def joined(array: str) -> str:
    """A list with semicolons; a value that is missing leaves its place empty: `705;` for KAZ;EU."""
    return f"array_to_string({array}, ';', '')"


def cow_of(array: str) -> str:
    """COW codes in the places of the codes in a list; none for an organisation."""
    return f"ARRAY(SELECT book.cow ->> code FROM unnest({array}) AS code)"  # noqa: S608 - ours


def identifying(noun: str) -> dict[str, Column]:
    """What every table begins with: which version of which thing a line is of."""
    return {
        "ref": Column(CODE, "r.ref", f"Public number of the {noun}."),
        "version": Column(WHOLE, "r.version", f"Version of the {noun}."),
        "entry": Column(WHOLE, "r.since", "Entry of the record that published this version."),
        "url": Column(CODE, "format(book.url, r.ref)", "Its page."),
    }


PUBLISHED_AT = Column(
    TIME,
    """to_char(r.published_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')""",
    "When this version was published, UTC.",
)
