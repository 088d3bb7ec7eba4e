"""What of a document is searched: its texts by weight, and the codes it names. Made from the document alone."""

from lib.markdown import to_text
from record.envelopes import countries_in, refs_in
from record.vectors import Passage


def incident_passages(document: dict) -> list[Passage]:
    """The texts of an incident, the weightiest first."""
    found = [
        Passage("title", document["title"], "A"),
        Passage("summary", document["summary"], "B"),
        *statement_passages(document["statements"]),
    ]
    for row in document["claims"]:
        found += [Passage("claim", text or "", "C", row["ref"]) for text in (row["text"], row["wording"])]
    found.append(Passage("narrative", to_text(document["narrative"]), "D"))
    found += [Passage("place", name, "D") for name in document["place"]["names"]]
    found += [Passage("participant", row["thing"] or "", "D") for row in document["participants"]]
    found += [Passage("excerpt", row["excerpt"] or "", "D", row["source"]) for row in document["citations"]]
    return [passage for passage in found if passage.text]


def searched(document: dict, ref: str) -> tuple[list[Passage], list[str]]:
    """Texts and codes of a thing that a document holds: the incident itself, or one of its statements."""
    if not ref.startswith("ST-"):
        return incident_passages(document), codes(document)
    rows = [row for row in document["statements"] if row["ref"] == ref]
    return statement_passages(rows), codes(rows)


def statement_passages(rows: list[dict]) -> list[Passage]:
    """The words of statements, in every language on file."""
    return [
        Passage("statement", text["text"], "C", row["ref"] or "") for row in rows for text in row["texts"]
    ]


def codes(document: dict | list) -> list[str]:
    """What a document, or a part of one, is about, as lexemes: c:KGZ for a country or organisation, a:A-12 for an actor."""
    actors = {ref for ref in refs_in(document) if ref.startswith("A-")}
    return sorted({f"c:{code}" for code in countries_in(document)} | {f"a:{ref}" for ref in actors})
