"""Budgets of the API: what counts as what, and what a client is told who has spent one."""

import pytest
from django.http import QueryDict

from record.lists import Cursor, selection_of
from tests.api.conftest import newest

pytestmark = pytest.mark.django_db


@pytest.fixture
def few(example, settings, tmp_path):
    """Three lists, one export and one past state a minute."""
    settings.BUDGETS = {"lists": 3, "exports": 1, "past": 1}
    settings.CACHES = {
        **settings.CACHES,
        "counts": {"BACKEND": "config.counts.CountsCache", "LOCATION": str(tmp_path / "counts")},
    }


@pytest.fixture(autouse=True)
def one_minute(monkeypatch):
    """No minute ends in the middle of a test."""
    monkeypatch.setattr("record.budgets.time.time", lambda: 60 * 30_000_000 + 15.0)
    monkeypatch.setattr("config.counts.time.time", lambda: 60 * 30_000_000 + 15.0)


def cursor(entry: int) -> str:
    """As somebody makes one up who wants a state of the record without as_of."""
    return Cursor(entry, "-date", "2100-01-01", 0, False, selection_of(QueryDict())).text()


def statuses(door, *paths: str) -> list[int]:
    return [door.get(path).status_code for path in paths]


def test_a_spent_budget_is_a_problem_that_says_how_long_to_wait(few, door):
    assert statuses(door, *["incidents/"] * 3) == [200] * 3
    answer = door.get("actors/")
    assert (answer.status_code, answer["Content-Type"]) == (429, "application/problem+json")
    assert answer["Retry-After"] == "45" and "more than 3 requests" in answer.json()["detail"]
    assert answer["Access-Control-Allow-Origin"] == "*"


def test_a_refusal_has_no_etag_and_is_never_kept(few, door):
    statuses(door, *["incidents/"] * 3)
    answer = door.get("incidents/")
    assert "ETag" not in answer and answer["Cache-Control"] == "no-store"


def test_what_is_not_modified_costs_nothing(few, door):
    first = door.get("incidents/")
    again = [door.get("incidents/", if_none_match=first["ETag"]).status_code for _ in range(5)]
    assert again == [304] * 5 and door.get("incidents/").status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        "incidents/?format=csv",
        "incidents/?format=jsonl&sums=1",
        "statements/?format=csv",
        "series/?period=year&format=csv",
    ],
)
def test_whole_files_have_a_budget_of_their_own(few, door, path):
    assert statuses(door, path, path, "incidents/") == [200, 429, 200]


def test_a_file_that_accept_asks_for_is_an_export_too(few, door):
    assert [door.get("incidents/", accept="text/csv").status_code for _ in range(2)] == [200, 429]


def test_past_states_have_a_budget_of_their_own(few, door):
    path = "incidents/?as_of=entry:5"
    assert statuses(door, path, path, "incidents/") == [200, 429, 200]
    assert "as_of" in door.get(path).json()["detail"]


def test_a_cursor_of_a_past_state_counts_as_one(few, door):
    past = f"incidents/?cursor={cursor(5)}"
    assert door.get(past).status_code == 200
    refused = door.get(past)
    assert refused.status_code == 429 and "past states" in refused.json()["detail"]
    assert door.get("incidents/").status_code == 200


def test_a_cursor_of_now_is_a_list(few, door):
    assert statuses(door, *[f"incidents/?cursor={cursor(newest())}"] * 3) == [200] * 3


def test_a_file_of_a_past_state_counts_as_both(few, door):
    assert statuses(door, "incidents/?format=csv&as_of=entry:5", "incidents/?as_of=entry:5") == [200, 429]


def test_asking_what_an_address_takes_is_free(few, door):
    assert [door.client.options("/api/v1/incidents/").status_code for _ in range(5)] == [200] * 5


def test_a_parameter_can_be_repeated_fifty_times(door):
    assert "At most 50" in door.refused("facets/?" + "&".join(["facet=type"] * 51), "facet")
    assert "At most 50" in door.refused("incidents/?" + "&".join(["ref=DI-1"] * 51), "ref")


def test_fields_name_each_field_once_at_most(door):
    assert "each once" in door.refused("incidents/?fields=" + ",".join(["ref"] * 100), "fields")


def test_the_nearest_name_is_told_to_whoever_misspells_one(door):
    assert "Did you mean 'country'?" in door.refused("incidents/?contry=KAZ", "contry")
    assert "Did you mean 'page_size'?" in door.refused("actors/?pagesize=3", "pagesize")
    assert "Did you mean" not in door.refused("incidents/?hostility=3", "hostility")
