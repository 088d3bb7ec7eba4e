"""A save against a revision that has moved on writes nothing, and the page keeps what was typed."""

import json

import pytest
from django.db import connection

from desk.admin.base import keep
from incidents.models import Incident, Relation, Revision
from tests.desk.browser import add_row, errors, open_form, read_form, send
from tests.make import make_actor, make_claim, make_incident, make_source, make_statement

pytestmark = pytest.mark.django_db


def change_url(row) -> str:
    return f"/desk/{row._meta.app_label}/{row._meta.model_name}/{row.pk}/change/"


def incident_on_file():
    """An incident whose working document was kept, as the desk does at every save."""
    incident = make_incident()
    keep("incident", incident, None, "Logged.")
    return incident


def make_participation():
    return make_incident().participations.first()


def two_saves(first, second, row, ours: dict, theirs: dict):
    """Two people open the same form; the first saves, then the second. The second's answer."""
    url, form = change_url(row), f"{row._meta.model_name}_form"
    stale = open_form(second, url, form)
    fresh = open_form(first, url, form)
    saved = first.post(url, {**fresh, **ours, "_save": "Save"})
    assert saved.status_code == 302, errors(saved)
    return second.post(url, {**stale, **theirs, "_save": "Save"})


def test_the_second_save_is_refused_and_keeps_what_was_typed(editor, analyst):
    incident = incident_on_file()
    ours = {"title": "Corrected title", "save_note": "Plainer."}
    answer = two_saves(editor, analyst, incident, ours, {"summary": "Typed by the second."})
    assert answer.status_code == 200
    page = answer.content.decode()
    assert "editor" in page and "Plainer." in page and "Changed since: Title." in page
    assert read_form(answer, "incident_form")["summary"] == ["Typed by the second."]
    incident.refresh_from_db()
    assert (incident.title, incident.summary) == ("Corrected title", "Two sentences. No more.")


def test_both_changes_hold_after_the_refused_save_is_sent_again(editor, analyst):
    """Each changed another field: the page proposes the change of each."""
    incident = make_incident()
    answer = two_saves(editor, analyst, incident, {"title": "Corrected title"}, {"summary": "Typed."})
    shown = {choice.name: choice for choice in answer.context["choices"]}
    assert shown["title"].take == "theirs" and shown["summary"].take == "yours"
    again = analyst.post(change_url(incident), {**read_form(answer, "incident_form"), "_save": "Save"})
    assert again.status_code == 302, errors(again)
    incident.refresh_from_db()
    assert (incident.title, incident.summary) == ("Corrected title", "Typed.")


def test_a_field_that_both_changed_is_shown_three_times_and_either_can_be_taken(editor, analyst):
    for take, kept in (("theirs", "By the first."), ("yours", "By the second.")):
        incident = make_incident()
        answer = two_saves(
            editor, analyst, incident, {"summary": "By the first."}, {"summary": "By the second."}
        )
        (choice,) = answer.context["choices"]
        assert (choice.opened, choice.theirs, choice.yours) == (
            "Two sentences. No more.",
            "By the first.",
            "By the second.",
        )
        assert choice.both and choice.take == "yours"
        form = read_form(answer, "incident_form") | {"take:summary": take}
        assert analyst.post(change_url(incident), {**form, "_save": "Save"}).status_code == 302
        incident.refresh_from_db()
        assert incident.summary == kept


def test_the_choices_say_what_codes_and_rows_are_called(editor, analyst):
    incident = make_incident()
    theirs = {
        "participations-0-country": "KAZ",
        "certainty_override": "disputed",
        "certainty_reason": "They differ.",
    }
    mine = {"participations-0-country": "KGZ", "title": "Mine"}
    answer = two_saves(editor, analyst, incident, theirs, mine)
    shown = {choice.label: choice for choice in answer.context["choices"]}
    country = next(choice for label, choice in shown.items() if label.endswith(", country"))
    assert (country.opened, country.theirs, country.yours) == ("Uzbekistan", "Kazakhstan", "Kyrgyzstan")
    override = next(choice for choice in shown.values() if choice.name == "certainty_override")
    assert override.theirs == "Disputed" and override.take == "theirs"


