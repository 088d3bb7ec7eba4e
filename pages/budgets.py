"""Budgets of the pages' door: of feeds and of selections as files, and one for all pages with a query string.

An address alone has one answer at each entry, which caches keep. Filters, searches and past states have as many as there are
questions, and each takes the site longer than the same list takes in the API.
"""

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from record import budgets, caching


def counted(kind: str) -> Callable:
    """Decorator, below by_entry so that a 304 is free: counts a request, and refuses it if the budget is spent."""

    def decorate(view: Callable) -> Callable:
        @wraps(view)
        def answered(request: HttpRequest, *args, **kwargs) -> HttpResponse:
            seconds = budgets.spend(request, kind)
            return refused(seconds) if seconds else view(request, *args, **kwargs)

        return answered

    return decorate


def by_entry(view: Callable) -> Callable:
    """Decorator: by_entry of a page. What has a query string counts; a 304 is free."""
    dear = counted(budgets.PAGES)(view)

    @wraps(view)
    def answered(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        return (dear if request.GET else view)(request, *args, **kwargs)

    return caching.by_entry(answered)


def refused(seconds: int) -> HttpResponse:
    text = _("Too many requests from your address in a minute. Wait %s seconds, then go on.") % seconds
    return HttpResponse(
        text + "\n",
        status=HTTPStatus.TOO_MANY_REQUESTS,
        content_type="text/plain; charset=utf-8",
        headers={"Retry-After": str(seconds), "Cache-Control": "no-store"},
    )
