"""The time between two things in words, no more exact than the days on record."""

from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lib.lags import Days, Lag, lag

YEAR = 365


def days_of(found: dict | None) -> Days:
    """The first and the last day of a date as documents and cards hold it."""
    first, last = ((found or {}).get(name) for name in ("earliest", "latest"))
    return (date.fromisoformat(first) if first else None, date.fromisoformat(last) if last else None)


def exact(days: Days) -> bool:
    """Whether both ends are one day."""
    return days[0] is not None and days[0] == days[1]


def later(earlier: Days, after: Days) -> str:
    """How long after the first the second came; empty if the record has no days for that."""
    return words(lag(earlier, after), before=False)


def before(earlier: Days, after: Days) -> str:
    """How long before the second the first was."""
    return words(lag(earlier, after), before=True)


def answered(first: dict | None, then: dict | None, same_day: str = "") -> str:
    """How long after a statement its answer came, from two dates as documents hold them.

    `same_day` says who has it that both came on one day; a span reckoned from days that are not known would gainsay that.
    """
    return same_day or later(days_of(first), days_of(then)) or _("day not recorded")


def words(found: Lag, *, before: bool) -> str:
    """“same day”, “after 9 days”, “between 2 and 9 days later”. That one came before the other is taken as said."""
    if found.most is not None and found.most < 0:
        return _("by the days on record it is the other way round")
    least = max(found.least or 0, 0)
    if least >= YEAR:
        return years(least // YEAR, before=before)
    if found.most is None:
        return at_least(least, before=before) if least else ""
    if found.most == 0:
        return _("same day")
    if least == found.most:
        return exactly(least, before=before)
    return spread(least, found.most, before=before)


def exactly(n: int, *, before: bool) -> str:
    text = (
        ngettext("%d day before", "%d days before", n)
        if before
        else ngettext("after %d day", "after %d days", n)
    )
    return text % n


def at_least(n: int, *, before: bool) -> str:
    text = (
        ngettext("at least %d day before", "at least %d days before", n)
        if before
        else ngettext("at least %d day later", "at least %d days later", n)
    )
    return text % n


def years(n: int, *, before: bool) -> str:
    text = (
        ngettext("more than %d year before", "more than %d years before", n)
        if before
        else ngettext("more than %d year later", "more than %d years later", n)
    )
    return text % n


def spread(least: int, most: int, *, before: bool) -> str:
    """Some number of days between two."""
    if least:
        text = (
            ngettext(
                "between %(least)d and %(most)d day before",
                "between %(least)d and %(most)d days before",
                most,
            )
            if before
            else ngettext(
                "between %(least)d and %(most)d day later", "between %(least)d and %(most)d days later", most
            )
        )
        return text % {"least": least, "most": most}
    text = (
        ngettext("up to %d day before", "up to %d days before", most)
        if before
        else ngettext("up to %d day later", "up to %d days later", most)
    )
    return text % most
