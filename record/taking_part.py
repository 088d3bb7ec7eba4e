"""Who takes part: every state and organisation that incidents name, and the persons and bodies that act and speak in them."""

from dataclasses import dataclass

from django.db.models import QuerySet

from record import postings
from record.dimensions import Sql, embedded, fetched, survivors
from record.models import IncidentIndex, StatementIndex
from record.moments import Moment

NEWEST = 5_000  # incidents of a selection of a large record among which acting and speaking is counted
BY_PARTY = Sql(
    "SELECT code, count(*), count(*) FILTER (WHERE counted AND code = ANY(initiators)),"
    " count(*) FILTER (WHERE counted AND code = ANY(targets)), max(level) FILTER (WHERE counted AND (code = ANY(initiators) OR code = ANY(targets)))"
    " FROM named CROSS JOIN LATERAL (SELECT DISTINCT unnest(countries || initiators || targets) AS code) AS one"
    " GROUP BY code"
)
# Roles are kept as role, role=party, role=actor and role=party=actor.
BY_ACTOR = """
    SELECT coalesce(survivor."into", who), count(DISTINCT taking_part.ref) FROM (
        SELECT ref, split_part(one, '=', 2) AS who FROM chosen CROSS JOIN unnest(roles) AS one WHERE one ~ '^[a-z_]+=A-[0-9]+$'
        UNION SELECT home, speaker FROM spoken WHERE speaker <> ''
    ) AS taking_part LEFT JOIN survivor ON survivor.ref = who GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT %s
"""


@dataclass(frozen=True)
class Part:
    """`incidents` are all that name it in any role; the rest is of those that count, `level` of those in which it acted or was acted on."""

    code: str
    incidents: int
    by: int
    on: int
    level: int | None


def parts(moment: Moment) -> list[Part]:
    """The most frequent first. One query, over all incidents."""
    rows = IncidentIndex.objects.at(moment)
    named = embedded(rows, "countries", "initiators", "targets", "counted", "level")
    found = [Part(*row) for row in fetched({"named": named}, BY_PARTY, rows.db)]
    return sorted(found, key=lambda one: (-one.incidents, one.code))


def among(rows: QuerySet, moment: Moment) -> int | None:
    """How many of the newest incidents of a selection are counted for who acts and speaks; None if all are."""
    return NEWEST if postings.serve(moment) and postings.size(rows) > NEWEST else None


def who_act_and_speak(rows: QuerySet, moment: Moment, most: int) -> list[tuple[str, int]]:
    """The actors that take part or speak in most incidents of a selection, with how many; one query, or two for `among`.

    Whoever merely holds a position on a claim, as the publisher of a report may, neither acts nor speaks in it.
    """
    if newest := among(rows, moment):
        found = rows.order_by("-day_desc", "-number").values_list("ref", flat=True)[:newest]
        rows = IncidentIndex.objects.at(moment).filter(ref__in=list(found))
    statements = StatementIndex.objects.at(moment).filter(home__in=rows.order_by().values("ref"))
    tables = {
        **survivors(moment),
        "chosen": embedded(rows, "ref", "roles"),
        "spoken": embedded(statements, "home", "speaker"),
    }
    return [(ref, n) for ref, n in fetched(tables, Sql(BY_ACTOR, (most,)), rows.db)]
