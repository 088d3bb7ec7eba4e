"""The time between two acts in words."""

import pytest

from lib.lags import Lag
from pages.lags import answered, words


@pytest.mark.parametrize(
    ("least", "most", "after", "before"),
    [
        (0, 0, "same day", "same day"),
        (1, 1, "after 1 day", "1 day before"),
        (9, 9, "after 9 days", "9 days before"),
        (2, 9, "between 2 and 9 days later", "between 2 and 9 days before"),
        (-5, 9, "up to 9 days later", "up to 9 days before"),
        (None, 1, "up to 1 day later", "up to 1 day before"),
        (3, None, "at least 3 days later", "at least 3 days before"),
        (-3, None, "", ""),
        (None, None, "", ""),
        (800, 900, "more than 2 years later", "more than 2 years before"),
        (-3, 0, "same day", "same day"),
    ],
)
def test_a_lag_is_no_more_exact_than_the_days_on_record(least, most, after, before):
    assert words(Lag(least, most), before=False) == after
    assert words(Lag(least, most), before=True) == before


def test_days_that_contradict_the_order_are_said_to():
    assert words(Lag(-9, -2), before=False) == "by the days on record it is the other way round"


def dated(earliest=None, latest=None):
    return {"earliest": earliest, "latest": latest or earliest}


@pytest.mark.parametrize(
    ("first", "then", "said"),
    [
        (dated("2025-04-28"), dated("2025-05-01"), "after 3 days"),
        (dated("2025-05-01", "2025-05-03"), dated("2025-05-05", "2025-05-10"), "between 2 and 9 days later"),
        (dated("2025-05-01", "2025-05-08"), dated("2025-05-05"), "up to 4 days later"),
        (dated("2025-05-01"), {"earliest": "2025-05-04", "latest": None}, "at least 3 days later"),
        ({"earliest": None, "latest": "2025-05-01"}, dated("2025-05-02"), "at least 1 day later"),
        ({"earliest": None, "latest": "2025-05-08"}, {"earliest": None, "latest": None}, "day not recorded"),
        (None, dated("2025-05-02"), "day not recorded"),
        (dated("2025-05-02"), None, "day not recorded"),
    ],
)
def test_an_answer_comes_as_long_after_as_the_days_tell(first, then, said):
    assert answered(first, then) == said
