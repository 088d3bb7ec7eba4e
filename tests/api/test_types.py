"""GET /api/v1/types/ and /api/v1/types/P10/"""

import pytest

from codebook.models import IncidentType
from record.publishing import publish_codebook
from tests.api.conftest import newest

pytestmark = pytest.mark.django_db


def codes(answer: dict) -> list[str]:
    return [row["code"] for row in answer["results"]]


def test_all_types_come_in_one_answer_by_code(door):
    answer = door.json("types/")
    assert codes(answer) == sorted(codes(answer)) and {"D10", "P10", "X99"} <= set(codes(answer))
    assert (answer["next"], answer["codebook"]["version"]) == (None, 1)


def test_a_type_has_definition_levels_and_crosswalks(door):
    answer = door.json("types/P10/")
    assert answer["label"] == "Refusal of entry to a person" and answer["definition"]
    assert answer["level"] == {"default": 4, "min": 3, "max": 4}
    assert answer["weight"] == "-4" and "120" in answer["crosswalk"]["cameo"]


def test_a_code_may_be_written_small(door):
    assert door.json("types/p10/") == door.json("types/P10/")


@pytest.mark.parametrize("code", ["P99", "P", "entry-denial", "%00", "migrants"])
def test_what_is_no_type_is_not_found(door, code):
    assert door.get(f"types/{code}/").status_code == 404


def test_groups_filter_by_name_or_letter(door):
    verbal = codes(door.json("types/?group=Verbal"))
    assert verbal and all(code.startswith("V") for code in verbal)
    assert codes(door.json("types/?group=V")) == verbal
    assert codes(door.json("types/?group=V&group=X")) == [*verbal, "X99"]


@pytest.mark.parametrize("value", ["Z", "verbal violence", "%00"])
def test_an_unknown_group_is_refused(door, value):
    assert "Verbal" in door.refused(f"types/?group={value}", "group")


@pytest.mark.parametrize("name", ["page_size", "type_group", "q"])
def test_other_parameters_are_refused(door, name):
    assert "group" in door.refused(f"types/?{name}=1", name)


def test_a_new_definition_shows_when_the_codebook_is_published(door):
    before = newest()
    IncidentType.objects.filter(code="P10").update(definition="Redefined.")
    assert door.json("types/P10/")["definition"] != "Redefined."
    publish_codebook(user=None, reason="Clearer.")
    assert door.json("types/P10/")["definition"] == "Redefined."
    assert door.json(f"types/P10/?as_of=entry:{before}")["definition"] != "Redefined."


@pytest.mark.parametrize("path", ["types/", "types/P10/"])
def test_the_number_of_queries_is_constant(door, path, counted_queries):
    door.json(path)  # reads the codebook once for the process
    with counted_queries(3):
        door.json(path)
