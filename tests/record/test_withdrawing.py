"""Retract, reinstate, merge: what leaves now, what still answers, and whom a number stands for."""

import pytest
from django.test import Client

from incidents import workflow
from incidents.models import Citation, Episode
from incidents.workflow import Stale, WorkflowError
from record import identity, ledger, reading
from record.links import links_of
from record.models import IncidentIndex, PairIndex, StatementIndex, ThingIndex
from record.obstacles import PublishRefused
from record.publishing import publish_alone, publish_episode
from record.withdrawing import merge_actors, merge_incidents, reinstate, retract
from tests.make import checked, make_actor, make_claim, make_incident, make_source, make_statement, publish
from tests.record.test_links import make_relation, then

pytestmark = pytest.mark.django_db
WHY = "It was reported in error."


def fresh(thing):
    thing.refresh_from_db()
    return thing


def retracted(thing, kind="incident"):
    return retract(kind, fresh(thing), user=None, revision=thing.revision, reason=WHY)


def made_public(name, **fields):
    actor = fresh(make_actor(name, **fields))
    publish_alone("actor", actor, user=None, revision=actor.revision, reason="Named.")
    return fresh(actor)


def test_a_retracted_incident_leaves_every_index_and_its_versions_stay():
    incident = make_incident()
    make_statement(incident)
    publish(incident)
    before = then()
    retracted(incident)
    for index in (IncidentIndex, StatementIndex, PairIndex):
        assert index.objects.exists() and not index.objects.filter(until__isnull=True).exists()
    with pytest.raises(reading.Withdrawn):
        reading.read(incident.ref, "incident", ledger.moment())
    assert reading.read(f"{incident.ref}@1", "incident", ledger.moment()).withdrawn.reason == WHY
    assert reading.read(incident.ref, "incident", before).document["title"] == incident.title


def test_its_address_is_gone_with_the_reason_and_an_earlier_moment_still_answers():
    incident = make_incident()
    entry = publish(incident)
    retracted(incident)
    client, address = Client(), f"/api/v1/incidents/{incident.ref}/"
    gone = client.get(address)
    assert (gone.status_code, gone.json()["reason"]) == (410, WHY)
    assert client.get(f"/incidents/{incident.ref}/").status_code == 410
    assert client.get(f"{address}?as_of=entry:{entry.number}").json()["withdrawn"]["reason"] == WHY
    assert client.get("/api/v1/incidents/").json()["results"] == []


def test_what_was_never_public_or_is_out_already_cannot_be_retracted():
    incident = make_incident()
    with pytest.raises(PublishRefused, match="never public"):
        retracted(incident)
    publish(incident)
    retracted(incident)
    with pytest.raises(PublishRefused, match="is retracted already"):
        retracted(incident)


def test_a_retraction_says_why_and_of_which_revision():
    incident = make_incident()
    publish(incident)
    fresh(incident)
    with pytest.raises(PublishRefused, match="Give the public reason"):
        retract("incident", incident, user=None, revision=incident.revision, reason=" ")
    with pytest.raises(Stale):
        retract("incident", incident, user=None, revision=incident.revision - 1, reason=WHY)


def test_what_is_out_comes_back_by_reinstating_only():
    incident = make_incident()
    publish(incident)
    retracted(incident)
    with pytest.raises(PublishRefused, match="Reinstate it instead"):
        publish(incident)
    entry = reinstate(
        "incident", fresh(incident), user=None, revision=incident.revision, reason="It was right."
    )
    assert (entry.action, entry.version) == ("reinstated", 3)
    assert reading.read(incident.ref, "incident", ledger.moment()).document["title"] == incident.title
    with pytest.raises(PublishRefused, match="nothing to reinstate"):
        reinstate("incident", fresh(incident), user=None, revision=incident.revision, reason="Again.")


def test_an_actor_or_source_that_something_public_names_stays():
    source, incident = make_source(), None
    incident = make_incident(source=source)
    speaker = make_statement(incident).speaker
    publish(incident)
    for kind, thing in (("actor", speaker), ("source", source)):
        with pytest.raises(PublishRefused, match=f"{incident.ref} refer to it"):
            retracted(thing, kind)
    retracted(incident)
    assert retracted(speaker, "actor").action == "retracted"
    assert retracted(source, "source").action == "retracted"


def test_an_incident_that_names_a_retracted_actor_is_refused():
    incident = make_incident()
    speaker = fresh(make_statement(incident).speaker)
    publish_alone("actor", speaker, user=None, revision=speaker.revision, reason="Named.")
    retracted(speaker, "actor")
    with pytest.raises(PublishRefused, match=f"{speaker.ref} is retracted. Reinstate it, or choose another."):
        publish(incident)


def test_an_episode_and_its_statements_can_be_taken_out():
    episode = checked(Episode(title="A wave", date="2025-05"))
    publish_episode(episode, user=None, revision=episode.revision, reason="A new episode.")
    retracted(episode, "episode")
    assert not ThingIndex.objects.filter(kind="episode", until__isnull=True).exists()


