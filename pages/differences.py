"""Differences between two versions of an incident in a reader's words: field by field, words marked in both."""

import re
from dataclasses import dataclass
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from lib.jsondiff import Change
from lib.worddiff import Piece, marked, whole
from pages import fields, signs
from pages.language_names import language_name
from pages.rows import naming
from record.codebook import Codebook, label
from record.differences import between
from record.envelopes import scale_of

STEP = re.compile(r"(?P<field>[^.\[\]]+)(?:\[(?P<item>[^\]]*)\])?")
DATES = ("edtf", "announced", "effective", "ended", "as_of", "date")
STATES = ("country", "claimed_by", "initiators", "targets", "parties")
# Reckoned from what stands beside them, so they say nothing of their own.
RECKONED = {("date", "earliest"), ("date", "latest"), ("date", "precision"), ("hostility", "step")}

LEVELS = "hostility_scale"

Step = tuple[str, str | None]  # a field, and the item of its list


@dataclass(frozen=True)
class Difference:
    """One field in both versions, in pieces; no piece is nothing on record. `moved`: a list whose order changed."""

    section: str
    label: str
    kind: str
    parts: tuple[list[Piece], list[Piece]]


@dataclass(frozen=True)
class Section:
    """All differences of one field of the incident."""

    name: str
    rows: list[Difference]


def sections(old: dict, new: dict, book: Codebook, titles: dict[str, str]) -> list[Section]:
    """In the order of the page. `titles` has what sources are called, by number."""
    teller = Teller(book, titles)
    found: dict[str, list[Difference]] = {}
    for change in between(old, new):
        steps = path(change.path)
        if steps and not reckoned(steps):
            found.setdefault(steps[0][0], []).append(teller.told(steps, change))
    order = {field: place for place, field in enumerate(fields.ORDER)}
    return [
        Section(capfirst(fields.name(field)), found[field])
        for field in sorted(found, key=lambda field: (order.get(field, len(order)), field))
    ]


def path(text: str) -> list[Step]:
    """`statements[ST-3].date.edtf` as steps from the document down."""
    return [(step["field"], step["item"]) for step in STEP.finditer(text)]


def reckoned(steps: list[Step]) -> bool:
    return len(steps) > 1 and (steps[-2][0], steps[-1][0]) in RECKONED


@dataclass(frozen=True)
class Teller:
    """Says fields and values in words."""

    book: Codebook
    titles: dict[str, str]

    def told(self, steps: list[Step], change: Change) -> Difference:
        parent = steps[-2][0] if len(steps) > 1 else ""
        name = steps[-1][0]
        old, new = (self.words(value, parent, name) for value in (change.old, change.new))
        coded = self.scale(parent, name) or name in (*DATES, *STATES, "type", "language")
        one = isinstance(change.old or change.new, str | int)
        parts = (whole(old), whole(new)) if coded and one else marked(old, new)
        return Difference(steps[0][0], self.label(steps), change.kind, parts)

    def label(self, steps: list[Step]) -> str:
        """“Statement ST-3, date, as written”; of a plain field of the incident, its name."""
        shown = steps if steps[0][1] is not None or len(steps) == 1 else steps[1:]
        return capfirst(", ".join(self.step(*step) for step in shown))

    def step(self, field: str, item: str | None) -> str:
        if item is None or item.isdigit():
            return fields.name(field)
        if field == "statements":
            return _("statement %s") % item
        if field == "claims":
            return _("claim %s") % item
        if field == "citations":
            return _("citation of %s") % self.scalar(item, "", "source")
        if field == "participants":
            role, _space, who = item.partition(" ")
            return _("participant: %(who)s (%(role)s)") % {
                "who": self.scalar(who, "", "country"),
                "role": self.scalar(role, "", "role"),
            }
        return _("%(field)s: %(item)s") % {"field": fields.name(field), "item": self.scalar(item, "", field)}

    def words(self, value: Any, parent: str, name: str) -> str:
        if isinstance(value, dict):
            return self.thing(value, name)
        if isinstance(value, list):
            inner = [self.words(one, name, name) for one in value]
            return ("\n" if any(isinstance(one, dict) for one in value) else ", ").join(inner)
        return self.scalar(value, parent, name)

    def thing(self, value: dict, part: str) -> str:
        """An actor by name; of anything else what is on record, line by line. `part` is the field, or the list, it stands in."""
        if value.get("name") and "ref" in value:
            return str(value["name"])
        lines = (
            (name, self.words(inner, part, name))
            for name, inner in value.items()
            if (part, name) not in RECKONED
        )
        return "\n".join(f"{capfirst(fields.name(name))}: {text}" for name, text in lines if text)

    def scalar(self, value: Any, parent: str, name: str) -> str:
        if value is None or value == "":
            return ""
        if isinstance(value, bool):
            return _("yes") if value else _("no")
        readers = {
            **dict.fromkeys(DATES, self.date),
            **dict.fromkeys(STATES, lambda code: naming(self.book)(code).name),
            **dict.fromkeys(("source", "sources"), self.source),
            "type": lambda code: label(self.book.types.get(code, {})) or code,
            "themes": lambda code: label(self.book.themes.get(code, {})) or code,
            "language": language_name,
            "supports": fields.name,
        }
        if name in readers:
            return str(readers[name](str(value)))
        scale = self.scale(parent, name)
        words = self.coded(scale, value) if scale else str(value)
        return f"{value}: {words}" if scale == LEVELS else words

    def scale(self, parent: str, name: str) -> str | None:
        """The scale that holds the codes of a field, if it is coded."""
        if name == "basis":
            return "relation_bases"
        return LEVELS if (parent, name) == ("hostility", "level") else scale_of(parent, name)

    def coded(self, scale: str, value: Any) -> str:
        return self.book.scale_label(scale, value, get_language() or "en")

    def date(self, text: str) -> str:
        """In words, and as the record writes it, which tells more."""
        words = signs.date_words(text)
        return words if words == text else f"{words} ({text})"

    def source(self, ref: str) -> str:
        title = self.titles.get(ref)
        return f"{title} ({ref})" if title else ref
