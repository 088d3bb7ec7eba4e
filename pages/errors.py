"""Pages that say what went wrong and what to do. None of them reads the database or the request."""

from collections.abc import Callable
from functools import wraps

from django.http import HttpResponse
from django.template.loader import render_to_string
from django.views.decorators.cache import cache_control

from record.parameters import FilterError

BARE = (
    '<!doctype html><html lang="en"><meta charset="utf-8"><title>Error</title>'
    "<h1>Something failed on our side</h1><p>The fault is ours and has been logged. Try again in a minute.</p></html>"
)
NOWHERE = {"here": "/"}  # the other languages of such a page are those of the front page
never_kept = cache_control(no_store=True)  # what is an error now may be an answer with the next publication


@never_kept
def not_found(request, exception=None) -> HttpResponse:
    """Byte for byte the same for every address, so that it says nothing about drafts."""
    return HttpResponse(render_to_string("404.html", NOWHERE), status=404)


def server_error(request) -> HttpResponse:
    """In the design if the templates can still be read, else in plain words."""
    try:
        page: str = render_to_string("500.html", NOWHERE)
    except Exception:  # whatever broke the page may break this one too
        page = BARE
    return HttpResponse(page, status=500)


@never_kept
def bad_request(request, problems: dict[str, list[str]]) -> HttpResponse:
    """For a page that takes no filters: each wrong parameter, and what is allowed."""
    context: dict = {
        "problems": {name: " ".join(found) for name, found in problems.items()},
        "path": request.path,
        **NOWHERE,
    }
    return HttpResponse(render_to_string("400.html", context), status=400)


def explained(view: Callable) -> Callable:
    """Decorator: a parameter that cannot be read is answered by a page that says which, and what is allowed."""

    @wraps(view)
    def answered(request, *args, **kwargs) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except FilterError as error:
            return bad_request(request, error.problems)

    return answered
