"""GET incidents/?format=csv: a whole selection as one file, whose end cannot go missing unnoticed."""

import csv
import hashlib
import io
import re

import pytest
from django.conf import settings as site

from api import files
from config.postgres import PROJECT
from record import exports, ledger
from record.models import IncidentIndex
from tests.api.conftest import copies, make_three
from tests.make import make_incident, publish

LIST = "incidents/?format=csv"


def body(answer) -> bytes:
    assert answer.status_code == 200, answer.content
    return answer.getvalue()


def rows(file: bytes) -> list[dict]:
    return list(csv.DictReader(io.StringIO(file.decode(), newline="")))


def refs(answer) -> list[str]:
    return [row["ref"] for row in rows(body(answer))]


# --- what is in it ------------------------------------------------------------------------------------------------


def test_it_has_the_rows_of_the_list_in_its_order(door):
    make_three()
    assert refs(door.get(LIST)) == door.refs("incidents/") == ["DI-3", "DI-1", "DI-2"]


def test_it_is_the_whole_selection_where_the_list_has_pages(door):
    publish(make_incident())
    copies(IncidentIndex, "DI-1", 250)
    assert len(refs(door.get(LIST))) == 251


def test_a_cell_says_what_the_list_says(door):
    make_three()
    (cells,), (row,) = rows(body(door.get(f"{LIST}&ref=DI-3"))), door.json("incidents/?ref=DI-3")["results"]
    for name in ("ref", "version", "entry", "url", "title", "type", "certainty", "status", "nature"):
        assert cells[name] == str(row[name])
    assert (cells["date"], cells["earliest"]) == (row["date"]["edtf"], row["date"]["earliest"])
    assert (cells["level"], cells["step"]) == (str(row["hostility"]["level"]), row["hostility"]["step"])
    assert (cells["initiators"], cells["targets"]) == ("RUS", "KGZ")
    assert (cells["initiators_cow"], cells["targets_cow"]) == ("365", "703")
    assert cells["published_at"] == row["published"]
    for name in ("statement_count", "claim_count", "source_count"):
        assert cells[name] == str(row[name])


def test_filters_select_as_in_the_list(door):
    make_three()
    for query in ("country=KZ", "type_group=P", "from=2025-05-01", "has=claims", "q=Protest", "q=nothing"):
        assert refs(door.get(f"{LIST}&{query}")) == door.refs(f"incidents/?{query}")


def test_the_past_is_the_same_file_for_ever(door):
    make_three()
    file = body(door.get(LIST))
    entry = ledger.moment().entry
    publish(make_incident("Later"))
    assert body(door.get(f"{LIST}&as_of=entry:{entry}")) == file != body(door.get(LIST))


@pytest.mark.parametrize(
    ("accept", "given"),
    [
        ("application/json;q=0.5,text/csv", "text/csv"),
        ("application/json,text/csv;q=0.5", "application/json"),
        ("*/*;q=0.1,text/csv;q=0.2", "text/csv"),
        ("text/*", "text/csv"),
        ("application/json;q=0,*/*", "text/csv"),
        ("application/geo+json;q=0.9,application/json;q=0.8,text/html", "application/geo+json"),
        ("text/html,*/*;q=0.8", "application/json"),
    ],
)
def test_the_weights_of_accept_decide(door, accept, given):
    assert door.get("incidents/", accept=accept)["Content-Type"].partition(";")[0] == given


def test_what_accept_gives_no_weight_is_not_given(door):
    assert door.get("series/", accept="application/json;q=0,text/csv;q=0").status_code == 406


def test_accept_asks_for_it_too(door):
    make_three()
    answer = door.get("incidents/", accept="text/csv")
    assert answer["Content-Type"] == "text/csv; charset=utf-8; header=present"
    assert body(answer) == body(door.get(LIST))


def test_every_column_is_explained(door):
    text = (PROJECT / "docs" / "api.md").read_text()
    assert [name for name in exports.INCIDENTS.columns if f"`{name}`" not in text] == []


# --- its name, its sums, what stands round it ---------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("", "demarche-incidents"),
        ("&country=KAZ&from=2025-04-01", "demarche-incidents_country-KAZ_from-2025-04-01"),
        ("&ordering=-date&as_of=entry:0", "demarche-incidents"),
    ],
)
def test_the_file_is_named_for_the_filters_and_the_entry(door, query, name):
    answer = door.get(LIST + query)
    body(answer)
    entry = 0 if "entry:0" in query else ledger.moment().entry
    assert answer["Content-Disposition"] == f'attachment; filename="{name}_entry-{entry}.csv"'


def test_what_cannot_stand_in_a_name_is_told_apart_by_a_hash(door, publications):
    names = set()
    for query in ("dyad=KAZ-RUS", "dyad=KAZ>RUS", 'q="a"%0d%0aX: y', "q=«a» X y", "q=" + "long " * 60):
        answer = door.get(f"{LIST}&{query}")
        body(answer)
        names.add(answer["Content-Disposition"])
    assert len(names) == 5
    assert all(re.fullmatch(r'attachment; filename="[\w.-]{1,130}"', name, re.ASCII) for name in names)


@pytest.fixture
def publications(db):
    make_three()


def test_the_sums_are_those_of_the_file_and_are_linked_from_it(door, publications):
    answer = door.get(f"{LIST}&country=KAZ")
    file, sums = body(answer), linked(door, answer)
    assert sums["rows"] == 1 == len(rows(file))
    assert (sums["bytes"], sums["sha256"]) == (len(file), hashlib.sha256(file).hexdigest())
    assert sums["file"] in answer["Content-Disposition"] and sums["entry"] == ledger.moment().entry


