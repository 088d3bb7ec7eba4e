"""Dates in words, in English and Russian, as EDTF.

A date without its year, and words such as "on Tuesday", need the day on which the source was published; without it they
are proposed without a date, and the reason says what is missing.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from incidents.reading.words import Span, Taken
from lib import edtf

MONTHS_EN = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
]
MONTHS_RU = [
    "январ",
    "феврал",
    "март",
    "апрел",
    "ма",
    "июн",
    "июл",
    "август",
    "сентябр",
    "октябр",
    "ноябр",
    "декабр",
]
DAYS_EN = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
DAYS_RU = ["понедельник", "вторник", "сред", "четверг", "пятниц", "суббот", "воскресень"]
SEASONS = {"spring": 21, "summer": 22, "autumn": 23, "fall": 23, "winter": 24}
SEASONS_RU = {"весн": 21, "лет": 22, "осен": 23, "зим": 24}

MONTH = r"(?:Jan(?:uary|\.)?|Feb(?:ruary|\.)?|March|Mar\.|Apr(?:il|\.)?|May|June?|July?|Aug(?:ust|\.)?|Sept?(?:ember|\.)?|Oct(?:ober|\.)?|Nov(?:ember|\.)?|Dec(?:ember|\.)?)"
MONTH_RU = r"(?:январ[ьяе]|феврал[ьяе]|март[ае]?|апрел[ьяе]|ма[йяе]|июн[ьяе]|июл[ьяе]|август[ае]?|сентябр[ьяе]|октябр[ьяе]|ноябр[ьяе]|декабр[ьяе])"
YEAR = r"(?:1[89]\d\d|20\d\d)"
DASH = r"\s?(?:[–—-]|to|по|and)\s?"
NEEDS = "needs the day of publication: fill it in at the source"


@dataclass(frozen=True)
class When(Span):
    """A date in the text. `date` is EDTF, or empty where the day of publication is missing."""

    written: str
    date: str
    how: str
    sure: bool

    @property
    def in_words(self) -> str:
        return edtf.written(edtf.parse(self.date)) if self.date else ""


Reader = Callable[[re.Match, date | None], tuple[str, str, bool]]
"""What a pattern found, and the day of publication; to EDTF, the reason, and whether it is sure."""


def dates(text: str, published: date | None = None) -> list[When]:
    """All dates in the text's order; of two that overlap the one whose rule comes first."""
    found: list[When] = []
    taken = Taken(text)
    for pattern, reader in RULES:
        for match in pattern.finditer(text):
            span = Span(match.start(), match.end())
            if taken.meets(span):
                continue
            taken.add(span)
            value, how, sure = reader(match, published)
            if readable(value):
                found.append(When(span.start, span.end, match.group(), value, how, sure and bool(value)))
    return sorted(found, key=lambda when: when.start)


def readable(value: str) -> bool:
    try:
        edtf.parse(value)
    except edtf.EdtfError:
        return False
    return True


def month_number(word: str) -> int:
    small = word.lower().rstrip(".")
    for number, name in enumerate(MONTHS_EN, 1):
        if name.startswith(small[:3]) and small.isascii():
            return number
    stems = enumerate(MONTHS_RU, 1)
    return max((len(stem), number) for number, stem in stems if small.startswith(stem))[1]


def nearest(month: int, day: int, published: date | None) -> tuple[str, str, bool]:
    """A day without a year: the newest such day that is not after the publication."""
    if published is None:
        return "", f"the year is not said; it {NEEDS}", False
    year = published.year if (month, day) <= (published.month, published.day) else published.year - 1
    if not day:
        year = published.year if month <= published.month else published.year - 1
        return f"{year:04}-{month:02}", "the year follows from the day of publication", True
    return f"{year:04}-{month:02}-{day:02}", "the year follows from the day of publication", True


