"""Submitting, returning and four eyes."""

import pytest

from incidents import workflow
from incidents.interchange.documents import document_of
from incidents.models import Decision, Incident
from record.obstacles import PublishRefused
from record.publishing import publish_incident
from tests.make import make_incident, make_statement, make_user

pytestmark = pytest.mark.django_db


def saved_by(user, incident):
    """What the desk does after a save."""
    incident.refresh_from_db()
    workflow.keep_revision("incident", incident, document_of("incident", incident), user=user, reason="")
    return incident


def test_submitting_moves_a_draft_to_review_and_notes_who(analyst):
    incident = make_incident()
    row = workflow.submit(incident, user=analyst, revision=incident.revision)
    decision = Decision.objects.get(kind="incident")
    assert row.stage == "review" and (decision.user, decision.revision, decision.action) == (
        analyst,
        incident.revision,
        "submitted",
    )


def test_submitting_raises_no_revision(analyst):
    incident = make_incident()
    workflow.submit(incident, user=analyst, revision=incident.revision)
    assert Incident.objects.get(pk=incident.pk).revision == incident.revision


def test_submitting_twice_is_refused(analyst):
    incident = make_incident()
    workflow.submit(incident, user=analyst, revision=incident.revision)
    with pytest.raises(workflow.WorkflowError, match="in review"):
        workflow.submit(incident, user=analyst, revision=incident.revision)


def test_a_stale_revision_is_not_submitted(analyst):
    incident = make_incident()
    make_statement(incident)
    with pytest.raises(workflow.Stale, match="changed after you opened it"):
        workflow.submit(incident, user=analyst, revision=incident.revision)
    assert not Decision.objects.filter(kind="incident").exists()


def test_returning_needs_a_note(analyst, editor):
    incident = make_incident()
    workflow.submit(incident, user=analyst, revision=incident.revision)
    with pytest.raises(workflow.WorkflowError, match="what is to be mended"):
        workflow.return_to_draft(incident, user=editor, revision=incident.revision, note=" ")
    row = workflow.return_to_draft(incident, user=editor, revision=incident.revision, note="Name the source.")
    assert row.stage == "draft"


def test_four_eyes_who_edited_cannot_publish_alone(settings, editor):
    settings.FOUR_EYES = True
    incident = saved_by(editor, make_incident())
    with pytest.raises(PublishRefused, match="somebody else"):
        publish_incident(incident, user=editor, revision=incident.revision, reason="New.")


def test_four_eyes_another_editor_who_did_not_edit_may(settings, editor):
    settings.FOUR_EYES = True
    incident = saved_by(editor, make_incident())
    publish_incident(incident, user=make_user("second", "Editor"), revision=incident.revision, reason="New.")


def test_four_eyes_an_analyst_who_submits_is_no_second_editor(settings, editor, analyst):
    settings.FOUR_EYES = True
    incident = saved_by(editor, make_incident())
    workflow.submit(incident, user=analyst, revision=incident.revision)
    with pytest.raises(PublishRefused, match="somebody else"):
        publish_incident(incident, user=editor, revision=incident.revision, reason="New.")


def test_four_eyes_what_was_returned_is_submitted_no_more(settings, editor):
    settings.FOUR_EYES = True
    incident, second = saved_by(editor, make_incident()), make_user("second", "Editor")
    workflow.submit(incident, user=second, revision=incident.revision)
    workflow.return_to_draft(incident, user=second, revision=incident.revision, note="Name the body.")
    with pytest.raises(PublishRefused, match="somebody else"):
        publish_incident(incident, user=editor, revision=incident.revision, reason="New.")


def test_four_eyes_who_edited_may_publish_what_another_editor_submitted(settings, editor):
    settings.FOUR_EYES = True
    incident = saved_by(editor, make_incident())
    workflow.submit(incident, user=make_user("second", "Editor"), revision=incident.revision)
    publish_incident(incident, user=editor, revision=incident.revision, reason="New.")


def test_four_eyes_a_submission_of_an_older_revision_does_not_count(settings, editor, analyst):
    settings.FOUR_EYES = True
    incident = make_incident()
    workflow.submit(incident, user=analyst, revision=incident.revision)
    make_statement(incident)
    saved_by(editor, incident)
    with pytest.raises(PublishRefused, match="somebody else"):
        publish_incident(incident, user=editor, revision=incident.revision, reason="New.")


def test_four_eyes_off_one_person_may_do_it_all(settings, editor):
    settings.FOUR_EYES = False
    incident = saved_by(editor, make_incident())
    publish_incident(incident, user=editor, revision=incident.revision, reason="New.")


def test_a_revision_holds_everything_private_notes_included():
    incident = make_incident(note="ask the embassy")
    make_statement(incident, "We are concerned.")
    document = document_of("incident", incident)
    assert document["note"] == "ask the embassy"
    assert document["statements"][0]["texts"][0]["text"] == "We are concerned."


def test_the_same_revision_is_kept_once(analyst):
    incident = make_incident()
    assert workflow.keep_revision("incident", incident, {}, user=analyst)
    assert workflow.keep_revision("incident", incident, {}, user=analyst) is None
