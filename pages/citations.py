"""Sources of an incident: their numbers, what each is used for, and the marks in the text that point to them."""

import re
from collections.abc import Iterator

from django.utils.translation import gettext as _

from pages import signs
from pages.labels import Labels

TAG_OR_MARK = re.compile(r"(<[^>]*>|\[[1-9][0-9]?\])")


def mark_number(piece: str) -> int:
    """1 for `[1]`; 0 for anything else."""
    return int(piece[1:-1]) if piece.startswith("[") and TAG_OR_MARK.fullmatch(piece) else 0


def uses(document: dict) -> Iterator[tuple[str, str]]:
    """(source, what it is used for), the incident's own citations first, as editors number them."""
    for row in document["citations"]:
        yield from ((row["source"], field.replace("_", " ")) for field in row["supports"] or [_("the whole")])
    for row in document["participants"]:
        yield from ((ref, _("participants")) for ref in row["sources"])
    for part in ("statements", "claims"):
        for row in document[part]:
            yield from ((ref, row["ref"] or part) for ref in row["sources"])
    yield from uses_by_positions(document["claims"])


def uses_by_positions(claims: list[dict]) -> Iterator[tuple[str, str]]:
    for claim in claims:
        for position in claim["positions"]:
            for ref in position["sources"]:
                yield ref, _("a position on %s") % (claim["ref"] or _("a claim"))


def numbers(document: dict) -> dict[str, int]:
    """Each source's number on the page, in the order of first use."""
    refs = dict.fromkeys(ref for ref, _use in uses(document))
    return {ref: number for number, ref in enumerate(refs, start=1)}


def sources(document: dict, labels: Labels, numbered: dict[str, int]) -> list[dict]:
    """The list of sources."""
    return [source(ref, number, document, labels) for ref, number in numbered.items()]


def source(ref: str, number: int, document: dict, labels: Labels) -> dict:
    card = labels.source(ref)
    credibility = best_credibility(ref, document)
    grade = card.get("grade") or ""
    publisher = card.get("publisher")
    return {
        "ref": ref,
        "number": number,
        "title": card.get("title") or ref,
        "language": card.get("language"),
        "url": web(card.get("url")),
        "archived_url": web(card.get("archived_url")),
        "by": ", ".join([*card.get("authors", []), *([publisher["name"]] if publisher else [])]),
        "published": published(card.get("published")),
        "kind": labels.scale("source_kinds", card.get("kind")),
        "consulted": card.get("consulted") or "read",
        "consulted_words": labels.scale("consulted", card.get("consulted")),
        "used_for": list(dict.fromkeys(use for cited, use in uses(document) if cited == ref)),
        "excerpts": [row for row in document["citations"] if row["source"] == ref and row["excerpt"]],
        "rival_values": [row["asserted_value"] for row in document["citations"] if is_rival(row, ref)],
        "grade": f"{grade}{credibility}",
        "grade_words": "; ".join(
            words
            for words in (
                labels.scale("source_reliability", grade or None),
                labels.scale("information_credibility", credibility or None).lower(),
            )
            if words
        ),
    }


def is_rival(row: dict, ref: str) -> bool:
    return bool(row["source"] == ref and row["asserted_value"])


def published(date: dict | None) -> str:
    """When a source was published, or the note that says why that is not known."""
    if not date:
        return ""
    return date["note"] or (signs.date_words(date["edtf"]) if date["edtf"] else "")


def web(url: str | None) -> str:
    """The address if it is one of the web; a page links nowhere else."""
    return url if url and url.lower().startswith(("http://", "https://")) else ""


def best_credibility(ref: str, document: dict) -> str:
    """The best grade of what this source says here; empty if none was given."""
    return min(
        (row["credibility"] for row in document["citations"] if row["source"] == ref and row["credibility"]),
        default="",
    )
