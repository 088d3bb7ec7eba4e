"""Arrows between the tiles of lanes: from an act down, or up, to what answered it.

All rows of all lanes count as one sequence. Above the tile of every row a strip is free: there an arrow runs across, so
that it crosses no label but along the column of its upper tile, where labels lie over it. As with the lanes, classes say
where a thing stands, and static/css/acts.css holds them.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from pages.charts.lanes import COLUMNS, MOST_ROWS, Placed

NEAR = 3  # half columns between the middle of a tile and a line that touches it, on a narrow screen
EDGES = range(2, COLUMNS + 1)


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


def route(first: Spot, answer: Spot, wire: str, others: Iterable[Spot] = ()) -> list[Arrow]:
    """From an act to its answer, wherever the two stand: an answer of unsure date may stand before what it answers.

    One box; two where a tile between stands in the way, so that no arrow seems to come from it.
    """
    upper, lower = (first, answer) if first.row <= answer.row else (answer, first)
    begin, end = line(upper, lower), line(lower, upper)
    if upper.row == lower.row:
        back = ("back",) if answer.middle < first.middle else ()
        return [box(begin, end, first.row, 1, ("flat", *across(begin, end), *back), wire)]
    way = "down" if upper is first else "up"
    between = [one.middle for one in others if upper.row < one.row < lower.row]
    free = min(EDGES, key=lambda edge: (not clear(edge, between), abs(edge - begin), edge))
    if clear(begin, between) or not clear(free, between):
        return [box(begin, end, upper.row, lower.row - upper.row, (way, *across(begin, end)), wire)]
    return [
        box(begin, free, upper.row, 1, (way, *across(begin, free), "via"), wire),
        box(free, end, upper.row + 1, lower.row - upper.row - 1, (way, *across(free, end), "on"), wire),
    ]


def across(begin: int, end: int) -> tuple[str]:
    return ("straight",) if begin == end else ("right",) if begin < end else ("left",)


def clear(edge: int, middles: list[int]) -> bool:
    """Whether a line along an edge passes by all tiles with these middles."""
    return all(abs(2 * edge - 1 - middle) > NEAR for middle in middles)


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
    """The boxes of an arrow for each (act, answer, wire) of which both are drawn."""
    return [
        piece
        for first, answer, wire in ties
        if first in spots and answer in spots
        for piece in route(spots[first], spots[answer], wire, spots.values())
    ]


def sheet() -> str:
    """The rules of static/css/acts.css that say over how many rows a thing goes; a test sees that they are these."""
    return "".join(f".lanes .h{n}{{--h:{n}}}" for n in range(1, MOST_ROWS + 1))