def test_a_merged_actor_is_one_with_the_other_before_and_after():
    old, new = made_public("Foreign Ministry"), made_public("Ministry of Foreign Affairs")
    before = then()
    merge_actors(old, new, user=None, revision=old.revision, reason="The same ministry.")
    now = ledger.moment()
    assert identity.survivors([old.ref, new.ref], now) == {old.ref: new.ref, new.ref: new.ref}
    assert identity.all_refs([old.ref], now) == identity.all_refs([new.ref], now) == {old.ref, new.ref}
    assert identity.all_refs([old.ref], before) == {old.ref}
    answer = Client().get(f"/api/v1/actors/{old.ref}/")
    assert answer.status_code == 301 and answer["Location"].endswith(f"/actors/{new.ref}/")


def test_chains_of_merges_end_at_the_one_that_stays():
    a, b, c = (made_public(name) for name in ("One", "Two", "Three"))
    merge_actors(a, b, user=None, revision=a.revision, reason="The same.")
    merge_actors(fresh(b), c, user=None, revision=b.revision, reason="The same.")
    now = ledger.moment()
    assert identity.survivors([a.ref], now) == {a.ref: c.ref}
    assert identity.all_refs([b.ref], now) == {a.ref, b.ref, c.ref}


def test_actors_are_not_merged_in_a_circle_nor_across_kinds():
    a, b = made_public("One"), made_public("Two")
    person = made_public("Somebody", kind="person")
    merge_actors(a, b, user=None, revision=a.revision, reason="The same.")
    with pytest.raises(PublishRefused, match="“One” is not public"):
        merge_actors(fresh(b), fresh(a), user=None, revision=b.revision, reason="Back.")
    with pytest.raises(WorkflowError, match="into each other"):
        workflow.merge_actors(fresh(b), fresh(a), revision=b.revision)
    with pytest.raises(WorkflowError, match="Correct the kind first"):
        merge_actors(fresh(b), person, user=None, revision=b.revision, reason="The same.")


def test_a_new_document_names_the_one_that_stays_and_an_old_one_keeps_its_words():
    old, new = made_public("Foreign Ministry"), made_public("Ministry of Foreign Affairs")
    incident = make_incident()
    make_statement(incident, speaker=old)
    publish(incident)
    merge_actors(old, new, user=None, revision=fresh(old).revision, reason="The same ministry.")
    incident.title = "Corrected"
    incident.save()
    publish(incident)
    speakers = [
        reading.read(f"{incident.ref}@{version}", "incident", ledger.moment()).document["statements"][0][
            "speaker"
        ]["ref"]
        for version in (1, 2)
    ]
    assert speakers == [old.ref, new.ref]


def test_a_merged_actor_that_is_reinstated_stands_for_itself_again():
    old, new = made_public("Foreign Ministry"), made_public("Ministry of Foreign Affairs")
    merge_actors(old, new, user=None, revision=old.revision, reason="The same ministry.")
    merged = then()
    entry = reinstate(
        "actor", fresh(old), user=None, revision=old.revision, reason="Two ministries after all."
    )
    assert entry.action == "reinstated"
    assert identity.all_refs([old.ref], ledger.moment()) == {old.ref}
    assert identity.all_refs([old.ref], merged) == {old.ref, new.ref}


@pytest.fixture
def twice():
    """One act logged twice, with a statement, a claim and a relation on the second."""
    other, first, second = make_incident("Another"), make_incident("First"), make_incident("Second")
    statement, claim = make_statement(second), make_claim(second)
    make_relation(second, other)
    for incident in (other, first, second):
        publish(incident)
    return other, fresh(first), fresh(second), fresh(statement), fresh(claim)


def test_an_incident_that_was_logged_twice_brings_its_parts_along(twice):
    other, first, second, statement, claim = twice
    merge_incidents(second, first, user=None, revision=second.revision, reason="Logged twice.")
    now = ledger.moment()
    document = reading.read(first.ref, "incident", now).document
    assert [row["ref"] for row in document["statements"]] == [statement.ref]
    assert [row["ref"] for row in document["claims"]] == [claim.ref]
    assert len(document["citations"]) == 2
    assert StatementIndex.objects.get(until__isnull=True).home == first.ref
    assert [link["from"] for link in links_of(other.ref, now)] == [first.ref]
    answer = Client().get(f"/api/v1/incidents/{second.ref}/")
    assert answer.status_code == 301 and answer["Location"].endswith(f"/incidents/{first.ref}/")


def test_a_relation_between_the_two_is_taken_back_by_the_merge():
    first, second = make_incident("First"), make_incident("Second")
    make_relation(second, first, "duplicate_of")
    publish(first), publish(second)
    merge_incidents(fresh(second), fresh(first), user=None, revision=second.revision, reason="Logged twice.")
    assert links_of(first.ref, ledger.moment()) == []


def test_a_citation_that_the_other_has_is_not_doubled():
    source = make_source()
    first, second = make_incident("First", source=source), make_incident("Second", source=source)
    publish(first), publish(second)
    merge_incidents(fresh(second), fresh(first), user=None, revision=second.revision, reason="Logged twice.")
    assert Citation.objects.filter(incident=first).count() == 1


def test_unpublished_changes_do_not_slip_out_with_a_merge(twice):
    _, first, second, *_ = twice
    first.title = "Not reviewed yet"
    first.save()
    with pytest.raises(PublishRefused, match=f"{first.ref} has unpublished changes"):
        merge_incidents(second, fresh(first), user=None, revision=second.revision, reason="Logged twice.")
    assert StatementIndex.objects.get(until__isnull=True).home == second.ref
