"""The list of statements: everything the template shows of one selection."""

from pages import listing, rail, threads
from pages.said import said
from pages.selection import Selection
from record.lists import Page
from record.matches import why
from record.reading import things


def context(selection: Selection) -> dict:
    """What the list page shows. The number of queries does not depend on the number of rows."""
    return {**listing.framed(selection, BODIES), "api": f"/api/v1/{selection.kind.page}/"}


def as_list(selection: Selection, count: int, facet_list: list[rail.Facet]) -> dict:
    """Rows under their months, those that have no day of their own under that of their incident."""
    shown = selection.page()
    return {
        **listing.paged(selection, shown),
        "groups": listing.groups(selection, shown, rows_of(selection, shown)),
    }


def rows_of(selection: Selection, page: Page) -> list[dict]:
    """The statements of a page, each with why it was found. One query for the cards of their sources."""
    cards = things({ref for row in page.rows for ref in row.sources}, selection.moment)
    reasons = why(selection.question, page.rows) if selection.question else {}
    as_of = "" if selection.moment.now else f"entry:{selection.moment.entry}"
    return [{**said(row, selection.book, cards, as_of), "why": reasons.get(row.ref, [])} for row in page.rows]


BODIES = {"list": as_list, "threads": threads.context}
