"""Submitting and publishing many at once: each by itself, as it was seen, with a report."""

import pytest
from django.urls import reverse
from django.utils.html import strip_tags

from incidents.models import Incident, Participation
from incidents.workflow import keep_revision
from record.models import Entry
from tests.desk.browser import open_form
from tests.desk.states import everything
from tests.make import checked, make_actor, make_incident, publish

pytestmark = pytest.mark.django_db
LIST = "/desk/incidents/incident/"


def page(code: str, *incidents) -> str:
    return f"{reverse('admin:incidents_incident_bulk', args=[code])}?ids={','.join(str(one.pk) for one in incidents)}"


def take(client, code: str, *incidents, **fields):
    address = page(code, *incidents)
    return client.post(address, open_form(client, address, "bulk_form") | fields)


def results(answer) -> list[tuple[str, bool]]:
    assert answer.status_code == 200, answer
    return [(one.incident.title, bool(one.refused)) for one in answer.context["results"]]


def test_the_list_leads_to_the_page_with_what_was_ticked(editor):
    incidents = [make_incident(f"Draft {number}") for number in range(2)]
    sent = {"action": "publish_many", "_selected_action": [one.pk for one in incidents]}
    assert editor.post(LIST, sent)["Location"] == page("publish", *incidents)


def test_several_are_published_with_one_reason(editor):
    incidents = [make_incident(f"Draft {number}") for number in range(3)]
    answer = take(editor, "publish", *incidents, reason="New.")
    assert results(answer) == [(f"Draft {number}", False) for number in range(3)]
    entries = Entry.objects.filter(kind="incident")
    assert [entry.reason for entry in entries.order_by("number")] == ["New."] * 3


def test_several_are_submitted_with_one_note(analyst):
    incidents = [make_incident(f"Draft {number}") for number in range(2)]
    assert results(take(analyst, "submit", *incidents, note="Please.")) == [
        ("Draft 0", False),
        ("Draft 1", False),
    ]
    assert set(Incident.objects.values_list("stage", flat=True)) == {"review"}


def test_one_that_moved_on_is_refused_and_takes_nothing_from_the_others(editor):
    first, second = make_incident("First"), make_incident("Second")
    address = page("publish", first, second)
    form = open_form(editor, address, "bulk_form") | {"reason": "New."}
    Incident.objects.filter(pk=first.pk).update(summary="Changed meanwhile.")
    answer = editor.post(address, form)
    assert results(answer) == [("First", True), ("Second", False)]
    assert "was changed after you opened it" in strip_tags(answer.content.decode())
    assert Entry.objects.filter(kind="incident").count() == 1


def test_what_becomes_public_with_them_is_listed_and_held_to(editor):
    incident = make_incident("With somebody")
    actor = make_actor("A ministry that is new")
    checked(Participation(incident=incident, role="addressee", actor=actor))
    incident.refresh_from_db()
    address = page("publish", incident)
    form = open_form(editor, address, "bulk_form") | {"reason": "New."}
    assert "A ministry that is new" in strip_tags(editor.get(address).content.decode())
    type(actor).objects.filter(pk=actor.pk).update(wikidata="Q1")
    answer = editor.post(address, form)
    assert results(answer) == [("With somebody", True)] and not Entry.objects.filter(kind="actor").exists()


def test_what_cannot_take_the_step_has_its_reason_and_no_box(editor):
    lacking, asked, fine = (
        make_incident("No summary", summary=""),
        make_incident("Names somebody"),
        make_incident("Fine"),
    )
    person = make_actor("Boris Ivanov", kind="person", officialness="private")
    checked(Participation(incident=asked, role="initiator", actor=person))
    found = {
        row.incident.title: row.closed
        for row in editor.get(page("publish", lacking, asked, fine)).context["rows"]
    }
    assert "Write the summary" in found["No summary"][0]
    assert "no verdict is on file" in found["Names somebody"][0]
    assert found["Fine"] == []


def test_nobody_publishes_what_they_edited(editor, settings):
    settings.FOUR_EYES = True
    mine, other = make_incident("Mine"), make_incident("Another's")
    keep_revision("incident", mine, {}, user=editor.user)
    address = page("publish", mine, other)
    forged = {"row": [f"{mine.pk}:{mine.revision}:", f"{other.pk}:{other.revision}:"], "reason": "New."}
    answer = editor.post(address, open_form(editor, address, "bulk_form") | forged)
    assert ("Mine", True) in results(answer)
    assert not Entry.objects.filter(ref=Incident.objects.get(pk=mine.pk).ref or "none").exists()


def test_a_box_that_is_unticked_is_left_alone(editor):
    first, second = make_incident("First"), make_incident("Second")
    address = page("publish", first, second)
    form = open_form(editor, address, "bulk_form") | {"reason": "New."}
    form["row"] = form["row"][1:]
    assert results(editor.post(address, form)) == [("Second", False)]


def test_a_reason_is_needed(editor):
    before = everything()
    answer = take(editor, "publish", make_incident(), reason="")
    assert "Give the public reason" in strip_tags(answer.content.decode())
    assert set(before) == set(everything()) and not Entry.objects.filter(kind="incident").exists()


def test_what_is_public_already_is_said_to_be(editor):
    incident = make_incident()
    publish(incident)
    answer = take(editor, "publish", incident, reason="Again.")
    assert results(answer) == [(incident.title, False)]
    assert "Says what the public version says; nothing was written." in strip_tags(answer.content.decode())


def test_an_analyst_submits_and_an_editor_publishes(analyst, editor, sign_in):
    incident = make_incident()
    assert analyst.get(page("publish", incident)).status_code == 403
    assert analyst.get(page("submit", incident)).status_code == 200
    assert editor.get(page("publish", incident)).status_code == 200
    assert sign_in("").get(page("submit", incident)).status_code == 403


@pytest.mark.parametrize(
    ("query", "status"),
    [("?ids=", 400), ("?ids=a", 400), ("", 400), ("?ids=999", 200), ("?ids=" + "9" * 30, 400)],
)
def test_an_odd_choice_is_refused(editor, query, status):
    assert editor.get(f"{LIST}bulk/publish/{query}").status_code == status


def test_a_step_that_is_none_is_not_found(editor):
    assert editor.get(f"{LIST}bulk/expunge/?ids=1").status_code == 404


def test_too_many_are_refused_at_the_list(editor):
    incidents = Incident.objects.bulk_create(
        Incident(title=f"Draft {n}", type_id="D10", level=3) for n in range(101)
    )
    sent = {"action": "publish_many", "select_across": "1", "_selected_action": [incidents[0].pk]}
    assert "At most 100 at once" in strip_tags(editor.post(LIST, sent, follow=True).content.decode())
