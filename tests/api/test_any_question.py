"""Whatever is asked, the answer is one that the schema promises: no fault of ours, no status or shape that is not described.

Questions are made from the schema: values that it allows, values that it does not, and texts that break programs.
A plain run asks a few; `QUESTIONS=full` asks 3,000.
"""

import os
from functools import cache

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from api.about import openapi
from tests.api.conftest import make_every_kind, make_rich

pytestmark = pytest.mark.django_db
MOST = 3000 if os.environ.get("QUESTIONS") == "full" else 60
GOOD = [
    "KAZ",
    "KAZ-RUS",
    "KAZ>UZB",
    "EU",
    "DI-1",
    "A-1",
    "EP-1",
    "2025-05-01",
    "entry:5",
    "P10",
    "V",
    "ref,title",
    "3",
    "1",
]
ODD = [
    "",
    "\0",
    "'",
    "%",
    "-1",
    "999999999999999999999",
    "0.5",
    "entry:999999",
    "9999-12-31",
    "DI-0",
    "ref,,",
    "🙂",
    "\ud800",
]
ADDRESSES = [
    "DI-1",
    "DI-1@1",
    "DI-2@9",
    "A-1",
    "SR-1",
    "EP-1",
    "LK-1",
    "CV-1",
    "ST-1",
    "KAZ",
    "P10",
    "EU",
    "certainty",
    "latest",
    "x",
]


@pytest.fixture(scope="module", autouse=True)
def world(example, django_db_blocker):
    """DI-1 is the example; DI-2 has a row in every part of its document."""
    with django_db_blocker.unblock():
        make_every_kind(make_rich())


def texts() -> st.SearchStrategy[str]:
    return st.sampled_from(GOOD + ODD) | st.text(max_size=12)


def values(parameter: dict) -> st.SearchStrategy[list[str]]:
    """One value of a parameter, or a few if it takes them."""
    schema = parameter["schema"]
    one = schema.get("items", schema)
    known = st.sampled_from([str(value) for value in one["enum"]]) if "enum" in one else texts()
    return st.lists(known | texts(), min_size=1, max_size=2 if schema["type"] == "array" else 1)


@st.composite
def questions(draw) -> tuple[str, str, dict[str, list[str]]]:
    path = draw(st.sampled_from(sorted(openapi()["paths"])))
    parameters = {
        one["name"]: one for one in openapi()["paths"][path]["get"]["parameters"] if one["in"] == "query"
    }
    names = draw(st.lists(st.sampled_from(sorted(parameters)), max_size=3, unique=True))
    template, name = path, path.partition("{")[2].partition("}")[0]
    if name:
        path = path.replace(f"{{{name}}}", draw(st.sampled_from(ADDRESSES)))
    return template, path, {name: draw(values(parameters[name])) for name in names}


@cache
def promised(template: str, status: int, media_type: str) -> Draft202012Validator:
    """What a body must be; KeyError for a status or a type that the schema does not name."""
    content = openapi()["paths"][template]["get"]["responses"][str(status)]["content"][media_type]
    return Draft202012Validator({**content["schema"], "components": openapi()["components"]})


@settings(
    max_examples=MOST, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck), database=None
)
@given(question=questions())
def test_every_answer_is_one_that_the_schema_promises(question):
    template, path, query = question
    query = {name: [text.encode("utf-8", "surrogatepass") for text in given] for name, given in query.items()}
    answer = Client().get(path, query)
    assert answer.status_code < 500, (path, query)
    if answer.status_code in (301, 302):
        assert str(answer.status_code) in openapi()["paths"][template]["get"]["responses"]
        return
    media_type = answer["Content-Type"].partition(";")[0]
    validator = promised(template, answer.status_code, media_type)
    if media_type.endswith("json") and not answer.streaming and media_type != "application/geo+json":
        validator.validate(answer.json())
