"""What every resource of the API does alike; each test asks all of them."""

import pytest
from django.urls import get_resolver

from tests.api.conftest import make_every_kind, make_rich, newest
from tests.make import publish

LISTS = [
    "incidents/",
    "actors/",
    "countries/",
    "types/",
    "changes/",
    "series/",
    "facets/",
    "statements/",
    "statements/facets/",
]
LISTS += ["sources/", "episodes/", "links/", "coverage/", "groupings/", "themes/", "scales/"]
DETAILS = [
    "incidents/DI-1/",
    "incidents/DI-1@1/",
    "incidents/DI-1/versions/",
    "actors/A-1/",
    "statements/ST-1/",
]
DETAILS += [
    "sources/SR-1/",
    "sources/SR-1@1/",
    "episodes/EP-1/",
    "links/LK-1/",
    "links/LK-1@1/",
    "coverage/CV-1/",
]
CODEBOOK = ["countries/KAZ/", "types/P10/", "groupings/EU/", "themes/migrants/", "scales/certainty/"]
JSON = ["", *LISTS, *DETAILS, *CODEBOOK, "exports/", "schema/"]
ALL = [*JSON, "docs/"]
RELEASES = ["exports/1/", "exports/1/incidents.csv"]  # tests/api/test_exports.py asks them
MISSING = [
    "incidents/DI-999/",
    "incidents/DI-1@99/",
    "incidents/DI-999/versions/",
    "incidents/DI-1@1/versions/",
    "incidents/57/",
    "incidents/draft 57/",
    "incidents/di-1/",
    "incidents/A-1/",
    "incidents/DI%00/",
    "incidents/DI%00/versions/",
    "actors/A-999/",
    "actors/DI-1/",
    "countries/XXX/",
    "countries/cow:0/",
    "types/P99/",
    "statements/ST-999/",
    "statements/ST-1@1/",
    "statements/DI-1/",
    "statements/draft 3/",
    "sources/SR-999/",
    "sources/A-1/",
    "episodes/EP-999/",
    "episodes/EP-1@9/",
    "links/LK-999/",
    "links/LK-1@9/",
    "links/DI-1/",
    "coverage/CV-999/",
    "groupings/XX/",
    "themes/nothing/",
    "scales/nothing/",
    "scales/cer%00/",
    "exports/1/",
    "exports/x/",
    "exports/latest/",
    "exports/latest/incidents.csv",
    "exports/1/incidents.csv",
    "nothing/at/all/",
]
pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module", autouse=True)
def world(example, django_db_blocker):
    """DI-1 is the example; DI-2 has a row in every part of its document; one thing of every other kind."""
    with django_db_blocker.unblock():
        make_every_kind(make_rich())


def test_these_lists_name_every_route(door):
    routes = {pattern.name for pattern in get_resolver("api.urls").url_patterns} - {"nowhere", "slashless"}
    asked = {get_resolver().resolve(f"/api/v1/{path}").url_name for path in [*ALL, *RELEASES]}
    assert asked == routes


@pytest.mark.parametrize("path", JSON)
def test_it_answers_json(door, path):
    assert isinstance(door.json(path), dict)


@pytest.mark.parametrize("path", JSON)
def test_text_is_compact_and_not_escaped(door, path):
    answer = door.get(path, accept="application/json; indent=4").content.decode()
    assert "\n" not in answer and "\\u0" not in answer


@pytest.mark.parametrize("path", ALL)
def test_an_unknown_parameter_is_named_with_what_is_allowed(door, path):
    sentence = door.refused(f"{path}?contry=KAZ", "contry")
    assert "no parameter 'contry'" in sentence and "format" in sentence


@pytest.mark.parametrize("path", ALL)
def test_a_parameter_of_one_value_may_be_given_once(door, path):
    value = "html" if path == "docs/" else "json"
    assert "once" in door.refused(f"{path}?format={value}&format={value}", "format")


@pytest.mark.parametrize("path", JSON)
def test_an_unknown_format_is_refused_with_what_is_allowed(door, path):
    assert "Allowed: json" in door.refused(f"{path}?format=xlsx", "format")


@pytest.mark.parametrize("path", JSON)
def test_format_json_wins_over_accept(door, path):
    assert door.get(f"{path}?format=json", accept="text/html").status_code == 200


@pytest.mark.parametrize("path", JSON)
def test_an_accept_header_without_json_is_refused(door, path):
    answer = door.get(path, accept="application/pdf")
    assert answer.status_code == 406
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["available"][0] == "application/json"


@pytest.mark.parametrize("path", ALL)
def test_a_browsers_accept_header_is_answered(door, path):
    assert door.get(path, accept="text/html,application/xhtml+xml,*/*;q=0.8").status_code == 200


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
@pytest.mark.parametrize("path", ALL)
def test_nothing_can_be_written(door, path, method):
    answer = getattr(door.client, method)(f"/api/v1/{path}")
    assert answer.status_code == 405
    assert answer["Allow"] == "GET, HEAD, OPTIONS"
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["status"] == 405


@pytest.mark.parametrize("path", ALL)
def test_head_answers_the_same_headers_and_no_body(door, path):
    answer, full = door.client.head(f"/api/v1/{path}"), door.get(path)
    assert (answer.status_code, answer.content) == (200, b"")
    assert {**answer.headers} == {**full.headers}


