"""How large a file may be, and the refusal of one that is larger or cannot be read."""

MB = 1024 * 1024
FILE_BYTES = 20 * MB
UNPACKED_BYTES = 200 * MB
EXPANSION = 100  # how many times its size a workbook may grow; those of offices grow 5 to 20 times
SMALL = 4 * MB  # what grows to no more than this is harmless, however well it was packed
PARTS = 2_000
ROWS = 100_000
COLUMNS = 300
CELL = 20_000
SECONDS = 30
CPU_SECONDS = 20
MEMORY = 768 * MB


class TableRefused(Exception):
    """A file that is not read; the text says why and how to mend it."""


def check_row(number: int, cells: list[str]) -> None:
    """Refuses a row that is too wide or holds a cell that is too long."""
    if len(cells) > COLUMNS:
        raise TableRefused(
            f"Row {number} has {len(cells)} columns; at most {COLUMNS} are read. Split the table."
        )
    for place, cell in enumerate(cells):
        if len(cell) > CELL:
            raise TableRefused(
                f"Row {number}, column {letter(place)} holds {len(cell):,} characters; at most {CELL:,} are read. "
                "Shorten it. If the cell is short, a quotation mark before it was never closed."
            )


def letter(place: int) -> str:
    """A column's name in a spreadsheet: 0 is A, 26 is AA."""
    name, rest = "", place + 1
    while rest:
        rest, last = divmod(rest - 1, 26)
        name = chr(65 + last) + name
    return name
