"""How much stands behind a selection: how many documents, by how many publishers."""

from django.db.models import QuerySet

from record.dimensions import Sql, embedded, fetched
from record.models import ThingIndex
from record.moments import Moment


def documents_behind(rows: QuerySet, moment: Moment) -> tuple[int, int]:
    """(documents, publishers) that the incidents of a selection cite; a document without a known publisher has none. One query."""
    tables = {
        "cited": Sql(
            f"SELECT DISTINCT unnest(sources) AS ref FROM ({embedded(rows, 'sources').text}) AS r",  # noqa: S608
            embedded(rows, "sources").values,
        ),
        "things": embedded(ThingIndex.objects.at(moment).filter(kind="source"), "ref", "publisher"),
    }
    body = Sql(
        "SELECT count(*), count(DISTINCT nullif(publisher, '')) FROM cited LEFT JOIN things USING (ref)"
    )
    [(documents, publishers)] = fetched(tables, body, rows.db)
    return documents, publishers
