"""GET /api/v1/links/ and /api/v1/links/LK-1/"""

import pytest

from incidents.models import Incident, Relation
from record.models import LinkIndex
from record.withdrawing import merge_incidents, reinstate, retract
from tests.api.conftest import copies, newest
from tests.make import checked, make_incident, make_statement, publish
from tests.once import remembered

pytestmark = pytest.mark.django_db
TAKE = {"user": None, "reason": "In error."}


@pytest.fixture
@remembered
def pair(db):
    """DI-2 answers DI-1 (LK-1), and ST-2 in it denies ST-1 (LK-2)."""
    first, second = make_incident("A protest"), make_incident("An answer", sides=("RUS", "UZB"))
    said = make_statement(first)
    make_statement(second, "It was not so.", replies_to=said, reply_kind="denies")
    checked(Relation(kind="responds_to", from_incident=second, to_incident=first, basis="analyst"))
    publish(first), publish(second)
    return first, second


def test_a_row_says_both_ends_and_where_they_are_at_home(door, pair):
    rows = door.json("links/")["results"]
    assert [(row["ref"], row["kind"], row["from"], row["to"]) for row in rows] == [
        ("LK-1", "responds_to", "DI-2", "DI-1"),
        ("LK-2", "reply", "ST-2", "ST-1"),
    ]
    assert (rows[1]["how"], rows[1]["from_home"], rows[1]["to_home"]) == ("denies", "DI-2", "DI-1")


@pytest.mark.parametrize(
    ("query", "refs"),
    [
        ("kind=reply", ["LK-2"]),
        ("kind=reply&kind=responds_to", ["LK-1", "LK-2"]),
        ("end=DI-1", ["LK-1", "LK-2"]),
        ("end=ST-1", ["LK-2"]),
        ("end=DI-9", []),
        ("basis=analyst", ["LK-1"]),
        ("part=core", []),
        ("ref=LK-2", ["LK-2"]),
        ("ordering=-published", ["LK-2", "LK-1"]),
    ],
)
def test_filters(door, pair, query, refs):
    assert door.refs(f"links/?{query}") == refs


@pytest.mark.parametrize(
    ("parameter", "value", "allowed"),
    [
        ("kind", "love", "responds_to"),
        ("basis", "rumour", "analyst"),
        ("part", "edge", "core"),
        ("end", "one", "DI-12"),
    ],
)
def test_a_bad_value_is_named_with_what_is_allowed(door, parameter, value, allowed):
    assert allowed in door.refused(f"links/?{parameter}={value}", parameter)


def test_one_link_is_an_envelope_with_the_titles_of_its_ends(door, pair):
    answer = door.json("links/LK-2/")
    assert answer["document"]["from"] == "ST-2" and answer["from_home"] == "DI-2"
    assert answer["labels"]["titles"] == {"DI-1": "A protest", "DI-2": "An answer"}
    assert door.json("links/LK-1/")["labels"]["scales"]["relation_kinds"]["responds_to"] == "responds to"
    assert door.json("links/LK-2@1/") == answer


def test_a_link_rests_while_an_end_is_out_and_comes_back_with_it(door, pair):
    before = newest()
    retract("incident", pair[0], revision=pair[0].revision, **TAKE)
    answer = door.get("links/LK-1/")
    assert (answer.status_code, answer.json()["ref"], answer.json()["reason"]) == (410, "LK-1", "In error.")
    assert door.refs("links/") == []
    assert door.refs(f"links/?as_of=entry:{before}") == ["LK-1", "LK-2"]
    assert door.json(f"links/LK-1/?as_of=entry:{before}")["document"]["kind"] == "responds_to"
    pair[0].refresh_from_db()
    reinstate("incident", pair[0], revision=pair[0].revision, user=None, reason="It was right.")
    assert door.json("links/LK-1/")["labels"]["titles"]["DI-1"] == "A protest"


def test_links_of_a_merged_incident_are_found_by_either_number(door, pair):
    other = make_incident("The same protest")
    publish(other)
    first = Incident.objects.get(ref="DI-1")
    merge_incidents(other, first, user=None, revision=other.revision, reason="The same.")
    found = door.refs(f"links/?end={other.ref}")
    assert found and found == door.refs("links/?end=DI-1")


def test_a_link_that_was_taken_back_is_gone_with_its_own_reason(door, pair):
    link = Relation.objects.get(ref="LK-1")
    retract("link", link, revision=link.revision, user=None, reason="Not an answer.")
    assert door.get("links/LK-1/").json()["reason"] == "Not an answer."
    assert door.json("links/LK-1@1/")["withdrawn"]["reason"] == "Not an answer."


def test_pages_are_by_number_and_meet_each_once(door, pair):
    copies(LinkIndex, "LK-1", 30)
    page, seen = door.json("links/?page_size=7&count=exact"), []
    assert page["count"] == 32
    while True:
        seen += [row["ref"] for row in page["results"]]
        if not page["next"]:
            break
        page = door.client.get(page["next"]).json()
    assert len(seen) == len(set(seen)) == 32 and seen[:2] == ["LK-1", "LK-2"]
    assert len(door.client.get(page["previous"]).json()["results"]) == 7


def test_the_number_of_queries_does_not_grow_with_the_rows(door, pair, counted_queries):
    door.json("links/")  # reads the codebook once for the process
    with counted_queries(4):
        door.json("links/?page_size=1")
    copies(LinkIndex, "LK-1", 300)
    with counted_queries(4):
        assert len(door.json("links/?page_size=200")["results"]) == 200
    with counted_queries(8):
        door.json("links/LK-1/")
