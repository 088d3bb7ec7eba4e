"""The coded article and the interchange file made from it, side by side: every coded value, and where it may have gone."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from incidents.interchange import shape

PREFIX = "founding-article:"
TOGETHER = "meta.counts"  # one key for all of them
RECORDS = (
    "sources",
    "actors",
    "incidents",
    "episodes",
    "statements",
    "claims",
    "relations",
)  # those with an id of their own


@dataclass(frozen=True)
class Leaf:
    """One value of the coded file, with the objects that it stands in, the record first."""

    path: str
    key: str
    value: Any
    inside: tuple[dict, ...]
    index: int  # place of the innermost object, or of the value itself, in its list

    @property
    def record(self) -> dict:
        return self.inside[0]

    @property
    def row(self) -> dict:
        return self.inside[-1]

    def become(self, value: Any) -> "Leaf":
        """Puts another value in its place in the coded file, and gives the leaf that is there then."""
        if self.path.endswith("[]"):
            self.row[self.key][self.index] = value
        else:
            self.row[self.key] = value
        return Leaf(self.path, self.key, value, self.inside, self.index)


def leaves(coded: dict) -> Iterator[Leaf]:
    """Every value of the coded file; an empty list has none."""
    for key, value in coded.items():
        yield from _leaves(key, key, value, (), 0)


def _leaves(path: str, key: str, value: Any, inside: tuple[dict, ...], index: int) -> Iterator[Leaf]:
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from _leaves(_below(path, name), name, inner, (*inside, value), index)
    elif isinstance(value, list):
        for place, inner in enumerate(value):
            yield from _leaves(path + "[]", key, inner, inside, place)
    else:
        yield Leaf(path, key, value, inside, index)


def _below(path: str, name: str) -> str:
    return path if path == TOGETHER else f"{path}.{name}"


def completed(part: shape.Part, row: dict) -> dict:
    """A record with the defaults that it leaves out; None where there is none."""
    defaults = {
        name: field.default if field.has_default() and not callable(field.default) else None
        for name, field in part.columns.items()
    }
    inner = {one.key: [completed(one, item) for item in row.get(one.key, [])] for one in part.parts}
    return {**defaults, **row, **inner}


class Carried:
    """An interchange file by the ids of the coding, with the coded file that it was made from."""

    def __init__(self, file: dict, coded: dict):
        self.file = {
            kind.part.key: [completed(kind.part, row) for row in file.get(kind.part.key, [])]
            for kind in shape.KINDS
        }
        self.coded = coded
        self.places = {place["id"]: place for place in coded["places"]}
        self.publishers = {source["id"]: source["publisher"] for source in coded["sources"]}
        self.records: dict[str, dict] = {}
        self.homes: dict[str, dict] = {}
        for rows in self.file.values():
            for row in rows:
                self.records[row["id"]] = row
                for part in [*row.get("statements", []), *row.get("claims", [])]:
                    self.records[part["id"]] = part
                    self.homes[part["id"]] = row

    def get(self, coded_id: str | None) -> dict:
        """The record that a coded id became; empty if there is none."""
        return self.records.get(f"{PREFIX}{coded_id}", {})

    def home(self, coded_id: str) -> dict:
        return self.homes.get(f"{PREFIX}{coded_id}", {})

    def notes(self, words: str, *coded_ids: str) -> bool:
        """Whether the internal notes of all these records have the words; false if there is no record."""
        return bool(coded_ids) and all(words in (self.get(one).get("note") or "") for one in coded_ids)

    def said(self) -> list[dict]:
        """Statements that stand by themselves."""
        return [row for row in self.parts("statements") if not row["inside"]]

    def parts(self, key: str) -> list[dict]:
        """All statements or all claims."""
        return [
            row for home in [*self.file["episodes"], *self.file["incidents"]] for row in home.get(key, [])
        ]

    def all_notes(self) -> list[str]:
        return [row["note"] for row in self.records.values() if row.get("note")]

    def chain(self, place: str | None) -> list[dict]:
        """The coded place and the larger ones round it, the smallest first; empty for a place that is not there."""
        found = []
        while place in self.places:
            found.append(self.places[place])
            place = found[-1].get("within")
        return found


def ref(coded_id: str | None) -> str | None:
    return None if coded_id is None else PREFIX + coded_id


def span(piece: dict) -> str:
    """Where in the article a piece of evidence stands."""
    return f"line {piece['line']}, characters {piece['start']}–{piece['end']}"


def evidence(piece: dict) -> str:
    """A piece of evidence as a sentence of a note."""
    words = f"Evidence: {span(piece)}"
    return f"{words}: “{piece['text']}”" if "text" in piece else words


def worded(value: Any) -> Any:
    """A value as notes write it."""
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else value
