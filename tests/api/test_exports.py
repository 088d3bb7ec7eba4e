"""GET exports/: releases and their files, as somebody loads them."""

import hashlib

import pytest

from incidents.models import Incident
from record import ledger
from record.expunging import expunge
from record.releases import shelf
from record.releases.making import make
from tests.make import make_incident, publish
from tests.once import undone_after
from tests.record.releases.conftest import shelf_in

pytestmark = pytest.mark.django_db
WHY = "Order of a court."


@pytest.fixture(scope="module", autouse=True)
def made(django_db_setup, django_db_blocker, tmp_path_factory):
    """Two releases: of DI-1 alone, and with DI-2."""
    with undone_after(django_db_blocker), shelf_in(tmp_path_factory.mktemp("shelf")):
        publish(make_incident("Before"))
        first = make()
        publish(make_incident("After"))
        yield first, make()


def loaded(door, path: str, **headers):
    answer = door.get(f"exports/{path}", **headers)
    assert answer.status_code == 200, answer.content
    return answer


def expunged() -> None:
    incident = Incident.objects.get(ref="DI-2")
    expunge("incident", incident, user=None, revision=incident.revision, reason=WHY)


def test_the_list_has_every_release_newest_first_with_all_there_is_to_check(door, made):
    first, second = made
    found = door.json("exports/")["results"]
    assert [row["entry"] for row in found] == [second.entry, first.entry]
    assert found[0]["sha256"] == ledger.head().sha256 and found[0]["withdrawn"] is None
    assert {file["name"] for file in found[0]["files"]} == {file.name for file in second.files}
    assert door.json(f"exports/{second.entry}/") == found[0]


def test_a_file_has_the_bytes_and_the_length_that_the_list_says(door, made):
    for file in door.json("exports/")["results"][0]["files"]:
        answer = loaded(door, file["url"].partition("/exports/")[2])
        content = answer.getvalue()
        assert (len(content), hashlib.sha256(content).hexdigest()) == (file["bytes"], file["sha256"])
        assert answer["Content-Length"] == str(file["bytes"]) and answer["ETag"] == f'"{file["sha256"]}"'
        assert answer["Content-Type"].startswith(file["media_type"])


def test_a_file_is_saved_under_a_name_that_says_the_entry(door, made):
    entry = made[1].entry
    answer = loaded(door, f"{entry}/incidents.csv")
    assert answer["Content-Disposition"] == f'attachment; filename="demarche-entry-{entry}_incidents.csv"'
    assert answer["Access-Control-Allow-Origin"] == "*"


def test_latest_leads_to_the_newest(door, made):
    for path in ("", "incidents.csv"):
        answer = door.get(f"exports/latest/{path}")
        assert (answer.status_code, answer["Location"]) == (302, f"/api/v1/exports/{made[1].entry}/{path}")


def test_a_file_that_did_not_change_is_not_sent_again_whatever_is_published(door, made):
    path = f"{made[0].entry}/incidents.parquet"
    tag = loaded(door, path)["ETag"]
    publish(make_incident("Later"))
    assert door.get(f"exports/{path}", if_none_match=tag).status_code == 304


def test_the_list_is_sent_again_when_a_release_was_made(door, made):
    tag = loaded(door, "")["ETag"]
    assert door.get("exports/", if_none_match=tag).status_code == 304
    make(again=True)
    assert loaded(door, "", if_none_match=tag)["ETag"] != tag


def test_head_has_no_body(door, made):
    answer = door.client.head(f"/api/v1/exports/{made[0].entry}/incidents.csv")
    assert answer.status_code == 200 and answer["Content-Length"] == str(made[0].file("incidents.csv").bytes)


def part(door, made, asked: str, **headers):
    return door.get(f"exports/{made[0].entry}/incidents.csv", range=asked, **headers)


