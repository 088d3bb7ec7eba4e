"""How much stands behind a selection: how many documents, by how many publishers."""

from typing import NamedTuple

from django.db.models import QuerySet
from pyroaring import BitMap

from record import postings
from record.dimensions import DIMENSIONS, Dimension, Sql, column, embedded, fetched
from record.models import ThingIndex
from record.moments import Moment

MANY = 2_000  # incidents of a large record from which on postings are quicker than their rows
IS_READ = "coalesce(card::json->>'consulted', 'read') = 'read'"
PUBLISHER = column("publisher")
UNREAD = Dimension("card", f"CASE WHEN {IS_READ} THEN '' ELSE 'unread' END", f"NOT {IS_READ}")


class Behind(NamedTuple):
    """Documents that were read, and their publishers; `without_publisher` of them have none on record.

    `unread` more are cited by way of others alone: they add nothing to what is known, and must not look as if they did.
    """

    documents: int
    publishers: int
    without_publisher: int
    unread: int


def documents_behind(rows: QuerySet, moment: Moment) -> Behind:
    """What the incidents of a selection cite. One query; many incidents of a large record are counted by postings."""
    many = postings.serve(moment) and postings.size(rows) > MANY
    return by_postings(rows) if many else in_sql(rows, moment)


def by_postings(rows: QuerySet) -> Behind:
    """As many queries as postings take, which is few."""
    cited = BitMap(postings.number(ref) for ref in postings.met(rows, DIMENSIONS["source"]))
    sources = postings.at_the_head(ThingIndex, rows.db)
    read = cited - BitMap.union(BitMap(), *sources.of(UNREAD).values())
    publishers = [published for published in sources.of(PUBLISHER).values() if published.intersect(read)]
    unknown = read - BitMap.union(BitMap(), *publishers)
    return Behind(len(read), len(publishers), len(unknown), len(cited) - len(read))


def in_sql(rows: QuerySet, moment: Moment) -> Behind:
    """One query."""
    sources = embedded(ThingIndex.objects.at(moment).filter(kind="source"), "ref", "publisher", "card")
    tables = {
        "cited": Sql(
            f"SELECT DISTINCT unnest(sources) AS ref FROM ({embedded(rows, 'sources').text}) AS r",  # noqa: S608
            embedded(rows, "sources").values,
        ),
        "things": Sql(
            f"SELECT * FROM ({sources.text}) AS s WHERE ref IN (SELECT ref FROM cited)",  # noqa: S608 - our own names
            sources.values,
        ),
    }
    body = Sql(
        "SELECT count(*) FILTER (WHERE read), count(DISTINCT publisher) FILTER (WHERE read),"  # noqa: S608
        " count(*) FILTER (WHERE read AND publisher IS NULL), count(*) FILTER (WHERE NOT read) FROM ("
        f" SELECT nullif(publisher, '') AS publisher, {IS_READ} AS read"
        " FROM cited LEFT JOIN things USING (ref)) AS documents"
    )
    [found] = fetched(tables, body, rows.db)
    return Behind(*found)
