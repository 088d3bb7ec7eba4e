"""Answers for what is not where it was: never public, taken out, or living on under another number."""

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.urls import reverse

from pages.rendering import page
from record import reading
from record.moments import Moment
from record.reading import MergedInto, NotPublic, Withdrawn


def instead(
    request: HttpRequest,
    find: Callable[[], HttpResponse],
    moment: Moment,
    address_of: Callable[[str], str],
    *,
    titled: bool = True,
) -> HttpResponse:
    """What `find` answers; else a page that says why there is nothing, or the way to where it is now. Raises Http404.

    Not `titled`: what is gone is not named, for its name may be why it was taken out.
    """
    try:
        return find()
    except NotPublic as error:
        raise Http404 from error
    except MergedInto as merged:
        query = request.META.get("QUERY_STRING", "")
        return HttpResponsePermanentRedirect(address_of(merged.ref) + (f"?{query}" if query else ""))
    except Withdrawn as gone:
        shown = withdrawn(gone, moment) if titled else {"entry": gone.entry, "title": ""}
        back = address_of(gone.entry.ref) if gone.back else ""
        return page("410.html", {**shown, "back": back}, status=410)


def withdrawn(gone: Withdrawn, moment: Moment) -> dict:
    """The title it had, unless its content was taken away, the reason, and its versions that stay readable."""
    ref, kind = gone.entry.ref, gone.entry.kind
    every = reading.versions(ref, kind, moment)
    read = [(entry.version, known) for entry, known in every if known and "title" in known]
    numbers = [number for number, _known in read]
    return {
        "entry": gone.entry,
        "title": read[0][1]["title"] if read else "",
        "older": [
            {"number": number, "address": reverse(kind, args=[f"{ref}@{number}"])} for number in numbers
        ],
        "changes": changes(ref, numbers[-1], numbers[0]) if kind == "incident" and numbers[1:] else "",
    }


def changes(ref: str, first: int, last: int) -> str:
    return reverse("incident-changes", args=[ref]) + f"?from={first}&to={last}"
