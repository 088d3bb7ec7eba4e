"""/desk/api/drafts/: POST brings drafts in the interchange format, GET lists what a token brought."""

import logging
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from desk import maintenance
from desk.drafts.bearers import bearer
from desk.drafts.bringing import LARGEST, bring
from desk.drafts.listing import page
from desk.drafts.problems import Refused
from incidents.importing import Outcome

JSON = "application/json"
CHUNK = 1 << 16
READ_AT_MOST = 4 * LARGEST
log = logging.getLogger("desk.drafts")


@csrf_exempt  # a token is no cookie: no other site's page can make a browser send it
@never_cache
def drafts(request: HttpRequest) -> HttpResponse:
    try:
        if request.method not in ("GET", "POST"):
            detail = "This address answers GET and POST."
            raise Refused(HTTPStatus.METHOD_NOT_ALLOWED, detail, {"Allow": "GET, POST"})
        return listed(request) if request.method == "GET" else brought(request)
    except Refused as refused:
        return refused.answer()
    except Exception as error:  # whatever it is, a program reads it as a problem
        log.error("Unforeseen error at %s", request.path, exc_info=error)
        detail = "Something went wrong on our side; it has been noted, and nothing was taken."
        return Refused(HTTPStatus.INTERNAL_SERVER_ERROR, detail).answer()


def listed(request: HttpRequest) -> HttpResponse:
    token = bearer(request)
    if unknown := request.GET.keys() - {"before"}:
        detail = f"{sorted(unknown)[0]} is no parameter here; before=N goes on from the draft N."
        raise Refused(HTTPStatus.BAD_REQUEST, detail)
    before = request.GET.get("before", "")
    if "before" in request.GET and not (before.isascii() and before.isdecimal() and len(before) < 19):
        raise Refused(HTTPStatus.BAD_REQUEST, "before is a number, as `next` gives it.")
    return JsonResponse(page(token, int(before) if before else None))


def brought(request: HttpRequest) -> HttpResponse:
    token = bearer(request)
    if why := maintenance.why():
        raise Refused(HTTPStatus.SERVICE_UNAVAILABLE, why, {"Retry-After": "600"})
    if request.content_type != JSON or request.headers.get("Content-Encoding", "identity") != "identity":
        detail = f"Send the interchange format as {JSON}, in UTF-8 and not compressed (docs/interchange.md)."
        raise Refused(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, detail, {"Accept": JSON})
    outcome = bring(token, body_of(request))
    status = HTTPStatus.CREATED if any(outcome.new.values()) else HTTPStatus.OK
    return JsonResponse(told(outcome), status=status)


def body_of(request: HttpRequest) -> bytes:
    """What was sent, kept no further than the limit.

    The rest is read all the same, up to a bound: most programs read no answer before they have sent everything.
    """
    parts, size = [], 0
    while (part := request.read(CHUNK)) and size <= READ_AT_MOST:
        size += len(part)
        if size <= LARGEST:
            parts.append(part)
    if size > LARGEST:
        detail = f"Send at most {LARGEST:,} bytes at once; divide the file."
        raise Refused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, detail)
    return b"".join(parts)


def told(outcome: Outcome) -> dict[str, Any]:
    """What became of the records, by kind; those in `kept` were edited at the desk and left as they are."""
    counts = {"new": outcome.new, "changed": outcome.changed, "same": outcome.same}
    found: dict[str, Any] = {word: {key: n for key, n in of.items() if n} for word, of in counts.items()}
    return found | {"kept": outcome.kept, "drafts": reverse("drafts")}
