"""Episodes at a moment: how many incidents belong to each, in what part, how hard at most; and all links of its incidents."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Max, OuterRef, Q, QuerySet, Subquery

from record.links import listed
from record.models import IncidentIndex, LinkIndex
from record.moments import Moment


@dataclass(frozen=True)
class Tally:
    """Incidents of one episode by their part, empty where none is said; `level` is the highest of those that count."""

    parts: dict[str, int]
    level: int | None

    @property
    def incidents(self) -> int:
        return sum(self.parts.values())


def tallies(refs: Iterable[str], moment: Moment) -> dict[str, Tally]:
    """For each of some episodes; one query, whatever their number."""
    level = IncidentIndex.objects.at(moment).filter(ref=OuterRef("start"), counted=True).values("level")[:1]
    rows = (
        LinkIndex.objects.at(moment)
        .filter(kind="part_of", end__in=list(refs), start__startswith="DI-")
        .order_by()
        .annotate(level=Subquery(level))
        .values("end", "part")
        .annotate(n=Count("pk"), highest=Max("level"))
    )
    parts: dict[str, dict[str, int]] = defaultdict(dict)
    levels: dict[str, list[int]] = defaultdict(list)
    for row in rows:
        parts[row["end"]][row["part"]] = row["n"]
        if row["highest"] is not None:
            levels[row["end"]].append(row["highest"])
    return {ref: Tally(found, max(levels[ref], default=None)) for ref, found in parts.items()}


def members(ref: str, moment: Moment) -> QuerySet:
    """The links that say what belongs to an episode."""
    return LinkIndex.objects.at(moment).filter(kind="part_of", end=ref)


def parts_of(ref: str, among: Iterable[str], moment: Moment) -> dict[str, str]:
    """Those of some things that belong to an episode, with their parts; one query."""
    return dict(members(ref, moment).filter(start__in=list(among)).values_list("start", "part"))


def links_among(ref: str, moment: Moment, most: int) -> tuple[list[dict], bool]:
    """Links of an episode and of its members, with each other and with anything else, oldest first; and if there are more.

    Without those that say what belongs to it. One query.
    """
    inside = members(ref, moment).values("start")
    ends = Q(start_home__in=inside) | Q(end_home__in=inside) | Q(start_home=ref) | Q(end_home=ref)
    rows = LinkIndex.objects.at(moment).filter(ends).exclude(kind="part_of", end=ref)
    found = listed(rows, most + 1)
    return found[:most], len(found) > most
