"""What htmx gets of the list: the results and the counts, never an input; what a browser gets is the whole page."""

import html
import json
import re

import pytest

from tests.make import make_incident, publish

pytestmark = pytest.mark.django_db
AS_PART = {"HX-Request": "true"}
RESTORED = {**AS_PART, "HX-History-Restore-Request": "true"}


@pytest.fixture
def two(db):
    publish(make_incident("Uzbekistan protests", date="2025-05-02"))
    publish(
        make_incident(
            "Kazakhstan turns back", date="2025-04-09", sides=("KAZ", "RUS"), type_id="P10", level=4
        )
    )


def test_a_part_has_the_results_and_no_page_round_them(reader, two):
    text = reader.get("/incidents/?country=KAZ", headers=AS_PART).text
    assert "<html" not in text and '<div class="results" id="results"' in text
    assert "Kazakhstan turns back" in text and "Uzbekistan protests" not in text
    assert text.lstrip().startswith("<title>Incidents: Kazakhstan")


def test_a_part_has_the_counts_of_the_rail_and_none_of_its_inputs(reader, two):
    text = reader.get("/incidents/?country=KAZ", headers=AS_PART).text
    counts = json.loads(html.unescape(re.search(r'id="counts" data-counts="([^"]+)"', text)[1]))
    assert counts["type"] == {"P10": 1} and counts["country"] == {"KAZ": 1, "RUS": 2, "UZB": 1}
    assert 'type="checkbox"' not in text and 'type="range"' not in text


def test_everything_that_a_part_moves_has_its_place_in_the_page(reader, two):
    page = reader.get("/incidents/").text
    part = reader.get("/incidents/?country=KAZ&step=3", headers=AS_PART).text
    moved = re.findall(r'id="([^"]+)" hx-swap-oob', part)
    assert len(moved) > 8
    assert [name for name in moved if f'id="{name}"' not in page] == []


def test_the_number_is_said_once(reader, two):
    part = reader.get("/incidents/?country=KAZ", headers=AS_PART).text
    [said] = re.findall(r'<p id="said" hx-swap-oob="innerHTML">(.*?)</p>', part, re.DOTALL)
    assert "<b>1</b> of 2 incidents match." in " ".join(said.split())
    page = reader.get("/incidents/?country=KAZ").text
    assert page.count('role="status"') == 1 and '<p class="vh" id="said" role="status"></p>' in page


def test_going_back_gets_the_whole_page(reader, two):
    text = reader.get("/incidents/?country=KAZ", headers=RESTORED).text
    assert "<html" in text and 'id="filter"' in text


def test_caches_keep_part_and_page_apart(reader, two):
    page, part, restored = (
        reader.get("/incidents/?country=KAZ", headers=headers) for headers in ({}, AS_PART, RESTORED)
    )
    assert len({page["ETag"], part["ETag"], restored["ETag"]}) == 3
    for answer in (page, part, restored):
        assert {"HX-Request", "HX-History-Restore-Request"} <= set(answer["Vary"].split(", "))


def test_a_part_answers_304_until_something_is_published(reader, two):
    tag = reader.get("/incidents/", headers=AS_PART)["ETag"]
    asked = {**AS_PART, "If-None-Match": tag}
    assert reader.get("/incidents/", headers=asked).status_code == 304
    publish(make_incident("One more"))
    assert reader.get("/incidents/", headers=asked).status_code == 200


def test_the_address_that_the_browser_shows_has_no_empty_fields_and_one_order(reader, two):
    answer = reader.get("/incidents/?step=3&from=&to=&country=KAZ&ordering=-date", headers=AS_PART)
    assert answer.status_code == 200 and answer["HX-Push-Url"] == "/incidents/?country=KAZ&step=3"


def test_a_bad_value_is_explained_in_the_part(reader, two):
    answer = reader.get("/incidents/?from=2025-05-02&to=2025-05-01", headers=AS_PART)
    assert answer.status_code == 400 and "<html" not in answer.text
    assert 'role="alert"' in answer.text and "lies before the first" in answer.text
    russian = reader.get("/ru/incidents/?from=2025-05-02&to=2025-05-01", headers=AS_PART)
    assert "Последний день, 2025-05-01, раньше первого" in russian.text


def test_htmx_is_set_for_a_strict_policy(reader, two):
    text = reader.get("/incidents/").text
    for setting in ('"includeIndicatorStyles":false', '"allowEval":false', '"historyCacheSize":0'):
        assert setting in text
    assert not re.search(r"\sstyle=|<style|hx-on|<script>", text)