def test_a_row_is_chosen_by_what_it_is_even_if_others_moved(editor, analyst):
    """The first deletes the first row, so that the second row stands where the first stood."""
    incident = make_incident()
    url = change_url(incident)
    stale = open_form(analyst, url, "incident_form")
    changed = {"participations-0-DELETE": "on", "participations-1-country": "KAZ"}
    row = {
        "role": "initiator",
        "country": "KGZ",
        "certainty": "reported",
        "basis": "explicit",
        "order": "5",
    }
    assert send(editor, url, "incident_form", rows=[("participations", row)], **changed).status_code == 302
    answer = analyst.post(url, {**stale, "participations-1-country": "GEO", "_save": "Save"})
    (choice,) = [one for one in answer.context["choices"] if one.name.endswith("/country")]
    assert (choice.theirs, choice.yours) == ("Kazakhstan", "Georgia")


def test_what_others_saved_again_meanwhile_is_asked_again(editor, analyst):
    incident = make_incident()
    answer = two_saves(editor, analyst, incident, {"title": "First"}, {"summary": "Typed."})
    assert send(editor, change_url(incident), "incident_form", title="Second").status_code == 302
    again = analyst.post(change_url(incident), {**read_form(answer, "incident_form"), "_save": "Save"})
    assert again.status_code == 200 and "Nothing was written" in again.content.decode()
    assert [choice.theirs for choice in again.context["choices"] if choice.name == "title"] == ["Second"]
    assert read_form(again, "incident_form")["summary"] == ["Typed."]


@pytest.mark.parametrize("lost", ["", "{", "[1]", '{"title": 1}', "null"])
def test_a_form_that_lost_how_it_was_opened_still_keeps_what_was_typed(editor, analyst, lost):
    incident = make_incident()
    answer = two_saves(
        editor, analyst, incident, {"title": "First"}, {"title": "Typed", "opened_values": lost}
    )
    (choice,) = [one for one in answer.context["choices"] if one.name == "title"]
    assert (choice.opened, choice.theirs, choice.yours, choice.take) == (
        "not known",
        "First",
        "Typed",
        "yours",
    )


@pytest.mark.parametrize("name", ["take:nothing", "take:participations/999/role", "take:a/b", "take:a/b/c/d"])
def test_a_choice_of_what_is_not_there_changes_nothing(analyst, name):
    incident = make_incident()
    answer = send(analyst, change_url(incident), "incident_form", title="Typed", **{name: "theirs"})
    assert answer.status_code == 302
    incident.refresh_from_db()
    assert incident.title == "Typed"


def test_a_save_that_only_added_a_row_counts(editor, analyst):
    incident = incident_on_file()
    url = change_url(incident)
    stale = open_form(analyst, url, "incident_form")
    row = {"role": "host", "country": "KAZ", "certainty": "reported", "basis": "explicit", "order": "5"}
    assert send(editor, url, "incident_form", rows=[("participations", row)]).status_code == 302
    answer = analyst.post(url, {**stale, "title": "Late", "_save": "Save"})
    assert answer.status_code == 200 and "Participations" in answer.content.decode()
    assert not Incident.objects.filter(title="Late").exists()


def test_a_row_that_somebody_deleted_meanwhile_stays_on_the_page_as_typed(editor, analyst):
    incident = make_incident()
    url = change_url(incident)
    stale = open_form(analyst, url, "incident_form")
    assert send(editor, url, "incident_form", **{"participations-0-DELETE": "on"}).status_code == 302
    typed = {"participations-0-thing": "typed in the first", "participations-1-thing": "typed in the second"}
    answer = analyst.post(url, {**stale, **typed, "_save": "Save"})
    kept = read_form(answer, "incident_form")
    assert [kept[name] for name in typed] == [[text] for text in typed.values()]


@pytest.mark.parametrize("field", ["summary", "save_note"])
def test_a_form_without_the_revision_it_was_opened_at_is_refused(analyst, field):
    url = change_url(make_incident())
    data = open_form(analyst, url, "incident_form")
    del data["opened_revision"]
    answer = analyst.post(url, {**data, field: "New", "_save": "Save"})
    assert "lost the revision" in answer.content.decode()


