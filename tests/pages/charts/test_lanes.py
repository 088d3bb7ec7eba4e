"""Lanes: one axis with its gaps folded, marks that do not lie on each other, ends that are not known drawn open."""

import re
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from pages.charts import lanes
from pages.charts.lanes import COLUMNS, Mark, axis, placed

SHEET = Path(__file__).resolve().parents[3] / "static" / "css" / "lanes.css"


def mark(first=None, last=None, ref="DI-1"):
    return Mark({"ref": ref}, first, last)


def one_day(day, ref="DI-1"):
    return mark(day, day, ref)


def test_nothing_that_is_dated_makes_no_axis():
    assert axis([mark()]) is None


def test_an_axis_runs_from_the_first_end_to_the_last():
    found = axis([one_day(date(2025, 5, 1)), mark(date(2025, 5, 3), date(2025, 5, 9)), mark()])
    assert (found.first, found.last) == (date(2025, 5, 1), date(2025, 5, 9))
    assert found.column(date(2025, 5, 1)) == 1 and not found.folded


def test_columns_rise_with_the_days_and_stay_on_the_sheet():
    days = [date(2024, 1, 1) + timedelta(days=17 * n) for n in range(30)]
    found = axis([one_day(day) for day in days])
    columns = [found.column(day) for day in days]
    assert columns == sorted(columns) and columns[0] == 1 and columns[-1] <= COLUMNS


def test_a_long_stretch_without_incidents_is_folded():
    found = axis([one_day(date(1790, 1, 1)), one_day(date(2025, 5, 1)), one_day(date(2025, 5, 20))])
    assert found.folded
    assert found.column(date(2025, 5, 20)) - found.column(date(2025, 5, 1)) > COLUMNS // 2


def test_the_axis_is_broken_in_the_column_between_two_stretches():
    found = axis([one_day(date(1803, 1, 1)), one_day(date(1898, 5, 1)), one_day(date(1898, 5, 20))])
    (column,) = found.breaks
    assert found.column(date(1803, 1, 1)) < column == found.column(date(1898, 5, 1)) - 1
    assert axis([one_day(date(2025, 5, 1))]).breaks == []


def test_ticks_name_the_first_day_of_each_stretch():
    found = axis([one_day(date(1790, 1, 1)), one_day(date(2025, 5, 1)), one_day(date(2025, 5, 20))])
    assert [tick.name for tick in found.ticks if "1790" in tick.name or "2025" in tick.name] == [
        "1 Jan 1790",
        "1 May 2025",
    ]
    assert all(1 <= tick.start < tick.end <= COLUMNS + 1 for tick in found.ticks)


def test_a_tick_in_another_year_than_the_one_before_says_so():
    found = axis([one_day(date(1803 + n, 1, 1)) for n in range(7)])
    assert len(found.ticks) > 2 and all(re.search(r"180\d$", tick.name) for tick in found.ticks)


@pytest.mark.parametrize("days", [1, 3, 38, 60, 200])
def test_every_tick_stands_where_its_day_does(days):
    first = date(2025, 4, 1)
    found = axis([one_day(first + timedelta(days=n)) for n in (*range(0, days, 20), days - 1)])
    names = [
        (f"{first + timedelta(days=n):%-d %b}", found.column(first + timedelta(days=n))) for n in range(days)
    ]
    ticks = [(tick.name.removesuffix(" 2025"), tick.start) for tick in found.ticks]
    assert ticks[0] == ("1 Apr", 1) and set(ticks) <= set(names)
    assert len(ticks) == min(days, COLUMNS // lanes.TICK)


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        (date(2025, 5, 2), date(2025, 5, 2), ""),
        (date(2025, 5, 2), date(2025, 5, 8), "closed"),
        (None, date(2025, 5, 8), "open"),
        (date(2025, 5, 2), None, "unended"),
        (None, None, "open unended"),
    ],
)
def test_what_is_not_known_of_a_date_is_drawn(first, last, words):
    assert lanes.doubt(mark(first, last)) == words


def test_labels_and_bars_of_one_row_do_not_overlap():
    days = [date(2025, 1, 1) + timedelta(days=5 * n) for n in range(40)]
    marks = [mark(day, day + timedelta(days=n % 9), f"DI-{n}") for n, day in enumerate(days)]
    found = placed(marks, axis(marks))
    for row in {one.line for one in found}:
        spans = sorted(
            (min(one.column, one.label[0]), max(one.column + one.width, one.label[1]))
            for one in found
            if one.line == row
        )
        assert all(end <= start for (_, end), (start, _) in pairwise(spans))


def test_a_single_day_has_its_label_behind_its_tile():
    only = one_day(date(2025, 5, 1))
    [found] = placed([only], axis([only]))
    assert found.column + found.width // 2 < found.label[0] < found.label[1] <= COLUMNS + 1 and not found.over


def test_every_mark_lies_within_the_columns():
    marks = [mark(), mark(date(2025, 1, 1)), mark(None, date(2025, 9, 1)), one_day(date(2025, 9, 9))]
    for one in placed(marks, axis(marks)):
        assert one.column >= 1 and one.column + one.width - 1 <= COLUMNS
        assert 1 <= one.label[0] < one.label[1] <= COLUMNS + 1


def test_the_sheet_has_a_class_for_every_place():
    assert lanes.sheet() in SHEET.read_text()
