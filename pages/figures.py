"""Lanes as a figure of a page: the incidents, what stands behind them, and the selection that gives exactly them as data."""

from dataclasses import dataclass

from django.http import QueryDict

from pages import selection, timeline
from pages.weight import weight
from record.codebook import Codebook
from record.models import IncidentIndex
from record.moments import Moment
from record.weight import Behind


@dataclass(frozen=True)
class Figure:
    """`drawn` is what c/lanes.html takes; `count` incidents, which `query` selects; `uncounted`: some do not count."""

    drawn: dict
    count: int
    behind: Behind
    query: str
    uncounted: bool


def lanes(found: list[IncidentIndex], book: Codebook, moment: Moment) -> Figure | None:
    """The incidents in lanes by who acted, none if there is none. One query, none while it is kept."""
    if not found:
        return None
    query = QueryDict(mutable=True)
    query.setlist("ref", sorted(one.ref for one in found))
    behind = weight(selection.filtered(query, moment, book))
    drawn = timeline.laned(found, book, pinned=not moment.now)
    return Figure(drawn, len(found), behind, query.urlencode(), not all(one.counted for one in found))
