"""How long after: no more exact than the days on record."""

import pytest

from pages.lags import lag


def dated(earliest=None, latest=None):
    return {"earliest": earliest, "latest": latest or earliest}


@pytest.mark.parametrize(
    ("first", "then", "words"),
    [
        (dated("2025-05-02"), dated("2025-05-02"), "same day"),
        (dated("2025-05-02"), dated("2025-05-03"), "after 1 day"),
        (dated("2025-04-28"), dated("2025-05-01"), "after 3 days"),
        (dated("2025-05-01", "2025-05-03"), dated("2025-05-05", "2025-05-10"), "between 2 and 9 days"),
        (dated("2025-05-01", "2025-05-08"), dated("2025-05-01", "2025-05-08"), "within 7 days"),
        (dated("2025-05-01", "2025-05-08"), dated("2025-05-05"), "within 4 days"),
        (dated("2025-05-01"), {"earliest": "2025-05-04", "latest": None}, "at least 3 days later"),
        ({"earliest": None, "latest": "2025-05-01"}, dated("2025-05-02"), "at least 1 day later"),
        ({"earliest": None, "latest": "2025-05-08"}, {"earliest": None, "latest": None}, "day not recorded"),
        (None, dated("2025-05-02"), "day not recorded"),
        (dated("2025-05-02"), None, "day not recorded"),
        (dated("2025-05-09"), dated("2025-05-02"), "dated before what it answers"),
    ],
)
def test_a_lag_is_as_exact_as_the_days(first, then, words):
    assert lag(first, then) == words
