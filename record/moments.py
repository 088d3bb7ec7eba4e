"""Moments of the record: now, or as it stood after an earlier entry."""

from dataclasses import dataclass
from datetime import UTC, datetime

from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

ACCEPTED = gettext_lazy(
    "a day or time that is not in the future (2025-06-30 or 2025-06-30T14:05Z), or entry:1234"
)


class MomentError(ValueError):
    """`as_of` that is not understood; its text says what is accepted."""


@dataclass(frozen=True)
class Moment:
    """The record after entry number `entry` (0: before the first); `now` if no later entry existed when it was read.

    Expunging changes what past moments show. `expunged` is the number of the last entry that took content away (0: none
    did), None if that was not asked: what was made for such a moment may not be kept.
    """

    entry: int
    now: bool
    expunged: int | None = None


def parse_time(text: str) -> datetime:
    """A day (its end, UTC) or a time (UTC unless it names a zone); raises MomentError on anything else.

    The answer is in UTC: PostgreSQL refuses zones of sixteen hours and more, which Python takes.
    """
    try:
        if day := parse_date(text):
            return datetime(day.year, day.month, day.day, 23, 59, 59, 999999, tzinfo=UTC)
        when = parse_datetime(text.replace(" ", "+"))  # a plus sign in a query string arrives as a space
        when = when and in_utc(when)
    except (ValueError, OverflowError):
        when = None
    if when is None:
        raise MomentError(
            _("%(text)s is not a moment. Write %(accepted)s.") % {"text": repr(text), "accepted": ACCEPTED}
        )
    return when


def in_utc(when: datetime) -> datetime:
    """The same time in UTC, which it is in if it names no zone; OverflowError at the ends of the calendar."""
    return when.astimezone(UTC) if timezone.is_aware(when) else when.replace(tzinfo=UTC)


def parse_entry(text: str) -> int:
    """The number in `entry:1234`; raises MomentError on anything else."""
    digits = text.removeprefix("entry:")
    if not (digits.isascii() and digits.isdigit() and 0 < len(digits) < 16):
        raise MomentError(
            _("%(text)s is not an entry. Write %(accepted)s.") % {"text": repr(text), "accepted": ACCEPTED}
        )
    return int(digits)
