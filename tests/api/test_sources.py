"""GET /api/v1/sources/ and /api/v1/sources/SR-1/"""

import pytest
from django.conf import settings

from incidents.models import Citation, Incident
from record.models import ThingIndex
from record.withdrawing import retract
from tests.api.conftest import copies, newest
from tests.make import checked, make_actor, make_incident, make_source, make_statement, publish
from tests.once import remembered

pytestmark = pytest.mark.django_db


@pytest.fixture
@remembered
def reports(db):
    """SR-1 of May, cited by DI-1 and DI-3; SR-2, undated, cited by DI-2."""
    publisher = make_actor("Gazeta", "media", "UZB")
    first = make_source(
        "Border closed overnight",
        publisher=publisher,
        authors="A. Writer; B. Writer",
        published="2025-05-03",
        url="https://gazeta.example/1",
    )
    second = make_source("Communiqué on migrants", kind="ngo_report")
    for title, source in (("First", first), ("Second", second), ("Third", first)):
        publish(make_incident(title, source=source))
    return first, second


def test_rows_tell_the_source_from_its_place_in_the_record(door, reports):
    row = door.json("sources/?ref=SR-1")["results"][0]
    assert list(row)[:5] == ["ref", "version", "entry", "url", "title"]
    assert row["url"] == f"{settings.SITE_URL}/sources/SR-1/"
    assert (row["original_url"], row["original_date"]["edtf"]) == ("https://gazeta.example/1", "2025-05-03")
    assert row["publisher"]["name"] == "Gazeta" and row["authors"] == ["A. Writer", "B. Writer"]
    assert row["published"] > "2026"


@pytest.mark.parametrize(
    ("query", "refs"),
    [
        ("", ["SR-1", "SR-2"]),
        ("ordering=name", ["SR-1", "SR-2"]),
        ("kind=ngo_report", ["SR-2"]),
        ("publisher=A-1", ["SR-1"]),
        ("incident=DI-2", ["SR-2"]),
        ("incident=DI-1&incident=DI-2", ["SR-1", "SR-2"]),
        ("incident=DI-9", []),
        ("q=communiques", ["SR-2"]),
        ("q=gazeta", ["SR-1"]),
        ("q=writer+-border", []),
        ("from=2025-05-01&to=2025-05-31", ["SR-1"]),
        ("from=2025-06-01", []),
    ],
)
def test_filters(door, reports, query, refs):
    assert door.refs(f"sources/?{query}") == refs


@pytest.mark.parametrize(
    ("parameter", "value", "allowed"),
    [
        ("kind", "person", "newspaper"),
        ("publisher", "Gazeta", "A-12"),
        ("q", "%21%21", "no word"),
        ("q", "the", "no word"),
        ("ordering", "date", "-date, name"),
        ("theme", "migrants", "no parameter"),
        ("from", "May", "2025-06-30"),
    ],
)
def test_a_bad_value_is_named_with_what_is_allowed(door, parameter, value, allowed):
    assert allowed in door.refused(f"sources/?{parameter}={value}", parameter)


def test_beside_one_source_stands_what_rests_on_it(door, reports):
    answer = door.json("sources/SR-1/")
    assert answer["document"]["title"] == "Border closed overnight"
    assert answer["counts"] == {"incidents": 2, "statements": 0}
    assert [row["ref"] for row in answer["incidents"]] == ["DI-3", "DI-1"]
    assert answer["labels"]["scales"]["source_kinds"]["newspaper"]


def test_statements_that_are_known_by_it_are_counted(door, reports):
    incident = Incident.objects.get(ref="DI-2")
    checked(Citation(statement=make_statement(incident), source=reports[0]))
    publish(incident, "Somebody spoke.")
    assert door.json("sources/SR-1/")["counts"] == {"incidents": 3, "statements": 1}


def test_what_is_retracted_rests_on_nothing(door, reports):
    before = newest()
    incident = Incident.objects.get(ref="DI-1")
    retract("incident", incident, user=None, revision=incident.revision, reason="In error.")
    assert door.json("sources/SR-1/")["counts"]["incidents"] == 1
    assert door.json(f"sources/SR-1/?as_of=entry:{before}")["counts"]["incidents"] == 2


def test_the_number_of_queries_does_not_grow_with_the_rows(door, reports, counted_queries):
    door.json("sources/")  # reads the codebook once for the process
    with counted_queries(4):
        door.json("sources/?page_size=1")
    copies(ThingIndex, "SR-1", 300)
    with counted_queries(4):
        assert len(door.json("sources/?page_size=200")["results"]) == 200
    with counted_queries(9):
        door.json("sources/SR-1/")
