"""The report of a run, as Markdown."""

import importlib.metadata
import os
import platform
import sqlite3
from datetime import UTC, datetime
from pathlib import Path as File

from django.db import connection

from bench.clocks import Cost
from bench.paths import Facts, Path
from bench.writing import Deed


def table(head: list[str], rows: list[list[str]]) -> str:
    lines = [head, ["---", *["---:"] * (len(head) - 1)], *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines) + "\n"


def head(known: Facts, folder: File) -> str:
    """What was measured, on what."""
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        postgres = cursor.fetchone()[0]
    versions = ", ".join(
        f"{name} {importlib.metadata.version(name)}" for name in ("Django", "djangorestframework")
    )
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    words = ", ".join(f"{name}: {word}" for name, word in known.words.items())
    sizes = "\n".join(f"- {name}: {size}" for name, size in known.sizes.items())
    peer = (folder / "peer" / "bench.db").stat().st_size / 1e6
    return (
        f"## {known.incidents:,} incidents\n\n"
        f"{datetime.now(UTC):%Y-%m-%d}; {os.cpu_count()} cores, {memory:.0f} GB, {platform.system()} {platform.machine()};"
        f" Python {platform.python_version()}, {versions}, PostgreSQL {postgres}, SQLite {sqlite3.sqlite_version}.\n\n"
        f"The busiest pair is {known.pair[0]} and {known.pair[1]}; words by how many incidents have them: {words}.\n\n"
        f"{sizes}\n- the same rows in SQLite: {peer:,.0f} MB\n"
    )


def in_process(found: list[tuple[Path, dict[str, Cost]]]) -> str:
    rows = []
    first: Cost | None = None
    for path, costs in found:
        ours, floor, lean = costs["ours"], costs.get("floor"), costs.get("leanest")
        first = first or ours
        ratios = [times(ours, floor), times(ours, lean)]
        note = f"{ours.wall / first.wall:.1f}× the first page" if path.name.startswith("deep") else ""
        rows.append(
            [
                path.name,
                ms(ours.python),
                ms(ours.postgres),
                ms(ours.wall),
                f"{ours.bytes / 1024:.0f}",
                *ratios,
                note,
            ]
        )
    columns = ["path", "Python ms", "PostgreSQL ms", "wall ms", "KB", "to raw SQL", "to leanest own", ""]
    return (
        "### In one process: processor time beside raw SQL\n\n"
        "Raw SQL is the same question through psycopg2, with JSON made by hand; ratios are of the processor time of both"
        " sides, Python and PostgreSQL.\n\n" + table(columns, rows)
    )


def times(ours: Cost, other: Cost | None) -> str:
    return f"{ours.processor / other.processor:.1f}×" if other else ""


def ms(value: float) -> str:
    return f"{value:,.1f}"


def beside_the_peer(found: list[tuple[Path, dict[str, tuple[float, int]]]]) -> str:
    rows = []
    for path, both in found:
        (ours, size), (theirs, their_size) = both["ours"], both["theirs"]
        factor = theirs / ours
        words = "" if factor >= 1 else "slower"
        sizes = [f"{size / 1024:.0f}", f"{their_size / 1024:.0f}"]
        rows.append([path.name, ms(ours), ms(theirs), *sizes, f"{factor:.1f}×", words])
    columns = ["path", "ours, ms", "Datasette, ms", "ours, KB", "Datasette, KB", "Datasette takes", ""]
    return (
        "### Over HTTP: beside Datasette\n\nOne worker each, on the wall, in turn. Each question is asked several times, so"
        " ours may have kept the set of a selection and parts of a page; what these cost the first time is in the table"
        " above.\n\n" + table(columns, rows)
    )


def files(found: dict[str, tuple[float, int]]) -> str:
    """Bytes in a second, and the share of psql's."""
    speeds = {name: size / seconds / 1e6 for name, (seconds, size) in found.items()}
    floor = speeds["psql, \\copy of as many columns"]
    rows = [
        [
            name,
            f"{found[name][0]:.1f}",
            f"{found[name][1] / 1e6:,.0f}",
            f"{speed:.1f}",
            f"{speed / floor:.2f}",
        ]
        for name, speed in speeds.items()
    ]
    columns = ["everything as a file", "seconds", "MB", "MB a second", "of psql's \\copy"]
    return "### Exports\n\n" + table(columns, rows)


def writing(found: list[Deed], folder: File) -> str:
    rows = [
        [
            one.name,
            ms(one.ours.python),
            ms(one.ours.postgres),
            ms(one.ours.wall),
            ms(one.floor.processor),
            times(one.ours, one.floor),
            one.words,
        ]
        for one in found
    ]
    columns = ["deed", "Python ms", "PostgreSQL ms", "wall ms", "floor ms", "to the floor", "the floor"]
    return "### Writing\n\n" + table(columns, rows)
