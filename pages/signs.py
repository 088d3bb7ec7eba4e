"""The signs and words that every page uses the same way: dates, the dyad arrow, the hostility tile, certainty, places."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import get_language

from lib import edtf

CERTAINTIES = ("confirmed", "reported", "alleged", "disputed", "refuted", "unknown")
CONTESTED = ("alleged", "disputed", "refuted")
MOST_CODES = 3


@dataclass(frozen=True)
class Party:
    """A state or organisation: its code in the record, the short one that pages show, and its name."""

    code: str
    short: str
    name: str
    state: bool = True


Naming = Callable[[str], Party]


@dataclass(frozen=True)
class Dyad:
    """Who acts on whom. `arrow`: to, dash (contested), both, none (nobody named as acting) or empty (one side only)."""

    acting: list[Party]
    acted_on: list[Party]
    arrow: str

    @property
    def actors(self) -> str:
        """Who acted, by name."""
        return ", ".join(party.name for party in self.acting)

    @property
    def parties(self) -> list[Party]:
        return self.acting + [party for party in self.acted_on if party not in self.acting]


@dataclass(frozen=True)
class Level:
    """Hostility: the step on the tile, its key for colour, its word."""

    step: str
    key: str
    word: str


@dataclass(frozen=True)
class Certainty:
    """How sure: the code that picks the ring, and its word."""

    code: str
    word: str

    @property
    def ring(self) -> str:
        return self.code if self.code in CERTAINTIES else "unknown"


def level(step: str, word: str) -> Level:
    return Level(step=step, key="c" if step == "+" else step, word=word)


def dyad(facts: dict, named: Naming) -> Dyad:
    """The arrow of an incident, from its document or its card: `initiators`, `targets` and `participants`."""
    acting, aimed_at = facts["initiators"], facts["targets"]
    claimed = [row["country"] for row in facts["participants"] if row["role"] == "claimed_initiator"]
    contested = not acting or any(is_contested(row) for row in facts["participants"])
    acting = acting or list(dict.fromkeys(code for code in claimed if code))
    if len(acting) > 1 and set(acting) == set(aimed_at):
        return Dyad([named(acting[0])], [named(code) for code in acting[1:]], "both")
    aimed_at = [code for code in aimed_at if code not in acting]
    arrow = "dash" if contested else "to"
    if not (acting and aimed_at):
        arrow = "none" if aimed_at else ""
    return Dyad([named(code) for code in acting], [named(code) for code in aimed_at], arrow)


def is_contested(participant: dict) -> bool:
    """Whether it is in doubt that this one acted, or was aimed at."""
    if participant["role"] in ("initiator", "co_initiator"):
        return participant["through"] == "tolerated" or participant["certainty"] in CONTESTED
    return participant["role"] == "target" and participant["certainty"] in CONTESTED


def date_words(text: str | None) -> str:
    """An EDTF text in the reader's words; the text itself should it ever be unreadable."""
    try:
        return edtf.written(edtf.parse(text or ""), get_language() or "en")
    except edtf.EdtfError:
        return text or ""


def place_words(place: dict, country: str, precision: str) -> str:
    """“Samarkand, Uzbekistan”, “Kazakhstan (border area)”; empty if no place is on record."""
    parts = [*place["names"], *([country] if country and country not in place["names"] else [])]
    words = ", ".join(parts)
    vague = place["precision"] in ("border", "region") and not place["names"]
    return f"{words} ({precision.lower()})" if words and vague and precision else words


def moment_of(text: str) -> datetime:
    """A time as the record writes it."""
    return datetime.fromisoformat(text)
