"""Imprecise dates: the part of EDTF (ISO 8601-2:2019) that we accept, read into days and a precision.

Accepted is EDTF level 1 in the years 0001 to 9999, without times of day, and one-of-a-set (`[a..b]`, `[a,b]`)
of level 2. The bounds are those of the text alone: `2025-04~` has the bounds of April 2025, because "about"
has no agreed width; an editor may store wider ones beside the text.
"""

import re
from datetime import date
from typing import get_args

from lib.edtf_dates import (
    FIRST_MONTH_OF_SEASON,
    LAST_YEAR,
    NOT_GIVEN,
    OPEN,
    Edtf,
    Point,
    Precision,
    Unit,
)
from lib.edtf_words import written

__all__ = ["ACCEPTED", "MAX_LENGTH", "PRECISIONS", "Edtf", "EdtfError", "parse", "written"]

PRECISIONS: tuple[str, ...] = get_args(Precision)

ACCEPTED = (
    "Accepted: a day 2025-05-02, a month 2024-12, a year 2025, a decade 202X, "
    "a season 2025-21 (21 spring, 22 summer, 23 autumn, 24 winter), some day of a month 2025-04-XX, "
    "about 2025-04~, in doubt 2025-04-23?, both 2025-04-23%, "
    "a period 2022-05/2024-05 (2022-05/.. since, ../2025-05-08 before), "
    "one day out of several [2025-04-01..2025-05-08], [..2025-05-08], [2025-06-22..], "
    "[2025-05-02,2025-05-09], "
    "or nothing for an unknown date. Years run from 0001 to 9999."
)

MAX_LENGTH = 200

POINT = re.compile(
    r"(?P<year>[0-9]{2}(?:[0-9]{2}|[0-9]X|XX))"
    r"(?:-(?P<month>[0-9]{2}|XX)(?:-(?P<day>[0-9]{2}|XX))?)?"
    r"(?P<qualifier>[~?%]?)"
)
SEPARATOR = re.compile(r"\s*(\.\.|[/,\[\]])\s*")
OTHER_YEARS = re.compile(r"[Yy]-?[0-9]+|-[0-9]{4,}|[0-9]{5,}")
TIME_OF_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}")

# The scale has no word of its own for three months, ten or a hundred years: they count as an interval.
PRECISION_OF_UNIT: dict[Unit, Precision] = {
    "day": "day",
    "month": "month",
    "season": "interval",
    "year": "year",
    "decade": "interval",
    "century": "interval",
}
# `%` is both; it counts as approximate, so that an editor may set bounds for it as for `~`.
PRECISION_OF_QUALIFIER: dict[str, Precision] = {
    "~": "approximate",
    "%": "approximate",
    "?": "uncertain",
}


class EdtfError(ValueError):
    """The text is no date we accept. `reason` is what is wrong with it; str() adds what is accepted."""

    def __init__(self, text: str, reason: str) -> None:
        # repr() keeps control characters and lone surrogates out of logs and pages.
        shown = repr(text if len(text) <= 60 else text[:59] + "…")
        self.reason = reason
        super().__init__(f"{shown} is not a date we can read: {reason}. {ACCEPTED}")


class _Fault(Exception):
    """What is wrong with a part; parse() adds the whole text to it."""


def parse(text: str) -> Edtf:
    """Read a date text. Spaces around it and its separators, and a small x for X, are put right.

    An empty text is the date unknown. Raises EdtfError for everything that is not accepted.
    """
    if len(text) > MAX_LENGTH:
        raise EdtfError(text, f"it is longer than {MAX_LENGTH} characters")
    tidy = SEPARATOR.sub(r"\1", text.strip()).replace("x", "X")
    try:
        if not tidy:
            return Edtf("", None, None, "unknown", "empty", ())
        if tidy.startswith("[") and tidy.endswith("]"):
            return _set(tidy)
        if "/" in tidy:
            return _interval(tidy)
        point = _point(tidy)
    except _Fault as fault:
        raise EdtfError(text, str(fault)) from None
    precision = PRECISION_OF_QUALIFIER.get(point.qualifier) or PRECISION_OF_UNIT[point.unit]
    return Edtf(tidy, point.first, point.last, precision, "date", (point,))


