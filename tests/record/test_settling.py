"""A save that changes nothing public does not wait to be published; anything else does."""

import pytest

from incidents.models import Decision, Episode, Incident, Statement
from incidents.workflow import published_revision
from record.publishing import publish_episode
from record.settling import settle
from record.withdrawing import retract
from tests.make import make_actor, make_incident, make_statement, publish
from tests.record.test_links import make_relation

pytestmark = pytest.mark.django_db


@pytest.fixture
def incident():
    incident = make_incident()
    make_statement(incident, speaker=make_actor())
    publish(incident)
    return incident


def saved(incident, **fields) -> Incident:
    """An edit of the desk; the database raises the revision."""
    for name, value in fields.items():
        setattr(incident, name, value)
    incident.save()
    incident.refresh_from_db()
    return incident


def waits(incident) -> bool:
    return published_revision("incident", incident) != incident.revision


def test_an_internal_note_changes_nothing_public(incident, editor):
    saved(incident, note="Ask again on Monday.")
    assert waits(incident)
    assert settle("incident", incident, editor)
    assert not waits(incident)
    decision = Decision.objects.latest("pk")
    assert (decision.action, decision.user, decision.entry) == ("unchanged", editor, None)


def test_a_changed_text_waits_until_it_is_taken_back(incident):
    before = incident.summary
    saved(incident, summary="Another summary.")
    assert not settle("incident", incident, None) and waits(incident)
    saved(incident, summary=before)
    assert settle("incident", incident, None) and not waits(incident)


def test_a_new_statement_waits(incident):
    make_statement(incident, "And another thing.")
    incident.refresh_from_db()
    assert not settle("incident", incident, None)


def test_a_new_link_between_public_things_waits(incident):
    other = make_incident("Another")
    publish(other)
    make_relation(incident, other)
    saved(incident, note="Linked.")
    assert not settle("incident", incident, None)
    publish(incident)
    assert not waits(incident), "publishing the link settles its end"


def test_a_link_to_a_draft_waits_for_nobody(incident):
    make_relation(incident, make_incident("A draft"))
    saved(incident, note="Linked.")
    assert settle("incident", incident, None)


def test_a_corrected_answer_waits(incident):
    other = make_incident("Another")
    answer = make_statement(other, "No.", speaker=make_actor("Another ministry", country="RUS"))
    publish(other)
    Statement.objects.filter(pk=answer.pk).update(replies_to=incident.statements.get(), reply_kind="denies")
    other.refresh_from_db()
    assert not settle("incident", other, None)


def test_what_was_never_public_or_is_out_is_not_settled(incident):
    draft = make_incident("A draft")
    assert not settle("incident", draft, None)
    retract("incident", incident, user=None, revision=incident.revision, reason="Wrong.")
    saved(incident, note="Gone.")
    assert not settle("incident", incident, None)


def test_it_is_noted_once(incident):
    saved(incident, note="Ask again on Monday.")
    assert settle("incident", incident, None) and not settle("incident", incident, None)


def test_an_episode_settles_too(incident):
    episode = Episode.objects.create(title="A wave", summary="Of protests.")
    publish_episode(episode, user=None, revision=episode.revision, reason="New.")
    Episode.objects.filter(pk=episode.pk).update(note="To be read again.")
    episode.refresh_from_db()
    assert settle("episode", episode, None)
