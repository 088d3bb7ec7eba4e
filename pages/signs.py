"""The signs and words that every page uses the same way: dates, the dyad arrow, the hostility tile, certainty, places."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.utils.html import format_html, format_html_join
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from lib import edtf
from pages.languages import as_recorded
from record.doubting import ACTING, CONTESTED, IMPLIED, claimed, doubt_of
from record.parties import PRIVATE

SURE = ("confirmed", "reported")
CERTAINTIES = ("confirmed", "reported", "alleged", "disputed", "refuted", "unknown")


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
    """Who acts on whom. `arrow`: to, dash (in doubt), hollow (private), both, none (nobody named as acting) or empty.

    An empty arrow means that one side only is on record. `names` are those who acted and stand for no state, `aims` those
    aimed at who stand for none, `hosts` where it was received.
    `contested`: it is in doubt who acted or who was aimed at, also where there is no arrow to dash.
    `implied`: only whom the act was aimed at is in doubt, because no source says it in so many words.
    `close`: the states act only through bodies close to them.
    """

    acting: list[Party]
    acted_on: list[Party]
    arrow: str
    names: tuple[str, ...] = ()
    private: bool = False
    implied: bool = False
    contested: bool = False
    aims: tuple[str, ...] = ()
    hosts: tuple[Party, ...] = ()
    close: bool = False

    @property
    def doubted(self) -> bool:
        return self.contested or self.implied or self.arrow == "dash"

    @property
    def doubt(self) -> str:
        """In words; only where something is in doubt."""
        return _("target implied") if self.implied else _("in doubt")

    @property
    def actors(self) -> str:
        """Who acted, by name."""
        return ", ".join([*self.names, *(party.name for party in self.acting)])

    @property
    def host_names(self) -> str:
        return ", ".join(party.name for party in self.hosts)

    @property
    def aimed_at(self) -> str:
        """Who was acted on, by name."""
        return ", ".join([*(party.name for party in self.acted_on), *self.aims])

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
    def sure(self) -> bool:
        """Whether the word may be left out where there is no room for all."""
        return self.code in SURE

    @property
    def ring(self) -> str:
        return self.code if self.code in CERTAINTIES else "unknown"


def level(step: str, word: str) -> Level:
    return Level(step=step, key="c" if step == "+" else step, word=word)


def dyad(facts: dict, named: Naming) -> Dyad:
    """The arrow of an incident, from its document or its card: `initiators`, `targets` and `participants`."""
    acting, aimed_at, rows = facts["initiators"], facts["targets"], facts["participants"]
    names = of_no_state(rows, ACTING, among=acting)
    aims = of_no_state(rows, ("target",), among=aimed_at)
    doubt = doubt_of(acting, rows)
    if len(acting) > 1 and set(acting) == set(aimed_at):
        sides, arrow_of = ([acting[0]], acting[1:]), "both"
    else:
        acting = acting or claimed(rows)
        sides = acting, [code for code in aimed_at if code not in acting]
        arrow_of = arrow(
            acted=bool(acting or names),
            aimed=bool(sides[1] or aims),
            doubted=bool(doubt),
            private=is_private(acting, names, rows),
        )
    return Dyad(
        [named(code) for code in sides[0]],
        [named(code) for code in sides[1]],
        arrow_of,
        names,
        is_private(acting, names, rows),
        implied=doubt == IMPLIED,
        contested=doubt == CONTESTED,
        aims=aims,
        hosts=hosts(rows, named),
        close=bool(facts["initiators"]) and is_close(rows),
    )


def on(acting: list[Party], acted_on: list[Party], doubt: str) -> Dyad:
    """The arrow of several acts of one side on another, with what is in doubt about all of them."""
    drawn = arrow(acted=True, aimed=bool(acted_on), doubted=bool(doubt), private=False)
    return Dyad(acting, acted_on, drawn, implied=doubt == IMPLIED, contested=doubt == CONTESTED)


def arrow(*, acted: bool, aimed: bool, doubted: bool, private: bool) -> str:
    """Which arrow is drawn; doubt is drawn before privacy, because names already say that no state acted."""
    if not aimed:
        return ""
    if not acted:
        return "none"
    if doubted:
        return "dash"
    return "hollow" if private else "to"


def of_no_state(rows: list[dict], roles: tuple[str, ...], among: list[str]) -> tuple[str, ...]:
    """Names of those in a role who stand for no state: press, persons, firms, bodies whose state is not on record.

    Cards of the first releases do not say for whom somebody stands: there the names count only without any party.
    """
    found = (
        row["actor"]["name"] if row["actor"] else row.get("thing")
        for row in rows
        if row["role"] in roles and stands_for_none(row, known=not among)
    )
    return tuple(dict.fromkeys(name for name in found if name))


def stands_for_none(row: dict, *, known: bool) -> bool:
    if row["role"] in ACTING and row["through"] == PRIVATE:
        return True
    return not row["country"] and not row["parties"] if "parties" in row else known and not row["country"]


def is_private(acting: list[str], names: tuple[str, ...], rows: list[dict]) -> bool:
    """Whether nobody acted for a state."""
    return (
        not acting and bool(names) and all(row["through"] == PRIVATE for row in rows if row["role"] in ACTING)
    )


def is_close(rows: list[dict]) -> bool:
    """Whether a state acts, and only through bodies close to it."""
    through = {row["through"] for row in rows if row["role"] in ACTING and row["through"] != PRIVATE}
    return through == {"quasi"}


def hosts(rows: list[dict], named: Naming) -> tuple[Party, ...]:
    """Where an act was received: states by their code, others by name."""
    found: dict[str, Party] = {}
    for row in rows:
        if row["role"] != "host":
            continue
        codes = [row["country"]] if row["country"] else row.get("parties") or []
        found.update((code, named(code)) for code in codes)
        if not codes and row["actor"]:
            found[row["actor"]["name"]] = Party("", row["actor"]["name"], row["actor"]["name"], state=False)
    return tuple(found.values())


def date_words(text: str | None) -> str:
    """An EDTF text in the reader's words; the text itself should it ever be unreadable."""
    try:
        return edtf.written(edtf.parse(text or ""), get_language() or "en")
    except edtf.EdtfError:
        return text or ""


def place_words(place: dict, country: str, precision: str) -> str:
    """“Samarkand, Uzbekistan”, “Kazakhstan (border area)”; empty if no place is on record."""
    names = [as_recorded(", ".join(place["names"]))] if place["names"] else []
    parts = [*names, *([country] if country and country not in place["names"] else [])]
    words = format_html_join(", ", "{}", ((part,) for part in parts))
    vague = place["precision"] in ("border", "region") and not place["names"]
    return format_html("{} ({})", words, precision.lower()) if words and vague and precision else words


def moment_of(text: str) -> datetime:
    """A time as the record writes it."""
    return datetime.fromisoformat(text)
