"""Retracting and reinstating from the desk: what the pages say before, what they do, and what they refuse."""

import pytest
from django.utils.html import strip_tags

from actors.models import Actor
from desk.standing import standing
from incidents.models import Decision, Incident
from record.models import Entry, IncidentIndex, LinkIndex
from record.standing import is_public
from tests.desk.browser import follow, read_form, send
from tests.desk.things import MAKERS, make_relation, open_step, published, take, url
from tests.make import make_actor, make_incident, make_source, make_statement, publish

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("kind", MAKERS)
def test_everything_public_is_retracted_and_brought_back_from_its_own_pages(editor, kind):
    row = published(kind)
    page = follow(editor, take(editor, row, "retract", reason="Logged in error."))
    assert f"Retracted {row.ref} as entry" in strip_tags(page.content.decode())
    assert not is_public(row.ref)
    assert str(standing(kind, row)) == "retracted"
    assert take(editor, row, "reinstate", reason="It was right after all.").status_code == 302
    actions = Entry.objects.filter(ref=row.ref).order_by("version").values_list("action", "reason")
    assert list(actions)[-2:] == [
        ("retracted", "Logged in error."),
        ("reinstated", "It was right after all."),
    ]


@pytest.mark.parametrize("kind", MAKERS)
def test_everything_is_published_from_its_own_page(editor, kind):
    row = MAKERS[kind]()
    assert take(editor, row, "publish").status_code == 302
    row.refresh_from_db()
    assert is_public(row.ref)
    page = editor.get(url(row)).content.decode()
    assert "published (version 1)" in page and url(row, "retract") in page


def test_the_page_of_retracting_says_what_leaves_the_public(editor):
    incident, other = make_incident("One"), make_incident("Other")
    make_statement(incident)
    publish(other)
    make_relation(incident, other)
    publish(incident)
    page = editor.get(url(incident, "retract"))
    assert [link.ref for link in page.context["proposal"].links] == ["LK-1"]
    assert "With it 1 statement can no longer be found." in page.content.decode()
    assert "Version 1 stays readable" in page.content.decode()


def test_links_rest_until_both_ends_are_public_again(editor):
    first, second = make_incident("One"), make_incident("Other")
    for row in (first, second):
        publish(row)
    make_relation(first, second)
    take(editor, first, "publish")
    assert LinkIndex.objects.filter(until__isnull=True).count() == 1
    take(editor, first, "retract")
    assert LinkIndex.objects.filter(until__isnull=True).count() == 0
    take(editor, first, "reinstate")
    assert LinkIndex.objects.filter(until__isnull=True).count() == 1


@pytest.mark.parametrize(("make", "part"), [(make_actor, "participations"), (make_source, "citations")])
def test_what_something_public_names_is_not_retracted(editor, make, part):
    incident, row = make_incident(), make()
    named = {"role": "witness", "actor": row} if part == "participations" else {"source": row}
    getattr(incident, part).create(**named)
    publish(incident)
    row.refresh_from_db()
    page = editor.get(url(row, "retract")).content.decode()
    assert "DI-1 refer to it" in page and "decision_form" not in page
    answer = editor.post(url(row, "retract"), {"revision": row.revision, "reason": "My reason."})
    assert answer.status_code == 200 and "DI-1 refer to it" in answer.content.decode()
    assert read_form(answer, "decision_form")["reason"] == ["My reason."]
    assert is_public(row.ref)


def test_retracting_keeps_the_public_reason_and_the_internal_note_apart(editor):
    incident = published("incident")
    take(editor, incident, "retract", reason="Logged in error.", note="The analyst mixed up two days.")
    decision = Decision.objects.get(action="retracted")
    assert (decision.user, decision.note) == (editor.user, "The analyst mixed up two days.")
    assert Entry.objects.get(number=decision.entry).reason == "Logged in error."
    page = editor.get(url(incident)).content.decode()
    assert "Logged in error." in page and "The analyst mixed up two days." in page


def test_retracting_without_a_reason_keeps_the_note(editor):
    incident = published("incident")
    answer = take(editor, incident, "retract", reason=" ", note="kept")
    assert answer.status_code == 200 and "Give the public reason" in answer.content.decode()
    assert read_form(answer, "decision_form")["note"] == ["kept"] and is_public(incident.ref)


@pytest.mark.parametrize("step", ["retract", "reinstate"])
def test_a_step_on_a_revision_that_moved_on_is_refused(editor, analyst, step):
    incident = published("incident")
    if step == "reinstate":
        take(editor, incident, "retract")
    before, seen = Entry.objects.count(), open_step(editor, incident, step)
    assert send(analyst, url(incident), "incident_form", title="Changed since").status_code == 302
    answer = editor.post(url(incident, step), seen | {"reason": "x"})
    assert answer.status_code == 200 and "was changed after you opened it" in answer.content.decode()
    assert Entry.objects.count() == before


