"""Ways out of a list: files of a selection, feeds, a citation that gives the same rows for ever."""

import re

import pytest

from pages import taken
from tests.make import make_incident, publish

pytestmark = pytest.mark.django_db
FILE = "/incidents/selection.bib"


@pytest.fixture
def two(db):
    publish(make_incident("Uzbekistan protests: 50% & {more}", date="2025-05-02"))
    publish(
        make_incident(
            "Kazakhstan turns back", date="2025-04-09", sides=("KAZ", "RUS"), type_id="P10", level=4
        )
    )


@pytest.mark.parametrize("ending", ["csv", "jsonl", "geojson"])
def test_a_file_of_the_whole_selection_is_the_apis(reader, two, ending):
    text = reader.get("/incidents/?country=KAZ").text
    address = f"/api/v1/incidents/?country=KAZ&format={ending}"
    assert f'href="{address.replace("&", "&amp;")}"' in text
    file = reader.get(address).getvalue().decode()
    assert "DI-2" in file and "DI-1" not in file


def test_bibtex_has_an_entry_for_each_incident_with_its_version(reader, two):
    text = reader.get("/incidents/selection.bib?country=KAZ").text
    assert text.count("@misc{") == 1 and "@misc{demarche-DI-2-1," in text
    assert "title = {{Kazakhstan turns back}}" in text and "/incidents/DI-2@1/}" in text


def test_an_entry_is_that_of_the_incidents_own_file(reader, two):
    own = reader.get("/incidents/DI-2@1/cite.bib").text
    assert "author = {{Demarche}}" in own and own in reader.get(FILE).text


def test_what_tex_would_run_is_escaped(reader, two):
    assert r"{{Uzbekistan protests: 50\% \& \{more\}}}" in reader.get("/incidents/selection.bib").text


def test_a_file_takes_the_filters_and_refuses_what_it_does_not_know(reader, two):
    assert reader.get(f"{FILE}?country=KAZ").status_code == 200
    assert reader.get(f"{FILE}?colour=red").status_code == 400


def test_a_file_answers_304_and_stays_out_of_search(reader, two):
    answer = reader.get(FILE)
    assert answer["X-Robots-Tag"] == "noindex" and "attachment" in answer["Content-Disposition"]
    assert reader.get(FILE, headers={"If-None-Match": answer["ETag"]}).status_code == 304


def test_a_file_costs_the_same_queries_for_any_number(reader, two, django_assert_max_num_queries):
    with django_assert_max_num_queries(6):
        reader.get(FILE)


def test_a_file_has_so_many_at_most_and_the_page_says_so(reader, two, monkeypatch):
    monkeypatch.setattr("pages.taken.MOST", 1)
    monkeypatch.setattr("pages.takeaway.MOST", 1)
    text = reader.get(FILE).text
    assert text.count("@misc") == 1
    assert "\n% The first 1 of 2 incidents. The others are not in this file:" in text
    assert "BibTeX holds the first 1 incidents" in reader.get("/incidents/").text


def test_a_file_that_holds_all_says_nothing_of_others(reader, two):
    assert "%" not in reader.get(FILE).text.replace(r"\%", "")


def test_nothing_selected_is_an_empty_file(reader):
    assert reader.get(FILE).text == ""


def test_feeds_follow_the_filters_and_nothing_else(reader, two):
    text = reader.get("/incidents/?country=KAZ&view=table&ordering=date").text
    assert 'href="/incidents/feed.atom?country=KAZ"' in text
    assert 'href="/incidents/feed.json?country=KAZ"' in text


def test_a_cited_query_gives_the_same_rows_after_more_was_published(reader, two):
    text = reader.get("/incidents/?country=KAZ").text
    [line] = re.findall(r'<code id="cite-query">(.*?)</code>', text)
    assert "Country: Kazakhstan. 1 incident after entry" in line
    address = re.search(r"(/incidents/\?\S+)$", line)[1].replace("&amp;", "&")
    publish(make_incident("Later", sides=("KAZ", "UZB")))
    assert "<b>1</b> of 2 incidents match." in " ".join(reader.get(address).text.split())
    assert taken.MOST == 500
