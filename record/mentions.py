"""Where the record names an actor, what rests on a source, what belongs to an episode. From the indexes alone."""

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from lib import canonical
from record import identity
from record.envelopes import url
from record.models import IncidentIndex, LinkIndex, StatementIndex, ThingIndex
from record.moments import Moment

MOST = 200  # members or citing incidents that an answer has; the rest is a list of its own
SHOWN_OF_AN_INCIDENT = (
    "title", "date", "type", "hostility", "certainty", "counted", "initiators", "targets"
)  # fmt: skip


def of_actor(ref: str, moment: Moment) -> dict[str, int]:
    """In how many incidents an actor is named, and how many statements it made, was addressed by or is spoken of in.

    Two queries, and those for the numbers that the actor had before merges.
    """
    refs = sorted(identity.all_refs({ref}, moment))
    statements = StatementIndex.objects.at(moment).filter(
        Q(speaker__in=refs) | Q(addressed__overlap=refs) | Q(about__overlap=refs)
    )
    said = statements.aggregate(
        statements_by=Count("pk", filter=Q(speaker__in=refs)),
        statements_to=Count("pk", filter=Q(addressed__overlap=refs)),
        statements_about=Count("pk", filter=Q(about__overlap=refs)),
    )
    return {"incidents": IncidentIndex.objects.at(moment).filter(actors__overlap=refs).count(), **said}


def of_source(ref: str, moment: Moment) -> dict:
    """How many incidents and statements rest on a source, and the newest of the incidents; three queries."""
    incidents = IncidentIndex.objects.at(moment).filter(sources__contains=[ref])
    statements = StatementIndex.objects.at(moment).filter(sources__contains=[ref])
    return {
        "counts": {"incidents": incidents.count(), "statements": statements.count()},
        "incidents": [shown(row) for row in newest(incidents)],
    }


def newest(incidents: QuerySet) -> QuerySet:
    return incidents.order_by("-day_desc", "-number").only("ref", "card")[:MOST]


def shown(row: IncidentIndex) -> dict:
    """An incident in a list that is part of another answer."""
    card = canonical.loads(row.card)
    return {
        "ref": row.ref,
        "url": url("incident", row.ref),
        **{name: card[name] for name in SHOWN_OF_AN_INCIDENT},
    }


def of_episode(ref: str, moment: Moment) -> dict:
    """The members of an episode, the earliest first, each with its part and its link; and their number. Four queries."""
    links = LinkIndex.objects.at(moment).filter(kind="part_of", end_home=ref, end=ref)
    parts = {start: (part or None, link) for start, part, link in links.values_list("start", "part", "ref")}
    incidents = IncidentIndex.objects.at(moment).filter(ref__in=links.values("start"))
    rows = incidents.order_by("day_asc", "number").only("ref", "card")[:MOST]
    within = ThingIndex.objects.at(moment).filter(kind="episode", ref__in=links.values("start"))
    statements = StatementIndex.objects.at(moment).filter(home=ref, nested=False)
    return {
        "counts": {"members": len(parts), "statements": statements.count()},
        "members": [{**shown(row), "part": parts[row.ref][0], "link": parts[row.ref][1]} for row in rows],
        "episodes": [
            {
                "ref": row.ref,
                "url": url("episode", row.ref),
                "title": row.name,
                "part": parts[row.ref][0],
                "link": parts[row.ref][1],
            }
            for row in within.order_by("-day_desc", "-number").only("ref", "name")[:MOST]
        ],
    }


def with_member_count(episodes: QuerySet, moment: Moment) -> QuerySet:
    """Rows of episodes with `member_count`, as member_counts has it."""
    links = LinkIndex.objects.at(moment).filter(kind="part_of", end_home=OuterRef("ref")).order_by()
    counted = links.values("end_home").annotate(n=Count("pk")).values("n")
    return episodes.annotate(member_count=Coalesce(Subquery(counted), 0))


def member_counts(refs: list[str], moment: Moment) -> dict[str, int]:
    """How many members each of some episodes has; one query, none for no refs."""
    if not refs:
        return {}
    links = LinkIndex.objects.at(moment).filter(kind="part_of", end_home__in=refs)
    return dict(links.values_list("end_home").annotate(n=Count("pk")).order_by())