def _interval(text: str) -> Edtf:
    if text.count("/") > 1:
        raise _Fault("a period has one slash, between its first and its last date")
    start, end = (side if side in (OPEN, NOT_GIVEN) else _point(side) for side in text.split("/"))
    earliest, latest = _bounds(start, end)
    precision: Precision = "bounded" if earliest is None or latest is None else "interval"
    return Edtf(text, earliest, latest, precision, "interval", (start, end))


def _set(text: str) -> Edtf:
    inner = text[1:-1]
    if OPEN in inner and "," in inner:
        raise _Fault("a set is either two ends with .. between them or a list with commas, not both")
    if OPEN in inner:
        # An end that is left out is open here: `[..2025-05-08]`.
        start, end = (_point(side) if side else OPEN for side in _two(inner))
        earliest, latest = _bounds(start, end)
        return Edtf(text, earliest, latest, "bounded", "between", (start, end))
    if "," not in inner:
        raise _Fault("a set names two dates or more; one date alone needs no brackets")
    points = tuple(_point(member) for member in inner.split(","))
    earliest, latest = min(point.first for point in points), max(point.last for point in points)
    return Edtf(text, earliest, latest, "bounded", "list", points)


def _two(inner: str) -> list[str]:
    sides = inner.split(OPEN)
    if len(sides) != 2:
        raise _Fault("a set has .. once, between its first and its last date")
    return sides


def _bounds(start: Point | str, end: Point | str) -> tuple[date | None, date | None]:
    """First and last day of a stretch whose ends may be open; refuses one that runs backwards."""
    earliest = start.first if isinstance(start, Point) else None
    latest = end.last if isinstance(end, Point) else None
    if earliest is None and latest is None:
        raise _Fault("both ends are open, which says nothing; leave the date empty if it is not known")
    if earliest and latest and earliest > latest:
        raise _Fault("it ends before it starts")
    return earliest, latest


def _point(text: str) -> Point:
    match = POINT.fullmatch(text)
    if not match:
        raise _Fault(_why_unreadable(text))
    year, month, day, qualifier = match.group("year", "month", "day", "qualifier")
    first_year = int(year.replace("X", "0"))
    if not first_year:
        raise _Fault("there is no year 0; years run from 0001 to 9999")
    if "X" in year:
        if month:
            raise _Fault("a month or day needs a whole year before it")
        return Point("century" if year.endswith("XX") else "decade", first_year, qualifier=qualifier)
    if month == "XX" and day not in (None, "XX"):
        raise _Fault("a day needs a known month before it")
    if month in (None, "XX"):
        return Point("year", first_year, qualifier=qualifier)
    return _in_month(first_year, int(month), day, qualifier)


def _in_month(year: int, month: int, day: str | None, qualifier: str) -> Point:
    if month in FIRST_MONTH_OF_SEASON:
        if day:
            raise _Fault("a season has no days")
        return Point("season", year, month, qualifier=qualifier)
    if not 1 <= month <= 12:
        raise _Fault(f"there is no month {month:02}; months are 01 to 12, seasons 21 to 24")
    whole = Point("month", year, month, qualifier=qualifier)
    if day in (None, "XX"):
        return whole
    if not 1 <= int(day) <= whole.last.day:
        raise _Fault(f"there is no day {day} in {year:04}-{month:02}, which has {whole.last.day} days")
    return Point("day", year, month, int(day), qualifier)


def _why_unreadable(text: str) -> str:
    if not text:
        return "a date is missing beside a separator"
    if TIME_OF_DAY.match(text):
        return "a time of day is not taken; write the day alone"
    if OTHER_YEARS.match(text):
        return f"years have four digits, 0001 to {LAST_YEAR}"
    return "it is in none of the accepted forms"
