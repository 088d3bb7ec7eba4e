"""GET /api/v1/incidents/"""

import pytest
from django.conf import settings

from record.models import IncidentIndex
from tests.api.conftest import copies, newest
from tests.make import make_incident, publish

ROW = [
    "ref", "version", "entry", "url", "title", "summary", "date", "place", "type", "nature", "status", "hostility",
    "certainty", "counted", "themes", "initiators", "targets", "participants", "statement_count", "claim_count",
    "source_count", "published",
]  # fmt: skip
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("example")]


def test_before_the_first_incident_the_list_is_empty(door):
    answer = door.json("incidents/?as_of=entry:1")
    assert answer == {"next": None, "previous": None, "entry": 1, "results": []}


def test_a_row_has_the_fields_of_the_contract_in_their_order(door, grozin):
    row = door.json("incidents/")["results"][0]
    assert list(row) == ROW
    assert row["url"] == f"{settings.SITE_URL}/incidents/DI-1/"
    assert (row["initiators"], row["targets"], row["source_count"]) == (["KAZ"], ["RUS"], 2)


def test_fields_picks_from_row_and_document(door, grozin):
    row = door.json("incidents/?fields=title,ref,document.statements,document.claims")["results"][0]
    assert list(row) == ["ref", "title", "document"]
    assert list(row["document"]) == ["claims", "statements"]
    assert row["document"]["statements"][0]["ref"] == "ST-1"


def test_the_whole_document_can_be_asked_for(door, grozin):
    row = door.json("incidents/?fields=document")["results"][0]
    assert row == {"document": door.json("incidents/DI-1/")["document"]}


def test_omit_drops_from_row_and_document(door, grozin):
    assert list(door.json(f"incidents/?omit={','.join(ROW[2:])}")["results"][0]) == ["ref", "version"]
    row = door.json("incidents/?fields=ref,document&omit=document.narrative")["results"][0]
    assert "narrative" not in row["document"] and "summary" in row["document"]


def test_omitting_everything_is_refused(door):
    assert "left" in door.refused("incidents/?fields=ref&omit=ref", "omit")


def test_an_earlier_moment_shows_the_earlier_version(door, grozin):
    before = newest()
    grozin.title = "Kazakhstan refuses entry to Andrei Grozin"
    grozin.save()
    publish(grozin, "Plainer.")
    now, then = (
        door.json("incidents/"),
        door.json(f"incidents/?as_of=entry:{before}&fields=title,version,document.title"),
    )
    assert (now["entry"], now["results"][0]["version"]) == (newest(), 2)
    assert (then["entry"], then["results"][0]["version"]) == (before, 1)
    assert (
        then["results"][0]["title"] == then["results"][0]["document"]["title"] != now["results"][0]["title"]
    )


def test_drafts_are_in_no_list(door, grozin):
    make_incident("A draft about Kazakhstan", sides=("KAZ", "RUS"))
    assert door.refs("incidents/") == ["DI-1"]
    assert door.json("incidents/?count=exact")["count"] == 1


@pytest.mark.parametrize(
    ("query", "queries"),
    [("", 4), ("?count=exact", 5), ("?fields=ref,document", 5), ("?country=KAZ&ordering=level", 4)],
)
def test_the_number_of_queries_does_not_grow_with_the_rows(door, grozin, query, queries, counted_queries):
    door.json(f"incidents/{query}")  # reads the codebook once for the process
    with counted_queries(queries):
        assert len(door.json(f"incidents/{query}")["results"]) == 1
    copies(IncidentIndex, "DI-1", 2000)
    size = "&page_size=200" if query else "?page_size=200"
    with counted_queries(queries):
        assert len(door.json(f"incidents/{query}{size}")["results"]) == 200
