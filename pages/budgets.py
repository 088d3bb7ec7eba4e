"""Budgets of what programs fetch from the pages' door: feeds, and selections as files."""

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from record import budgets


def counted(kind: str) -> Callable:
    """Decorator, below by_entry so that a 304 is free: counts a request, and refuses it if the budget is spent."""

    def decorate(view: Callable) -> Callable:
        @wraps(view)
        def answered(request: HttpRequest, *args, **kwargs) -> HttpResponse:
            seconds = budgets.spend(request, kind)
            return refused(seconds) if seconds else view(request, *args, **kwargs)

        return answered

    return decorate


def refused(seconds: int) -> HttpResponse:
    text = _("Too many requests from your address in a minute. Wait %s seconds, then go on.") % seconds
    return HttpResponse(
        text + "\n",
        status=HTTPStatus.TOO_MANY_REQUESTS,
        content_type="text/plain; charset=utf-8",
        headers={"Retry-After": str(seconds), "Cache-Control": "no-store"},
    )
