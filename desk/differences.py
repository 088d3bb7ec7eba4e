"""Differences between two documents, public or of the desk, as rows that an editor reads."""

import re
from dataclasses import dataclass
from typing import Any

from lib.jsondiff import Change, changed_fields, diff
from lib.worddiff import Piece, marked

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
    return [row(change) for change in diff(old, new, key=key)]


def unchanged(old: dict, new: dict) -> int:
    """How many fields of the thing itself are the same in both."""
    return len(old.keys() | new.keys()) - len(changed_fields(old, new))


def row(change: Change) -> Row:
    return Row(label(change.path), change.kind, words(change.old), words(change.new))


def key(field: str, item: dict[str, Any]) -> str | None:
    """What an item of a list is known by when it has no ref of its own."""
    who = item.get("actor") or {}
    named = who.get("name") if isinstance(who, dict) else who
    if field in ("participants", "participations"):
        return f"{item.get('role')} {item.get('country') or named or item.get('thing') or 'not known'}"
    if field == "positions":
        return f"{named} {item.get('position')}"
    for name in ("code", "source", "country", "language"):
        if item.get(name):
            return " ".join(str(item[part]) for part in (name, "by") if item.get(part))
    return None


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
