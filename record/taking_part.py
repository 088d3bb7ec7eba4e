"""Every state and organisation that an incident names: in how many, how often it acted and was acted on, how hard at most."""

from dataclasses import dataclass

from record.dimensions import Sql, embedded, fetched
from record.models import IncidentIndex
from record.moments import Moment

BY_PARTY = Sql(
    "SELECT code, count(*), count(*) FILTER (WHERE counted AND code = ANY(initiators)),"
    " count(*) FILTER (WHERE counted AND code = ANY(targets)), max(level) FILTER (WHERE counted)"
    " FROM named CROSS JOIN LATERAL (SELECT DISTINCT unnest(countries || initiators || targets) AS code) AS one"
    " GROUP BY code"
)


@dataclass(frozen=True)
class Part:
    """`incidents` are all that name it in any role; the rest is of those that count, `level` null without one."""

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