@pytest.mark.parametrize(
    ("asked", "place"),
    [
        ("bytes=0-9", slice(0, 10)),
        ("bytes=10-", slice(10, None)),
        ("bytes=-7", slice(-7, None)),
        ("bytes=5-999999999", slice(5, None)),
        ("bytes=-999999999", slice(0, None)),
    ],
)
def test_a_part_of_a_file_can_be_loaded(door, made, asked, place):
    whole = loaded(door, f"{made[0].entry}/incidents.csv").getvalue()
    answer = part(door, made, asked)
    assert answer.status_code == 206 and answer.getvalue() == whole[place] != b""
    first, last = place.indices(len(whole))[0], len(whole) if place.stop is None else place.stop
    assert answer["Content-Range"] == f"bytes {first}-{last - 1}/{len(whole)}"
    assert answer["Content-Length"] == str(last - first) and answer["Accept-Ranges"] == "bytes"


@pytest.mark.parametrize("asked", ["bytes=999999999-", "bytes=-0"])
def test_a_part_that_the_file_does_not_have_is_told_with_its_size(door, made, asked):
    answer = part(door, made, asked)
    assert answer.status_code == 416
    assert answer["Content-Range"] == f"bytes */{made[0].file('incidents.csv').bytes}"


@pytest.mark.parametrize("asked", ["bytes=0-1,5-6", "lines=0-1", "bytes=9-2", "bytes=-", "x", "bytes=²-"])
def test_what_is_no_range_gets_the_whole_file(door, made, asked):
    assert len(part(door, made, asked).getvalue()) == made[0].file("incidents.csv").bytes


def test_a_part_is_given_only_of_the_file_that_was_begun(door, made):
    tag = loaded(door, f"{made[0].entry}/incidents.csv")["ETag"]
    assert part(door, made, "bytes=5-", if_range=tag).status_code == 206
    assert part(door, made, "bytes=5-", if_range='"other"').status_code == 200


@pytest.mark.parametrize("accept", ["text/csv", "application/json", "*/*"])
def test_any_accept_header_gets_the_file(door, made, accept):
    assert loaded(door, f"{made[0].entry}/incidents.csv", accept=accept)["Content-Type"].startswith(
        "text/csv"
    )


@pytest.mark.parametrize(
    "name", ["release.json", "nothing.csv", ".incidents.lines", "..", "..%5csecret_key", "%00"]
)
def test_only_files_of_the_release_are_given(door, made, name):
    answer = door.get(f"exports/{made[0].entry}/{name}", accept="text/csv")
    assert answer.status_code == 404 and answer["Content-Type"] == "application/problem+json"


def test_a_parameter_is_refused(door, made):
    assert "no parameter" in door.refused(f"exports/{made[0].entry}/incidents.csv?x=1", "x")


def test_options_are_json(door, made):
    answer = door.client.options(f"/api/v1/exports/{made[0].entry}/incidents.csv")
    assert answer["Content-Type"] == "application/json" and answer.json()["parameters"] == []


def test_a_release_with_something_that_was_expunged_says_why_it_is_gone(door, made):
    first, second = made
    tag = loaded(door, f"{second.entry}/incidents.csv")["ETag"]
    expunged()
    row = door.json("exports/")["results"][0]
    assert (row["entry"], row["withdrawn"]["reason"], row["files"]) == (second.entry, WHY, [])
    for headers in ({}, {"if_none_match": tag}):
        gone = door.get(f"exports/{second.entry}/incidents.csv", **headers)
        assert (gone.status_code, gone.json()["reason"]) == (410, WHY)
    assert door.get("exports/latest/")["Location"].endswith(f"/{first.entry}/")
    assert (second.folder / "incidents.csv").exists(), "the record decides, before the file is deleted"


def test_the_list_takes_the_same_few_queries_for_any_number_of_releases(door, made, counted_queries):
    with counted_queries(2):  # the ETag, and what was expunged since
        door.get("exports/")
    make(made[0].entry + 1)
    with counted_queries(2):
        assert len(door.json("exports/")["results"]) == 3
    (shelf.folder(made[0].entry + 1) / shelf.MANIFEST).unlink()


def test_the_page_about_data_lists_the_newest_and_what_was_taken_away(door, made):
    first, second = made
    page = door.client.get("/data/").content.decode()
    assert f'href="/api/v1/exports/{second.entry}/incidents.csv"' in page
    assert f'href="/api/v1/exports/{first.entry}/"' in page
    expunged()
    page = door.client.get("/data/").content.decode()
    assert f'href="/api/v1/exports/{first.entry}/incidents.csv"' in page
    assert f"Entry {second.entry}: taken away" in page and WHY in page
