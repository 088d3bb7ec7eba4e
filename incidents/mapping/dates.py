"""Dates as files have them, to EDTF: parts in several columns, many ways of writing, ranges, doubts."""

import re
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from incidents.mapping.faults import CellFault
from lib import edtf
from lib.edtf_words import LANGUAGES

TOKENS = {
    "YYYY": r"(?P<year>\d{4})",
    "MMMM": r"(?P<name>[^\W\d_]{3,12})\.?",
    "YY": r"(?P<short>\d{2})",
    "MM": r"(?P<month>\d{2})",
    "DD": r"(?P<day>\d{2})",
    "hh": r"\d{1,2}",
    "mm": r"\d{2}",
    "ss": r"\d{2}(?:\.\d{1,6})?",
    "M": r"(?P<month>\d{1,2})",
    "D": r"(?P<day>\d{1,2})",
}
ENGLISH = (
    "January February March April May June July August September October November December".casefold().split()
)
TOKEN = re.compile("|".join(TOKENS))
FIRST_DAY_OF_EXCEL = date(1899, 12, 30)
UNKNOWN_HINT = "Correct it; if it stands for an unknown one, name it under “unknown” in the mapping."


def month_names() -> dict[str, int]:
    """Names of months in every language we write dates in, in each of their cases, and their first three letters."""
    found = {name: place for place, name in enumerate(ENGLISH, 1)}
    for words in LANGUAGES.values():
        for names in (*words.months, words.months_after_day):
            for place, name in enumerate(names, 1):
                found[name.casefold()] = place
                found.setdefault(name.casefold()[:3], place)
    return found | {"sept": 9}


MONTHS = month_names()


def from_parts(year: Any, month: Any, day: Any) -> str:
    """EDTF from a year, a month and a day, each of which may be unknown; a day without its month says nothing."""
    if not year:
        return ""
    text = f"{part(year, 'year', 1, 9999):04}"
    if month:
        text += f"-{month_number(str(month)):02}"
        if day:
            text += f"-{part(day, 'day', 1, 31):02}"
    return checked(text)


def part(value: Any, noun: str, least: int, most: int) -> int:
    text = str(value)
    if not text.isascii() or not text.isdigit() or not least <= int(text) <= most:
        raise CellFault(text, f"is no {noun}. {UNKNOWN_HINT}")
    return int(text)


def month_number(text: str) -> int:
    return MONTHS.get(text.rstrip(".").casefold()) or part(text, "month", 1, 12)


def checked(text: str) -> str:
    """The text if it is EDTF."""
    try:
        return edtf.parse(text).text
    except edtf.EdtfError as error:
        raise CellFault(text, f"is no date: {error.reason}. Correct it.") from error


def from_text(text: str, formats: list[str], ranges: list[str], century_from: int) -> str:
    """EDTF from a text in the first format that fits it, or from two dates with one of `ranges` between them."""
    if found := one(text, formats, century_from):
        return found
    for separator in ranges:
        first, between, second = (side.strip() for side in text.partition(separator))
        if between and first and second and separator not in second:
            start = one(first, formats, century_from)
            if len(second) == 2 and second.isdigit() and re.fullmatch(r"\d{4}", first):
                second = first[:2] + second  # 1830–31
            end = one(second, formats, century_from)
            if start and end:
                try:
                    return period(start, end)
                except CellFault as fault:
                    raise CellFault(text, fault.sentence) from fault
    raise CellFault(text, f"is no date in {' or '.join(map(in_words, formats))}. {UNKNOWN_HINT}")


def in_words(name: str) -> str:
    """A format as an editor would call it."""
    words = {"edtf": "a form such as 2025-05-02, 2025-05 or 2025", "excel": "a day number of Excel"}
    return words.get(name, name)


def period(start: str, end: str) -> str:
    """From one date to another; an unknown side stays unknown, and two equal ones are one."""
    if start == end:
        return start
    return checked(f"{start}/{end}") if start or end else ""


def one(text: str, formats: list[str], century_from: int) -> str:
    """EDTF from a text in one of the formats; empty if none fits."""
    for name in formats:
        if name == "edtf":
            try:
                return edtf.parse(text).text
            except edtf.EdtfError:
                continue
        if name == "excel":
            if text.isdigit() and 0 < int(text) < 2_958_466:
                return (FIRST_DAY_OF_EXCEL + timedelta(days=int(text))).isoformat()
            continue
        if (match := pattern(name).fullmatch(text)) and (found := matched(match.groupdict(), century_from)):
            return found
    return ""


def matched(groups: dict[str, str], century_from: int) -> str:
    """EDTF from what a format found; empty if a month's name is no month, so that the next format may try."""
    year = groups.get("year")
    if short := groups.get("short"):
        year = str(century_from + (int(short) - century_from) % 100)
    month = groups.get("month")
    if name := groups.get("name"):
        month = str(MONTHS.get(name.casefold(), ""))
        if not month:
            return ""
    return from_parts(year, month, groups.get("day"))


@lru_cache(maxsize=200)
def pattern(name: str) -> re.Pattern[str]:
    """The regular expression of a format; every part of it is bounded, and what is no token stands for itself."""
    found, place = "", 0
    for token in TOKEN.finditer(name):
        found += re.escape(name[place : token.start()]) + TOKENS[token.group()]
        place = token.end()
    return re.compile(found + re.escape(name[place:]), re.IGNORECASE)


def qualified(text: str, qualifier: str) -> str:
    """The date as about (~) or in doubt (?); a period or set, and what is qualified already, stays."""
    if not text or not qualifier or text[-1] in "~?%" or re.search(r"[/\[]", text):
        return text
    return checked(text + qualifier)


def bound(text: str, which: str) -> str:
    """The first or the last day that a date allows; empty if it is open there."""
    found = edtf.parse(text)
    day = found.earliest if which == "first" else found.latest
    return day.isoformat() if day else ""


def middle(text: str) -> date | None:
    """The day by which a code with a time is read: the middle of what the date allows, or its one known end."""
    found = edtf.parse(text)
    if found.earliest and found.latest:
        return found.earliest + (found.latest - found.earliest) / 2
    return found.earliest or found.latest
