"""GET /api/v1/episodes/ and /api/v1/episodes/EP-1/"""

import pytest

from incidents.models import Episode, Relation
from record.models import ThingIndex
from record.publishing import publish_episode
from record.withdrawing import retract
from tests.api.conftest import copies, newest
from tests.make import checked, make_incident, publish
from tests.once import remembered

pytestmark = pytest.mark.django_db


@pytest.fixture
@remembered
def spring(db):
    """EP-1 with DI-1 of April as its antecedent and DI-2 of May as its core; DI-3 belongs to nothing."""
    episode = checked(
        Episode(title="Spring of refusals", summary="Bans and protests.", date="2025-04/2025-05")
    )
    episode.parties.set(["KAZ", "UZB"])
    antecedent, core = make_incident("Before", date="2025-04-01"), make_incident("In it", date="2025-05-02")
    for incident, part in ((core, "core"), (antecedent, "antecedent")):
        link = Relation(
            kind="part_of", from_incident=incident, to_episode=episode, basis="analyst", part=part
        )
        checked(link)
    for incident in (antecedent, core, make_incident("Elsewhere")):
        publish(incident)
    put(episode)
    return antecedent, core


def make_episode(title: str, **fields) -> Episode:
    return put(checked(Episode(title=title, **fields)))


def put(episode: Episode) -> Episode:
    """The next version of an episode as it stands."""
    episode.refresh_from_db()
    publish_episode(episode, user=None, revision=episode.revision, reason="A run.")
    return episode


def test_a_row_counts_its_members(door, spring):
    row = door.json("episodes/")["results"][0]
    assert (row["ref"], row["title"], row["member_count"]) == ("EP-1", "Spring of refusals", 2)
    assert row["parties"] == ["KAZ", "UZB"] and row["date"]["edtf"] == "2025-04/2025-05"


@pytest.mark.parametrize(
    ("query", "refs"),
    [
        ("", ["EP-2", "EP-1"]),
        ("ordering=name", ["EP-2", "EP-1"]),
        ("country=KZ", ["EP-1"]),
        ("incident=DI-1", ["EP-1"]),
        ("incident=DI-3", []),
        ("q=refusal", ["EP-1"]),
        ("q=protests", ["EP-1"]),
        ("from=2025-05-10&to=2025-05-11", ["EP-1"]),
        ("to=2025-03-31", []),
        ("from=2025-06-01&dates=within", ["EP-2"]),
    ],
)
def test_filters(door, spring, query, refs):
    make_episode("Later", date="2025-07")
    assert door.refs(f"episodes/?{query}") == refs


@pytest.mark.parametrize(
    ("parameter", "value", "allowed"),
    [
        ("country", "Narnia", "alpha-3"),
        ("kind", "crisis", "no parameter"),
        ("ordering", "date", "-date, name"),
    ],
)
def test_a_bad_value_is_named_with_what_is_allowed(door, parameter, value, allowed):
    assert allowed in door.refused(f"episodes/?{parameter}={value}", parameter)


def test_one_episode_has_its_members_in_the_order_of_time_each_with_its_part(door, spring):
    answer = door.json("episodes/EP-1/")
    assert [(row["ref"], row["part"]) for row in answer["members"]] == [
        ("DI-1", "antecedent"),
        ("DI-2", "core"),
    ]
    assert answer["members"][0]["title"] == "Before" and answer["members"][0]["link"].startswith("LK-")
    assert answer["counts"] == {"members": 2, "statements": 0} and answer["episodes"] == []


def test_an_episode_within_an_episode_is_listed_apart(door, spring):
    inner = make_episode("A week of it", date="2025-05")
    link = Relation(
        kind="part_of", from_episode=inner, to_episode=Episode.objects.get(ref="EP-1"), basis="analyst"
    )
    checked(link)
    put(inner)
    answer = door.json("episodes/EP-1/")
    assert [row["title"] for row in answer["episodes"]] == ["A week of it"]
    assert answer["counts"]["members"] == 3 and len(answer["members"]) == 2


def test_a_retracted_incident_is_no_member(door, spring):
    before = newest()
    retract("incident", spring[1], user=None, revision=spring[1].revision, reason="In error.")
    assert [row["ref"] for row in door.json("episodes/EP-1/")["members"]] == ["DI-1"]
    assert door.json("episodes/")["results"][0]["member_count"] == 1
    assert len(door.json(f"episodes/EP-1/?as_of=entry:{before}")["members"]) == 2


def test_the_number_of_queries_does_not_grow_with_the_rows(door, spring, counted_queries):
    door.json("episodes/")  # reads the codebook once for the process
    with counted_queries(5):
        door.json("episodes/?page_size=1")
    copies(ThingIndex, "EP-1", 300)
    with counted_queries(5):
        assert len(door.json("episodes/?page_size=200")["results"]) == 200
    with counted_queries(12):
        door.json("episodes/EP-1/")
