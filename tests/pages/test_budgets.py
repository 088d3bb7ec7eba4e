"""Feeds, files of selections and pages with a query string have budgets; an address alone has none."""

import pytest

pytestmark = pytest.mark.django_db
FEEDS = [
    "/incidents/feed.atom",
    "/statements/feed.json",
    "/corrections/feed.atom",
    "/countries/KAZ/feed.json",
]


@pytest.fixture(autouse=True)
def few(grozin, settings, tmp_path, monkeypatch):
    """One feed, one export and two pages with a query string a minute, and no minute ends in the middle of a test."""
    settings.BUDGETS = {"feeds": 1, "exports": 1, "lists": 1, "pages": 2}
    settings.CACHES = {
        **settings.CACHES,
        "counts": {"BACKEND": "config.counts.CountsCache", "LOCATION": str(tmp_path / "counts")},
    }
    monkeypatch.setattr("record.budgets.time.time", lambda: 60 * 30_000_000 + 15.0)
    monkeypatch.setattr("config.counts.time.time", lambda: 60 * 30_000_000 + 15.0)


@pytest.mark.parametrize("address", FEEDS)
def test_feeds_share_one_budget(reader, address):
    assert reader.get("/incidents/feed.json").status_code == 200
    refused = reader.get(address)
    assert (refused.status_code, refused["Retry-After"]) == (429, "45")
    assert "Wait 45 seconds" in refused.text
    assert "ETag" not in refused and refused["Cache-Control"] == "no-store"


def test_a_feed_reader_that_sends_the_etag_back_costs_nothing(reader):
    first = reader.get("/incidents/feed.atom")
    again = [reader.get("/incidents/feed.atom", headers={"If-None-Match": first["ETag"]}) for _ in range(3)]
    assert [one.status_code for one in again] == [304] * 3


@pytest.mark.parametrize("address", ["/incidents/selection.bib"])
def test_files_of_selections_count_as_exports(reader, address):
    assert [reader.get(address).status_code for _ in range(2)] == [200, 429]
    assert reader.get("/api/v1/incidents/?format=csv").status_code == 429


def test_pages_for_people_are_not_counted(reader):
    assert [reader.get("/incidents/").status_code for _ in range(4)] == [200] * 4


@pytest.mark.parametrize(
    "address",
    [
        "/incidents/?q=Grozin",
        "/incidents/?country=KAZ",
        "/incidents/DI-1/?as_of=entry:9",
        "/countries/KAZ/?as_of=entry:9",
        "/search/?q=Grozin",
    ],
)
def test_filters_searches_and_past_states_share_one_budget(reader, address):
    assert reader.get("/statements/?q=Grozin").status_code == 200
    assert reader.get("/sources/?as_of=entry:9").status_code == 200
    refused = reader.get(address)
    assert (refused.status_code, refused["Retry-After"]) == (429, "45")
    assert "ETag" not in refused and refused["Cache-Control"] == "no-store"
    assert reader.get("/incidents/").status_code == 200


def test_a_search_that_sends_the_etag_back_costs_nothing(reader):
    first = reader.get("/incidents/?q=Grozin")
    again = [reader.get("/incidents/?q=Grozin", headers={"If-None-Match": first["ETag"]}) for _ in range(3)]
    assert [one.status_code for one in again] == [304] * 3
    assert reader.get("/incidents/?q=Russia").status_code == 200