@pytest.mark.parametrize("path", ALL)
def test_an_etag_saves_the_second_answer_until_something_is_published(door, grozin, path):
    etag = door.get(path)["ETag"]
    same = door.get(path, if_none_match=etag)
    assert (same.status_code, same.content) == (304, b"")
    assert same["Access-Control-Allow-Origin"] == "*"
    grozin.title = "Kazakhstan refuses entry to Andrei Grozin"
    grozin.save()
    publish(grozin, "Plainer.")
    assert door.get(path, if_none_match=etag).status_code == 200


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("incidents/", 200),
        ("incidents/?nonsense=1", 400),
        ("incidents/DI-999/", 404),
        ("incidents/DI-999/versions/", 404),
    ],
)
def test_a_star_for_an_etag_hides_no_answer(door, path, status):
    answer = door.get(path, if_none_match="*")
    assert answer.status_code == status
    assert ("ETag" in answer) == (status == 200)


@pytest.mark.parametrize("path", ALL)
def test_caches_ask_each_time(door, path):
    answer = door.get(path)
    assert answer["Cache-Control"] == "public, max-age=0, must-revalidate"
    assert answer["Vary"] == "Accept, Accept-Encoding" and not answer.cookies


@pytest.mark.parametrize("path", [*ALL, "nothing/", "incidents/?x=1"])
def test_scripts_of_other_sites_may_read(door, path):
    answer = door.get(path, origin="https://example.org")
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert "ETag" in answer["Access-Control-Expose-Headers"]


@pytest.mark.parametrize("path", ALL)
def test_a_preflight_is_answered(door, path):
    asked = {"origin": "https://example.org", "access-control-request-headers": "if-none-match"}
    answer = door.client.options(f"/api/v1/{path}", headers=asked)
    assert answer.status_code == 200
    assert answer["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"
    assert "If-None-Match" in answer["Access-Control-Allow-Headers"]


@pytest.mark.parametrize("path", JSON)
def test_options_says_every_parameter_and_what_it_means(door, path):
    answer = door.client.options(f"/api/v1/{path}").json()
    names = {parameter["name"] for parameter in answer["parameters"]}
    assert answer["description"] and "format" in names
    assert all(parameter["meaning"] for parameter in answer["parameters"])
    told = door.refused(f"{path}?x=1", "x").partition("Allowed: ")[2].rstrip(".").split(", ")
    assert set(told) == names


@pytest.mark.parametrize("path", MISSING)
def test_what_is_not_public_is_one_and_the_same_404(door, path):
    answer = door.get(path)
    assert answer.status_code == 404
    assert {**answer.headers} == {**door.get("incidents/DI-12345/").headers}
    assert answer.content == door.get("incidents/DI-12345/").content


def test_a_404_is_not_kept_by_caches(door):
    answer = door.get("incidents/DI-12345/")
    assert answer["Cache-Control"] == "no-store" and "ETag" not in answer


def test_an_address_without_a_slash_leads_to_the_one_with_it(door):
    answer = door.get("incidents?country=KAZ")
    assert (answer.status_code, answer["Location"]) == (301, "/api/v1/incidents/?country=KAZ")
    assert answer["Access-Control-Allow-Origin"] == "*"


def test_the_way_to_the_slash_is_open_to_scripts_and_leaves_the_site_for_nobody(door):
    assert door.client.options("/api/v1/incidents")["Access-Control-Allow-Origin"] == "*"
    assert door.get("/evil.example%2Fx")["Location"] == "/api/v1//evil.example/x/"
    assert door.get("nothing").status_code == 301 and door.get("nothing/").status_code == 404


PAST = ["series/", "incidents/", "incidents/DI-1/", "incidents/DI-1/versions/", "actors/", "actors/A-1/"]
PAST += ["countries/", "types/", "groupings/", "themes/", "scales/", *CODEBOOK]
PAST += ["statements/", "sources/", "episodes/", "links/", "coverage/", "statements/ST-1/", "sources/SR-1/"]
PAST += ["episodes/EP-1/", "links/LK-1/", "coverage/CV-1/"]


@pytest.mark.parametrize("path", PAST)
def test_the_present_can_be_named_by_its_entry(door, path):
    assert door.json(f"{path}?as_of=entry:{newest()}") == door.json(path)


@pytest.mark.parametrize("path", PAST)
@pytest.mark.parametrize("moment", ["2999-01-01", "entry:99999", "yesterday", "entry:x", "%00"])
def test_a_moment_that_is_none_is_refused(door, path, moment):
    assert door.refused(f"{path}?as_of={moment}", "as_of")


@pytest.mark.parametrize("path", PAST)
def test_before_the_first_entry_there_was_nothing(door, path):
    answer = door.get(f"{path}?as_of=2020-01-01")
    assert answer.status_code == 404 or answer.json()["results"] == []


@pytest.mark.parametrize("path", ALL)
def test_no_answer_depends_on_the_host_header(door, settings, path):
    settings.ALLOWED_HOSTS = ["*"]
    plain, other = door.get(path), door.get(path, host="elsewhere.example")
    assert (other.content, other["ETag"]) == (plain.content, plain["ETag"])
