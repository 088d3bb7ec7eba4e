"""How long a statement came after the one it answers, no more exact than the days on record."""

from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext


def lag(first: dict | None, then: dict | None) -> str:
    """In words, from the two dates as documents give them: `earliest` and `latest`, each may be missing.

    An answer comes after what it answers: days that overlap leave "same day" as the least.
    """
    least = days(last_of(first), first_of(then))
    most = days(first_of(first), last_of(then))
    if most is not None and most < 0:
        return _("dated before what it answers")
    return words(max(least, 0) if least is not None else 0, most)


def words(least: int, most: int | None) -> str:
    if most is None:
        later = ngettext("at least %(n)d day later", "at least %(n)d days later", least)
        return later % {"n": least} if least else _("day not recorded")
    if most == 0:
        return _("same day")
    if least == most:
        return ngettext("after %(n)d day", "after %(n)d days", most) % {"n": most}
    if least == 0:
        return ngettext("within %(n)d day", "within %(n)d days", most) % {"n": most}
    between = ngettext("between %(least)d and %(n)d day", "between %(least)d and %(n)d days", most)
    return between % {"least": least, "n": most}


def days(start: date | None, end: date | None) -> int | None:
    return (end - start).days if start and end else None


def first_of(found: dict | None) -> date | None:
    return date.fromisoformat(found["earliest"]) if found and found["earliest"] else None


def last_of(found: dict | None) -> date | None:
    return date.fromisoformat(found["latest"]) if found and found["latest"] else None
