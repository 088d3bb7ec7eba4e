"""GET /api/v1/actors/ and /api/v1/actors/A-1/"""

import pytest
from django.conf import settings

from actors.models import Actor
from record.models import ThingIndex
from tests.api.conftest import copies, newest
from tests.make import make_actor

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("example")]


def test_actors_come_by_name(door, grozin):
    names = [row["name"] for row in door.json("actors/")["results"]]
    assert names == sorted(names, key=str.casefold) and "Andrei Grozin" in names


def test_a_row_has_what_identifies_an_actor(door, grozin):
    row = door.json("actors/?ref=A-1")["results"][0]
    assert list(row) == [
        "ref", "version", "entry", "url", "name", "kind", "party_code", "countries", "officialness", "part_of",
        "published",
    ]  # fmt: skip
    assert (row["ref"], row["name"], row["kind"]) == ("A-1", "Andrei Grozin", "person")
    assert row["url"] == f"{settings.SITE_URL}/actors/A-1/"


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("kind=person", {"Andrei Grozin"}),
        ("kind=person&kind=think_tank", {"Andrei Grozin", "Institute of CIS Countries"}),
        ("country=KG", {"Kloop"}),
        ("country=cow:365&kind=think_tank", {"Institute of CIS Countries"}),
    ],
)
def test_filters(door, grozin, query, names):
    assert {row["name"] for row in door.json(f"actors/?{query}")["results"]} == names


@pytest.mark.parametrize(
    ("parameter", "value", "allowed"),
    [
        ("kind", "wizard", "person"),
        ("country", "Narnia", "alpha-3"),
        ("ref", "1", "A-12"),
        ("ordering", "-name", "Allowed: name."),
        ("ordering", "-date", "Allowed: name."),
        ("fields", "summary", "party_code"),
    ],
)
def test_a_bad_value_is_named_with_what_is_allowed(door, parameter, value, allowed):
    assert allowed in door.refused(f"actors/?{parameter}={value}", parameter)


@pytest.mark.parametrize("name", ["search", "name", "type", "dyad"])
def test_filters_that_do_not_exist_are_refused(door, name):
    assert f"no parameter {name!r}" in door.refused(f"actors/?{name}=x", name)


def test_pages_count_and_fields_work_as_for_incidents(door, grozin):
    first = door.json("actors/?page_size=2&fields=name,document.names&count=exact")
    assert first["count"] == ThingIndex.objects.filter(kind="actor").count() and first["next"]
    assert list(first["results"][0]) == ["name", "document"]
    assert {name["script"] for name in first["results"][0]["document"]["names"]} == {"Cyrl", "Latn"}


def test_one_actor_is_an_envelope(door, grozin):
    answer = door.json("actors/A-1/")
    assert (answer["ref"], answer["document"]["name"]) == ("A-1", "Andrei Grozin")
    assert answer["document"]["affiliations"][0]["organisation"]["name"] == "Institute of CIS Countries"
    assert door.json("actors/A-1@1/") == answer


@pytest.mark.parametrize("address", ["A-999", "A-1@9", "SR-1", "DI-1", "a-1", "person", "%00"])
def test_what_is_no_public_actor_is_not_found(door, grozin, address):
    assert door.get(f"actors/{address}/").status_code == 404


def test_an_actor_that_nothing_public_names_is_in_no_list(door, grozin):
    before = door.get("actors/").content
    assert make_actor("A ministry in a draft").ref == ""
    Actor.objects.filter(name="Andrei Grozin").update(
        description="something private", case_outcome="convicted"
    )
    assert door.get("actors/").content == before


def test_before_it_was_published_there_was_none(door, grozin):
    first = door.json("actors/A-1/")["entry"]
    assert door.get(f"actors/A-1/?as_of=entry:{first - 1}").status_code == 404
    assert door.refs(f"actors/?as_of=entry:{first}") == ["A-1"]
    assert first < newest()


def test_the_number_of_queries_does_not_grow_with_the_rows(door, grozin, counted_queries):
    door.json("actors/")  # reads the codebook once for the process
    with counted_queries(4):
        door.json("actors/?page_size=1")
    copies(ThingIndex, "A-1", 2000)
    with counted_queries(4):
        assert len(door.json("actors/?page_size=200")["results"]) == 200
