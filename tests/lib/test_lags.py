"""Days between two things whose days may not be known exactly."""

from datetime import date

import pytest

from lib.lags import Lag, lag


def day(number):
    return date(2025, 5, number)


@pytest.mark.parametrize(
    ("earlier", "later", "found"),
    [
        ((day(1), day(1)), (day(10), day(10)), Lag(9, 9)),
        ((day(1), day(1)), (day(1), day(1)), Lag(0, 0)),
        ((day(1), day(4)), (day(6), day(10)), Lag(2, 9)),
        ((day(1), day(8)), (day(2), day(2)), Lag(-6, 1)),
        ((None, day(4)), (day(6), day(10)), Lag(2, None)),
        ((day(1), None), (day(6), day(10)), Lag(None, 9)),
        ((None, None), (day(6), day(6)), Lag(None, None)),
        ((day(9), day(9)), (day(2), day(3)), Lag(-7, -6)),
    ],
)
def test_the_least_and_the_most_days_are_counted_from_the_ends_that_are_known(earlier, later, found):
    assert lag(earlier, later) == found
