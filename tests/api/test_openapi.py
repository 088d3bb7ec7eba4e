"""GET /api/v1/schema/: it is valid, complete, and says what the answers are really like."""

import json
from io import StringIO

import pytest
from django.core.management import call_command
from django.urls import get_resolver
from jsonschema import Draft202012Validator

from api.about import openapi
from tests.api.conftest import make_every_kind, make_rich

pytestmark = pytest.mark.django_db
# The schema itself, a page for people, files as they lie there, and what is no resource.
NOT_DESCRIBED = {"schema", "docs", "export-file", "nowhere", "slashless"}


@pytest.fixture(scope="module", autouse=True)
def world(example, django_db_blocker):
    """DI-1 is the example; DI-2 has a row in every part of its document."""
    with django_db_blocker.unblock():
        make_every_kind(make_rich())


def closed(schema):
    """The same schema with no property allowed that it does not name."""
    if isinstance(schema, list):
        return [closed(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    copy = {name: closed(part) for name, part in schema.items()}
    return {**copy, "additionalProperties": False} if "properties" in schema and "type" in schema else copy


def promised(path: str, status: int = 200, media_type: str = "json") -> dict:
    """The schema of one answer, with all components."""
    content = openapi()["paths"][path]["get"]["responses"][str(status)]["content"]
    shape = next(shape for name, shape in content.items() if name.endswith(media_type))
    return closed({**shape["schema"], "components": openapi()["components"]})


def test_it_is_valid_and_made_without_a_warning():
    call_command("spectacular", validate=True, fail_on_warn=True, stdout=StringIO())


def test_it_is_openapi_3_1(door):
    assert door.json("schema/")["openapi"] == "3.1.0"


def test_every_route_is_described_and_nothing_else():
    routes = {
        f"/api/v1/{str(pattern.pattern).replace('<str:', '{').replace('>', '}')}"
        for pattern in get_resolver("api.urls").url_patterns
        if pattern.name not in NOT_DESCRIBED
    }
    assert set(openapi()["paths"]) == routes


def test_every_operation_reads_and_says_what_it_is():
    for path, operations in openapi()["paths"].items():
        assert set(operations) == {"get"}, path
        assert operations["get"]["description"] and operations["get"]["operationId"], path


def test_every_parameter_says_what_it_means():
    for path, operations in openapi()["paths"].items():
        for parameter in operations["get"]["parameters"]:
            assert parameter["description"], (path, parameter["name"])


def test_parameters_are_those_that_are_accepted(door):
    for path, operations in openapi()["paths"].items():
        if "{" not in path:
            named = {parameter["name"] for parameter in operations["get"]["parameters"]}
            told = door.refused(f"{path.removeprefix('/api/v1/')}?x=1", "x").partition("Allowed: ")[2]
            assert set(told.rstrip(".").split(", ")) == named, path


@pytest.mark.parametrize(
    ("path", "asked"),
    [
        ("/api/v1/", ""),
        ("/api/v1/incidents/", "incidents/"),
        ("/api/v1/incidents/", "incidents/?count=capped&page_size=1"),
        ("/api/v1/incidents/", "incidents/?fields=ref,document"),
        ("/api/v1/incidents/", "incidents/?fields=document.claims&omit=ref"),
        ("/api/v1/incidents/{address}/", "incidents/DI-1/"),
        ("/api/v1/incidents/{address}/", "incidents/DI-2/"),
        ("/api/v1/incidents/{ref}/versions/", "incidents/DI-1/versions/"),
        ("/api/v1/changes/", "changes/?page_size=200"),
        ("/api/v1/incidents/", "incidents/?format=csv&sums=1"),
        ("/api/v1/series/", "series/?country=KAZ"),
        ("/api/v1/series/", "series/?format=csv&sums=1"),
        ("/api/v1/facets/", "facets/"),
        ("/api/v1/statements/facets/", "statements/facets/"),
        ("/api/v1/actors/", "actors/?fields=name,document"),
        ("/api/v1/actors/", "actors/?count=exact"),
        ("/api/v1/actors/{address}/", "actors/A-1/"),
        ("/api/v1/countries/", "countries/"),
        ("/api/v1/countries/{code}/", "countries/SUN/"),
        ("/api/v1/types/", "types/"),
        ("/api/v1/types/{code}/", "types/P10/"),
        ("/api/v1/statements/", "statements/"),
        ("/api/v1/statements/", "statements/?q=migrants&fields=ref,home,texts"),
        ("/api/v1/statements/{address}/", "statements/ST-2/"),
        ("/api/v1/sources/", "sources/?fields=ref,url,original_url,document"),
        ("/api/v1/sources/", "sources/"),
        ("/api/v1/sources/{address}/", "sources/SR-1/"),
        ("/api/v1/episodes/", "episodes/?count=capped"),
        ("/api/v1/episodes/", "episodes/?fields=ref,document"),
        ("/api/v1/episodes/{address}/", "episodes/EP-1/"),
        ("/api/v1/links/", "links/"),
        ("/api/v1/links/{address}/", "links/LK-1/"),
        ("/api/v1/coverage/", "coverage/"),
        ("/api/v1/coverage/{address}/", "coverage/CV-1/"),
        ("/api/v1/groupings/", "groupings/"),
        ("/api/v1/groupings/{code}/", "groupings/EU/"),
        ("/api/v1/themes/", "themes/"),
        ("/api/v1/themes/{code}/", "themes/migrants/"),
        ("/api/v1/scales/", "scales/"),
        ("/api/v1/scales/{code}/", "scales/certainty/"),
    ],
)
def test_answers_are_as_promised(door, path, asked):
    errors = [
        f"{error.json_path}: {error.message}"
        for error in Draft202012Validator(promised(path)).iter_errors(door.json(asked))
    ]
    assert errors == []


@pytest.mark.parametrize(
    ("path", "asked", "media_type"),
    [
        ("/api/v1/incidents/{address}/", "incidents/DI-1/?format=csl", "csl+json"),
        ("/api/v1/incidents/", "incidents/?format=geojson", "geo+json"),
    ],
)
def test_other_forms_of_json_are_as_promised(door, path, asked, media_type):
    answer = json.loads(door.get(asked).getvalue())
    assert list(Draft202012Validator(promised(path, media_type=media_type)).iter_errors(answer)) == []


def queried(path: str) -> list[dict]:
    return [one for one in openapi()["paths"][path]["get"]["parameters"] if one["in"] == "query"]


@pytest.mark.parametrize("path", [path for path in openapi()["paths"] if "{" not in path])
def test_an_empty_value_is_as_good_as_none_and_the_schema_says_so(door, path):
    short, named = path.removeprefix("/api/v1/"), queried(path)
    assert all(one["allowEmptyValue"] for one in named)
    empty = "&".join(f"{one['name']}=" for one in named)
    found, plain = door.json(f"{short}?{empty}"), door.json(short)
    assert {**found, "next": None} == {**plain, "next": None}


def test_an_address_with_a_name_in_it_has_an_example():
    for path, operations in openapi()["paths"].items():
        for one in operations["get"]["parameters"]:
            assert one["in"] == "query" or one["examples"], path


@pytest.mark.parametrize(
    ("text", "fits"),
    [
        ("", True),
        ("2025-04-27", True),
        ("entry:7", True),
        ("2025-06-30T14:05Z", True),
        ("2025-06-30T14:05:09.25+05:00", True),
        ("2025-13-01", False),
        ("2025-00-10", False),
        ("2025-06-30T24:00Z", False),
        ("yesterday", False),
    ],
)
def test_the_schema_tells_moments_from_what_is_none(text, fits):
    (moment,) = [one for one in queried("/api/v1/types/") if one["name"] == "as_of"]
    assert Draft202012Validator(moment["schema"]).is_valid(text) is fits


@pytest.mark.parametrize(
    ("status", "asked", "headers"),
    [
        (400, "incidents/?x=1", {}),
        (404, "incidents/DI-99/", {}),
        (406, "incidents/DI-1/", {"accept": "text/csv"}),
    ],
)
def test_problems_are_as_promised(door, status, asked, headers):
    answer = door.get(asked, **headers)
    assert answer.status_code == status
    schema = promised("/api/v1/incidents/{address}/", status)
    assert list(Draft202012Validator(schema).iter_errors(answer.json())) == []


def test_nothing_of_the_desk_is_in_it(door):
    text = door.get("schema/").content.decode()
    assert "desk" not in text and "draft" not in text
