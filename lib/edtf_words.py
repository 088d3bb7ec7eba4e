"""Imprecise dates written out for people: "16 Apr 2025", "c. 3–8 May 2025", "не позднее 8 мая 2025".

The rules, first match wins; what stands in brackets in a text is a date that the rule writes:

    (empty)             date not known
    a~  a%  a?          c. a  ·  c. a (uncertain)  ·  a (uncertain)
    ../b  [..b]         by b, if b is a day  ·  b or earlier
    a/..  [a..]         since a  ·  a or later
    a/  /b              a – ?  ·  ? – b
    a/b                 a – b, saying a shared month and year once
    [a..b]  [a,b]       c. a – b  ·  a or b

Inside a longer text a doubtful date is marked after itself: "Apr 2025 (approximate) – May 2025".
"""

from collections.abc import Callable
from dataclasses import dataclass

from lib.edtf_dates import NOT_GIVEN, OPEN, Edtf, Point


@dataclass(frozen=True)
class Words:
    """One language. A pair of lists is the plain form and the form after "about", "by" and "since"."""

    months: tuple[list[str], list[str]]
    months_after_day: list[str]
    seasons: tuple[list[str], list[str]]
    decade: tuple[str, str]
    about: str
    by: str
    or_earlier: str
    since: str
    since_2nd: str
    or_later: str
    either: str
    notes: dict[str, str]
    not_known: str


_ENGLISH_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
_ENGLISH_SEASONS = ["Spring", "Summer", "Autumn", "Winter"]
_RUSSIAN_MONTHS = [
    *("январь", "февраль", "март", "апрель", "май", "июнь"),
    *("июль", "август", "сентябрь", "октябрь", "ноябрь", "декабрь"),
]
_RUSSIAN_GENITIVE = [
    *("января", "февраля", "марта", "апреля", "мая", "июня"),
    *("июля", "августа", "сентября", "октября", "ноября", "декабря"),
]

ENGLISH = Words(
    months=(_ENGLISH_MONTHS, _ENGLISH_MONTHS),
    months_after_day=_ENGLISH_MONTHS,
    seasons=(_ENGLISH_SEASONS, _ENGLISH_SEASONS),
    decade=("{}s", "{}s"),
    about="c. {}",
    by="by {}",
    or_earlier="{} or earlier",  # "by May" may mean that it was over before May
    since="since {}",
    since_2nd="since {}",
    or_later="{} or later",
    either=" or ",
    notes={"~": "approximate", "?": "uncertain", "%": "approximate, uncertain"},
    not_known="date not known",
)
RUSSIAN = Words(
    months=(_RUSSIAN_MONTHS, _RUSSIAN_GENITIVE),
    months_after_day=_RUSSIAN_GENITIVE,
    seasons=(["весна", "лето", "осень", "зима"], ["весны", "лета", "осени", "зимы"]),
    decade=("{}-е", "{}-х"),
    about="около {}",
    by="не позднее {}",
    or_earlier="не позднее {}",
    since="с {}",
    since_2nd="со {}",  # "со второго мая"
    or_later="{} или позже",
    either=" или ",
    notes={"~": "приблизительно", "?": "под вопросом", "%": "приблизительно, под вопросом"},
    not_known="дата неизвестна",
)
LANGUAGES = {"en": ENGLISH, "ru": RUSSIAN}

PLAIN, GENITIVE = 0, 1


def written(edtf: Edtf, language: str = "en") -> str:
    """The date in words, never empty.

    "ru-RU" is Russian; a language that has no words here is written in English, as an untranslated text is.
    """
    words = LANGUAGES.get(language.lower().partition("-")[0], ENGLISH)
    return _FORMS[edtf.form](words, *edtf.members)


def _alone(words: Words, point: Point) -> str:
    if point.qualifier in ("~", "%"):
        text = words.about.format(_date(words, point, GENITIVE))
        return _noted(words, text, "?") if point.qualifier == "%" else text
    return _noted(words, _date(words, point), point.qualifier)


def _interval(words: Words, start: Point | str, end: Point | str) -> str:
    if isinstance(start, Point) and isinstance(end, Point):
        return _span(words, start, end)
    if isinstance(end, Point):
        return _by(words, end) if start == OPEN else f"? – {_marked(words, end)}"
    assert isinstance(start, Point)
    if end == NOT_GIVEN:
        return f"{_marked(words, start)} – ?"
    since = words.since_2nd if start.day == 2 else words.since
    return _noted(words, since.format(_date(words, start, GENITIVE)), start.qualifier)


def _between(words: Words, start: Point | str, end: Point | str) -> str:
    if isinstance(start, Point) and isinstance(end, Point):
        return words.about.format(_span(words, start, end, GENITIVE))
    if isinstance(end, Point):
        return _by(words, end)
    assert isinstance(start, Point)
    return _noted(words, words.or_later.format(_date(words, start)), start.qualifier)


def _list(words: Words, *points: Point) -> str:
    return words.either.join(_marked(words, point) for point in points)


_FORMS: dict[str, Callable[..., str]] = {
    "empty": lambda words: words.not_known,
    "date": _alone,
    "interval": _interval,
    "between": _between,
    "list": _list,
}


def _by(words: Words, end: Point) -> str:
    """With the last day on record itself, because what is written beside it names that day."""
    form = words.by if end.unit == "day" else words.or_earlier
    text = form.format(_date(words, end, GENITIVE))
    return _noted(words, text, end.qualifier)


def _span(words: Words, start: Point, end: Point, case: int = PLAIN) -> str:
    """Two dates with a dash, tight between bare numbers. What both share is said once."""
    if start == end:
        return _marked(words, start, case)
    if not (start.qualifier or end.qualifier):
        if start.unit == end.unit == "year":
            return f"{start.year}–{end.year}"
        in_months = {start.unit, end.unit} <= {"day", "month"}
        if in_months and start.year == end.year:
            if start.unit == end.unit == "day" and start.month == end.month:
                return f"{start.day}–{_date(words, end, case)}"
            return f"{_day_and_month(words, start, case)} – {_date(words, end, case)}"
    return f"{_marked(words, start, case)} – {_marked(words, end, case)}"


def _marked(words: Words, point: Point, case: int = PLAIN) -> str:
    return _noted(words, _date(words, point, case), point.qualifier)


def _noted(words: Words, text: str, qualifier: str) -> str:
    return f"{text} ({words.notes[qualifier]})" if qualifier else text


def _date(words: Words, point: Point, case: int = PLAIN) -> str:
    if point.unit == "year":
        return str(point.year)
    if point.unit == "decade":
        return words.decade[case].format(point.year)
    if point.unit == "century":
        return f"{point.first.year}–{point.last.year}"
    if point.unit == "season":
        # A winter belongs to two years; both are named, since people differ on which one it is called by.
        years = f"{point.year}–{point.year + 1}" if point.month == 24 else str(point.year)
        return f"{words.seasons[case][point.month - 21]} {years}"
    return f"{_day_and_month(words, point, case)} {point.year}"


def _day_and_month(words: Words, point: Point, case: int) -> str:
    if point.unit == "day":
        return f"{point.day} {words.months_after_day[point.month - 1]}"
    return words.months[case][point.month - 1]
