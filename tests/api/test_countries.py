"""GET /api/v1/countries/ and /api/v1/countries/KAZ/"""

import pytest

from actors.models import Country
from record.models import Entry
from record.publishing import publish_codebook
from tests.api.conftest import newest

pytestmark = pytest.mark.django_db


def codes(answer: dict) -> list[str]:
    return [row["code"] for row in answer["results"]]


def test_all_states_come_in_one_answer_by_name(door):
    answer = door.json("countries/")
    assert (answer["next"], answer["previous"], answer["entry"]) == (None, None, newest())
    assert {"KAZ", "RUS", "SUN", "YUG"} <= set(codes(answer))
    assert codes(answer)[0] == "AFG"
    assert answer["codebook"]["version"] == 1


def test_a_row_has_codes_and_place_but_not_the_names_in_all_languages(door):
    row = next(row for row in door.json("countries/")["results"] if row["code"] == "KAZ")
    assert (row["alpha2"], row["numeric"], row["cow_code"], row["name"]) == ("KZ", "398", 705, "Kazakhstan")
    assert row["borders"] == ["CHN", "KGZ", "RUS", "TKM", "UZB"]
    assert "names" not in row and "sort_key" not in row


@pytest.mark.parametrize("code", ["KAZ", "kaz", "KZ", "kz", "cow:705", "COW:705"])
def test_one_country_answers_to_any_of_its_codes_under_the_canonical_one(door, code):
    answer = door.json(f"countries/{code}/")
    assert answer["code"] == "KAZ"
    assert {"language": "ru", "name": "Казахстан", "variant": None} in answer["names"]


@pytest.mark.parametrize("code", ["XXX", "K", "cow:9999", "cow:", "705", "Kazakhstan", "%00", "KAZ@1"])
def test_what_is_no_code_is_not_found(door, code):
    assert door.get(f"countries/{code}/").status_code == 404


def test_an_ended_state_says_until_when_and_what_followed(door):
    answer = door.json("countries/SUN/")
    assert answer["valid_to"] and "RUS" in answer["successors"]


def test_region_and_independence_filter(door):
    asia = codes(door.json("countries/?region=Asia&independent=true"))
    assert "KAZ" in asia and "HKG" not in asia and "DEU" not in asia
    both = codes(door.json("countries/?region=Asia&region=Europe&independent=false"))
    assert {"HKG", "ALA"} <= set(both) and "KAZ" not in both


@pytest.mark.parametrize(
    ("parameter", "value", "allowed"),
    [
        ("region", "Mars", "Africa, Americas, Asia"),
        ("region", "%00", "Asia"),
        ("independent", "yes", "true, false"),
    ],
)
def test_a_bad_value_is_named_with_what_is_allowed(door, parameter, value, allowed):
    assert allowed in door.refused(f"countries/?{parameter}={value}", parameter)


@pytest.mark.parametrize("name", ["page_size", "cursor", "q", "fields"])
def test_other_parameters_are_refused(door, name):
    assert "region" in door.refused(f"countries/?{name}=1", name)


def test_a_correction_shows_from_its_entry_on(door):
    before = newest()
    Country.objects.filter(code="KAZ").update(status_note="Corrected.")
    assert door.json("countries/KAZ/")["status_note"] is None
    publish_codebook(user=None, reason="A note.")
    now, then = door.json("countries/KAZ/"), door.json(f"countries/KAZ/?as_of=entry:{before}")
    assert (now["status_note"], now["codebook"]) == ("Corrected.", {"version": 2, "entry": newest()})
    assert (then["status_note"], then["codebook"]["version"]) == (None, 1)


@pytest.mark.parametrize("path", ["countries/", "countries/KAZ/"])
def test_the_number_of_queries_is_constant(door, path, counted_queries):
    assert Entry.objects.filter(kind="codebook").exists()
    door.json(path)  # reads the codebook once for the process
    with counted_queries(3):
        door.json(path)
