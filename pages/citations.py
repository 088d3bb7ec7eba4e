"""Sources of an incident: their numbers, what each is used for, and the marks in the text that point to them."""

import re
from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from pages import fields, signs
from pages.labels import Labels

TAG_OR_MARK = re.compile(r"(<[^>]*>|\[[1-9][0-9]?\])")


def mark_number(piece: str) -> int:
    """1 for `[1]`; 0 for anything else."""
    return int(piece[1:-1]) if piece.startswith("[") and TAG_OR_MARK.fullmatch(piece) else 0


def cited(document: dict) -> Iterator[str]:
    """Sources as they are used, the incident's own citations first, as editors number them."""
    for part in ("citations", "participants", "statements", "claims"):
        for row in document[part]:
            yield from [row["source"]] if part == "citations" else row["sources"]
    for claim in document["claims"]:
        for position in claim["positions"]:
            yield from position["sources"]


def used_for(ref: str, document: dict) -> list[str]:
    """What a source is used for: fields by their names; of statements and claims one by its number, several by how many."""
    supported = [row["supports"] for row in document["citations"] if row["source"] == ref]
    words = [fields.name(field) for row in supported for field in row]
    words += [] if all(supported) else [_("the whole")]
    if any(ref in row["sources"] for row in document["participants"]):
        words.append(_("participants"))
    statements = [row["ref"] for row in document["statements"] if ref in row["sources"]]
    claims = [row["ref"] for row in document["claims"] if ref in row["sources"]]
    positions = [
        row["ref"]
        for row in document["claims"]
        if any(ref in position["sources"] for position in row["positions"])
    ]
    words += folded(statements, "%s", ngettext("%d statement", "%d statements", len(statements)))
    words += folded(claims, "%s", ngettext("%d claim", "%d claims", len(claims)))
    on_claims = ngettext("positions on %d claim", "positions on %d claims", len(positions))
    words += folded(positions, _("a position on %s"), on_claims)
    return list(dict.fromkeys(words))


def folded(refs: list[str | None], one: str, several: str) -> list[str]:
    """One thing by its number, several by how many; what has no number yet is counted too."""
    if len(refs) == 1 and refs[0]:
        return [one % refs[0]]
    return [several % len(refs)] if refs else []


def numbers(document: dict) -> dict[str, int]:
    """Each source's number on the page, in the order of first use."""
    refs = dict.fromkeys(cited(document))
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
        "used_for": used_for(ref, document),
        "excerpts": [row for row in document["citations"] if row["source"] == ref and row["excerpt"]],
        "rival_values": [row["asserted_value"] for row in document["citations"] if is_rival(row, ref)],
        "grade": f"{grade}{credibility}",
        "grade_words": grade_words(
            labels.scale("source_reliability", grade or None),
            labels.scale("information_credibility", credibility or None),
            apart=judged_apart(ref, document),
        ),
    }


def grade_words(reliability: str, credibility: str, *, apart: bool = False) -> str:
    """“Fairly reliable; probably true”: the letter in words, then the numeral; a letter without a numeral is explained."""
    if credibility:
        return "; ".join(words for words in (reliability, credibility.lower()) if words)
    if apart:
        return "; ".join(
            words for words in (reliability, _("what each claim takes from it is judged there")) if words
        )
    return (
        _("%(letter)s; no numeral: this piece of information is not judged") % {"letter": reliability}
        if reliability
        else ""
    )


def judged_apart(ref: str, document: dict) -> bool:
    """Whether pieces of this source are judged where claims, statements or participants use them."""
    parts = (row for part in ("participants", "statements", "claims") for row in document[part])
    cited = (one for row in parts for one in row.get("citations", []))
    return any(one["source"] == ref and one["credibility"] for one in cited)


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
