"""The signs and words that every page uses the same way: dates, the dyad arrow, the hostility tile, certainty, places."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import get_language

from lib import edtf

CERTAINTIES = ("confirmed", "reported", "alleged", "disputed", "refuted", "unknown")
ACTING = ("initiator", "co_initiator")
CONTESTED = ("alleged", "disputed", "refuted")


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
    """Who acts on whom. `arrow`: to, dash (contested), hollow (private), both, none (nobody named as acting) or empty.

    An empty arrow means that one side only is on record. `names` are those who acted where they stand for no state.
    """

    acting: list[Party]
    acted_on: list[Party]
    arrow: str
    names: tuple[str, ...] = ()
    private: bool = False

    @property
    def actors(self) -> str:
        """Who acted, by name."""
        return ", ".join([*(party.name for party in self.acting), *self.names])

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
    acting, aimed_at, rows = facts["initiators"], facts["targets"], facts["participants"]
    if len(acting) > 1 and set(acting) == set(aimed_at):
        return Dyad([named(acting[0])], [named(code) for code in acting[1:]], "both")
    accused = [] if acting else claimed(rows)
    acting = acting or accused
    names = () if acting else stateless(rows)
    private = bool(names) and all(row["through"] == "private" for row in rows if row["role"] in ACTING)
    aimed_at = [code for code in aimed_at if code not in acting]
    return Dyad(
        [named(code) for code in acting],
        [named(code) for code in aimed_at],
        arrow(
            acted=bool(acting or names),
            aimed=bool(aimed_at),
            contested=bool(accused) or any(map(is_contested, rows)),
            private=private,
        ),
        names,
        private,
    )


def arrow(*, acted: bool, aimed: bool, contested: bool, private: bool) -> str:
    """Which arrow is drawn; doubt is drawn before privacy, because names already say that no state acted."""
    if not aimed:
        return ""
    if not acted:
        return "none"
    if contested:
        return "dash"
    return "hollow" if private else "to"


def claimed(participants: list[dict]) -> list[str]:
    """States that somebody says have acted, each once."""
    rows = (row for row in participants if row["role"] == "claimed_initiator" and row["through"] != "private")
    return list(dict.fromkeys(row["country"] for row in rows if row["country"]))


def stateless(participants: list[dict]) -> tuple[str, ...]:
    """Names of those who acted and stand for no state: press, persons, firms, bodies whose state is not on record."""
    acting = (row["actor"] for row in participants if row["role"] in ACTING)
    return tuple(dict.fromkeys(actor["name"] for actor in acting if actor))


def is_contested(participant: dict) -> bool:
    """Whether it is in doubt that this one acted, or was aimed at."""
    if participant["role"] in ACTING:
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
