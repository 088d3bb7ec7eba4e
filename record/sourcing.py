"""What rests on sources: how many incidents on each, who publishes them, and what of an incident each bears."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import BooleanField, Count, Exists, F, Func, OuterRef, QuerySet

from lib import canonical
from record.dimensions import Sql, embedded, fetched
from record.models import Document, IncidentIndex, ThingIndex
from record.moments import Moment

FEW = 1_000  # documents of a publisher that are named in a question; of more of them each row is asked


class IsCited(Func):
    """Whether a number is one of an array's, written so that an index on the number serves it."""

    template = "%(expressions)s)"
    arg_joiner = " = ANY("
    output_field = BooleanField()


@dataclass(frozen=True)
class Use:
    """What one incident takes from a source: its citations, and the claims and positions that rest on it."""

    incident: IncidentIndex
    citations: list[dict] = field(default_factory=list)
    claims: list[dict] = field(default_factory=list)
    positions: list[tuple[dict, dict]] = field(default_factory=list)  # claim, position on it
    participants: int = 0


def resting(refs: list[str], moment: Moment) -> dict[str, int]:
    """How many incidents rest on each of some sources; one query, none for no refs."""
    if not refs:
        return {}
    rows = IncidentIndex.objects.at(moment).filter(sources__overlap=refs)
    body = Sql(
        "SELECT one, count(*) FROM cited AS r CROSS JOIN unnest(r.sources) AS one WHERE one = ANY(%s) GROUP BY one",
        (refs,),
    )
    return dict(fetched({"cited": embedded(rows, "sources")}, body, rows.db))


def of_publishers(rows: QuerySet, publishers: Iterable[str], moment: Moment) -> QuerySet:
    """Those of `rows` that rest on a document of one of the publishers; one query.

    A few documents are found in the index of sources. A press agency has thousands: then a list, which needs fifty rows,
    soon meets as many by asking each row.
    """
    documents = ThingIndex.objects.using(rows.db).at(moment).filter(publisher__in=publishers)
    few = list(documents.values_list("ref", flat=True)[: FEW + 1])
    if len(few) <= FEW:
        return rows.filter(sources__overlap=few)
    return rows.filter(Exists(documents.filter(IsCited(F("ref"), OuterRef("sources")))))


def publishers(sources: QuerySet, most: int) -> list[tuple[str, int]]:
    """The numbers of those who publish most of some sources, with how many; one query."""
    known = sources.filter(publisher__gt="").order_by()
    found = known.values_list("publisher").annotate(n=Count("ref")).order_by("-n", "publisher")
    return list(found[:most])


def uses(ref: str, incidents: list[IncidentIndex]) -> list[Use]:
    """What each of some incidents takes from a source, in their order; one query."""
    stored = Document.objects.filter(entry__in=[row.since for row in incidents])
    texts = dict(stored.values_list("entry_id", "text"))
    return [use(ref, row, canonical.loads(texts[row.since])) for row in incidents if row.since in texts]


def use(ref: str, row: IncidentIndex, document: dict) -> Use:
    claims = document["claims"]
    return Use(
        row,
        citations=[one for one in document["citations"] if one["source"] == ref],
        claims=[one for one in claims if ref in one["sources"]],
        positions=[(one, held) for one in claims for held in one["positions"] if ref in held["sources"]],
        participants=sum(ref in one["sources"] for one in document["participants"]),
    )
