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
from record.models import IncidentIndex

MOST = 60  # incidents that are drawn one by one


def context(selection: Selection, count: int, facet_list: list[Facet]) -> dict:
    documents, publishers = weight(selection.filters)
    shown = in_lanes(selection) if count <= MOST else in_columns(selection)
    return {**shown, "documents": documents, "publishers": publishers}


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
        return [f"{acting(dyad)} {'↔' if dyad.arrow == 'both' else '→'} {side(dyad.acted_on)}"]
    return [_("Both sides") if dyad.arrow == "both" else acting(dyad)]


def acting(dyad: Dyad) -> str:
    """Who acted, in a few words: the states, or the names of those who act for none."""
    return side(dyad.acting) if dyad.acting else ", ".join(dyad.names[:2]) or _("Nobody named")


def side(parties: list) -> str:
    if not parties:
        return _("nobody named")
    if len(parties) == 1:
        return parties[0].name
    return ngettext("%d state jointly", "%d states jointly", len(parties)) % len(parties)


def acted_on(marks: list[lanes.Mark]) -> str:
    """“acts on Russia” if that holds for the whole lane."""
    targets = {side(one.row["dyad"].acted_on) for one in marks if one.row["dyad"].acted_on}
    return _("acts on %s") % targets.pop() if len(targets) == 1 else ""


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
    return {
        "chart": over_time("time", [filters], selection.moment, pinned=pinned),
        "series_query": selection.address(**dict.fromkeys(selecting.CONTROLS)).removeprefix("?"),
        "multiples": [
            {"name": one.name, "n": one.n, "drawing": one.drawing, "address": narrowed(selection, one.value)}
            for one in drawn
        ],
    }


def narrowed(selection: Selection, value: str) -> str:
    """The list of what one small chart counts."""
    return selection.address(**{selection.lane: value, "cursor": None, "view": None, "lane": None})