def linked(door, answer) -> dict:
    """What the address in the Link header answers."""
    address = re.fullmatch(
        r'<([^>]*(?:>[^>]*)?)>; rel="describedby"; type="application/json"', answer["Link"]
    )[1]
    return door.json(address.removeprefix(f"{site.SITE_URL}/api/v1/"))


def test_the_link_leads_to_these_bytes_after_others_were_published(door, publications):
    answer = door.get(f"{LIST}&dyad=KAZ>RUS")
    file = body(answer)
    publish(make_incident("Later", sides=("KAZ", "RUS")))
    sums = linked(door, answer)
    assert sums["sha256"] == hashlib.sha256(file).hexdigest()
    assert body(door.get(sums["url"].removeprefix(f"{site.SITE_URL}/api/v1/"))) == file


def test_sums_are_json_also_for_somebody_who_asks_for_csv(door, publications):
    assert door.json("incidents/?sums=1", accept="text/csv")["rows"] == 3


def test_head_answers_the_same_headers_and_copies_nothing(door, publications, monkeypatch):
    full = door.get(LIST)
    body(full)
    monkeypatch.setattr(files, "CopyStream", None)
    answer = door.client.head(f"/api/v1/{LIST}")
    assert (answer.status_code, body(answer)) == (200, b"")
    assert {**answer.headers, "Content-Length": full["Content-Length"]} == {**full.headers}


def test_an_etag_saves_the_second_file_until_something_is_published(door, publications):
    answer = door.get(LIST)
    body(answer)
    assert door.get(LIST, if_none_match=answer["ETag"]).status_code == 304
    publish(make_incident("Later"))
    again = door.get(LIST, if_none_match=answer["ETag"])
    assert len(refs(again)) == 4


def test_any_sites_script_may_read_it(door, publications):
    answer = door.get(LIST)
    body(answer)
    assert answer["Access-Control-Allow-Origin"] == "*" and "Accept" in answer["Vary"]


def test_a_short_file_has_its_length_and_a_long_one_comes_in_chunks(door, publications):
    short = door.get(LIST)
    assert int(short["Content-Length"]) == len(short.content)
    copies(IncidentIndex, "DI-1", 300)
    long = door.get(LIST)
    assert "Content-Length" not in long and len(refs(long)) == 303


def test_without_chunks_a_long_file_has_its_length_too(door, publications):
    """HTTP/1.0, as some proxies speak: there nothing but the length shows that an answer was cut off."""
    copies(IncidentIndex, "DI-1", 300)
    answer = door.client.get(f"/api/v1/{LIST}", SERVER_PROTOCOL="HTTP/1.0")
    assert answer.streaming and int(answer["Content-Length"]) == len(body(answer))


def test_the_page_of_a_selection_links_to_its_file(door, publications):
    for query in ("", "?country=KAZ", "?country=KAZ&ordering=-level", "?ordering=date&theme=&country=KAZ"):
        page = door.client.get(f"/incidents/{query}", follow=True).content.decode()
        address = re.search(r'<a href="/api/v1/([^"]+)">CSV</a>', page)[1].replace("&amp;", "&")
        assert refs(door.get(address)) == (["DI-2"] if "KAZ" in query else ["DI-3", "DI-1", "DI-2"])


# --- what is refused ----------------------------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("parameter", "value"),
    [
        ("page_size", "10"),
        ("cursor", "x"),
        ("count", "exact"),
        ("fields", "ref"),
        ("omit", "ref"),
        ("ordering", "date"),
        ("ordering", "relevance"),
    ],
)
def test_what_only_pages_take_is_refused(door, parameter, value):
    assert f"Leave {parameter} out" in door.refused(f"{LIST}&{parameter}={value}", parameter)


@pytest.mark.django_db
def test_a_list_in_pages_has_no_sums(door):
    assert "format=csv" in door.refused("incidents/?sums=1", "sums")


@pytest.mark.django_db
def test_a_bad_value_is_told_as_everywhere(door):
    assert "not a country" in door.refused(f"{LIST}&country=XX", "country")
    assert "no parameter" in door.refused(f"{LIST}&contry=KAZ", "contry")
    assert "future" in door.refused(f"{LIST}&as_of=2999-01-01", "as_of")


@pytest.mark.django_db
def test_problems_and_options_are_json_for_somebody_who_asks_for_csv(door):
    refused = door.get("incidents/?x=1", accept="text/csv")
    assert (refused.status_code, refused["Content-Type"]) == (400, "application/problem+json")
    assert refused.json()["errors"]
    options = door.client.options("/api/v1/incidents/", headers={"accept": "text/csv"})
    assert options["Content-Type"] == "application/json" and options.json()["parameters"]


@pytest.mark.django_db
def test_other_resources_have_no_csv(door):
    assert "Allowed: json." in door.refused("facets/?format=csv", "format")


def test_it_takes_the_same_few_queries_for_any_number_of_rows(door, publications, counted_queries):
    body(door.get(LIST))  # what is read once for a process is read now
    for more in (0, 300):
        copies(IncidentIndex, "DI-1", more)
        with counted_queries(4):  # the ETag, the moment, the codebook, the time limit; beside them one COPY
            body(door.get(LIST))
