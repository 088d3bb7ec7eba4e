"""Arrows between the tiles of lanes: from an act down, or up, to what answered it.

All rows of all lanes count as one sequence. Above the tile of every row a strip is free: there an arrow runs across, so
that it crosses no label but along the column of its upper tile, where labels lie over it. As with the lanes, classes say
where a thing stands, and static/css/acts.css holds them.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from pages.charts.lanes import COLUMNS, MOST_ROWS, Placed


@dataclass(frozen=True)
class Spot:
    """A tile: its middle in half columns (2 for the middle of the first column) and its row, from 1."""

    middle: int
    row: int


@dataclass(frozen=True)
class Arrow:
    """The box of an arrow: the first of its columns and rows and how many. `shape` says which edges are drawn."""

    column: int
    width: int
    row: int
    rows: int
    shape: tuple[str, ...]
    wire: str

    @property
    def classes(self) -> str:
        return " ".join((f"d{self.column} w{self.width} r{self.row} h{self.rows}", *self.shape, self.wire))


def spot(mark: Placed, row: int) -> Spot:
    return Spot(2 * mark.column + mark.width - 1, row)


def arrow(first: Spot, answer: Spot, wire: str) -> Arrow:
    """From an act to its answer, wherever the two stand: an answer of unsure date may stand before what it answers."""
    upper, lower = (first, answer) if first.row <= answer.row else (answer, first)
    begin, end = line(upper, lower), line(lower, upper)
    across = ("straight",) if begin == end else ("right",) if begin < end else ("left",)
    if upper.row == lower.row:
        back = ("back",) if answer.middle < first.middle else ()
        return box(begin, end, first.row, 1, ("flat", *across, *back), wire)
    way = "down" if upper is first else "up"
    return box(begin, end, upper.row, lower.row - upper.row, (way, *across), wire)


def line(spot: Spot, other: Spot) -> int:
    """The edge between two columns at which an arrow meets a tile, on the side of the other tile; 1 is the first edge."""
    if spot.middle % 2:
        return (spot.middle + 1) // 2
    return (spot.middle + 2) // 2 if other.middle > spot.middle else spot.middle // 2


def box(begin: int, end: int, row: int, rows: int, shape: tuple[str, ...], wire: str) -> Arrow:
    column, width = min(begin, end), abs(end - begin)
    if column > COLUMNS:  # a straight one at the last edge
        return Arrow(COLUMNS, 1, row, rows, (*shape, "last"), wire)
    return Arrow(column, max(1, width), row, rows, shape, wire)


def drawn(ties: Iterable[tuple[str, str, str]], spots: dict[str, Spot]) -> list[Arrow]:
    """An arrow for each (act, answer, wire) of which both are drawn."""
    return [
        arrow(spots[first], spots[answer], wire)
        for first, answer, wire in ties
        if first in spots and answer in spots
    ]


def sheet() -> str:
    """The rules of static/css/acts.css that say over how many rows a thing goes; a test sees that they are these."""
    return "".join(f".lanes .h{n}{{--h:{n}}}" for n in range(1, MOST_ROWS + 1))
