"""The part that each name most likely plays in an act: by whether it stands before or after the verb, and its voice.

On each side of the verb only the nearest name that can be meant has a part, with those that a comma or "and" joins to it: the
rest of a sentence tells where somebody works, and where it happened.
"""

import re
from dataclasses import dataclass
from itertools import pairwise

from incidents.reading.acts import Act
from incidents.reading.gazetteer import Mention
from incidents.reading.names import Stranger
from incidents.reading.words import Span

ON_PERSONS = {"P10", "P20", "P30", "P35", "P40", "P50", "P65", "P70", "L30", "D50"}
SPOKEN_TO = {"D10", "D20"}
JOINED = re.compile(r"\s*(?:,|,?\s+and|\s+и)\s+(?:the\s+)?", re.IGNORECASE)
BEHIND_A_PREPOSITION = re.compile(
    r"\b(?:in|at|near|from|of|towards?|with|about|for|в|из|от|с|о|об|на|у)\s+(?:the\s+)?$", re.IGNORECASE
)
TITLE = 40  # signs between "Russian" and the person: Foreign Minister

Name = Mention | Stranger


@dataclass(frozen=True)
class Role:
    """A role of the codebook, or none where the text does not say; `why` is shown."""

    code: str
    why: str


NONE = Role("", "named, and no part in the act is told")


def roles(text: str, names: list[Name], act: Act | None) -> dict[Name, Role]:
    """The role of each name that has one in the sentence of an act; `names` in the order of the text."""
    if act is None:
        return {}
    here = [one for one in names if act.sentence.holds(one)]
    before = nearest_before(text, [one for one in here if one.end <= act.start])
    after = nearest_after(text, [one for one in here if one.start >= act.end])
    acting, acted = (after, before) if act.passive else (before, after)
    found = {one: Role("initiator", why(one, act)) for one in acting}
    return {**{one: Role(acted_on(one, act), why(one, act)) for one in acted}, **found}


def why(one: Span, act: Act) -> str:
    return f"stands {'before' if one.end <= act.start else 'after'} “{act.written}”"


def nearest_before(text: str, names: list[Name]) -> list[Name]:
    """Who the subject is: the first person; else the last name that no preposition makes a place or a belonging."""
    people = [one for one in names if is_person(one)]
    free = [one for one in names if not BEHIND_A_PREPOSITION.search(text[max(0, one.start - 16) : one.start])]
    chosen = people[:1] or free[-1:] or names[-1:]
    return with_joined(text, names, chosen)


def nearest_after(text: str, names: list[Name]) -> list[Name]:
    """Who the object is: the first name, or the person whose title it opens."""
    titled = [one for one in names[1:2] if is_person(one) and is_title(text, names[0], one)]
    return with_joined(text, names, titled or names[:1])


def is_title(text: str, first: Name, person: Name) -> bool:
    between = text[first.end : person.start]
    return len(between) < TITLE and "," not in between and not JOINED.fullmatch(between)


def with_joined(text: str, names: list[Name], chosen: list[Name]) -> list[Name]:
    """Those chosen, and their neighbours in a list: "Russia and Belarus"."""
    found = list(chosen)
    for first, second in (*pairwise(names), *pairwise(names[::-1])):
        low, high = sorted((first, second), key=lambda one: one.start)
        alike = is_person(first) == is_person(second)
        if first in found and second not in found and alike and JOINED.fullmatch(text[low.end : high.start]):
            found.append(second)
    return found


def is_person(one: Name) -> bool:
    if isinstance(one, Stranger):
        return one.kind == "person"
    return one.thing.actor_kind in ("person", "group")


def acted_on(one: Name, act: Act) -> str:
    if is_person(one) and act.code in ON_PERSONS:
        return "victim" if act.code in ("P50", "P70") else "subject"
    if act.code.startswith("C"):
        return "party"
    if act.code in SPOKEN_TO and not isinstance(one, Stranger) and one.thing.kind == "actor":
        return "addressee"
    return "target"
