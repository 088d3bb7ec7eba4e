"""An episode act by act: its incidents in lanes, answers as arrows between them; and every link of them in words."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from itertools import groupby
from operator import itemgetter

from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy

from lib import canonical
from pages import lags, signs, timeline
from pages.charts import arrows
from pages.lags import Days
from pages.rows import naming
from pages.ties import ANSWERS, IN_TIME, REPLY, SAME_DAY, Said, asserted, said, strongest
from record.chains import Tie
from record.codebook import Codebook
from record.models import IncidentIndex, IndexRow

OTHER_PARTS = ("antecedent", "background", "aftermath")  # core needs no sign


def lanes(
    found: Iterable[IncidentIndex], parts: dict[str, str], links: list[dict], book: Codebook, *, pinned: bool
) -> dict:
    """What c/acts.html draws: lanes by who acted, whose rows are counted through, and arrows from act to answer."""
    drawn = timeline.laned(found, book, pinned=pinned)
    answers = answered(links, book)
    drawn["lane_list"] = side_by_side(drawn["lane_list"], answers)
    spots: dict[str, arrows.Spot] = {}
    rows = {}
    passed = 0
    for lane in drawn["lane_list"]:
        lane["first"], lane["rows"] = passed + 1, max(mark.line for mark in lane["marks"])
        for mark in lane["marks"]:
            spots[mark.row["ref"]] = arrows.spot(mark, passed + mark.line)
            rows[mark.row["ref"]] = mark.row
        passed += lane["rows"]
    answers = [one for one in answers if one[0] in spots and one[1] in spots]
    for ref, one in rows.items():
        part = parts.get(ref, "")
        one["part"] = part if part in OTHER_PARTS else ""
        one["part_words"] = book.scale_label("membership_parts", part) if one["part"] else ""
        one["answers"] = [(rows[first], wire != "solid") for first, answer, wire in answers if answer == ref]
    return {
        **drawn,
        "arrows": arrows.drawn(answers, spots),
    }


def side_by_side(lane_list: list[dict], answers: list[tuple[str, str, str]]) -> list[dict]:
    """The lanes so that those who answer each other stand together: the fullest first, after each what it has most to do with."""
    refs = [{mark.row["ref"] for mark in lane["marks"]} for lane in lane_list]
    left, order = list(range(len(lane_list))), []
    while left:
        last = refs[order[-1]] if order else set()
        placed: set[str] = set().union(*(refs[one] for one in order))
        order.append(min(left, key=partial(nearness, refs=refs, last=last, placed=placed, answers=answers)))
        left.remove(order[-1])
    return [lane_list[one] for one in order]


def nearness(
    lane: int, refs: list[set[str]], last: set[str], placed: set[str], answers: list[tuple[str, str, str]]
) -> tuple[int, int, int]:
    """How a lane is chosen as the next: by what it has to do with the one above, then with any above, then by its size."""
    return -between(last, refs[lane], answers), -between(placed, refs[lane], answers), lane


def between(some: set[str], others: set[str], answers: list[tuple[str, str, str]]) -> int:
    """How many answers lead from one lane to another, in either direction."""
    return sum(
        {first, answer} & some != set() and {first, answer} & others != set()
        for first, answer, _wire in answers
    )


def answered(links: list[dict], book: Codebook) -> list[tuple[str, str, str]]:
    """(act, answer, wire) for each two of which one answers the other, however many links say so."""
    found = sorted(
        ((link["to_home"], link["from_home"], link) for link in links if link["kind"] in ANSWERS),
        key=itemgetter(0, 1),
    )
    return [
        (first, answer, strongest([said(Tie(link, first, True), book) for *_ends, link in same]))
        for (first, answer), same in groupby(found, key=itemgetter(0, 1))
    ]


@dataclass(frozen=True)
class End:
    """One of the two things that a link joins; `inside` if it belongs to the episode."""

    ref: str
    title: str
    address: str
    date: str
    dyad: signs.Dyad | None
    inside: bool


@dataclass(frozen=True)
class Step:
    """Two things and all links between them: what the record says of the earlier and the later, and how we know each."""

    earlier: End
    later: End
    lag: str
    wire: str
    lines: list[tuple[str, Said]]

    @property
    def heads(self) -> list[tuple[str, str]]:
        """What the links say, each wording once, and how it is answered."""
        return list(dict.fromkeys((words, line.how) for words, line in self.lines))


def steps(
    links: list[dict], rows: dict[str, IndexRow], inside: set[str], book: Codebook, *, pinned: bool
) -> list[Step]:
    """By the days of the later of the two, undated last. `rows` has what stands at the ends of the links."""
    days = {ref: lags.days_of(canonical.loads(row.card)["date"]) for ref, row in rows.items()}
    shown = {ref: end(row, ref in inside, book, pinned=pinned) for ref, row in rows.items()}
    of_two: dict[frozenset[str], list[dict]] = {}
    for link in links:
        if link["to_home"] in rows and link["from_home"] in rows:
            of_two.setdefault(frozenset((link["to_home"], link["from_home"])), []).append(link)
    # Links that say which came first stand first; sorting keeps the order of their numbers.
    together = [sorted(same, key=lambda link: link["kind"] not in IN_TIME) for same in of_two.values()]
    together.sort(key=lambda same: (*when(days[same[0]["from_home"]]), number(same[0])))
    return [step(same, shown, days, book) for same in together]


def number(link: dict) -> int:
    return int(link["ref"].partition("-")[2])


def when(days: Days) -> tuple:
    first = days[0] or days[1]
    return first is None, first


def end(row: IndexRow, inside: bool, book: Codebook, *, pinned: bool) -> End:
    card, is_incident = canonical.loads(row.card), isinstance(row, IncidentIndex)
    address = f"{row.ref}@{row.version}" if pinned else row.ref
    return End(
        row.ref,
        card["title"],
        reverse("incident" if is_incident else "episode", args=[address]),
        signs.date_words(card["date"]["edtf"]),
        signs.dyad(card, naming(book)) if is_incident else None,
        inside,
    )


def step(same: list[dict], shown: dict[str, End], days: dict[str, Days], book: Codebook) -> Step:
    """All links between two things; the first says which of them came first, as far as any does."""
    earlier, later = same[0]["to_home"], same[0]["from_home"]
    lines = [
        (joining(link, link["to_home"] == earlier, book), said(Tie(link, earlier, True), book))
        for link in same
    ]
    one_day = any(link["kind"] == SAME_DAY for link in same)
    in_time = same[0]["kind"] in IN_TIME and not one_day
    return Step(
        earlier=shown[earlier],
        later=shown[later],
        lag=lags.later(days[earlier], days[later]) if in_time else "",
        wire=strongest([line for _words, line in lines]),
        lines=lines,
    )


# The words of the codebook for these state a fact; where nobody says so, these stand instead.
MAYBE = {
    "responds_to": (gettext_lazy("may answer"), gettext_lazy("may be answered by")),
    "retaliates_for": (gettext_lazy("may be in return for"), gettext_lazy("may be returned by")),
    "influenced_by": (gettext_lazy("may be encouraged by"), gettext_lazy("may have encouraged")),
}


def joining(link: dict, from_the_end: bool, book: Codebook) -> str:
    """The codebook's word that leads from what a link ends at to what it starts at, “is answered by”; or the other way."""
    kind = link["kind"]
    if kind in MAYBE and not asserted(link):
        return str(MAYBE[kind][from_the_end])
    code = ANSWERS[0] if kind == REPLY else kind
    row = book.scales.get("relation_kinds", {}).get("by_code", {}).get(code, {})
    language = get_language() or "en"
    inverse = row.get(f"inverse_label_{language}") or row.get("inverse_label")
    return (from_the_end and inverse) or book.scale_label("relation_kinds", code, language)
