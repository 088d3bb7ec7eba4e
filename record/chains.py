"""What an incident hangs together with at a moment: the other ends of its links, and what is nearest to it in time.

Links are said by somebody; what is merely near in time is not, so the two are found apart and never mixed.
"""

from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from record.models import FIRST_DAY, LAST_DAY, IncidentIndex, IndexRow, PairIndex, ThingIndex
from record.moments import Moment


@dataclass(frozen=True)
class Tie:
    """One link as an incident or episode sees it: what is at its other end, and whether it leads from here to there.

    `link` is as an envelope lists it.
    """

    link: dict
    other: str
    leads_away: bool


def ties(ref: str, links: list[dict]) -> list[Tie]:
    """The links of a thing, seen from it; a link of a thing with itself, through two of its statements, is none."""
    found = [
        Tie(link, link["to_home"], True) if link["from_home"] == ref else Tie(link, link["from_home"], False)
        for link in links
    ]
    return [tie for tie in found if tie.other != ref]


def rows_of(refs: set[str], moment: Moment) -> dict[str, IndexRow]:
    """Index rows of incidents and episodes at a moment, by ref. Two queries, none for no refs."""
    if not refs:
        return {}
    incidents = IncidentIndex.objects.at(moment).filter(ref__in=refs).defer("search")
    episodes = ThingIndex.objects.at(moment).filter(ref__in=refs, kind="episode").defer("search", "words")
    return {row.ref: row for rows in (incidents, episodes) for row in rows}


def nearest(
    ref: str, first: date | None, last: date | None, linked: set[str], moment: Moment
) -> tuple[str, str]:
    """The refs of the last incident surely before one and the first surely after, between the same two; or empty texts.

    Only for an incident of one pair of states with both ends of its days, and only of those that count. What it is linked
    to is left out. Three queries at most.
    """
    if not first or not last:
        return "", ""
    pairs = PairIndex.objects.at(moment).filter(ref=ref).order_by().values_list("a", "b").distinct()[:2]
    if len(pairs) != 1:
        return "", ""
    [(a, b)] = pairs
    rows = PairIndex.objects.at(moment).filter(a=a, b=b, counted=True).exclude(ref__in=linked | {ref})
    before = rows.filter(day_desc__lt=first, day_desc__gt=FIRST_DAY).order_by("-day_desc", "-number")
    # By the last day, as the index has them; what may have begun before is left out.
    after = rows.filter(day_desc__gt=last, day_asc__gt=last, day_asc__lt=LAST_DAY)
    return ref_of(before), ref_of(after.order_by("day_desc", "number"))


def ref_of(rows: QuerySet) -> str:
    return rows.values_list("ref", flat=True).first() or ""
