"""Reading cells: what stands for unknown, and the plain turns a mapping may ask of a text."""

import hashlib
import json
import re
from typing import Any

from incidents.mapping.faults import CellFault
from incidents.tables.reading import Table

WHOLE_FLOAT = re.compile(r"(-?\d{1,15})[.,]0+")
NUMBER = re.compile(r"-?\d{1,15}(\.\d{1,6})?")
BRACKETS = {"[": "]", "{": "}", "(": ")"}
QUOTED = re.compile(r"""'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"|([^,\s][^,]*)""")


def plain(text: str) -> str:
    """A cell without blanks at its ends; 12.0 of a spreadsheet is 12."""
    text = text.strip()
    match = WHOLE_FLOAT.fullmatch(text)
    return match.group(1) if match else text


class Reader:
    """Reads the cells of one table by the rules of its mapping; columns are found by name, in whatever order they stand."""

    def __init__(self, table: Table, mapping: dict[str, Any]):
        self.table = table
        self.everywhere = {plain(mark).casefold() for mark in [*mapping.get("unknown", []), ""]}
        self.marks = {
            name: self.everywhere | {plain(mark).casefold() for mark in rules.get("unknown", [])}
            for name, rules in mapping.get("columns", {}).items()
        }

    def cell(self, cells: list[str], column: str) -> str:
        """The text of a cell, empty if it stands for unknown."""
        place = self.table.places[column]
        text = plain(cells[place]) if place < len(cells) else ""
        return "" if text.casefold() in self.marks.get(column, self.everywhere) else text


def split(text: str, separators: str | list[str]) -> list[str]:
    """The parts of a list held as text: a; b or ['a', 'b'], without blanks and empty parts."""
    if len(text) > 1 and BRACKETS.get(text[0]) == text[-1]:
        found = ["".join(groups) for groups in QUOTED.findall(text[1:-1])]
    else:
        first, *others = [separators] if isinstance(separators, str) else separators
        for other in others:
            text = text.replace(other, first)
        found = text.split(first)
    return [part.strip() for part in found if part.strip()]


def number(text: str, kind: str) -> int | str:
    """A whole number, or one with a fraction as text."""
    if not NUMBER.fullmatch(text) or (kind == "whole" and "." in text):
        raise CellFault(
            text,
            f"is no {'whole ' if kind == 'whole' else ''}number. Correct it; if it stands for an unknown one, "
            "name it under “unknown” in the mapping.",
        )
    return int(text) if kind == "whole" else text


def in_form(text: str, form: str) -> str:
    """upper, lower, or words: united-kingdom becomes United Kingdom."""
    if form == "words":
        words = re.sub(r"[-_\s]+", " ", text).strip().split(" ")
        return " ".join(word[:1].upper() + word[1:] for word in words)
    return text.upper() if form == "upper" else text.lower()


def cut(text: str, length: int) -> str:
    """At most that many characters, at a blank where there is one, with an ellipsis."""
    if len(text) <= length:
        return text
    short = text[: length - 1]
    return (short.rsplit(" ", 1)[0] if " " in short[length // 2 :] else short).rstrip(" ,;:.") + "…"


def digest(values: list[Any]) -> str:
    """The same short text for the same values, for ids where the file has none."""
    text = json.dumps(values, ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:16]
