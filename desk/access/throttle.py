"""Guessing is slowed down, by name and by address, with a wait that always ends.

Each attempt is noted before it is checked and taken off again if it succeeds, so that many at once are counted too.
What is refused for being too many is not noted: nobody makes a wait longer by trying on. They are counted in the
database, because every process of the site must count together.
"""

from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.db import connection, transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac

from desk.models import Attempt
from lib.networks import asker, network

WINDOW = timedelta(minutes=15)


@dataclass(frozen=True)
class Subject:
    """Something whose failures are counted, and how many of them are borne in a window."""

    kind: str
    name: str
    limit: int

    @property
    def key(self) -> str:
        """A hash: people type passwords into the field for names."""
        return salted_hmac(f"desk.attempt.{self.kind}", self.name, algorithm="sha256").hexdigest()


class TooManyAttempts(Exception):
    """Refused unseen. `seconds` is how long to wait."""

    def __init__(self, seconds: int):
        self.seconds = seconds
        minutes = -(-seconds // 60)
        super().__init__(
            "Too many attempts that failed. Nothing was checked. "
            f"Wait {minutes} minute{'' if minutes == 1 else 's'}, then try again."
        )


def begin(*subjects: Subject) -> list[int]:
    """Notes an attempt for each subject. Raises TooManyAttempts if one of them has had too many."""
    now = timezone.now()
    with transaction.atomic():
        for key in sorted(subject.key for subject in subjects):
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [key])
        Attempt.objects.filter(at__lt=now - WINDOW).delete()
        seconds = max(seconds_to_wait(subject, now) for subject in subjects)
        if seconds:
            raise TooManyAttempts(seconds)
        made = Attempt.objects.bulk_create(Attempt(subject=subject.key, at=now) for subject in subjects)
    return [attempt.pk for attempt in made]


def seconds_to_wait(subject: Subject, now) -> int:
    """0 if the next attempt is open; else until the oldest of those that count has left the window."""
    newest = Attempt.objects.filter(subject=subject.key).order_by("-at").values_list("at", flat=True)
    counted = list(newest[subject.limit - 1 : subject.limit])
    return int((counted[0] + WINDOW - now).total_seconds()) + 1 if counted else 0


def forgive(attempts: list[int]) -> None:
    """They succeeded, so they are no guesses."""
    Attempt.objects.filter(pk__in=attempts).delete()


def address_of(request: HttpRequest) -> str:
    """The address of a browser, as the outermost of our own proxies saw it; 0.0.0.0 if nothing says it."""
    forwarded = request.headers.get("X-Forwarded-For", "")
    return asker(forwarded, request.META.get("REMOTE_ADDR", ""), settings.PROXIES)


def network_of(request: HttpRequest) -> str:
    """What counts as one address: with IPv6 a customer has 2 to the power of 64 of them."""
    return network(address_of(request))