@pytest.mark.parametrize("opened", ["", "abc", "0", "99999999999999999999"])
def test_a_strange_revision_is_refused_with_the_form(analyst, opened):
    url = change_url(make_incident())
    data = open_form(analyst, url, "incident_form") | {"opened_revision": opened}
    assert analyst.post(url, {**data, "_save": "Save"}).status_code == 200


def test_a_change_from_outside_the_desk_is_told_as_such(analyst):
    incident = make_incident()
    data = open_form(analyst, change_url(incident), "incident_form")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE incidents_incident SET title = 'By hand' WHERE id = %s", [incident.pk])
    page = analyst.post(change_url(incident), {**data, "_save": "Save"}).content.decode()
    assert "did not come from a form of the desk" in page


@pytest.mark.parametrize(
    ("make", "changes"),
    [
        (make_actor, {"wikidata": "Q1"}),
        (make_source, {"authors": "A. Author"}),
        (lambda: make_statement(make_incident()), {"place": "Tashkent"}),
        (lambda: make_claim(make_incident()), {"about_places": "Tashkent"}),
        (make_participation, {"note": "Looked up."}),
    ],
    ids=["actor", "source", "statement", "claim", "participation"],
)
def test_every_thing_and_part_refuses_the_second_save(editor, analyst, make, changes):
    row = make()
    late = {"external_id": "typed-late"} if hasattr(row, "external_id") else {"order": "9"}
    answer = two_saves(editor, analyst, row, changes, late)
    assert answer.status_code == 200 and "Nothing was written" in answer.content.decode()
    row.refresh_from_db()
    assert "typed-late" not in str(vars(row)) and getattr(row, "order", 0) != 9


def test_a_part_is_refused_when_its_incident_moved_on(editor, analyst):
    incident = make_incident()
    statement = make_statement(incident)
    stale = open_form(analyst, change_url(statement), "statement_form")
    assert send(editor, change_url(incident), "incident_form", title="Moved on").status_code == 302
    answer = analyst.post(change_url(statement), {**stale, "place": "Late", "_save": "Save"})
    assert answer.status_code == 200 and "Moved on" in answer.content.decode()


def test_a_relation_changed_on_its_own_form_is_not_overwritten_by_the_incident(editor, analyst):
    incident, other = make_incident(), make_incident("Another")
    relation = Relation.objects.create(
        kind="repeats", from_incident=incident, to_incident=other, basis="implied"
    )
    relation.refresh_from_db()
    url = change_url(incident)
    data = open_form(analyst, url, "incident_form")
    assert send(editor, change_url(relation), "relation_form", confidence="high").status_code == 302
    answer = analyst.post(url, {**data, "relations_from-0-note": "Typed late", "_save": "Save"})
    assert answer.status_code == 200 and any("changed this row" in line for line in errors(answer))
    relation.refresh_from_db()
    assert (relation.confidence, relation.note) == ("high", "")


def test_every_save_keeps_the_working_document_with_who_and_why(analyst):
    incident = make_incident()
    send(analyst, change_url(incident), "incident_form", title="A plainer title", save_note="Plainer.")
    kept = Revision.objects.get(kind="incident", object_id=incident.pk)
    assert (kept.user, kept.reason, kept.document["title"]) == (analyst.user, "Plainer.", "A plainer title")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.metadata FROM incidents_incidentevent e JOIN pghistory_context c ON c.id = e.pgh_context_id ORDER BY e.pgh_id DESC LIMIT 1"
        )
        context = cursor.fetchone()[0]
    context = json.loads(context) if isinstance(context, str) else context
    assert (context["user"], context["reason"]) == (analyst.user.pk, "Plainer.")
    assert context["url"] == change_url(incident)


def test_a_row_added_to_a_stale_form_is_not_lost_from_the_page(editor, analyst):
    incident = make_incident()
    url = change_url(incident)
    stale = open_form(analyst, url, "incident_form")
    assert send(editor, url, "incident_form", title="First").status_code == 302
    add_row(
        stale,
        "participations",
        role="object",
        thing="A monument",
        certainty="reported",
        basis="explicit",
        order="7",
    )
    answer = analyst.post(url, {**stale, "_save": "Save"})
    assert read_form(answer, "incident_form")["participations-2-thing"] == ["A monument"]
