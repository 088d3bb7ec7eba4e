"""Rows of a list: what the template shows of one incident, from its card and the codebook."""

from pages import signs
from record import lists
from record.codebook import Codebook, label, worded
from record.models import IncidentIndex


def naming(book: Codebook) -> signs.Naming:
    """How this codebook calls a state or an organisation."""

    def named(code: str) -> signs.Party:
        if row := book.countries.get(code):
            return signs.Party(code, row["alpha2"] or code, label(row))
        return signs.Party(code, code, label(book.groupings.get(code, {})) or code, state=False)

    return named


def step_words(book: Codebook) -> dict[str, str]:
    """The word of every step, in the order of the scale."""
    entries = book.scales.get("hostility_scale", {}).get("entries", [])
    return {row["step"]: worded(row, "step_label") for row in entries}


def row(found: IncidentIndex, book: Codebook, *, pinned: bool = False) -> dict:
    """One row; `pinned` links to the version that is shown instead of the newest, for past states."""
    card = lists.card(found, "")
    address = f"{found.ref}@{found.version}" if pinned else found.ref
    country = book.countries.get(card["place"]["country"] or "")
    step, certainty = card["hostility"]["step"], card["certainty"]
    return {
        "ref": found.ref,
        "address": address,
        "title": card["title"],
        "summary": card["summary"],
        "date": signs.date_words(card["date"]["edtf"]),
        "day": card["date"]["earliest"] if card["date"]["precision"] == "day" else None,
        "date_note": card["date"]["note"],
        "dyad": signs.dyad(card, naming(book)),
        "type": label(book.types.get(card["type"], {})) or card["type"],
        "level": signs.level(step, step_words(book).get(step, "")),
        "certainty": signs.Certainty(certainty, book.scale_label("certainty", certainty)),
        "themes": [(code, label(book.themes.get(code, {})) or code) for code in card["themes"]],
        "place": signs.place_words(
            card["place"],
            label(country) if country else "",
            book.scale_label("place_precision", card["place"]["precision"]),
        ),
        "uncounted": "" if found.counted else uncounted(found, book),
        "statements": card["statement_count"],
        "sources": card["source_count"],
    }


def uncounted(found: IncidentIndex, book: Codebook) -> str:
    """Why an act is left out of counts and charts, in the codebook's words: a plan, a pattern; empty where doubt alone is why."""
    scales = (("incident_status", found.status), ("incident_nature", found.nature))
    left_out = (book.scales.get(name, {}).get("by_code", {}).get(code, {}) for name, code in scales)
    return next((label(row) for row in left_out if row.get("counted") == "0"), "")
