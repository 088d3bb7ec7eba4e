"""Episodes in figures: their members by part, the highest level of those that count, and the links of the members."""

import pytest

from incidents.models import Episode, Relation
from record import ledger
from record.episodes import links_among, parts_of, tallies
from record.publishing import publish_episode
from tests.make import checked, make_incident, publish

pytestmark = pytest.mark.django_db


@pytest.fixture
def wave(db):
    """Two core acts, an antecedent that is a plan, a stranger that answers one of them; and the episode EP-1."""
    episode = checked(Episode(title="A tense spring", date="2025-04"))
    acts = [
        make_incident("One", date="2025-04-01", level=2),
        make_incident("Two", date="2025-04-02", level=3),
        make_incident("Plan", date="2025-03-01", level=5, type_id="D50", status="planned"),
        make_incident("Stranger", date="2025-04-03"),
    ]
    for act, part in zip(acts, ("core", "core", "antecedent"), strict=False):
        checked(Relation(kind="part_of", basis="analyst", part=part, from_incident=act, to_episode=episode))
    checked(Relation(kind="responds_to", basis="explicit", from_incident=acts[3], to_incident=acts[0]))
    for act in acts:
        publish(act)
    publish_episode(episode, user=None, revision=episode.revision, reason="Named.")
    return acts


def test_members_are_counted_by_part_and_plans_raise_no_level(wave):
    found = tallies(["EP-1", "EP-9"], ledger.moment(""))
    assert found["EP-1"].parts == {"core": 2, "antecedent": 1} and found["EP-1"].level == 3
    assert found["EP-1"].incidents == 3 and "EP-9" not in found


def test_parts_are_told_of_members_alone(wave):
    refs = [act.ref for act in wave]
    assert parts_of("EP-1", refs, ledger.moment("")) == {
        refs[0]: "core",
        refs[1]: "core",
        refs[2]: "antecedent",
    }


def test_links_of_members_reach_beyond_the_episode_without_those_of_membership(wave):
    found, more = links_among("EP-1", ledger.moment(""), 10)
    assert [(link["kind"], link["from"], link["to"]) for link in found] == [
        ("responds_to", wave[3].ref, wave[0].ref)
    ]
    assert not more and links_among("EP-1", ledger.moment(""), 0) == ([], True)
