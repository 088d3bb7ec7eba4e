"""A desk that is read and not written to, while somebody works on the site.

The setting DEMARCHE_READ_ONLY turns it on at the start, `manage.py maintenance on` at any moment. A request that could
write then runs in a transaction that PostgreSQL itself keeps read-only, so no page has to remember to ask. What a page
says about a refusal of the database (desk/refusals.py) it says about this one too, with the form as it was typed. A
page that says nothing is answered here. Work that runs outside requests calls `refuse`.
"""

import time
from collections.abc import Callable
from contextvars import ContextVar

from django.conf import settings
from django.contrib import admin
from django.db import DatabaseError, connection, transaction
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from desk.access import requirement
from desk.models import Maintenance
from incidents.workflow import WorkflowError

BY_SETTING = "The site is being maintained."
READ_ONLY_TRANSACTION = "25006"  # PostgreSQL's code for a write in a transaction that may only read
# Signing in writes a session and nothing else; the drafts API answers in its own way.
STAY_OPEN = requirement.SIGNING_IN | {"drafts"}
refused: ContextVar[str] = ContextVar("refused", default="")  # why, while a guarded request runs
noticed: dict[str, tuple[float, str]] = {}  # what this process last read for the header, and when


class ReadOnly(WorkflowError):
    """A write that maintenance refuses; its text says why."""


def why() -> str:
    """Why the desk is read-only, as a sentence for the people at it; empty if it is not. One query."""
    row = Maintenance.objects.first()
    reason = row.reason if row else BY_SETTING if settings.READ_ONLY else ""
    return sentence(reason) if reason else ""


def sentence(reason: str) -> str:
    end = "" if reason.endswith((".", "!", "?")) else "."
    return f"The desk is read-only for a while, and nothing was saved: {reason}{end} Try again later."


def refuse() -> None:
    """Raises ReadOnly during maintenance. For commands and background work, which no request guards."""
    if found := why():
        raise ReadOnly(found)


def notice() -> str:
    """What the header says, some seconds old at most, so that not every page asks; empty without maintenance."""
    seconds = settings.MAINTENANCE_NOTICE_SECONDS
    if seconds is None:
        return ""
    at, found = noticed.get("header", (-seconds, ""))
    if time.monotonic() - at >= seconds:
        row = Maintenance.objects.first()
        found = row.reason if row else BY_SETTING if settings.READ_ONLY else ""
        noticed["header"] = (time.monotonic(), found)
    return found


def is_refusal(error: BaseException | None) -> bool:
    """Whether a write met the read-only transaction, here or at the root of what was raised since."""
    while error is not None:
        if getattr(error, "pgcode", None) == READ_ONLY_TRANSACTION:
            return True
        error = error.__cause__ or error.__context__
    return False


def guarded(request: HttpRequest, view: Callable, args: tuple, kwargs: dict) -> HttpResponse:
    """The answer of a view that cannot write; a page that keeps what was sent where the view has no answer."""
    token = refused.set(request.read_only)  # type: ignore[attr-defined]
    try:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SET LOCAL transaction_read_only = on")
            response = view(request, *args, **kwargs)
            if hasattr(response, "render"):
                response.render()
            return response
    except (DatabaseError, transaction.TransactionManagementError) as error:
        if not is_refusal(error):
            raise
        return refusal_page(request)
    finally:
        refused.reset(token)


def refusal_page(request: HttpRequest) -> HttpResponse:
    """Says why, and holds what was sent so that it can be sent again."""
    sent = [
        (name, value)
        for name, values in request.POST.lists()
        for value in values
        if name != "csrfmiddlewaretoken" and "password" not in name
    ]
    context = {
        **admin.site.each_context(request),
        "title": "The desk is read-only",
        "why": request.read_only,  # type: ignore[attr-defined]
        "sent": sent,
        "files": bool(request.FILES),
    }
    return TemplateResponse(request, "desk/read_only.html", context, status=503).render()
