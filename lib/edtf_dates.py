"""What a date text says, taken apart: the types that lib.edtf reads into and lib.edtf_words writes out."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Literal

Unit = Literal["day", "month", "season", "year", "decade", "century"]
Form = Literal["empty", "date", "interval", "between", "list"]
Precision = Literal["day", "month", "year", "interval", "approximate", "uncertain", "bounded", "unknown"]

MONTHS_IN = {"month": 1, "season": 3, "year": 12, "decade": 120, "century": 1200}
# The seasons of the northern half: spring is March to May. Winter 2025 is December 2025 to February 2026,
# because EDTF counts it after the autumn of its year.
FIRST_MONTH_OF_SEASON = {21: 3, 22: 6, 23: 9, 24: 12}
LAST_YEAR = date.max.year

OPEN = ".."  # an end that is open: no limit is known or meant
NOT_GIVEN = ""  # an end that exists but is not known, as in `2022-05/`


@dataclass(frozen=True)
class Point:
    """One date as written: a day, or a longer stretch of the calendar that is named as one.

    `month` is 1 to 12, or 21 to 24 for a season; `year` is the first year of a decade or century.
    `qualifier` is `~` (about), `?` (in doubt), `%` (both) or nothing, and moves no bound.
    """

    unit: Unit
    year: int
    month: int = 0
    day: int = 0
    qualifier: str = ""

    @property
    def first(self) -> date:
        month = FIRST_MONTH_OF_SEASON.get(self.month, self.month)
        return date(self.year, month or 1, self.day or 1)

    @property
    def last(self) -> date:
        following = self.next()
        return following.first - timedelta(days=1) if following else date.max

    def next(self) -> Point | None:
        """The first stretch of the same size after this one (a year, after a decade); None after 9999."""
        if self.unit == "day":
            if self.first == date.max:
                return None
            day = self.first + timedelta(days=1)
            return Point("day", day.year, day.month, day.day)
        year, month = divmod(self.first.year * 12 + self.first.month - 1 + MONTHS_IN[self.unit], 12)
        if self.unit == "season":
            # Winter starts in December and ends in the next year, so the year comes from the month.
            season = self.month + 1 if self.month < 24 else 21
            return Point("season", year, season) if year <= LAST_YEAR else None
        if year > LAST_YEAR:
            return None
        return Point("month", year, month + 1) if self.unit == "month" else Point("year", year)


@dataclass(frozen=True)
class Edtf:
    """A date text that was understood. Made by lib.edtf.parse, not by hand.

    `earliest` and `latest` are the days the text allows, None where an end is open or the date is unknown.
    `precision` is a code of the scale date_precision.
    """

    text: str
    earliest: date | None
    latest: date | None
    precision: Precision
    form: Form = field(repr=False)
    members: tuple[Point | str, ...] = field(repr=False)  # a str is OPEN or NOT_GIVEN