def whole_day(match: re.Match, published: date | None) -> tuple[str, str, bool]:
    """A day and its month, or two days of it, with or without a year."""
    given = match.groupdict()
    month, day = month_number(given["month"]), int(given["day"])
    if given["year"]:
        start, how, sure = f"{given['year']}-{month:02}-{day:02}", "a date as it stands", True
    else:
        start, how, sure = nearest(month, day, published)
    if given.get("last") and start:
        return f"{start}/{start[:8]}{int(given['last']):02}", how, sure
    return around(given.get("before"), start), how, sure


def whole_month(match: re.Match, published: date | None) -> tuple[str, str, bool]:
    given = match.groupdict()
    month = month_number(given["month"])
    if given["year"]:
        value, how, sure = f"{given['year']}-{month:02}", "a month as it stands", True
    else:
        value, how, sure = nearest(month, 0, published)
    return around(given.get("before"), value), how, sure


def around(before: str | None, value: str) -> str:
    """What a word before a date makes of it: before, since, about."""
    word = (before or "").lower().strip()
    if not word or not value:
        return value
    if word in ("before", "until", "till", "до"):
        day = edtf.parse(value).earliest
        return f"../{(day - timedelta(days=1)).isoformat()}" if day and day > date.min else value
    if word in ("by", "no later than", "не позднее", "к"):
        return f"../{value}"
    if word in ("since", "as of"):
        return f"{value}/.."
    return f"{value}~"  # about, early, in the middle of, late


def written_out(match: re.Match, published: date | None) -> tuple[str, str, bool]:
    return match.group(), "a date as it stands", True


def figures(match: re.Match, published: date | None) -> tuple[str, str, bool]:
    """27.04.2025; where either number could be the month, the day comes first and the proposal is not sure."""
    day, month, mark = int(match["day"]), int(match["month"]), match["mark"]
    clear = mark == "." or day > 12
    if mark == "/" and month > 12:
        day, month, clear = month, day, True
    how = "a date in figures" if clear else "a date in figures, read with the day first"
    return f"{match['year']}-{month:02}-{day:02}", how, clear


def season(match: re.Match, published: date | None) -> tuple[str, str, bool]:
    word = match["season"].lower()
    number = SEASONS.get(word) or next(n for stem, n in SEASONS_RU.items() if word.startswith(stem))
    return f"{match['year']}-{number}", "a season as it stands", True


def year(match: re.Match, published: date | None) -> tuple[str, str, bool]:
    return around(match.groupdict().get("before"), match["year"]), "a year as it stands", False


def years(match: re.Match, published: date | None) -> tuple[str, str, bool]:
    return f"{match['year'][:3]}X", "a decade as it stands", False


def weekday(match: re.Match, published: date | None) -> tuple[str, str, bool]:
    """The last such day up to the publication; with "last" in front it may be a week earlier, so it is not sure."""
    if published is None:
        return "", f"“{match.group()}” {NEEDS}", False
    word = match["day"].lower()
    number = next(n for n in range(7) if word.startswith((DAYS_EN[n], DAYS_RU[n])))
    back = (published.weekday() - number) % 7
    day = published - timedelta(days=back)
    return day.isoformat(), "the last such day up to the publication", not match["last"]


def days_before(match: re.Match, published: date | None) -> tuple[str, str, bool]:
    if published is None:
        return "", f"“{match.group()}” {NEEDS}", False
    word = match.group().lower()
    back = 1 if word in ("yesterday", "вчера") else 2 if word.startswith(("поза", "the day")) else 0
    return (published - timedelta(days=back)).isoformat(), "counted from the day of publication", True


def stretches(match: re.Match, published: date | None) -> tuple[str, str, bool]:
    """Last week, this month, last year: a week is from Monday to Sunday."""
    if published is None:
        return "", f"“{match.group()}” {NEEDS}", False
    word, how = match.group().lower(), "counted from the day of publication"
    back = 1 if re.search(r"last|previous|прошл", word) else 0
    if re.search(r"week|недел", word):
        monday = published - timedelta(days=published.weekday() + 7 * back)
        return f"{monday.isoformat()}/{(monday + timedelta(days=6)).isoformat()}", how, False
    if re.search(r"month|месяц", word):
        day = published.replace(day=1) - timedelta(days=back)
        return f"{day.year:04}-{day.month:02}", how, False
    return f"{published.year - back:04}", how, False


