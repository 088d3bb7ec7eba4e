"""format=geojson: incidents as the features of a map, as RFC 7946 has them."""

import hashlib
import json

import pytest

from record.exports.objects import PROPERTIES
from tests.api.conftest import make_three
from tests.make import make_incident, publish
from tests.once import undone_after

pytestmark = pytest.mark.django_db
PLACE = {"latitude": "41.3", "longitude": "-69.24", "place_country_id": "UZB", "place_names": ["Tashkent"]}


@pytest.fixture(scope="module", autouse=True)
def world(django_db_setup, django_db_blocker):
    """DI-1 to DI-3 without a place; DI-4 with one that two states claim."""
    with undone_after(django_db_blocker):
        make_three()
        incident = make_incident("Shots at a post", date="2025-07-01", place_precision="city", **PLACE)
        incident.claimed_by.set(["UZB", "KAZ"])
        publish(incident)
        yield


def collection(door, query: str = "") -> dict:
    answer = door.get(f"incidents/?format=geojson{query}")
    assert answer.status_code == 200, answer.content
    assert answer["Content-Type"] == "application/geo+json"
    return json.loads(answer.getvalue())


def test_it_is_one_collection_of_the_whole_selection_in_the_order_of_the_list(door):
    found = collection(door)
    assert set(found) == {"type", "features"} and found["type"] == "FeatureCollection"
    assert {frozenset(one) for one in found["features"]} == {
        frozenset(("type", "id", "geometry", "properties"))
    }
    assert [one["id"] for one in found["features"]] == door.refs("incidents/")


def test_coordinates_are_those_of_the_record_with_longitude_first(door):
    (feature,) = collection(door, "&ref=DI-4")["features"]
    assert feature["geometry"] == {"type": "Point", "coordinates": [-69.24, 41.3]}
    assert b'"coordinates" : [-69.24, 41.3]' in door.get("incidents/?format=geojson&ref=DI-4").getvalue()


def test_without_coordinates_there_is_no_geometry(door):
    assert [one["geometry"] for one in collection(door, "&ref=DI-1")["features"]] == [None]


def test_properties_say_how_precise_the_place_is_and_who_claims_it(door):
    (feature,) = collection(door, "&ref=DI-4")["features"]
    found = feature["properties"]
    assert list(found) == list(PROPERTIES)
    assert (found["place_precision"], found["claimed_by"]) == ("city", ["KAZ", "UZB"])
    assert (found["place_names"], found["place_country"]) == (["Tashkent"], "UZB")


def test_lists_are_lists_and_numbers_numbers(door):
    (feature,) = collection(door, "&ref=DI-4")["features"]
    found = feature["properties"]
    assert (found["initiators"], found["initiators_cow"], found["level"]) == (["UZB"], ["704"], 3)
    assert (found["counted"], found["themes"]) == (True, [])


def test_certainty_stands_before_hostility():
    names = list(PROPERTIES)
    assert all(
        names.index(name) < names.index("level") for name in ("certainty", "counted", "denied_by", "through")
    )


def test_nothing_selected_is_a_collection_without_features(door):
    assert collection(door, "&ref=DI-99") == {"type": "FeatureCollection", "features": []}


def test_accept_asks_for_it_too(door):
    answer = door.get("incidents/", accept="application/geo+json")
    assert json.loads(answer.getvalue()) == collection(door)


def test_it_has_a_name_and_sums(door):
    answer = door.get("incidents/?format=geojson&country=KAZ")
    assert '"demarche-incidents_country-KAZ_entry-' in answer["Content-Disposition"]
    assert answer["Content-Disposition"].endswith('.geojson"')
    sums = door.json("incidents/?format=geojson&country=KAZ&sums=1")
    assert (sums["rows"], sums["sha256"]) == (1, hashlib.sha256(answer.getvalue()).hexdigest())


def test_columns_are_its_own(door):
    assert "format=jsonl takes fields" in door.refused("incidents/?format=geojson&fields=ref", "fields")


def test_statements_have_no_map(door):
    assert "Allowed: json, csv, jsonl." in door.refused("statements/?format=geojson", "format")