def test_retracting_twice_is_refused_the_second_time(editor):
    incident = published("incident")
    seen = open_step(editor, incident, "retract") | {"reason": "x"}
    assert editor.post(url(incident, "retract"), seen).status_code == 302
    assert editor.post(url(incident, "retract"), seen).status_code == 302, "the button was pressed twice"
    answer = editor.post(url(incident, "retract"), seen | {"reason": "y"})
    assert answer.status_code == 200 and "is retracted already" in answer.content.decode()
    assert Entry.objects.filter(ref=incident.ref).count() == 2


def test_what_was_never_public_has_no_way_out_of_the_public(editor):
    incident = make_incident()
    assert "Retract" not in editor.get(url(incident)).content.decode()
    answer = editor.post(url(incident, "retract"), {"revision": incident.revision, "reason": "x"})
    assert (
        "It was never public" in answer.content.decode()
        and not Entry.objects.filter(kind="incident").exists()
    )


def test_the_publish_page_of_what_was_retracted_leads_to_reinstating(editor):
    incident = published("incident")
    take(editor, incident, "retract")
    page = editor.get(url(incident, "publish")).content.decode()
    assert "Reinstate it instead" in page and url(incident, "reinstate") in page
    assert "publish_form" not in page
    answer = editor.post(url(incident, "publish"), {"revision": incident.revision, "reason": "My reason."})
    assert answer.status_code == 200 and not is_public(incident.ref)
    assert read_form(answer, "publish_form")["reason"] == ["My reason."]


def test_reinstating_what_is_public_is_refused(editor):
    incident = published("incident")
    answer = editor.post(url(incident, "reinstate"), {"revision": incident.revision, "reason": "x"})
    assert "there is nothing to reinstate" in answer.content.decode()
    assert Entry.objects.filter(ref=incident.ref).count() == 1


def test_what_comes_back_is_shown_against_what_readers_had(editor, analyst):
    incident = published("incident")
    take(editor, incident, "retract")
    assert "It comes back as it was." in editor.get(url(incident, "reinstate")).content.decode()
    send(analyst, url(incident), "incident_form", title="Put right")
    rows = editor.get(url(incident, "reinstate")).context["proposal"].changes
    assert [(row.label, row.new) for row in rows] == [("Title", "Put right")]
    assert take(editor, incident, "reinstate").status_code == 302
    assert IncidentIndex.objects.filter(ref=incident.ref, until__isnull=True).exists()


def test_what_becomes_public_with_a_reinstated_incident_is_listed_and_confirmed(editor):
    incident = published("incident")
    take(editor, incident, "retract")
    incident.citations.create(source=make_source("Added since"))
    seen = open_step(editor, incident, "reinstate")
    assert "Added since" in editor.get(url(incident, "reinstate")).content.decode()
    incident.citations.create(source=make_source("Added later still"))
    incident.refresh_from_db()
    answer = editor.post(
        url(incident, "reinstate"), seen | {"reason": "x", "revision": str(incident.revision)}
    )
    assert "has changed since you looked" in answer.content.decode() and not is_public(incident.ref)


def test_a_merged_actor_stands_for_itself_again_once_reinstated(editor):
    kept, old = make_actor("Orda"), make_actor("Orda the old")
    for row in (kept, old):
        take(editor, row, "publish")
    page = f"{url(old, 'merge')}?into={kept.pk}"
    seen = read_form(editor.get(page), "decision_form")
    editor.post(page, seen | {"reason": "The same."})
    assert not is_public(Actor.objects.get(pk=old.pk).ref)
    page = editor.get(url(old, "reinstate")).content.decode()
    assert "is merged into" not in page
    assert take(editor, old, "reinstate").status_code == 302
    old.refresh_from_db()
    assert old.merged_into is None and is_public(old.ref)


@pytest.mark.parametrize("step", ["retract", "reinstate", "publish"])
@pytest.mark.parametrize("kind", MAKERS)
def test_a_row_that_does_not_exist_is_not_found(editor, kind, step):
    row = MAKERS[kind]()
    assert editor.get(url(row, step).replace(f"/{row.pk}/", "/999999/")).status_code == 404


def test_a_draft_may_still_be_deleted_and_what_was_retracted_may_not(analyst, editor):
    incident, draft = published("incident"), make_incident("Draft")
    take(editor, incident, "retract")
    assert analyst.post(url(incident, "delete"), {"post": "yes"}).status_code == 403
    said = {"revision": draft.revision, "reason": "Logged twice."}
    assert analyst.post(url(draft, "delete"), said).status_code == 302
    assert list(Incident.objects.values_list("pk", flat=True)) == [incident.pk]
