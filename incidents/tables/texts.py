"""CSV files: which encoding, which delimiter, and the rows."""

import codecs
import csv
import io
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from incidents.tables import child
from incidents.tables.limits import CELL, TableRefused

MARKS = [
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
]
DELIMITERS = ",;\t|"
SAMPLE_ROWS = 60


def sheets(path: Path) -> Iterator[tuple[str, Iterator[list[str]]]]:
    """The one table of a file, which has no name of its own."""
    yield "", rows(path)


def rows(path: Path) -> Iterator[list[str]]:
    """Every row of a file, blank ones too, so that their numbers are those of a spreadsheet."""
    text = decoded(path.read_bytes())
    csv.field_size_limit(CELL * 4)
    try:
        yield from csv.reader(io.StringIO(text, newline=""), delimiter=delimiter(text))
    except csv.Error as error:
        raise TableRefused(
            f"The file is no table with delimiters: {error}. If a quotation mark is not closed, close it."
        ) from error


def decoded(content: bytes) -> str:
    """The text, without a byte order mark."""
    name = encoding(content)
    try:
        text = content.decode(name)
    except UnicodeDecodeError as error:
        raise TableRefused(
            f"The file is not text in {name}. Save it as CSV in UTF-8, or as XLSX, and try again."
        ) from error
    if "\x00" in text:
        raise TableRefused("The file holds zero bytes, which no table does. Save it as CSV in UTF-8.")
    return text.removeprefix("\ufeff")


def encoding(content: bytes) -> str:
    """UTF-8 or UTF-16 where the bytes say so, else the Western or the Cyrillic table of Windows."""
    for mark, name in MARKS:
        if content.startswith(mark):
            return name
    if by_zeros := utf16_without_mark(content):
        return by_zeros
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return "cp1251" if looks_cyrillic(content) else "cp1252"
    return "utf-8"


def utf16_without_mark(content: bytes) -> str:
    """ASCII in UTF-16 has a zero in every other byte."""
    head = content[:4096]
    pairs = len(head) // 2
    if pairs and head[1::2].count(0) > pairs * 0.4 and not head[0::2].count(0):
        return "utf-16-le"
    if pairs and head[0::2].count(0) > pairs * 0.4 and not head[1::2].count(0):
        return "utf-16-be"
    return ""


def looks_cyrillic(content: bytes) -> bool:
    """Cyrillic words are runs of high bytes; in Western ones an accented letter stands among plain ones."""
    high = [byte >= 0xC0 or byte in (0xA8, 0xB8) for byte in content]
    beside = sum(
        1
        for place, is_high in enumerate(high)
        if is_high and ((place and high[place - 1]) or (place + 1 < len(high) and high[place + 1]))
    )
    return beside * 2 > sum(high)


def delimiter(text: str) -> str:
    """The one that cuts most rows into the same number of cells; a comma if none does."""
    # A sample by characters, not by lines: one quoted cell may hold many of them.
    sample = text[:200_000]
    return max(DELIMITERS, key=lambda candidate: evenness(sample, candidate))


def evenness(sample: str, candidate: str) -> tuple[float, int]:
    widths: Counter[int] = Counter()
    try:
        for row, _ in zip(
            csv.reader(io.StringIO(sample, newline=""), delimiter=candidate), range(SAMPLE_ROWS), strict=False
        ):
            if row:
                widths[len(row)] += 1
    except csv.Error:
        return (0, 0)
    wide = [(count, width) for width, count in widths.items() if width > 1]
    if not wide:
        return (0, 0)
    count, width = max(wide)
    return (count / widths.total(), width)


if __name__ == "__main__":
    sys.exit(child.main(sheets))