BEFORE = r"(?:\b(?P<before>before|until|till|by|since|about|around|circa|c\.|early|mid|late|in early|in late|до|не позднее|к|около|в начале|в середине|в конце)[\s-]+)?"


def rules() -> Iterator[tuple[re.Pattern, Reader]]:
    day, last, year_of = r"(?P<day>\d{1,2})", r"(?P<last>\d{1,2})", rf"(?P<year>{YEAR})"
    month, month_ru = rf"(?P<month>{MONTH})", rf"(?P<month>{MONTH_RU})"
    th = r"(?:st|nd|rd|th)?"
    tail, tail_ru = rf"(?:,?\s+{year_of})?(?!\d)", rf"(?:\s+{year_of})?(?:\s+г(?:ода|оду|\.))?(?!\d)"
    texts: list[tuple[str, Reader]] = [
        (rf"(?<!\d){YEAR}-\d\d-\d\d(?!\d)", written_out),
        (rf"(?<!\d)(?P<day>\d{{1,2}})(?P<mark>[./])(?P<month>\d{{1,2}})(?P=mark){year_of}(?!\d)", figures),
        (rf"\b(?:from\s)?{day}{th}{DASH}{last}{th}\s+(?:of\s+)?{month}\b{tail}", whole_day),
        (rf"\b{month}\s+{day}{th}{DASH}{last}{th}\b{tail}", whole_day),
        (rf"\b(?:с\s)?{day}{DASH}{last}\s+{month_ru}\b{tail_ru}", whole_day),
        (rf"{BEFORE}(?<!\d){day}{th}\s+(?:of\s+)?{month}(?!\w){tail}", whole_day),
        (rf"{BEFORE}\b{month}\s+{day}{th}\b{tail}", whole_day),
        (rf"{BEFORE}(?<!\d){day}\s+{month_ru}\b{tail_ru}", whole_day),
        (rf"{BEFORE}\b{month},?\s+{year_of}\b", whole_month),
        (rf"{BEFORE}\b{month_ru}\s+{year_of}(?:\s+г(?:ода|оду|\.))?", whole_month),
        (
            rf"\b(?P<season>spring|summer|autumn|fall|winter|весной|летом|осенью|зимой)\s+(?:of\s+)?{year_of}\b",
            season,
        ),
        (rf"\b(?:in|during|since|until|by)\s+{month}(?!\w)(?!\s+\d)(?P<year>)", whole_month),
        (rf"\b(?:в|с|до)\s+{month_ru}\b(?P<year>)", whole_month),
        (rf"(?<!\d){year_of}s\b|(?<!\d)(?P<y>{YEAR})-[ех]\b", years),
        (rf"\b(?P<before>since|before|by|until|around|about|circa)\s+{year_of}\b(?!s)", year),
        (rf"\b(?:in|during|of|в|во)\s+{year_of}\b(?!s)(?:\s+году)?", year),
        (rf"\b(?:on\s+)?(?P<last>last\s+|this\s+)?(?P<day>{'|'.join(DAYS_EN)})\b", weekday),
        (
            r"\b(?:во?\s+)(?P<last>прошл\w+\s+)?(?P<day>понедельник|вторник|среду|четверг|пятницу|субботу|воскресенье)\b",
            weekday,
        ),
        (r"\b(?:today|yesterday|the day before yesterday|сегодня|вчера|позавчера)\b", days_before),
        (r"\b(?:last|this|previous|earlier this)\s+(?:week|month|year)\b", stretches),
        (r"\b(?:на|в)\s+(?:прошл|эт)\w+\s+(?:неделе|месяце|году)\b", stretches),
    ]
    for text, reader in texts:
        yield re.compile(text, re.IGNORECASE), reader


RULES = list(rules())
