"""The brush: steps that are few enough, edges that fit the calendar, sliders on the days asked for."""

import re
from datetime import date

import pytest

from pages.charts.brush import brush, scale


@pytest.mark.parametrize(
    ("first", "last", "period", "count"),
    [
        (date(2025, 5, 1), date(2025, 5, 9), "week", 2),
        (date(2024, 12, 2), date(2025, 5, 9), "week", 23),
        (date(2022, 2, 1), date(2025, 5, 31), "month", 40),
        (date(2015, 2, 1), date(2025, 5, 31), "quarter", 42),
        (date(1990, 1, 1), date(2025, 5, 31), "year", 36),
    ],
)
def test_the_steps_are_the_finest_that_are_few_enough(first, last, period, count):
    found = scale(first, last)
    assert (found.period, found.count) == (period, count)
    assert found.edge(0) <= first and found.edge(found.count - 1) <= last < found.edge(found.count)


@pytest.mark.parametrize("first", [date(1776, 7, 4), date(1066, 10, 14), date(2, 1, 1)])
def test_many_years_are_put_together(first):
    found = scale(first, date(2025, 5, 9))
    assert found.period == "year" and found.count <= 120 and found.months % 12 == 0
    assert found.edge(0) <= first


def test_every_day_lies_in_the_step_between_its_edges():
    for made in (scale(date(2025, 1, 1), date(2025, 6, 30)), scale(date(2013, 3, 1), date(2025, 6, 30))):
        for step in range(made.count):
            assert made.step_of(made.edge(step)) == step
            assert made.step_of(made.edge(step + 1)) == step + 1


def test_the_sliders_stand_on_the_edges_of_the_days_asked_for():
    months = scale(date(2022, 1, 1), date(2025, 5, 31))
    found = brush(months, {}, date(2022, 3, 10), date(2022, 4, 2))
    assert (found.first, found.last) == (2, 4)


def test_days_outside_leave_the_sliders_on_the_scale():
    months = scale(date(2022, 1, 1), date(2025, 5, 31))
    found = brush(months, {}, date(1990, 1, 1), date(2090, 1, 1))
    assert (found.first, found.last) == (0, months.count)
    late = brush(months, {}, date(2080, 1, 1), None)
    assert 0 <= late.first < late.last <= months.count


def test_a_bar_is_as_high_as_its_share_of_the_highest():
    months = scale(date(2022, 1, 1), date(2025, 5, 31))
    drawing = brush(months, {date(2022, 1, 1): 4, date(2025, 5, 1): 2}, None, None).drawing
    assert [48 - int(top) for top in re.findall(r"V(\d+)h\d+V48", drawing) if top != "48"] == [44, 22]
    assert "6 incidents over time" in drawing and "1 January 2022" in drawing
