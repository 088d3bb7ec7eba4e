"""From the rows that were ticked in a list to a page for all of them, and from its address back to their keys."""

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

MOST = 100


def chosen_keys(request: HttpRequest) -> list[str]:
    """The keys that the address names. Raises BadRequest for what is no list of keys."""
    texts = request.GET.get("ids", "").split(",")
    if not all(text.isdecimal() and len(text) < 19 for text in texts):
        raise BadRequest("Nothing was chosen. Go back to the list and tick some.")
    return texts[:MOST]


def to_page(address: str, request: HttpRequest, rows: QuerySet) -> HttpResponse:
    """The answer of a list's action: to the page at this address, with the keys of what was ticked."""
    keys = list(rows.order_by("pk").values_list("pk", flat=True)[: MOST + 1])
    if len(keys) > MOST:
        messages.error(request, f"At most {MOST} at once. Tick fewer, or filter the list.")
        return HttpResponseRedirect(request.get_full_path())
    return HttpResponseRedirect(page_for(address, keys))


def page_for(address: str, keys: list[int]) -> str:
    return f"{address}?ids={','.join(map(str, keys))}"
