"""Which database connection a query takes: public requests read the record through the reader's login, and write nothing.

The reader cannot see the working copy at all, so a public view that asked for it gets a permission error from
PostgreSQL instead of a draft.
"""

from contextlib import contextmanager
from contextvars import ContextVar

from django.conf import settings
from django.db import OperationalError, transaction
from django.http import HttpResponse, JsonResponse
from django.template.loader import render_to_string

in_public_request: ContextVar[bool] = ContextVar("in_public_request", default=False)


class WriteRefused(RuntimeError):
    """A public request tried to write."""


@contextmanager
def public_reads():
    """Queries inside read through the reader's login; the middleware and streams that outlive it use this."""
    token = in_public_request.set(True)
    try:
        yield
    finally:
        in_public_request.reset(token)


class PublicReadsMiddleware:
    """Every request but the desk's is public: it reads through the reader, all its queries in one snapshot.

    One snapshot, so that a list, its count and its ETag speak of the same entry while others publish.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.path_info.startswith(("/desk/", "/healthz")):
            return self.get_response(request)
        try:
            with public_reads(), transaction.atomic(using=settings.PUBLIC_ALIAS):
                return self.get_response(request)
        except OperationalError:
            return unavailable(request)

    def process_exception(self, request, exception):
        """A view's query failed, such as one that ran into the reader's time limit; API views answer for themselves.

        Django turns what a view raises into a 500 before it could reach the `except` above.
        """
        if not (isinstance(exception, OperationalError) and in_public_request.get()):
            return None
        # The connection may be gone, and then a commit would fail where a rollback does not.
        transaction.set_rollback(True, using=settings.PUBLIC_ALIAS)
        return unavailable(request)


def unavailable(request) -> HttpResponse:
    """503 with advice, for people as a page and for programs as problem details; it needs no database."""
    detail, headers = "The record cannot be read just now. Try again in a minute.", {"Retry-After": "60"}
    if not request.path_info.startswith("/api/"):
        headers |= {"Cache-Control": "no-store"}
        return HttpResponse(unavailable_page(detail), status=503, headers=headers)
    problem = {"type": "about:blank", "title": "Service Unavailable", "status": 503, "detail": detail}
    headers |= {"Access-Control-Allow-Origin": "*", "Cache-Control": "no-store"}
    return JsonResponse(problem, status=503, content_type="application/problem+json", headers=headers)


def unavailable_page(detail: str) -> str:
    """In the design if the templates can be read, else in plain words: what broke the one may break the other."""
    try:
        return render_to_string("503.html", {"here": "/"})
    except Exception:
        return (
            f'<!doctype html><html lang="en"><meta charset="utf-8"><title>503</title><p>{detail}</p></html>'
        )


class RecordRouter:
    """Sends the reads of public requests to `settings.PUBLIC_ALIAS` and refuses their writes."""

    def db_for_read(self, model, **hints):
        return settings.PUBLIC_ALIAS if in_public_request.get() else None

    def db_for_write(self, model, **hints):
        if in_public_request.get():
            raise WriteRefused(f"A public request tried to write {model._meta.label}. Only the desk writes.")
        return "default"

    def allow_relation(self, obj1, obj2, **hints):
        return True

    def allow_migrate(self, db, app_label, **hints):
        return db == "default"
