"""The part that each name most likely plays in an act: by whether it stands before or after the verb, and its voice."""

from dataclasses import dataclass

from incidents.reading.acts import Act
from incidents.reading.gazetteer import Mention
from incidents.reading.names import Stranger

ON_PERSONS = {"P10", "P20", "P30", "P35", "P40", "P50", "P65", "P70", "L30", "D50"}
SPOKEN_TO = {"D10", "D20"}


@dataclass(frozen=True)
class Role:
    """A role of the codebook, or none where the text does not say; `why` is shown."""

    code: str
    why: str


NONE = Role("", "named, and no part in the act is told")


def role(one: Mention | Stranger, act: Act | None) -> Role:
    """The role of a name in the sentence of an act."""
    if act is None or not act.sentence.holds(one):
        return NONE
    before = one.end <= act.start
    if before != act.passive:
        return Role("initiator", f"stands {'before' if before else 'after'} “{act.written}”")
    return Role(acted_on(one, act), f"stands {'before' if before else 'after'} “{act.written}”")


def acted_on(one: Mention | Stranger, act: Act) -> str:
    person = isinstance(one, Stranger) or one.thing.actor_kind in ("person", "group")
    if person and act.code in ON_PERSONS:
        return "victim" if act.code in ("P50", "P70") else "subject"
    if act.code.startswith("C"):
        return "party"
    if act.code in SPOKEN_TO and not isinstance(one, Stranger) and one.thing.kind == "actor":
        return "addressee"
    return "target"
