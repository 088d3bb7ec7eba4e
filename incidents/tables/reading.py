"""Reading a file into tables, with the parsing done in a child process that may fail without us."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from incidents.tables.child import REFUSED
from incidents.tables.limits import FILE_BYTES, MB, SECONDS, TableRefused, letter

PROJECT = Path(__file__).resolve().parents[2]
ARCHIVE = b"PK"
OLD_WORKBOOK = b"\xd0\xcf\x11\xe0"
TOO_MUCH = "Reading the file takes too long or too much memory. Split it, or save the sheet as CSV in UTF-8."


@dataclass
class Table:
    """One sheet or one CSV file: the names of its columns, and its rows with their numbers in the file."""

    name: str
    columns: list[str]
    rows: list[tuple[int, list[str]]] = field(default_factory=list)

    @cached_property
    def places(self) -> dict[str, int]:
        """Where each column stands."""
        return {name: place for place, name in enumerate(self.columns)}

    def cell_name(self, number: int, column: str = "") -> str:
        """As a reader of the file would point to it: row 12, column F “start_day”."""
        before = f"{self.name}, " if self.name else ""
        if column not in self.places:
            return f"{before}row {number}"
        return f"{before}row {number}, column {letter(self.places[column])} “{column}”"


def is_json(content: bytes) -> bool:
    """Whether a file is meant as an interchange file."""
    return content[:100].removeprefix(b"\xef\xbb\xbf").lstrip()[:1] in (b"{", b"[")


def read(name: str, content: bytes) -> list[Table]:
    """The tables of a CSV or XLSX file, those without rows left out. Raises TableRefused."""
    if len(content) > FILE_BYTES:
        raise TableRefused(
            f"{name} has {len(content) / MB:.0f} MB; at most {FILE_BYTES // MB} MB are read. Split it."
        )
    if content.startswith(OLD_WORKBOOK):
        raise TableRefused(f"{name} is a workbook of the old kind. Save it as XLSX or CSV.")
    with tempfile.TemporaryDirectory(prefix="demarche-table-") as folder:
        source, target = Path(folder) / "source", Path(folder) / "rows"
        source.write_bytes(content)
        parse(name, "workbooks" if content.startswith(ARCHIVE) else "texts", source, target)
        with target.open(encoding="utf-8") as lines:
            found = tables_of(Path(name).stem, lines)
    if not found:
        raise TableRefused(f"{name} holds no rows under a row of column names.")
    return found


def parse(name: str, program: str, source: Path, target: Path) -> None:
    """Runs the child; what it refuses and what ends it become one sentence."""
    command = [sys.executable, "-m", f"incidents.tables.{program}", str(source), str(target)]
    environment = {"PATH": os.defpath, "PYTHONDONTWRITEBYTECODE": "1", "OPENBLAS_NUM_THREADS": "1"}
    try:
        done = subprocess.run(  # noqa: S603 - our own module, by the full path of this interpreter
            command, cwd=PROJECT, env=environment, capture_output=True, timeout=SECONDS, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise TableRefused(f"{name}: {TOO_MUCH}") from error
    if done.returncode == REFUSED:
        raise TableRefused(f"{name}: {done.stderr.decode().strip()}")
    if done.returncode:
        raise TableRefused(f"{name}: {TOO_MUCH}")


def tables_of(stem: str, lines: Iterable[str]) -> list[Table]:
    """Tables from the child's lines. A CSV file's one table is called after the file."""
    found: list[Table] = []
    name = stem
    fresh = True
    for line in lines:
        value = json.loads(line)
        if isinstance(value, str):
            name, fresh = value or stem, True
        elif fresh:
            found.append(Table(name, headings(value[1])))
            fresh = False
        else:
            found[-1].rows.append((value[0], value[1]))
    return [table for table in found if table.rows]


def headings(cells: list[str]) -> list[str]:
    """The names of columns: one without a name is called after its letter, one that repeats gets a number."""
    names: list[str] = []
    for place, cell in enumerate(cells):
        name = base = " ".join(cell.split()) or f"column {letter(place)}"
        count = 1
        while name in names:
            count += 1
            name = f"{base} ({count})"
        names.append(name)
    return names
