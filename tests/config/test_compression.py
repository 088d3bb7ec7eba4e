"""Public answers come compressed to whoever takes gzip, mean the same, and can be asked for again."""

import gzip

import pytest

from tests.make import publish_example
from tests.once import undone_after

pytestmark = pytest.mark.django_db
PAGE, LIST, FILE = "/incidents/", "/api/v1/incidents/", "/api/v1/incidents/?format=csv"
COMPRESSED = [PAGE, LIST, "/incidents/feed.atom", "/incidents/feed.json", "/sitemap.xml", "/nowhere/"]
GZIP = {"Accept-Encoding": "gzip, deflate, br"}


@pytest.fixture(scope="module")
def article(django_db_setup, django_db_blocker):
    with undone_after(django_db_blocker):
        publish_example()
        yield


@pytest.mark.parametrize("address", COMPRESSED)
def test_what_is_text_comes_compressed_and_is_the_same_text(article, reader, address):
    plain, packed = reader.get(address), reader.get(address, headers=GZIP)
    assert packed["Content-Encoding"] == "gzip" and "Content-Encoding" not in plain
    assert gzip.decompress(packed.content) == plain.content
    assert int(packed["Content-Length"]) == len(packed.content) < len(plain.content)
    assert all("Accept-Encoding" in answer["Vary"] for answer in (plain, packed))


def test_a_page_is_a_third_of_its_size(article, reader):
    assert len(reader.get(PAGE, headers=GZIP).content) * 3 < len(reader.get(PAGE).content)


def test_the_same_question_has_the_same_bytes(article, reader):
    assert reader.get(LIST, headers=GZIP).content == reader.get(LIST, headers=GZIP).content


@pytest.mark.parametrize("taken", [None, "identity", "br", "gzip;q=0", "gzip; q=0.0, br"])
def test_who_does_not_take_gzip_gets_none(article, reader, taken):
    answer = reader.get(PAGE, headers={"Accept-Encoding": taken} if taken else {})
    assert "Content-Encoding" not in answer and answer.content.startswith(b"<!doctype html>")


@pytest.mark.parametrize("address", [PAGE, LIST])
def test_head_says_what_get_says(article, reader, address):
    head, got = reader.head(address, headers=GZIP), reader.get(address, headers=GZIP)
    assert dict(head.headers) == dict(got.headers)


@pytest.mark.parametrize("address", [PAGE, LIST, "/incidents/feed.atom"])
def test_the_etag_of_either_form_is_answered_by_304_in_either(article, reader, address):
    plain, packed = reader.get(address)["ETag"], reader.get(address, headers=GZIP)["ETag"]
    strong = packed.removeprefix("W/")
    assert plain == packed != strong
    for asked in ({}, GZIP):
        for tag in (packed, strong):
            again = reader.get(address, headers={"If-None-Match": tag, **asked})
            assert (again.status_code, again.content, again["ETag"]) == (304, b"", packed)
            assert "Accept-Encoding" in again["Vary"] and "Content-Encoding" not in again


def test_another_etag_is_answered_in_full(article, reader):
    assert reader.get(PAGE, headers={"If-None-Match": 'W/"other"', **GZIP}).status_code == 200


@pytest.mark.parametrize("address", [FILE, "/countries/KAZ/RUS/card.png", "/incidents/DI-1/cite.ris"])
def test_files_and_pictures_are_sent_as_they_are(article, reader, address):
    answer = reader.get(address, headers=GZIP)
    assert answer.status_code == 200 and "Content-Encoding" not in answer


def test_the_desk_has_secrets_in_its_forms_and_is_not_compressed(reader):
    answer = reader.get("/desk/login/", headers=GZIP)
    assert answer.status_code == 200 and len(answer.content) > 1000
    assert "Content-Encoding" not in answer
