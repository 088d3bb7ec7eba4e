"""A selection as BibTeX. Its other files are the API's, and have no limit."""

from collections.abc import Iterable

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from pages import errors, selection
from pages.budgets import counted
from record import lists
from record.budgets import EXPORTS
from record.caching import by_entry
from record.citing import PUBLISHER
from record.envelopes import url

MOST = 500  # incidents in one file
TEX = str.maketrans(  # what TeX would run, as letters
    {letter: f"\\{letter}" for letter in "&%$#_{}"}
    | {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}
)


@require_safe
@by_entry
@counted(EXPORTS)
@errors.explained
def bibtex(request: HttpRequest) -> HttpResponse:
    """One entry for each of the first MOST incidents, with the address of the version that was selected."""
    chosen = selection.read(selection.tidied(request.GET))
    column, number = lists.ORDERINGS[chosen.ordering]
    rows = (
        chosen.filters.in_order(chosen.rows, chosen.ordering).defer("search").order_by(column, number)[:MOST]
    )
    cards = (lists.card(row, url("incident", f"{row.ref}@{row.version}")) for row in rows)
    response = HttpResponse(entries(cards), content_type="application/x-bibtex; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="demarche-entry-{chosen.moment.entry}.bib"'
    response["X-Robots-Tag"] = "noindex"
    return response


def entries(cards: Iterable[dict]) -> str:
    return "\n".join(entry(card) for card in cards)


def entry(card: dict) -> str:
    """One @misc entry; its date is that of the version, because the incident's own may be unknown."""
    published = card["published"]
    fields = {
        "title": "{" + card["title"].translate(TEX) + "}",
        "howpublished": PUBLISHER,
        "year": published[:4],
        "month": str(int(published[5:7])),
        "note": f"{card['ref']}, version {card['version']}, entry {card['entry']}",
        "url": card["url"],
    }
    body = ",\n".join(f"  {name} = {{{value}}}" for name, value in fields.items())
    return f"@misc{{{card['ref']}v{card['version']},\n{body}\n}}\n"
