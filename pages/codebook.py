"""The codebook as a page: every sign, scale, type and theme as the record has them at a moment, and the rules of coding."""

from itertools import groupby

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from lib.sorting import sort_key
from pages import errors, facets, signs
from pages.asked import moment_asked
from pages.budgets import by_entry
from pages.rendering import page
from record import codebook, dimensions
from record.codebook import Codebook, label, worded
from record.models import Entry, IncidentIndex
from record.moments import Moment

# Scales that have a section of their own on the page; all others are listed at its end.
DRAWN = (
    "hostility_scale",
    "certainty",
    "capacities",
    "officialness",
    "quote_modes",
    "source_reliability",
    "information_credibility",
    "date_precision",
    "through",
    "incident_nature",
    "incident_status",
    "coverage_depth",
)
# A date of each precision as the record writes it; bounded and unknown ones need words more than examples.
DATES = {
    "day": "2025-05-02",
    "month": "2024-12",
    "year": "2024",
    "interval": "2022-05/2025-05",
    "approximate": "2025-05~",
    "uncertain": "2025-04-23?",
    "bounded": "../2025-04-22",
    "unknown": "",
}


@require_safe
@by_entry
@errors.explained
def whole(request: HttpRequest) -> HttpResponse:
    """All that incidents are coded with, on one page with an anchor for each part."""
    moment = moment_asked(request)
    book, rows = codebook.at(moment), IncidentIndex.objects.at(moment)
    counts = facets.counts({"type": rows, "theme": rows}, moment)
    return page(
        "codebook.html",
        {
            "head": Entry.objects.filter(number=moment.entry).first(),
            "past": not moment.now,
            "pinned": pinned(moment),
            "address": request.path,
            "version": book.version,
            "scales": {name: entries(book, name) for name in DRAWN},
            "groups": groups(book, counts["type"]),
            "types": len(book.types),
            "themes": themes(book, counts["theme"]),
            "others": others(book),
        },
    )


def pinned(moment: Moment) -> str:
    """What a link adds to its query string to stay at this moment."""
    return "" if moment.now else f"&as_of=entry:{moment.entry}"


def entries(book: Codebook, name: str) -> list[dict]:
    """The rows of a scale: all its columns, its code and label, and its sign where it has one."""
    scale = book.scales.get(name, {})
    return [
        {**row, "of": str(row[scale["key"]]), "words": label(row), **sign(name, row)}
        for row in scale.get("entries", [])
    ]


def sign(name: str, row: dict) -> dict:
    """What is drawn for a row of the scales that are drawn."""
    if name == "hostility_scale":
        return {"sign": step_of(row), "number": str(row["level"]).replace("-", "−")}
    if name == "certainty":
        return {"sign": signs.Certainty(row["code"], label(row))}
    if name == "date_precision":
        return {"example": signs.date_words(DATES.get(row["code"], "")) or signs.date_words("")}
    return {}


def step_of(row: dict) -> signs.Level:
    """The tile of a coded level."""
    return signs.level(row["step"], worded(row, "step_label"))


def groups(book: Codebook, counts: dict[str, int]) -> list[dict]:
    """Types of act under the groups that their letters name, with how many incidents are coded so."""
    levels = book.scales.get("hostility_scale", {}).get("by_code", {})
    by_letter = groupby(sorted(book.types.values(), key=lambda row: row["code"]), lambda row: row["code"][0])
    return [
        {
            "letter": letter,
            "name": dimensions.groups(book).get(letter, ""),
            "types": [type_of(row, levels, counts) for row in found],
        }
        for letter, found in ((letter, list(rows)) for letter, rows in by_letter)
    ]


def type_of(row: dict, levels: dict[str, dict], counts: dict[str, int]) -> dict:
    usual = levels.get(str(row["level"]["default"]))
    return {
        **row,
        "words": label(row),
        "usual": step_of(usual) if usual else None,
        "levels": {name: str(level).replace("-", "−") for name, level in row["level"].items()},
        "n": counts.get(row["code"], 0),
    }


def themes(book: Codebook, counts: dict[str, int]) -> list[dict]:
    found = [{**row, "words": label(row), "n": counts.get(code, 0)} for code, row in book.themes.items()]
    return sorted(found, key=lambda row: sort_key(row["words"]))


def others(book: Codebook) -> list[dict]:
    """The scales without a section of their own, by name."""
    found = [
        {"code": name, "words": label(scale), "rows": entries(book, name)}
        for name, scale in book.scales.items()
        if name not in DRAWN
    ]
    return sorted(found, key=lambda scale: sort_key(scale["words"]))
