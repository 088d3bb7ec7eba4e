"""Differences between two documents, public or of the desk, as rows that an editor reads."""

import re
from dataclasses import dataclass
from typing import Any

from lib.jsondiff import Change
from lib.worddiff import Piece, marked
from record.differences import between

OWN_WORDS = {"edtf": "text", "by": "translator", "wikidata": "Wikidata id", "url": "address"}
PARTS = {
    "statements": "statement",
    "claims": "claim",
    "citations": "citation",
    "participants": "participant",
    "participations": "participant",
}


@dataclass(frozen=True)
class Row:
    """One difference, in words; `moved` is a list whose order changed."""

    label: str
    kind: str
    old: str
    new: str

    @property
    def old_parts(self) -> list[Piece]:
        return marked(self.old, self.new)[0]

    @property
    def new_parts(self) -> list[Piece]:
        return marked(self.old, self.new)[1]


def rows(old: dict, new: dict) -> list[Row]:
    """One row for each difference, statements and claims matched by their refs."""
    return [row(change) for change in between(old, new)]


def row(change: Change) -> Row:
    return Row(label(change.path), change.kind, words(change.old), words(change.new))


def label(path: str) -> str:
    """`statements[ST-3].date.edtf` as “Statement ST-3, date, text”."""
    found = []
    for part in re.findall(r"[^.\[\]]+(?:\[[^\]]*\])?", path):
        name, _, item = part.partition("[")
        text = OWN_WORDS.get(name, name.replace("_", " "))
        found.append(f"{PARTS.get(name, text)} {item.rstrip(']')}" if item else text)
    text = ", ".join(found) or "whole document"
    return text[0].upper() + text[1:]


def words(value: Any) -> str:
    """A value as text: empty for nothing, parts of an object by name."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dict):
        filled = {name: words(inner) for name, inner in value.items() if inner not in (None, "", [], {})}
        return "; ".join(f"{name.replace('_', ' ')}: {text}" for name, text in filled.items())
    if isinstance(value, list):
        return ", ".join(words(inner) for inner in value)
    return "" if value is None else str(value)
