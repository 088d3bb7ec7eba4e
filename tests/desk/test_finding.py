"""Finding people by any name, script and transliteration; what is only alike is marked and comes last."""

import pytest

from actors.models import ActorName, Affiliation
from tests.make import make_actor, make_incident

pytestmark = pytest.mark.django_db


@pytest.fixture
def lavrov(db):
    person = make_actor("Sergey Lavrov", "person", "RUS")
    ActorName.objects.create(actor=person, name="Сергей Лавров", language="ru")
    ministry = make_actor("Ministry of Foreign Affairs of Russia", "ministry", "RUS")
    held = {"start": "2004-03-09", "start_earliest": "2004-03-09", "start_latest": "2004-03-09"}
    Affiliation.objects.create(actor=person, organisation=ministry, role="Foreign Minister", **held)
    return person


def find(client, term: str, **more) -> list[str]:
    asked = {"app_label": "incidents", "model_name": "statement", "field_name": "speaker", "term": term}
    answer = client.get("/desk/autocomplete/", asked | more)
    assert answer.status_code == 200
    return [row["text"] for row in answer.json()["results"]]


LINE = "Sergey Lavrov · Foreign Minister, Ministry of Foreign Affairs of Russia · Russia"


@pytest.mark.parametrize("term", ["Lavrov", "lavrov", "Лавров", "лавров", "Sergey Lavrov"])
def test_a_known_name_finds_with_office_and_country(analyst, lavrov, term):
    assert find(analyst, term) == [LINE]


@pytest.mark.parametrize("term", ["Lawrow", "Lavroff", "Лаврова", "Sergei Lavrov", "Łavrov"])
def test_what_is_only_alike_is_suggested_and_marked(analyst, lavrov, term):
    assert find(analyst, term) == [f"Similar: {LINE}"]


def test_suggestions_stand_below_the_hits(analyst, lavrov):
    make_actor("Pyotr Lawrow", "person", None)
    assert find(analyst, "Lawrow") == ["Pyotr Lawrow", f"Similar: {LINE}"]


@pytest.mark.parametrize("term", ["", "La", "Smith", "Turkmen"])
def test_what_is_not_alike_is_not_suggested(analyst, lavrov, term):
    assert [text for text in find(analyst, term) if text.startswith("Similar")] == []


def test_a_merged_actor_is_not_suggested(analyst, lavrov):
    make_actor("Sergej Lawrow", "person", None, merged_into=lavrov)
    assert find(analyst, "Lawrow") == [f"Similar: {LINE}"]


def test_a_pick_list_costs_the_same_for_one_and_for_many(analyst, lavrov, django_assert_max_num_queries):
    for number in range(12):
        make_actor(f"Lavrov {number}", "person", "RUS")
    with django_assert_max_num_queries(14):
        assert len(find(analyst, "Lavrov")) == 13


def office(client, actor, **asked):
    return client.get(f"/desk/actors/actor/{actor.pk}/office/", asked)


@pytest.mark.parametrize(
    ("asked", "offices"),
    [
        ({"date": "2025-05-02"}, ["Foreign Minister, Ministry of Foreign Affairs of Russia"]),
        ({"date": "2003"}, []),
        ({"date": "not a date"}, ["Foreign Minister, Ministry of Foreign Affairs of Russia"]),
        ({"incident": "x"}, ["Foreign Minister, Ministry of Foreign Affairs of Russia"]),
    ],
)
def test_the_office_on_a_day_is_told(analyst, lavrov, asked, offices):
    assert [one["text"] for one in office(analyst, lavrov, **asked).json()["offices"]] == offices


def test_without_a_date_of_its_own_a_statement_has_that_of_its_incident(analyst, lavrov):
    answer = office(analyst, lavrov, incident=make_incident(date="2003-05-02").pk).json()
    assert (answer["offices"], answer["day"], answer["of"]) == ([], "2003-05-02", "the date of the incident")


def test_a_stranger_learns_nothing(stranger, sign_in, lavrov):
    assert "/desk/login/" in office(stranger, lavrov)["Location"]
    assert office(sign_in("", "outsider"), lavrov).status_code == 403


def test_an_actor_that_does_not_exist_is_not_found(analyst):
    assert analyst.get("/desk/actors/actor/999999/office/").status_code == 404


@pytest.mark.parametrize(
    ("term", "first"), [("Russia", "Russia"), ("ru", "Russia"), ("KAZ", "Kazakhstan"), ("Guinea", "Guinea")]
)
def test_the_state_that_was_meant_comes_first(analyst, term, first):
    asked = {"app_label": "incidents", "model_name": "incident", "field_name": "place_country", "term": term}
    answer = analyst.get("/desk/autocomplete/", asked)
    assert answer.json()["results"][0]["text"] == first
