"""Arrows between tiles: from an act to its answer, wherever the two stand, and never beside its tiles."""

from pathlib import Path

import pytest

from pages.charts import arrows
from pages.charts.arrows import Spot, drawn, route
from pages.charts.lanes import COLUMNS

SHEET = Path(__file__).resolve().parents[3] / "static" / "css" / "acts.css"


@pytest.mark.parametrize(
    ("first", "answer", "shape", "rows"),
    [
        (Spot(10, 1), Spot(40, 3), ("down", "right"), (1, 2)),
        (Spot(40, 1), Spot(10, 2), ("down", "left"), (1, 1)),
        (Spot(10, 5), Spot(40, 2), ("up", "left"), (2, 3)),
        (Spot(40, 5), Spot(10, 2), ("up", "right"), (2, 3)),
        (Spot(10, 1), Spot(10, 2), ("down", "straight"), (1, 1)),
        (Spot(10, 3), Spot(40, 3), ("flat", "right"), (3, 1)),
        (Spot(40, 3), Spot(10, 3), ("flat", "left", "back"), (3, 1)),
    ],
)
def test_an_arrow_goes_from_the_upper_to_the_lower_tile_and_points_to_the_answer(first, answer, shape, rows):
    [found] = route(first, answer, "solid")
    assert (found.shape, (found.row, found.rows)) == (shape, rows)


@pytest.mark.parametrize("begin", [2, 3, 59, 60, 61, 118, 119, 120])
@pytest.mark.parametrize("end", [2, 3, 60, 61, 119, 120])
def test_an_arrow_meets_both_its_tiles_and_stays_on_the_sheet(begin, end):
    [found] = route(Spot(begin, 1), Spot(end, 2), "solid")
    assert found.column >= 1 and found.width >= 1 and found.column + found.width - 1 <= COLUMNS
    edges = {found.column, found.column + found.width}
    if "straight" in found.shape:
        edges = {found.column + ("last" in found.shape)}
    for middle in (begin, end):
        assert min(abs(2 * edge - 1 - middle) for edge in edges) <= 1


@pytest.mark.parametrize("way", ["down", "up"])
def test_an_arrow_goes_round_a_tile_in_its_way(way):
    ends = [Spot(40, 1), Spot(42, 4)]
    first, answer = ends if way == "down" else ends[::-1]
    one, two = route(first, answer, "dot", [*ends, Spot(41, 2), Spot(46, 3)])
    assert one.shape == (way, "left", "via") and two.shape == (way, "right", "on")
    assert (one.row, one.rows, two.row, two.rows) == (1, 1, 2, 2)
    assert one.column == two.column and 2 * two.column - 1 < 41 - 3
    assert len(route(first, answer, "dot", [*ends, Spot(60, 2)])) == 1


def test_an_arrow_to_what_is_not_drawn_is_none():
    spots = {"DI-1": Spot(10, 1), "DI-2": Spot(20, 2)}
    found = drawn([("DI-1", "DI-2", "dot"), ("DI-1", "DI-9", "solid")], spots)
    assert [one.wire for one in found] == ["dot"] and found[0].classes == "d6 w4 r1 h1 down right dot"


def test_the_sheet_has_a_class_for_every_number_of_rows():
    assert arrows.sheet() in SHEET.read_text()
