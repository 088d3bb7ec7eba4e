"""Answers for what is not where it was: never public, taken out, or living on under another number."""

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect

from pages.rendering import page
from record import reading
from record.moments import Moment
from record.reading import MergedInto, NotPublic, Withdrawn


def instead(
    request: HttpRequest, find: Callable[[], HttpResponse], moment: Moment, address_of: Callable[[str], str]
) -> HttpResponse:
    """What `find` answers; else a page that says why there is nothing, or the way to where it is now. Raises Http404."""
    try:
        return find()
    except NotPublic as error:
        raise Http404 from error
    except MergedInto as merged:
        query = request.META.get("QUERY_STRING", "")
        return HttpResponsePermanentRedirect(address_of(merged.ref) + (f"?{query}" if query else ""))
    except Withdrawn as gone:
        return page("410.html", withdrawn(gone, moment), status=410)


def withdrawn(gone: Withdrawn, moment: Moment) -> dict:
    """The title it had, unless its content was taken away, and the reason."""
    documents = [document for _entry, document in reading.versions(gone.entry.ref, gone.entry.kind, moment)]
    titles = [document["title"] for document in documents if document and "title" in document]
    return {"entry": gone.entry, "title": titles[0] if titles else ""}
