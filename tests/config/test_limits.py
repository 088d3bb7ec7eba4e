"""A query string that is too long is refused before it is read."""

import pytest

from config.limits import LONGEST_QUERY

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("path", "media_type"),
    [("/api/v1/incidents/", "application/problem+json"), ("/incidents/", "text/plain; charset=utf-8")],
)
def test_a_query_that_is_too_long_is_414_with_advice(reader, path, media_type):
    answer = reader.get(f"{path}?q={'x' * LONGEST_QUERY}")
    assert (answer.status_code, answer["Content-Type"]) == (414, media_type)
    assert (
        str(LONGEST_QUERY) in answer.text and answer["Cache-Control"] == "no-store" and "ETag" not in answer
    )


def test_the_longest_query_is_read(reader):
    assert (
        reader.get(f"/api/v1/incidents/?q={'x' * (LONGEST_QUERY - 2)}").status_code == 400
    )  # longer than q may be


def test_the_refusal_is_written_like_every_other_problem(reader):
    refused = reader.get(f"/api/v1/incidents/?q={'x' * LONGEST_QUERY}").content
    other = reader.get("/api/v1/incidents/?x=1").content
    assert refused.startswith(b'{"type":"about:blank","title":') and other.startswith(refused[:30])


def test_a_script_on_another_site_can_read_the_refusal(reader):
    answer = reader.get(f"/api/v1/incidents/?q={'x' * LONGEST_QUERY}")
    assert answer["Access-Control-Allow-Origin"] == "*"
