"""GET /api/v1/groupings/, themes/ and scales/, and one of each."""

import pytest

from codebook.models import Theme
from record.publishing import publish_codebook
from tests.api.conftest import newest

pytestmark = pytest.mark.django_db


def codes(answer: dict) -> list[str]:
    return [row["code"] for row in answer["results"]]


@pytest.mark.parametrize("path", ["groupings/", "themes/", "scales/"])
def test_all_come_in_one_answer_by_code(door, path):
    answer = door.json(path)
    assert len(answer["results"]) > 5 and codes(answer) == sorted(codes(answer))
    assert (answer["next"], answer["codebook"]["version"]) == (None, 1)


def test_a_grouping_has_its_members_with_their_time(door):
    answer = door.json("groupings/eu/")
    joined = {row["country"]: row for row in answer["members"]}
    assert answer["name"] == "European Union" and joined["GBR"]["end"] and not joined["FRA"]["end"]


def test_groupings_are_found_by_who_is_or_was_a_member_on_a_day(door):
    ever = codes(door.json("groupings/?country=GBR"))
    assert "EU" in ever
    assert "EU" in codes(door.json("groupings/?country=GB&on=2015-01-01"))
    assert "EU" not in codes(door.json("groupings/?country=GB&on=2022-01-01"))
    assert set(ever) < set(codes(door.json("groupings/?country=GBR&country=KAZ")))


@pytest.mark.parametrize(
    ("query", "parameter", "sentence"),
    [
        ("country=Narnia", "country", "alpha-3"),
        ("on=2015-01-01", "on", "give country"),
        ("country=KAZ&on=May", "on", "2025-06-30"),
        ("kind=club", "kind", "codebook"),
        ("q=x", "q", "no parameter"),
    ],
)
def test_a_bad_value_is_named_with_what_is_allowed(door, query, parameter, sentence):
    assert sentence in door.refused(f"groupings/?{query}", parameter)


def test_a_theme_has_its_definition(door):
    assert door.json("themes/migrants/")["definition"]
    assert set(door.json("themes/migrants/")) == {"code", "label", "label_ru", "definition", "codebook"}


def test_a_theme_that_nothing_public_has_is_not_there(door):
    Theme.objects.create(code="of-a-draft", label="Of a draft", definition="Unseen.")
    assert "of-a-draft" not in codes(door.json("themes/"))
    assert door.get("themes/of-a-draft/").status_code == 404


def test_a_scale_has_its_words_in_their_order(door):
    answer = door.json("scales/certainty/")
    assert [row[answer["key"]] for row in answer["entries"]][:2] == ["confirmed", "reported"]
    assert answer["label"] and all(row["label"] for row in answer["entries"])


def test_an_earlier_codebook_stays(door):
    before = newest()
    Theme.objects.filter(code="migrants").update(definition="Said anew.")
    publish_codebook(user=None, reason="Plainer.")
    assert door.json("themes/migrants/")["definition"] == "Said anew."
    assert door.json(f"themes/migrants/?as_of=entry:{before}")["definition"] != "Said anew."


@pytest.mark.parametrize("path", ["groupings/", "groupings/EU/", "themes/", "scales/", "scales/certainty/"])
def test_the_number_of_queries_is_constant(door, path, counted_queries):
    door.json(path)  # reads the codebook once for the process
    with counted_queries(3):
        door.json(path)
