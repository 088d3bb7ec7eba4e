"""GET /api/v1/coverage/ and /api/v1/coverage/CV-1/"""

import pytest

from incidents.models import Coverage
from record.models import CoverageIndex
from record.publishing import publish_alone
from record.withdrawing import retract
from tests.api.conftest import copies
from tests.make import checked

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def reading(db):
    """CV-1: Kazakhstan in the first half of 2025; CV-2: Uzbekistan and Russia in 2024, in part."""
    rows = [
        Coverage(
            country_id="KAZ", start="2025-01-01", end="2025-06-30", depth="systematic", note="Two outlets."
        ),
        Coverage(
            country_id="UZB", counterpart_id="RUS", start="2024-01-01", end="2024-12-31", depth="partial"
        ),
    ]
    for row in map(checked, rows):
        publish_alone("coverage", row, user=None, revision=row.revision, reason="Read.")
        row.refresh_from_db()
    return rows


def test_a_row_says_what_was_read_and_how_deeply(door):
    row = door.json("coverage/")["results"][0]
    assert list(row)[:4] == ["ref", "version", "entry", "url"]
    assert (row["country"], row["counterpart"], row["depth"]) == ("KAZ", None, "systematic")
    assert (row["start"], row["end"], row["note"]) == ("2025-01-01", "2025-06-30", "Two outlets.")


@pytest.mark.parametrize(
    ("query", "refs"),
    [
        ("country=KZ", ["CV-1"]),
        ("country=RUS", ["CV-2"]),
        ("country=KAZ&country=UZB", ["CV-1", "CV-2"]),
        ("depth=partial", ["CV-2"]),
        ("from=2025-06-30", ["CV-1"]),
        ("from=2025-07-01", []),
        ("to=2024-06-01", ["CV-2"]),
        ("to=2024-06-01&dates=within", []),
        ("ref=CV-2", ["CV-2"]),
    ],
)
def test_filters(door, query, refs):
    assert door.refs(f"coverage/?{query}") == refs


@pytest.mark.parametrize(
    ("parameter", "value", "allowed"),
    [("country", "Narnia", "alpha-3"), ("depth", "deep", "systematic"), ("q", "x", "no parameter")],
)
def test_a_bad_value_is_named_with_what_is_allowed(door, parameter, value, allowed):
    assert allowed in door.refused(f"coverage/?{parameter}={value}", parameter)


def test_one_stretch_is_an_envelope_with_words_for_its_codes(door):
    answer = door.json("coverage/CV-2/")
    assert answer["document"]["counterpart"] == "RUS"
    assert answer["labels"]["countries"].keys() == {"UZB", "RUS"}
    assert answer["labels"]["scales"]["coverage_depth"]["partial"] == "Read in part"


def test_what_was_taken_back_is_gone(door, reading):
    retract("coverage", reading[0], user=None, revision=reading[0].revision, reason="Not read after all.")
    assert door.get("coverage/CV-1/").status_code == 410
    assert door.refs("coverage/") == ["CV-2"]


def test_the_number_of_queries_does_not_grow_with_the_rows(door, counted_queries):
    door.json("coverage/")  # reads the codebook once for the process
    with counted_queries(4):
        door.json("coverage/?page_size=1")
    copies(CoverageIndex, "CV-1", 300)
    with counted_queries(4):
        assert len(door.json("coverage/?page_size=200")["results"]) == 200
