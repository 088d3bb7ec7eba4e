"""The links of a thing at a moment, from both sides."""

from django.db.models import Q, QuerySet

from lib import canonical
from record.models import IncidentIndex, LinkIndex, ThingIndex
from record.moments import Moment

SAME_DAY = "same_day_as"


def links_of(ref: str, moment: Moment) -> list[dict]:
    """Links that start or end at an incident or episode, or at one of its statements, oldest first. One query.

    Each says what its document says, with its ref, version and entry.
    """
    return listed(LinkIndex.objects.at(moment).filter(Q(start_home=ref) | Q(end_home=ref)))


def links_of_statement(ref: str, moment: Moment) -> list[dict]:
    """Links that start or end at one statement: answers across incidents. One query."""
    return listed(LinkIndex.objects.at(moment).filter(Q(start=ref) | Q(end=ref)))


def listed(rows: QuerySet, most: int | None = None) -> list[dict]:
    """Links as an envelope lists them, oldest first, the first so many; one query."""
    return [
        {
            "ref": row.ref,
            "version": row.version,
            "entry": row.entry,
            **canonical.loads(row.card),
            "from_home": row.start_home,
            "to_home": row.end_home,
        }
        for row in rows.order_by("number")[:most]
    ]


def same_days(homes: set[str], moment: Moment) -> dict[frozenset[str], list[dict]]:
    """Links that say of two incidents that they fell on one day, by the two. One query, none for fewer than two."""
    if len(homes) < 2:
        return {}
    rows = LinkIndex.objects.at(moment).filter(kind=SAME_DAY, start_home__in=homes, end_home__in=homes)
    found: dict[frozenset[str], list[dict]] = {}
    for link in listed(rows):
        found.setdefault(frozenset((link["from_home"], link["to_home"])), []).append(link)
    return found


def titles(refs: set[str], moment: Moment) -> dict[str, dict]:
    """Cards of the incidents and episodes among `refs`, as they are at a moment. Two queries, none for no refs."""
    if not refs:
        return {}
    return {
        row.ref: canonical.loads(row.card)
        for index in (IncidentIndex, ThingIndex)
        for row in index.objects.at(moment).filter(ref__in=refs).order_by("number").only("ref", "card")
    }
