"""Browsers in which somebody has signed in before.

A stranger who keeps failing with a name would otherwise keep its owner out: all wrong attempts at a name are counted
together. A browser that is known for that name has a count of its own.
"""

from django.conf import settings
from django.contrib.auth.models import User
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import get_random_string, salted_hmac

from desk.access.throttle import Subject, network_of

COOKIE = "known"
SALT = "desk.known-browser"
DAYS = 90
FAILURES, FAILURES_OF_ADDRESS = 10, 40


def mark(password: str) -> str:
    """Changes with the password, so that a new password makes every browser unknown."""
    return salted_hmac(SALT, password, algorithm="sha256").hexdigest()[:16]


def remember(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Lets this browser be known for whoever has just signed in with it."""
    user = request.user
    if user.is_authenticated:
        value = signing.dumps([user.pk, mark(user.password), get_random_string(16)], salt=SALT)
        response.set_cookie(
            COOKIE,
            value,
            max_age=DAYS * 24 * 60 * 60,
            path=settings.SESSION_COOKIE_PATH,
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )
    return response


def known_as(request: HttpRequest, username: str) -> str:
    """The number of this browser if it is known for this name, else empty."""
    try:
        pk, said, number = signing.loads(
            request.COOKIES.get(COOKIE, ""), salt=SALT, max_age=DAYS * 24 * 60 * 60
        )
    except (signing.BadSignature, ValueError, TypeError):
        return ""
    user = User.objects.filter(pk=pk, username=username).first()
    return number if user and mark(user.password) == said else ""


def counted(request: HttpRequest, username: str, what: str = "password") -> list[Subject]:
    """What an attempt with a name counts for."""
    if number := known_as(request, username):
        return [Subject(f"{what} browser", number, FAILURES)]
    return [
        Subject(f"{what} name", username.casefold(), FAILURES),
        Subject(f"{what} address", network_of(request), FAILURES_OF_ADDRESS),
    ]
