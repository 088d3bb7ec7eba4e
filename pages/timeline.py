"""The incidents over time: lanes while they are few, columns and a small chart for each value when they are many."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lib.sorting import sort_key
from pages import selection as selecting
from pages.charts import lanes, multiples
from pages.charts.over_time import over_time
from pages.kept import kept
from pages.rail import Facet
from pages.rows import row
from pages.selection import Selection
from pages.signs import Dyad
from pages.weight import weight
from record.codebook import Codebook
from record.facets import tallies
from record.models import IncidentIndex

MOST = 60  # incidents that are drawn one by one
MOST_NAMES = 3  # on one side of a lane
MOST_VALUES = 100_000  # of a lane, whose incidents are counted with those that no period holds whole


def context(selection: Selection, count: int, facet_list: list[Facet]) -> dict:
    shown = in_lanes(selection) if count <= MOST else in_columns(selection)
    return {**shown, "behind": weight(selection.filters)}


# --- few --------------------------------------------------------------------------------------------------------------


def in_lanes(selection: Selection) -> dict:
    """One query for the incidents, whatever their number."""
    found = selection.rows.defer("search").order_by("day_asc", "number")
    return laned(found, selection.book, selection.lane, pinned=bool(selection.parameters.get("as_of")))


def laned(found: Iterable[IncidentIndex], book: Codebook, lane: str = "initiator", *, pinned: bool) -> dict:
    """Incidents in lanes on one axis, the fullest lane first: what c/lanes.html draws."""
    marks = [mark(one, row(one, book, pinned=pinned)) for one in found]
    axis = lanes.axis(marks)
    by_lane: dict[str, list[lanes.Mark]] = defaultdict(list)
    for one in marks:
        for name in lanes_of(one.row, lane):
            by_lane[name].append(one)
    return {
        "axis": axis,
        "spoken": lanes.spoken(axis) if axis else _("Incidents without a date"),
        "lane_list": [
            {
                "name": name,
                "recorded": lane == "initiator" and named_in_record(of_lane),
                "note": acted_on(of_lane) if lane == "initiator" else "",
                "marks": lanes.placed(of_lane, axis),
            }
            for name, of_lane in sorted(by_lane.items(), key=lambda lane: (-len(lane[1]), sort_key(lane[0])))
        ],
    }


def mark(found: IncidentIndex, shown: dict) -> lanes.Mark:
    span = found.span
    if span is None:
        return lanes.Mark(shown, None, None)
    return lanes.Mark(shown, span.lower, span.upper - timedelta(days=1) if span.upper else None)


def lanes_of(shown: dict, lane: str) -> list[str]:
    """The names of the lanes that an incident stands in: of one, but of one for each of its themes."""
    if lane == "theme":
        return [name for _code, name in shown["themes"]] or [_("No theme")]
    if lane == "type":
        return [shown["type"]]
    dyad: Dyad = shown["dyad"]
    if lane == "dyad":
        return [f"{acting(dyad)} {'↔' if dyad.arrow == 'both' else '→'} {aimed(dyad)}"]
    return [_("Both sides") if dyad.arrow == "both" else acting(dyad)]


def named_in_record(marks: list[lanes.Mark]) -> bool:
    """Whether those who acted are called by names of the record: they stand for no state."""
    dyads = [one.row["dyad"] for one in marks]
    return all(dyad.names and not dyad.acting and dyad.arrow != "both" for dyad in dyads)


def acting(dyad: Dyad) -> str:
    """Who acted, in a few words: the states, or the names of those who act for none."""
    return side([*dyad.names, *(party.name for party in dyad.acting)]) or _("Nobody named")


def aimed(dyad: Dyad) -> str:
    """Whom it was aimed at, in a few words."""
    return side([*(party.name for party in dyad.acted_on), *dyad.aims]) or _("nobody named")


def side(names: list[str]) -> str:
    """All of a few names; of many, the first two and how many more."""
    if len(names) <= MOST_NAMES:
        return ", ".join(names)
    more = len(names) - 2
    return ", ".join(names[:2]) + ngettext(" and %(n)s more", " and %(n)s more", more) % {"n": more}


def acted_on(marks: list[lanes.Mark]) -> str:
    """Whom the whole lane acts on, if that is one; for acts of both sides, which two they are."""
    dyads: list[Dyad] = [one.row["dyad"] for one in marks]
    if not all(dyad.aimed_at for dyad in dyads):
        return ""
    if any(dyad.arrow == "both" for dyad in dyads):
        pairs = {frozenset((acting(dyad), aimed(dyad))) for dyad in dyads}
        return " ↔ ".join(sorted(pairs.pop(), key=sort_key)) if len(pairs) == 1 else ""
    targets = {aimed(dyad) for dyad in dyads}
    return _("acting on: %s") % targets.pop() if len(targets) == 1 else ""


# --- many -------------------------------------------------------------------------------------------------------------


def in_columns(selection: Selection) -> dict:
    """A chart of all that counts, and one for each of the most frequent values; the number of queries is fixed."""
    parameters = selection.parameters.copy()
    parameters.pop("counted", None)  # charts count what counts, and say what they leave out
    filters = selecting.filtered(parameters, selection.moment, selection.book)
    filters.question = selection.question
    pinned = bool(selection.parameters.get("as_of"))
    asked: list[object] = ["multiples", filters.data.urlencode(), selection.lane]
    drawn = kept(
        selection.moment, asked, lambda: multiples.multiples(filters, selection.moment, selection.lane)
    )
    of_lane = multiples.SPLITS[selection.lane]
    known = tallies({of_lane: filters.selected().filter(counted=True)}, selection.moment, top=MOST_VALUES)[
        of_lane
    ]
    return {
        "chart": over_time("time", [filters], selection.moment, pinned=pinned),
        "multiples": sorted(
            (small(one, known.counts.get(one.value, one.n), selection) for one in drawn),
            key=lambda one: -one["n"],
        ),
    }


def small(one: multiples.Multiple, n: int, selection: Selection) -> dict:
    return {"name": one.name, "n": n, "drawing": one.drawing, "address": narrowed(selection, one.value)}


def narrowed(selection: Selection, value: str) -> str:
    """The list of what one small chart counts."""
    return selection.address(
        **{selection.lane: value, "counted": "1", "cursor": None, "view": None, "lane": None}
    )
