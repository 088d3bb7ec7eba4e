"""The first and the last possible day of a selection."""

from datetime import date

from django.db.models import Max, Min, QuerySet
from pyroaring import BitMap

from record import postings
from record.dimensions import column
from record.moments import Moment
from record.series_postings import DATED

FIRST, LAST = column("day_asc"), column("day_desc")


def ends(rows: QuerySet, moment: Moment) -> tuple[date, date] | None:
    """From when to when the dated incidents of a selection may reach; none without any. One query.

    PostgreSQL looks for the first row of a selection from the beginning of all, so where that lies late it reads nearly
    everything. A large record has the rows of each day.
    """
    return by_postings(rows) if postings.serve(moment) else in_sql(rows)


def by_postings(rows: QuerySet) -> tuple[date, date] | None:
    kept = postings.at_the_head(rows.model, rows.db)
    dated = kept.selected(rows) & BitMap.union(BitMap(), *kept.of(DATED).values())
    if not dated:
        return None
    first, last = kept.of(FIRST), kept.of(LAST)
    return (
        date.fromisoformat(next(day for day in sorted(first) if first[day].intersect(dated))),
        date.fromisoformat(next(day for day in sorted(last, reverse=True) if last[day].intersect(dated))),
    )


def in_sql(rows: QuerySet) -> tuple[date, date] | None:
    found = rows.filter(span__isnull=False).order_by().aggregate(first=Min("day_asc"), last=Max("day_desc"))
    return (found["first"], found["last"]) if found["first"] else None
