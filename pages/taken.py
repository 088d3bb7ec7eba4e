"""A selection as BibTeX. Its other files are the API's, and have no limit."""

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from lib import citations
from pages import errors, selection
from pages.budgets import counted
from record import lists
from record.budgets import EXPORTS
from record.caching import by_entry
from record.citing import csl
from record.envelopes import url
from record.models import IncidentIndex

MOST = 500  # incidents in one file


@require_safe
@by_entry
@counted(EXPORTS)
@errors.explained
def bibtex(request: HttpRequest) -> HttpResponse:
    """One entry for each of the first MOST incidents, with the address of the version that was selected."""
    chosen = selection.read(selection.tidied(request.GET))
    column, number = lists.ORDERINGS[chosen.ordering]
    ordered = chosen.filters.in_order(chosen.rows, chosen.ordering).defer("search").order_by(column, number)
    rows = list(ordered[: MOST + 1])
    text = "\n".join(entry(row) for row in rows[:MOST])
    if len(rows) > MOST:
        text += left_out(*lists.capped_count(chosen.rows))
    response = HttpResponse(text, content_type="application/x-bibtex; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="demarche-entry-{chosen.moment.entry}.bib"'
    response["X-Robots-Tag"] = "noindex"
    return response


def entry(row: IncidentIndex) -> str:
    """The same entry as the page of the incident offers; its date is that of the version, because the incident's own may be unknown."""
    card = lists.card(row, url("incident", f"{row.ref}@{row.version}"))
    day = date.fromisoformat(card["published"][:10])
    return citations.bibtex(csl(row.ref, row.version, card["title"], day, card["url"]))


def left_out(count: int, more: bool) -> str:
    """A comment at the end of a file that does not hold all."""
    whole = f"{'more than ' if more else ''}{count}"
    return (
        f"\n% The first {MOST} of {whole} incidents. The others are not in this file: narrow the selection, or take CSV, "
        "JSON Lines or GeoJSON, which hold all of them.\n"
    )
