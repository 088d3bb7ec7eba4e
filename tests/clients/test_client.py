"""clients/python against a real server."""

from datetime import date
from http.client import IncompleteRead

import pytest
from demarche_client import ApiError, Client
from demarche_client.connection import pairs, pause, seconds
from demarche_client.shapes import ActorRow, Change, Envelope, IncidentRow, Series, StatementRow
from django.core.cache import caches

from api.about import openapi
from tests.plain_site import BROKEN_OFF, Said, saying

pytestmark = pytest.mark.django_db


@pytest.fixture
def demarche(site, db):
    return Client(site)


def test_a_list_is_read_to_its_end_page_by_page(demarche):
    refs = [row["ref"] for row in demarche.incidents(page_size=1, ordering="date")]
    assert sorted(refs) == ["DI-1", "DI-2"]


def test_links_are_followed_on_the_host_that_was_given(demarche, settings):
    settings.SITE_URL = "https://elsewhere.example.org"
    assert len(list(demarche.incidents(page_size=1))) == 2


def test_filters_are_those_of_the_api(demarche):
    found = demarche.incidents(country=["UZB", "KAZ"], from_=date(2025, 1, 1), theme="migrants")
    assert [row["ref"] for row in found] == ["DI-2"]


def test_a_misspelt_filter_is_an_error_that_names_the_nearest(demarche):
    with pytest.raises(ApiError, match="Did you mean 'country'") as caught:
        list(demarche.incidents(contry="KAZ"))
    assert caught.value.status == 400 and set(caught.value.errors) == {"contry"}


@pytest.mark.parametrize("ref", ["DI-1", "DI-1@1", "ST-1", "A-1", "SR-1", "EP-1", "LK-1", "CV-1"])
def test_everything_public_is_had_by_its_number(demarche, ref):
    assert demarche.get(ref)["ref"] == ref.partition("@")[0]


def test_what_is_not_public_is_an_error(demarche):
    with pytest.raises(ApiError) as caught:
        demarche.get("DI-99")
    assert caught.value.status == 404


@pytest.mark.parametrize("ref", ["", "KAZ", "DI-0", "DI-1/versions", "XX-1"])
def test_what_is_no_number_is_not_asked(demarche, ref):
    with pytest.raises(ValueError, match="public number"):
        demarche.get(ref)


def test_changes_are_all_entries_behind_a_number(demarche):
    numbers = [entry["number"] for entry in demarche.changes(after=2)]
    assert numbers == list(range(3, numbers[-1] + 1)) and numbers[-1] > 5


def test_every_other_list_can_be_read_too(demarche):
    assert len(list(demarche.rows("countries"))) > 190
    assert [row["ref"] for row in demarche.rows("episodes")] == ["EP-1"]


def test_a_series_has_every_year_of_every_value_if_asked(demarche):
    found = demarche.series(period="year", split="country", zeros=True, counted="all")
    assert {row["value"] for row in found["results"]} >= {"UZB"}


def test_a_spent_budget_is_waited_out_for_as_long_as_the_site_says(site, settings, tmp_path):
    settings.BUDGETS = {"lists": 2}
    settings.CACHES = {
        **settings.CACHES,
        "counts": {"BACKEND": "config.counts.CountsCache", "LOCATION": str(tmp_path / "counts")},
    }
    waits = []

    def sleep(length: float) -> None:
        waits.append(length)
        caches["counts"].clear()  # the minute is over

    patient = Client(site, sleep=sleep)
    assert len([patient.get("A-1") for _ in range(5)]) == 5
    assert len(waits) == 2 and all(0 < wait <= 60 for wait in waits)


def test_patience_ends(site, settings, tmp_path):
    settings.BUDGETS = {"lists": 1}
    settings.CACHES = {
        **settings.CACHES,
        "counts": {"BACKEND": "config.counts.CountsCache", "LOCATION": str(tmp_path / "counts")},
    }
    waits = []
    hasty = Client(site, tries=3, sleep=waits.append)
    hasty.get("A-1")
    with pytest.raises(ApiError) as caught:
        hasty.get("A-1")
    assert caught.value.status == 429 and len(waits) == 2


def test_a_site_that_is_away_is_tried_again():
    waits = []
    with pytest.raises(OSError, match="refused"):
        Client("http://127.0.0.1:9", tries=3, sleep=waits.append).get("A-1")
    assert len(waits) == 2 and waits[0] < waits[1]


def test_an_answer_that_breaks_off_is_asked_for_again():
    waits = []
    with saying(BROKEN_OFF, BROKEN_OFF, Said(b'{"ref": "A-1"}')) as site:
        assert Client(site, tries=3, sleep=waits.append).get("A-1")["ref"] == "A-1"
    assert len(waits) == 2


def test_an_answer_that_always_breaks_off_is_an_error():
    with saying(BROKEN_OFF, BROKEN_OFF) as site, pytest.raises(IncompleteRead):
        Client(site, tries=2, sleep=lambda length: None).get("A-1")


def test_a_refusal_that_breaks_off_keeps_its_status():
    with saying(BROKEN_OFF._replace(status=404)) as site, pytest.raises(ApiError) as caught:
        Client(site, tries=1).get("A-1")
    assert caught.value.status == 404


def test_the_way_to_a_new_number_is_followed_on_the_host_that_was_given():
    elsewhere = {
        "Location": "https://elsewhere.invalid/api/v1/actors/A-2/?as_of=entry:9",
        "Content-Length": "0",
    }
    with saying(Said(status=301, headers=elsewhere), Said(b'{"ref": "A-2"}')) as site:
        assert Client(site, tries=1).get("A-1")["ref"] == "A-2"


def test_an_address_that_is_none_is_refused_at_once():
    with pytest.raises(ValueError, match="is not the address of a site"):
        Client("example.org")


def test_retry_after_may_be_a_time():
    assert seconds("7") == 7.0 and seconds("soon") is None and seconds("") is None
    assert seconds("Wed, 21 Oct 2015 07:28:00 GMT") == 0.0
    assert pause(1, 5.0) == 5.0 and 4 <= pause(3, None) <= 6 and pause(1, 10_000) == 120


def test_parameters_are_written_as_the_api_reads_them():
    given = {"type": ["P10", "V10"], "to_": date(2025, 5, 1), "zeros": True, "as_of": None}
    assert pairs(given) == [("type", "P10"), ("type", "V10"), ("to", "2025-05-01"), ("zeros", "1")]


@pytest.mark.parametrize("nothing", [[], (), [None], "", ["KAZ", ""]])
def test_an_empty_filter_is_refused_before_it_selects_everything(nothing):
    with pytest.raises(ValueError, match="country is empty"):
        pairs({"country": nothing})


@pytest.mark.parametrize(
    ("shape", "component"),
    [
        (IncidentRow, "IncidentRow"),
        (StatementRow, "StatementRow"),
        (ActorRow, "ActorRow"),
        (Envelope, "IncidentEnvelope"),
        (Change, "Change"),
        (Series, "SeriesShape"),
    ],
)
def test_types_have_the_fields_that_the_schema_has(shape, component):
    assert set(shape.__annotations__) == set(openapi()["components"]["schemas"][component]["properties"])
