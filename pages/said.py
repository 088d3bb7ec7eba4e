"""Statements in lists: what the template shows of one, from its card and the codebook."""

from lib import canonical
from pages import signs
from pages.rows import naming
from pages.statements import SIGNS, words
from record.codebook import Codebook
from record.models import StatementIndex


def said(found: StatementIndex, book: Codebook) -> dict:
    """One row. Its day is its own, else that of the incident or episode where it was made."""
    card = canonical.loads(found.card)
    date = card["date"] or card["home"]["date"]
    return {
        "ref": found.ref,
        "home": card["home"],
        "is_incident": card["home"]["ref"].startswith("DI-"),
        "date": signs.date_words(date["edtf"]) or "",
        "of_home": card["date"] is None,
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
        "reply": card["replies_to"]["ref"] if card["replies_to"] else "",
    }


def toward(party: dict | None, book: Codebook) -> str:
    """Somebody spoken to or of, in words; empty if nobody is on record."""
    if party is None:
        return ""
    if party["actor"]:
        return str(party["actor"]["name"])
    return naming(book)(party["country"]).name if party["country"] else party["words"] or ""
