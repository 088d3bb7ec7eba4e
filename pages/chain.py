"""Before and after an incident: what the record links it to, who says so, how long it took, and that nobody has answered."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from lib import canonical
from pages import lags, signs
from pages.entries import page_of
from pages.labels import Labels
from pages.lags import Days
from pages.rows import naming
from pages.ties import ANSWERS, IN_TIME, Said, answers, said, same_day, strongest
from record.chains import Tie, nearest, rows_of, ties
from record.codebook import Codebook
from record.models import IncidentIndex, IndexRow
from record.moments import Moment

MOST = 8  # things in one column; the others are in the list of links


@dataclass(frozen=True)
class Node:
    """An incident or episode beside this one; `lines` is what links say of the two, none for a mere neighbour in time."""

    ref: str
    title: str
    address: str
    date: str
    dyad: signs.Dyad | None
    lag: str
    lines: list[Said] = field(default_factory=list)

    @property
    def wire(self) -> str:
        return strongest(self.lines)


@dataclass(frozen=True)
class Chain:
    """The three columns, what is nearest in time without a link, and who of those acted on has not replied on record."""

    before: list[Node]
    beside: list[Node]
    after: list[Node]
    nearest: list[Node]
    silent: list[signs.Party]
    perhaps: bool  # whether something is linked that may be a reply
    left_out: int

    @property
    def count(self) -> int:
        return len(self.before) + len(self.beside) + len(self.after) + self.left_out


def chain(envelope: dict, book: Codebook, moment: Moment) -> Chain:
    """From an envelope of an incident, which has its links. Five queries at most."""
    ref = envelope["ref"]
    found = ties(ref, envelope["links"])
    this, linked = lags.days_of(envelope["document"]["date"]), {tie.other for tie in found}
    near = nearest(ref, *this, linked, moment)
    rows = rows_of(linked | {one for one in near if one}, moment)
    columns = placed(tie for tie in found if tie.other in rows)

    def nodes(place: str) -> list[Node]:
        made = [
            node(rows[other], this, of_other, place, book, moment)
            for other, of_other in columns[place].items()
        ]
        return sorted(made, key=lambda one: in_order(one, rows))

    before, beside, after = (nodes(place) for place in ("before", "beside", "after"))
    return Chain(
        before=before[-MOST:],
        beside=beside[:MOST],
        after=after[:MOST],
        nearest=[
            node(rows[one], this, [], place, book, moment)
            for one, place in zip(near, ("before", "after"), strict=True)
            if one in rows
        ],
        silent=silent(envelope, found, book),
        perhaps=any(tie.link["kind"] in ANSWERS and not tie.leads_away for tie in found),
        left_out=sum(max(0, len(column) - MOST) for column in (before, beside, after)),
    )


def placed(found: Iterable[Tie]) -> dict[str, dict[str, list[Tie]]]:
    """The links by the column of the thing at their other end and by that thing; a link in time decides its column."""
    places: dict[str, str] = {}
    by_other: dict[str, list[Tie]] = {}
    for tie in found:
        by_other.setdefault(tie.other, []).append(tie)
        if tie.link["kind"] in IN_TIME:
            places.setdefault(tie.other, "before" if tie.leads_away else "after")
    columns: dict[str, dict[str, list[Tie]]] = {"before": {}, "beside": {}, "after": {}}
    for other, of_other in by_other.items():
        columns[places.get(other, "beside")][other] = of_other
    return columns


def in_order(one: Node, rows: dict[str, IndexRow]) -> tuple:
    """By the first day, what has none last."""
    first, last = lags.days_of(canonical.loads(rows[one.ref].card)["date"])
    known = first or last
    return known is None, known, rows[one.ref].number


def node(
    found: IndexRow, this: Days, of_other: list[Tie], place: str, book: Codebook, moment: Moment
) -> Node:
    pinned, lines = not moment.now, [said(tie, book) for tie in of_other]
    card = canonical.loads(found.card)
    address = f"{found.ref}@{found.version}" if pinned else found.ref
    is_incident = isinstance(found, IncidentIndex)
    return Node(
        ref=found.ref,
        title=card["title"],
        address=page_of("incident" if is_incident else "episode", address),
        date=signs.date_words(card["date"]["edtf"]),
        dyad=signs.dyad(card, naming(book)) if is_incident else None,
        lag=lag(lags.days_of(card["date"]), this, place, of_other),
        lines=lines,
    )


def lag(other: Days, this: Days, place: str, of_other: list[Tie]) -> str:
    """The days between the two; that they share a day may be known where the day is not. Two known days go first."""
    if place == "beside":
        return ""
    known = lags.exact(other) and lags.exact(this)
    if not known and (one_day := same_day([tie.link for tie in of_other])):
        return one_day
    return lags.before(other, this) if place == "before" else lags.later(this, other)


def silent(envelope: dict, found: list[Tie], book: Codebook) -> list[signs.Party]:
    """The states that were acted on by one side, if none of them has replied on record; a gesture or routine waits for none.

    A reply is an incident or a statement elsewhere of which somebody says that it answers this one, or official words of
    such a state in it.
    """
    document = envelope["document"]
    acted_on = [code for code in document["targets"] if code not in document["initiators"]]
    unfriendly = document["counted"] and document["hostility"]["level"] > 0
    if not (unfriendly and document["initiators"] and acted_on):
        return []
    if any(answers(tie.link) and not tie.leads_away for tie in found):
        return []
    labels = Labels(envelope["labels"])
    spoken = (
        code
        for one in document["statements"]
        if one["speaker"] and one["capacity"] == "official"
        for code in labels.states_of(one["speaker"]["ref"])
    )
    named = naming(book)
    return [] if set(spoken) & set(acted_on) else [named(code) for code in acted_on]
