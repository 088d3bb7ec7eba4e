"""Typing that outlives a lost session: the browser keeps what a form says until the desk tells it that it was saved.

static/desk/kept.js does the keeping. Each form opened has a name of its own, which goes along when it is sent. After a
save the answer carries that name in a cookie, and the next page of the desk throws away what was kept under it. What is
taken back is sent here like a save, and comes back as the form with every row and choice, saved nowhere.
"""

import re
from typing import TypeVar

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

NAME, TAKEN_BACK, SAVED = "kept_as", "_taken_back", "desk_saved"
REMEMBERED = 10  # saves of several windows that no page has read yet
A_NAME = re.compile(r"[0-9a-f-]{36}")
LOOK = "This is what you typed before, and it is not saved yet. Look through it, then press Save once more."
Answer = TypeVar("Answer", bound=HttpResponseBase)


def taken_back(request: HttpRequest) -> str:
    """Why a form that was taken back is shown and not saved, as a sentence; empty for any other form."""
    return LOOK if TAKEN_BACK in request.POST else ""


def saved(request: HttpRequest, answer: Answer) -> Answer:
    """The answer to a form that was saved: it tells the browser to keep it no longer."""
    name = request.POST.get(NAME, "")
    if A_NAME.fullmatch(name):
        unread = [one for one in request.COOKIES.get(SAVED, "").split(".") if A_NAME.fullmatch(one)]
        answer.set_cookie(
            SAVED,
            ".".join([*unread[1 - REMEMBERED :], name]),
            max_age=settings.SESSION_COOKIE_AGE,
            path=settings.SESSION_COOKIE_PATH,
            secure=bool(settings.SESSION_COOKIE_SECURE),
            samesite="Lax",
        )
    return answer
