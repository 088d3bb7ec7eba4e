"""Problem details (RFC 9457): every error of the API in one shape, with nothing of what goes on inside."""

import logging
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django.core.signals import got_request_exception
from django.db import OperationalError
from django.http import Http404
from rest_framework.exceptions import APIException, MethodNotAllowed, NotAcceptable, Throttled
from rest_framework.response import Response

from api.hints import hint
from api.slots import SECONDS, NoSlot
from record import budgets
from record.ledger import written_time
from record.parameters import FilterError
from record.reading import NotPublic, Withdrawn
from record.releases.shelf import TakenAway

MEDIA_TYPE = "application/problem+json"
QUERY_CANCELED = (
    "57014"  # PostgreSQL's code for a statement that was stopped, here by the reader's time limit
)
log = logging.getLogger("api")

TOO_SLOW = (
    "The answer took too long to find. Narrow the selection (a period, a country, a smaller page_size), "
    "drop count=exact or as_of, or try again later."
)
UNREACHABLE = "The record cannot be read just now. Try again in a minute."


def problem(status: HTTPStatus, detail: str, headers: dict[str, str] | None = None, **extension) -> Response:
    """One problem; `extension` adds members of its own."""
    body = {
        "type": "about:blank",
        "title": status.phrase,
        "status": status.value,
        "detail": detail,
        **extension,
    }
    return Response(body, status=status.value, headers=headers, content_type=MEDIA_TYPE)


def handler(error: Exception, context: dict) -> Response:
    """Every exception of a view as a problem; DRF calls it inside the `except`."""
    for kind, answer in ANSWERS.items():
        if isinstance(error, kind):
            return answer(error, context)
    return unforeseen(error, context)


def bad_parameters(error: FilterError, context: dict) -> Response:
    errors = [
        {"parameter": name, "detail": taught(name, " ".join(found), context)}
        for name, found in sorted(error.problems.items())
    ]
    detail = (
        "A parameter is unknown or has a value that is not allowed; `errors` says which, and what is allowed."
    )
    return problem(HTTPStatus.BAD_REQUEST, detail, errors=errors)


def taught(name: str, detail: str, context: dict) -> str:
    """What is wrong with a parameter, with a hint at what was meant if there is one."""
    values = context["request"].query_params.getlist(name)
    return detail + hint(name, values, detail, context["view"].parameters)


def not_found(error: Exception, context: dict) -> Response:
    """The same for every address that is not public, whatever the reason."""
    return problem(HTTPStatus.NOT_FOUND, "There is nothing public at this address.")


def gone(error: Withdrawn, context: dict) -> Response:
    entry = error.entry
    detail = f"{error.ref} was public and has been withdrawn. Its versions are listed under versions/."
    if error.back:
        detail = f"Version {entry.version} of {error.ref} took it out of the record and says no more. {error.ref} is public again."
    elif entry.action == "expunged":
        detail = f"{error.ref} was public and has been taken out of the record for good: no version of it can be read any more."
    elif entry.kind != "incident" or error.ref != entry.ref:
        detail = f"{error.ref} was public and has been withdrawn. With as_of it can be read as it was."
    return problem(HTTPStatus.GONE, detail, ref=error.ref, reason=entry.reason, at=written_time(entry.at))


def release_gone(error: TakenAway, context: dict) -> Response:
    entry = error.entry
    detail = (
        "This release held something that was expunged since, so its files were deleted. exports/latest/ leads to the "
        "newest that there is."
    )
    return problem(HTTPStatus.GONE, detail, ref=entry.ref, reason=entry.reason, at=written_time(entry.at))


def not_allowed(error: MethodNotAllowed, context: dict) -> Response:
    allowed = ", ".join(context["view"].allowed_methods)
    detail = f"The API is read-only; this address answers {allowed}."
    return problem(HTTPStatus.METHOD_NOT_ALLOWED, detail, {"Allow": allowed})


def not_acceptable(error: NotAcceptable, context: dict) -> Response:
    available = [renderer.media_type for renderer in context["view"].renderer_classes]
    detail = f"This address answers {', '.join(available)} and nothing that your Accept header names."
    return problem(HTTPStatus.NOT_ACCEPTABLE, detail, available=available)


def unavailable(error: OperationalError, context: dict) -> Response:
    """A statement that ran into the time limit, or a database that is away."""
    too_slow = getattr(error.__cause__, "pgcode", None) == QUERY_CANCELED
    if not too_slow:
        log.error("The database failed: %s", type(error).__name__, exc_info=error)
    return problem(
        HTTPStatus.SERVICE_UNAVAILABLE,
        TOO_SLOW if too_slow else UNREACHABLE,
        {"Retry-After": "30" if too_slow else "60"},
    )


def too_many(error: Throttled, context: dict) -> Response:
    seconds = int(getattr(error, "wait", None) or 1)
    detail = budgets.refusal(context["request"].spent_budget, seconds)
    return problem(HTTPStatus.TOO_MANY_REQUESTS, detail, {"Retry-After": str(seconds)})


def no_slot(error: NoSlot, context: dict) -> Response:
    return problem(error.status, error.detail, {"Retry-After": str(SECONDS)})


def refused(error: APIException, context: dict) -> Response:
    return problem(HTTPStatus(error.status_code), str(error.detail))


def unforeseen(error: Exception, context: dict) -> Response:
    """Our own fault: the trace goes to the log and to whoever listens for errors, not to the reader."""
    got_request_exception.send(sender=None, request=context["request"])
    log.error("Unforeseen error at %s", context["request"].path, exc_info=error)
    return problem(
        HTTPStatus.INTERNAL_SERVER_ERROR,
        "Something went wrong on our side; it has been noted. Try again later.",
    )


ANSWERS: dict[type[Exception], Callable[[Any, dict], Response]] = {
    FilterError: bad_parameters,
    NotPublic: not_found,
    Http404: not_found,
    Withdrawn: gone,
    TakenAway: release_gone,
    MethodNotAllowed: not_allowed,
    NotAcceptable: not_acceptable,
    Throttled: too_many,
    NoSlot: no_slot,
    OperationalError: unavailable,
    APIException: refused,
}
