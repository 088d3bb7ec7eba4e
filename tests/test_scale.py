"""Lists take the same number of queries for one incident and for two thousand."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lib import canonical
from record import ledger
from record.models import Document, Entry, IncidentIndex

LISTS = [
    "/",
    "/incidents/",
    "/incidents/?country=KAZ&ordering=date",
    "/api/v1/incidents/",
    "/api/v1/incidents/?dyad=KAZ-RUS&count=exact&page_size=200",
    "/api/v1/incidents/?fields=ref,document.statements&page_size=200",
    "/api/v1/incidents/?as_of=entry:{entry}",
    "/api/v1/changes/",
    "/api/v1/actors/",
]


def queries(reader, url) -> int:
    with CaptureQueriesContext(
        connection,
    ) as captured:
        response = reader.get(url)
    assert response.status_code == 200
    return len(captured)


def two_thousand(ref: str) -> None:
    """Copies of one published incident, each with an entry and a document of its own, written as the ledger writes."""
    row = IncidentIndex.objects.get(ref=ref)
    document = canonical.loads(Document.objects.get(entry=row.since).text)
    for number in range(2, 2001):
        entry = ledger.append("incident", f"DI-{number}", "published", "Copy.", document)
        row.pk, row.ref, row.number, row.since = None, entry.ref, number, entry.number
        row.save(force_insert=True)


@pytest.mark.slow
@pytest.mark.django_db
def test_lists_take_as_many_queries_for_two_thousand_incidents_as_for_one(reader, grozin):
    asked = [url.format(entry=Entry.objects.count()) for url in LISTS]
    for url in asked:
        reader.get(url)  # what is read once for a process is read now
    few = {url: queries(reader, url) for url in asked}
    two_thousand(grozin.ref)
    assert IncidentIndex.objects.count() == 2000
    many = {url: queries(reader, url) for url in asked}
    assert all(many[url] <= few[url] for url in asked), (
        few,
        many,
    )  # the home page draws bars, which take one less
