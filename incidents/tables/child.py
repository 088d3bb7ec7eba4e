"""The process that parses: it sets its own limits, reads one file and writes its rows as lines of JSON.

texts.py and workbooks.py are its two programs, started by reading.py with no environment but a PATH, so that a hostile file meets neither a database nor a key. It
imports neither Django nor the models.
"""

import json
import resource
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TextIO

from incidents.tables import limits
from incidents.tables.limits import TableRefused

REFUSED = 3
Reader = Callable[[Path], Iterator[tuple[str, Iterator[list[str]]]]]


def set_limits() -> None:
    for what, most in (
        (resource.RLIMIT_AS, limits.MEMORY),
        (resource.RLIMIT_CPU, limits.CPU_SECONDS),
        (resource.RLIMIT_FSIZE, limits.UNPACKED_BYTES * 2),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))


def main(read: Reader) -> int:
    """Reads the file named first on the command line and writes its rows to the one named second."""
    set_limits()
    source, target = map(Path, sys.argv[1:])
    try:
        with target.open("w", encoding="utf-8") as out:
            copy(read(source), out)
    except TableRefused as refusal:
        print(str(refusal), file=sys.stderr)
        return REFUSED
    except MemoryError:
        print("Reading the file takes too much memory. Split it, or save the sheet as CSV.", file=sys.stderr)
        return REFUSED
    return 0


def copy(tables: Iterator[tuple[str, Iterator[list[str]]]], out: TextIO) -> None:
    """Writes each sheet as a line with its name, then a line with number and cells for each row that is not blank."""
    count = 0
    for name, rows in tables:
        out.write(json.dumps(name) + "\n")
        for number, cells in enumerate(rows, 1):
            if not any(cell.strip() for cell in cells):
                continue
            count += 1
            if count > limits.ROWS:
                raise TableRefused(f"The file has more than {limits.ROWS:,} rows. Split it.")
            limits.check_row(number, cells)
            out.write(json.dumps([number, cells]) + "\n")
