"""Four eyes through HTTP: who edited a thing does not make it public alone, whichever way they go about it."""

import os

import pytest

from actors.models import Actor
from incidents.models import Incident
from record.standing import is_public
from tests.desk.browser import open_form, send
from tests.desk.states import EDITS
from tests.desk.things import MAKERS, make_relation, open_step, published, put, take, url
from tests.make import make_actor, make_incident, make_source, publish

pytestmark = pytest.mark.django_db

REFUSAL = "somebody else has to publish it"
# All kinds go through the same pages; a short run asks three of them, MATRIX=full all.
KINDS = list(MAKERS) if os.environ.get("MATRIX") == "full" else ["incident", "actor", "link"]


@pytest.fixture
def second(sign_in):
    return sign_in("Editor", "second")


def edit(client, row, **changes):
    answer = send(client, url(row), f"{row._meta.model_name}_form", **changes)
    assert answer.status_code == 302, answer.context.get("error_lines")
    row.refresh_from_db()


def submit(client, incident):
    incident.refresh_from_db()
    client.post(url(incident).replace("change", "submit"), {"revision": incident.revision})


def is_refused(client, row, step="publish") -> bool:
    """Whether the step is refused for want of other eyes, on its page, by its button and when it is sent."""
    page = client.get(url(row, step)).content.decode()
    button = client.get(url(row)).content.decode()
    answer = take(client, row, step)
    said = [REFUSAL in page, REFUSAL in button, answer.status_code == 200]
    assert len(set(said)) == 1, said
    return said[0]


@pytest.mark.parametrize("kind", KINDS)
def test_who_edited_a_thing_does_not_publish_it_while_another_editor_does(editor, second, kind):
    row = MAKERS[kind]()
    edit(editor, row, **EDITS[kind])
    assert is_refused(editor, row)
    row.refresh_from_db()
    assert not is_public(row.ref)
    assert not is_refused(second, row)
    row.refresh_from_db()
    assert is_public(row.ref)


@pytest.mark.parametrize("kind", KINDS)
def test_who_edited_a_public_thing_does_not_publish_the_change(editor, second, kind):
    row = published(kind)
    edit(editor, row, **EDITS[kind])
    assert is_refused(editor, row)
    assert not is_refused(second, row)


@pytest.mark.parametrize("kind", KINDS)
def test_who_edited_what_was_retracted_does_not_bring_it_back(editor, second, kind):
    row = published(kind)
    take(second, row, "retract")
    edit(editor, row, **EDITS[kind])
    assert is_refused(editor, row, "reinstate")
    assert not is_public(row.ref)
    assert not is_refused(second, row, "reinstate")


@pytest.mark.parametrize("kind", ["incident", "actor"])
def test_retracting_it_oneself_first_does_not_get_around_it(editor, second, kind):
    row = published(kind)
    edit(editor, row, **EDITS[kind])
    assert take(editor, row, "retract").status_code == 302
    assert is_refused(editor, row, "reinstate")
    assert not is_refused(second, row, "reinstate")


def test_what_others_edited_is_published_by_an_editor_alone(editor, analyst):
    incident = make_incident()
    edit(analyst, incident, title="Edited by an analyst")
    assert not is_refused(editor, incident)


def test_another_editor_who_submitted_exactly_this_revision_stands_by_it(editor, second):
    incident = make_incident()
    edit(editor, incident, title="Edited")
    submit(second, incident)
    assert not is_refused(editor, incident)


def test_an_analyst_who_submitted_it_does_not_count(editor, analyst):
    incident = make_incident()
    edit(editor, incident, title="Edited")
    submit(analyst, incident)
    assert is_refused(editor, incident)


def test_submitting_it_oneself_does_not_count(editor):
    incident = make_incident()
    edit(editor, incident, title="Edited")
    submit(editor, incident)
    assert is_refused(editor, incident)


@pytest.mark.parametrize("who", ["editor", "analyst"])
def test_a_later_edit_takes_that_away(editor, second, analyst, who):
    incident = make_incident()
    edit(editor, incident, title="Edited")
    submit(second, incident)
    edit({"editor": editor, "analyst": analyst}[who], incident, title="Edited again")
    assert is_refused(editor, incident)


def test_a_later_change_of_a_part_takes_that_away(editor, second):
    incident = make_incident()
    edit(editor, incident, title="Edited")
    submit(second, incident)
    part = incident.participations.first()
    edit(editor, part, note="Looked up.")
    assert is_refused(editor, incident)


def test_an_incident_that_was_returned_has_nobody_who_stands_by_it(editor, second):
    incident = make_incident()
    edit(editor, incident, title="Edited")
    submit(second, incident)
    sent = {"revision": incident.revision, "note": "On second thoughts."}
    second.post(url(incident).replace("change", "return"), sent)
    assert is_refused(editor, incident)


def test_changing_a_part_alone_is_editing_the_incident(editor, second):
    incident = make_incident()
    edit(editor, incident.participations.first(), note="Looked up.")
    assert is_refused(editor, incident)
    assert not is_refused(second, incident)


@pytest.mark.parametrize("needed", ["actor", "source", "link"])
def test_what_becomes_public_with_an_incident_needs_other_eyes_too(editor, second, needed):
    incident, other = make_incident(), make_incident("Other")
    publish(other)
    if needed == "actor":
        row = make_actor("Orda", "media")
        incident.participations.create(role="witness", actor=row)
    elif needed == "source":
        row = make_source("Cited too")
        incident.citations.create(source=row)
    else:
        row = make_relation(other, incident)
    edit(editor, row, **EDITS[needed])
    page = editor.get(url(incident, "publish")).content.decode()
    assert REFUSAL in page and take(editor, incident, "publish").status_code == 200
    assert not is_public(Incident.objects.get(pk=incident.pk).ref)
    assert take(second, incident, "publish").status_code == 302


def test_another_who_stands_by_the_incident_does_not_stand_by_what_it_needs(editor, second):
    incident, actor = make_incident(), make_actor("Orda", "media")
    incident.participations.create(role="witness", actor=actor)
    edit(editor, actor, wikidata="Q1")
    submit(second, incident)
    assert take(editor, incident, "publish").status_code == 200
    put("actor", actor)
    assert take(editor, incident, "publish").status_code == 302


def test_what_an_episode_needs_wants_other_eyes_too(editor, second):
    episode, incident = MAKERS["episode"](), make_incident()
    publish(incident)
    link = make_relation(incident, episode, "part_of", part="core")
    edit(editor, link, confidence="low")
    assert take(editor, episode, "publish").status_code == 200
    assert take(second, episode, "publish").status_code == 302


def test_a_form_that_was_opened_before_the_edit_does_not_get_around_it(editor):
    incident = make_incident()
    seen = open_step(editor, incident, "publish")
    edit(editor, incident, title="Edited")
    answer = editor.post(url(incident, "publish"), seen | {"reason": "x", "revision": str(incident.revision)})
    assert answer.status_code == 200 and not is_public(Incident.objects.get(pk=incident.pk).ref)


def test_taking_out_needs_no_other_eyes(editor):
    """What is wrong should not stay public for want of a colleague."""
    incident = published("incident")
    edit(editor, incident, title="Edited")
    assert take(editor, incident, "retract").status_code == 302


def test_who_first_logged_a_thing_has_edited_it(editor, second):
    page = "/desk/actors/actor/add/"
    form = open_form(editor, page, "actor_form") | {"name": "Orda", "kind": "media", "_save": "Save"}
    editor.post(page, form)
    actor = Actor.objects.get(name="Orda")
    assert is_refused(editor, actor)
    assert not is_refused(second, actor)
