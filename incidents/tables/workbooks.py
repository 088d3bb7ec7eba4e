"""XLSX files: checked from the directory of the archive before anything is unpacked, then read sheet by sheet."""

import sys
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl

from incidents.tables import child
from incidents.tables.limits import EXPANSION, MB, PARTS, SMALL, UNPACKED_BYTES, TableRefused

NO_WORKBOOK = "The file is no XLSX workbook that can be read. Open it in a spreadsheet and save it again as XLSX or CSV."


def check_archive(path: Path) -> None:
    """Refuses an archive that would grow too much, by its directory alone."""
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise TableRefused(NO_WORKBOOK) from error
    unpacked, packed = sum(part.file_size for part in parts), path.stat().st_size
    if len(parts) > PARTS:
        raise TableRefused(f"The workbook has {len(parts):,} parts; at most {PARTS:,} are read.")
    if unpacked > UNPACKED_BYTES:
        raise TableRefused(
            f"The workbook would unpack to {unpacked // MB} MB; at most {UNPACKED_BYTES // MB} MB are read. "
            "Split it, or save the sheet as CSV."
        )
    if unpacked > SMALL and unpacked > packed * EXPANSION:
        raise TableRefused(
            f"The workbook would grow to {unpacked // max(packed, 1)} times its size; at most {EXPANSION} times is "
            "read. Save the sheet as CSV."
        )


def sheets(path: Path) -> Iterator[tuple[str, Iterator[list[str]]]]:
    """The name and the rows of each sheet; cells as the text that a reader of the sheet would write."""
    check_archive(path)
    if not openpyxl.DEFUSEDXML:
        raise RuntimeError("defusedxml is missing: workbooks are not read without it.")
    with path.open("rb") as file, readable():
        # As a file, not a path: of a path only the ending would be believed.
        book = openpyxl.load_workbook(BytesIO(file.read()), read_only=True, data_only=True, keep_links=False)
    for sheet in book.worksheets:
        sheet.reset_dimensions()  # what the file says of its size may be wrong
        yield sheet.title, rows(sheet)


def rows(sheet: Any) -> Iterator[list[str]]:
    cells = sheet.iter_rows(values_only=True)
    while True:
        with readable():
            row = next(cells, None)
        if row is None:
            return
        yield [written(cell) for cell in row]


@contextmanager
def readable() -> Iterator[None]:
    """The parsers under openpyxl have errors of many classes; all of them are the file's."""
    try:
        yield
    except MemoryError:
        raise
    except Exception as error:
        raise TableRefused(NO_WORKBOOK) from error


def written(value: Any) -> str:
    """A cell as text: whole numbers without a fraction, days as ISO 8601."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ")
    if isinstance(value, date | time):
        return value.isoformat()
    return str(value)


if __name__ == "__main__":
    sys.exit(child.main(sheets))
