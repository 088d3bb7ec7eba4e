"""A table as a Parquet file: made from its JSON Lines by DuckDB, with types and lists, in flat memory."""

from pathlib import Path

import duckdb

from record.exports import Table
from record.exports.columns import CODE, CODES, DAY, DEGREE, LIST, TEXT, TIME, TRUTH, WHOLE

TYPES = {
    CODE: "VARCHAR",
    TEXT: "VARCHAR",
    LIST: "VARCHAR[]",
    CODES: "VARCHAR[]",
    WHOLE: "BIGINT",
    DEGREE: "DOUBLE",
    TRUTH: "BOOLEAN",
    DAY: "DATE",
    TIME: "TIMESTAMPTZ",
}
LONGEST_LINE = 64 * 1024 * 1024
# One thread keeps the rows in their order and the memory small; nothing is ever loaded from elsewhere.
SETTINGS: dict[str, str | bool | int | float | list[str]] = {
    "threads": 1,
    "memory_limit": "1GB",
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
}


def write(table: Table, lines: Path, path: Path) -> None:
    """Turns the JSON Lines of a table into Parquet; null stays null, and an empty list an empty list."""
    columns = ", ".join(f"{quoted(name)}: {quoted(TYPES[one.kind])}" for name, one in table.columns.items())
    source = (
        f"read_json({quoted(str(lines))}, format='newline_delimited', columns={{{columns}}},"
        f" maximum_object_size={LONGEST_LINE})"
    )
    with duckdb.connect(":memory:", config=SETTINGS) as database:
        database.execute("SET TimeZone = 'UTC'")
        database.execute(
            f"COPY (SELECT * FROM {source}) TO {quoted(str(path))} (FORMAT parquet, COMPRESSION zstd)"  # noqa: S608 - ours
        )


def quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
