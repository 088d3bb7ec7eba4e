"""Order, pages, cursors and counts of GET /api/v1/incidents/"""

from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.http import QueryDict

from record import lists
from tests.api.conftest import make_three, newest, undone_after
from tests.make import make_incident, publish

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module", autouse=True)
def world(django_db_setup, django_db_blocker):
    with undone_after(django_db_blocker):
        make_three()
        yield


def beside(address: str) -> str:
    """The path and query of a link, below /api/v1/."""
    parts = urlsplit(address)
    assert address.startswith(f"{settings.SITE_URL}/api/v1/")
    return f"{parts.path.removeprefix('/api/v1/')}?{parts.query}"


def walk(door, path: str, direction: str = "next") -> list[list[str]]:
    pages = []
    while path:
        answer = door.json(path)
        pages.append([row["ref"] for row in answer["results"]])
        path = answer[direction] and beside(answer[direction])
    return pages


def test_the_newest_come_first(door):
    assert door.refs("incidents/") == ["DI-3", "DI-1", "DI-2"]


@pytest.mark.parametrize(
    ("ordering", "refs"),
    [
        ("date", ["DI-2", "DI-1", "DI-3"]),
        ("-date", ["DI-3", "DI-1", "DI-2"]),
        ("-published", ["DI-3", "DI-2", "DI-1"]),
        ("level", ["DI-3", "DI-1", "DI-2"]),
        ("-level", ["DI-2", "DI-1", "DI-3"]),
        ("", ["DI-3", "DI-1", "DI-2"]),
    ],
)
def test_orderings(door, ordering, refs):
    assert door.refs(f"incidents/?ordering={ordering}") == refs
    assert walk(door, f"incidents/?ordering={ordering}&page_size=1") == [[ref] for ref in refs]


@pytest.mark.parametrize("ordering", ["name", "title", "published"])
def test_an_ordering_that_is_not_offered_is_refused(door, ordering):
    sentence = door.refused(f"incidents/?ordering={ordering}", "ordering")
    assert "-date, date, -published, -level, level" in sentence


def test_pages_walk_to_the_end_and_back(door):
    assert walk(door, "incidents/?page_size=2") == [["DI-3", "DI-1"], ["DI-2"]]
    last = beside(door.json("incidents/?page_size=2")["next"])
    assert walk(door, last, "previous") == [["DI-2"], ["DI-3", "DI-1"]]


def test_links_keep_the_parameters_and_stand_on_the_sites_own_address(door, settings):
    settings.SITE_URL = "https://demarche.example"
    link = door.json("incidents/?country=RUS&country=KAZ&page_size=1&count=exact")["next"]
    assert link.startswith("https://demarche.example/api/v1/incidents/?country=RUS&country=KAZ&page_size=1&")


def test_a_walk_sees_one_state_while_others_publish(door):
    first = door.json("incidents/?page_size=1")
    publish(make_incident("Later and older", date="2025-01-01"))
    second = door.json(beside(first["next"]))
    assert second["entry"] == first["entry"] < newest()
    assert walk(door, beside(first["next"])) == [["DI-1"], ["DI-2"]]


@pytest.mark.parametrize("cursor", ["x", "%00", "é", "W10", "eyJhIjoxfQ", "W1tdLFtdLDEsMSwxLDFd", "W" * 3000])
def test_a_damaged_cursor_is_refused(door, cursor):
    assert "Start again" in door.refused(f"incidents/?cursor={cursor}", "cursor")


@pytest.mark.parametrize(
    "changed",
    [
        {"entry": 10**12},
        {"entry": True},
        {"number": "1"},
        {"value": "not a day"},
        {"value": "\0"},
        {"ordering": ["-date"]},
        {"backwards": None},
        {"selection": "other"},
    ],
)
def test_a_forged_cursor_is_refused(door, changed):
    link = door.json("incidents/?page_size=1")["next"].partition("cursor=")[2]
    sound = lists.Cursor.read(link, lists.selection_of(QueryDict("page_size=1")))
    forged = lists.Cursor(**{**vars(sound), **changed})
    assert door.refused(f"incidents/?page_size=1&cursor={forged.text()}", "cursor")


def test_a_cursor_of_another_selection_is_refused(door):
    cursor = door.json("incidents/?page_size=1")["next"].partition("cursor=")[2]
    assert "another selection" in door.refused(f"incidents/?country=KAZ&cursor={cursor}", "cursor")


def test_counts_are_given_on_request(door):
    assert "count" not in door.json("incidents/")
    assert door.json("incidents/?count=exact&page_size=1")["count"] == 3
    capped = door.json("incidents/?count=capped&country=KAZ")
    assert (capped["count"], capped["count_capped"]) == (1, False)


def test_a_capped_count_stops_and_says_so(door, monkeypatch):
    monkeypatch.setattr(lists, "CAP", 2)
    capped = door.json("incidents/?count=capped")
    assert (capped["count"], capped["count_capped"]) == (2, True)
