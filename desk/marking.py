"""A text cut into pieces so that a template can mark the words of each proposal, and every statement under it."""

from dataclasses import dataclass
from itertools import pairwise

from desk.proposed import anchor
from incidents.reading.acts import Act
from incidents.reading.dates import When
from incidents.reading.gazetteer import Mention
from incidents.reading.names import Stranger
from incidents.reading.whole import Reading
from incidents.reading.words import Span, Taken

Marked = Mention | Stranger | When | Act
LABELS: dict[type, str] = {Mention: "name", Stranger: "new", When: "date", Act: "act"}


@dataclass(frozen=True)
class Piece:
    """Words that are marked alike: `mark` is the kind of proposal they are, `title` says what it proposes."""

    text: str
    mark: str
    title: str
    ids: tuple[str, ...]
    said: bool


def pieces(reading: Reading, passage: Span) -> list[Piece]:
    """The passage in pieces; of two proposals on the same words the first in this order is marked."""
    taken = Taken(reading.text)
    marked: list[Marked] = []
    proposals: list[Marked] = [*reading.mentions, *reading.dates, *reading.acts, *reading.strangers]
    for one in proposals:
        if passage.holds(one) and not taken.meets(one):
            taken.add(one)
            marked.append(one)
    said = [one for one in reading.sayings if passage.holds(one)]
    edges = {passage.start, passage.end}
    edges |= {place for one in (*marked, *said) for place in (one.start, one.end)}
    starts = {one.start: one for one in marked}
    sayings = Taken(reading.text, said)
    first = {one.start: anchor(one) for one in said}
    lost = {one.start: anchor(one) for one in (*reading.acts, *reading.dates, *reading.strangers)}
    found = []
    for start, end in pairwise(sorted(edges)):
        span, here = Span(start, end), starts.get(start)
        ids = [first[start]] if start in first else []
        ids += [anchor(here)] if here else [lost[start]] if start in lost else []
        mark, title = (LABELS[type(here)], says(here)) if here else ("", "")
        found.append(Piece(span.of(reading.text), mark, title, tuple(ids), sayings.meets(span)))
    return found


def says(one: Marked) -> str:
    """What hovering tells."""
    if isinstance(one, Mention):
        return f"{one.thing.label}: {one.how}"
    if isinstance(one, When):
        return f"{one.in_words or 'no date'}: {one.how}"
    if isinstance(one, Act):
        return f"speaks for type {one.code}"
    return "a name that is not on file"
