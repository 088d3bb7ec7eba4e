"""Statements in lists: what the template shows of one, from its card and the codebook."""

from django.urls import reverse

from lib import canonical
from pages.entries import page_of
from pages.languages import as_recorded
from pages.rows import naming
from pages.statements import SIGNS, day, words
from record.codebook import Codebook
from record.models import StatementIndex


def said(
    found: StatementIndex, book: Codebook, sources: dict[str, dict] | None = None, as_of: str = ""
) -> dict:
    """One row. The day is its own; that of the incident or episode where it was made stands apart, for it may be another.

    `sources` are the cards of sources by ref, for a list that shows their grades; `as_of` pins the links to a past state.
    """
    card = canonical.loads(found.card)
    reply = card["replies_to"]
    known = sources or {}
    query = f"?as_of={as_of}" if as_of else ""
    return {
        "ref": found.ref,
        "address": reverse("statement", args=[found.ref]) + query,
        "query": query,
        "home": card["home"],
        "home_address": home_page(found.home, f"{found.home}@{found.version}" if as_of else found.home),
        "dated": card["date"] is not None,
        "date": day(card["date"], found.home, card["home"]["date"]),
        "speaker": card["speaker"],
        "role": card["role_at_time"],
        "sign": card["capacity"] if card["capacity"] in SIGNS else "unclear",
        "capacity": book.scale_label("capacities", card["capacity"]),
        "kind": book.scale_label("statement_kinds", card["kind"]),
        "stance": card["stance"],
        "addressee": toward(card["addressee"], book),
        "about": toward(card["about"], book),
        "mode": card["mode"],
        "mode_words": book.scale_label("quote_modes", card["mode"]),
        "texts": [words(text, card["mode"]) for text in card["texts"]],
        "inside": card["inside"] or "",
        "relayed_by": as_recorded(card["relayed_by"]["name"]) if card["relayed_by"] else "",
        "reply": reply["ref"] if reply else "",
        "reply_how": book.scale_label("reply_kinds", reply["how"]) if reply and reply["how"] else "",
        "sources": [graded(ref, known[ref], book) for ref in card["sources"] if ref in known],
    }


def home_page(ref: str, address: str) -> str:
    """Where the incident or episode of a statement is read; empty where it has no page."""
    return page_of("incident" if ref.startswith("DI-") else "episode", address)


def graded(ref: str, card: dict, book: Codebook) -> dict:
    """A source beside what it says: who published it, and its grade in a letter and in words."""
    return {
        "ref": ref,
        "by": card["publisher"]["name"] if card["publisher"] else card["title"],
        "grade": card["grade"] or "",
        "grade_words": book.scale_label("source_reliability", card["grade"]) if card["grade"] else "",
        "read": card["consulted"] == "read",
    }


def toward(party: dict | None, book: Codebook) -> str:
    """Somebody spoken to or of, in words; empty if nobody is on record."""
    if party is None:
        return ""
    if party["actor"]:
        return as_recorded(party["actor"]["name"])
    return naming(book)(party["country"]).name if party["country"] else as_recorded(party["words"] or "")
