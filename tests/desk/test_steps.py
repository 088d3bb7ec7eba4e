"""Submitting, returning and publishing: who may, when, and what the page says."""

import pytest

from actors.models import Actor
from codebook.models import Theme
from incidents.models import Decision
from record import codebook, ledger
from record.models import Entry
from tests.desk.browser import follow, open_form, read_form, send
from tests.make import make_actor, make_incident, make_source, publish

pytestmark = pytest.mark.django_db


def step_url(incident, step: str) -> str:
    return f"/desk/incidents/incident/{incident.pk}/{step}/"


def send_publish(client, url: str, **fields):
    return client.post(url, open_form(client, url, "publish_form") | fields)


@pytest.mark.parametrize("step", ["submit", "return"])
def test_a_step_is_taken_by_post_alone(analyst, step):
    assert analyst.get(step_url(make_incident(), step)).status_code == 405


@pytest.mark.parametrize("step", ["submit", "return", "publish"])
def test_a_stranger_is_sent_to_sign_in(stranger, step):
    incident = make_incident()
    answer = stranger.post(step_url(incident, step), {"revision": incident.revision, "reason": "x"})
    assert answer.status_code == 302 and answer["Location"].startswith("/desk/login/")
    assert not Entry.objects.filter(kind="incident").exists()


@pytest.mark.parametrize("step", ["submit", "return", "publish"])
def test_an_incident_that_does_not_exist_is_not_found(editor, step):
    assert editor.post(f"/desk/incidents/incident/999999/{step}/", {}).status_code == 404


def test_staff_without_a_group_may_not_submit_while_an_analyst_may(sign_in, analyst):
    incident = make_incident()
    sent = {"revision": incident.revision}
    assert sign_in("", "newcomer").post(step_url(incident, "submit"), sent).status_code == 403
    analyst.post(step_url(incident, "submit"), sent)
    incident.refresh_from_db()
    assert incident.stage == "review"


def test_an_analyst_may_not_publish_while_an_editor_may(analyst, editor):
    url = step_url(make_incident(), "publish")
    assert analyst.get(url).status_code == analyst.post(url, {"reason": "x"}).status_code == 403
    assert send_publish(editor, url, reason="First report.").status_code == 302


def test_a_step_on_a_stale_revision_is_refused_with_a_sentence(analyst):
    incident = make_incident()
    page = follow(analyst, analyst.post(step_url(incident, "submit"), {"revision": incident.revision - 1}))
    assert "was changed after you opened it" in page.content.decode()
    incident.refresh_from_db()
    assert incident.stage == "draft"


def test_returning_needs_a_note_that_the_analyst_then_reads(analyst, editor):
    incident = make_incident()
    sent = {"revision": incident.revision}
    analyst.post(step_url(incident, "submit"), sent)
    assert (
        "Say what is to be mended"
        in follow(editor, editor.post(step_url(incident, "return"), sent)).content.decode()
    )
    editor.post(step_url(incident, "return"), {**sent, "note": "The day is missing."})
    page = analyst.get(step_url(incident, "change")).content.decode()
    assert "The day is missing." in page and "Returned by editor" in page


def test_each_closed_button_says_why(analyst):
    page = analyst.get(step_url(make_incident(), "change")).content.decode()
    assert (
        "It is a draft." in page
        and "Editors publish." in page
        and page.count("disabled aria-describedby") == 3
    )


def test_the_publish_page_lists_what_becomes_public_with_it(editor):
    incident = make_incident()
    hidden = make_actor("Secret Name", "person", privacy="protected", description="a bank clerk in Osh")
    incident.participations.create(role="subject", actor=hidden)
    incident.themes.add(Theme.objects.create(code="new-theme", label="New theme", definition="New."))
    page = editor.get(step_url(incident, "publish")).content.decode()
    assert "a bank clerk in Osh" in page and "Secret Name" not in page
    assert f"On: {incident.title}" in page and "new-theme" in page


def test_the_publish_page_shows_what_stands_in_the_way(editor):
    incident = make_incident(summary="")
    page = editor.get(step_url(incident, "publish")).content.decode()
    assert "Write the summary that lists show." in page and "Give the public reason" not in page


def test_the_publish_page_shows_what_changes_for_the_reader(editor):
    incident = make_incident()
    publish(incident)
    incident.refresh_from_db()
    incident.title = "A corrected title"
    incident.save()
    rows = editor.get(step_url(incident, "publish")).context["proposal"].changes
    assert [(row.label, row.old, row.new) for row in rows] == [
        ("Title", "Uzbekistan protests to Russia", "A corrected title")
    ]


def test_publishing_without_a_reason_shows_the_page_again(editor):
    answer = send_publish(editor, step_url(make_incident(), "publish"), reason=" ", note="kept")
    assert answer.status_code == 200 and "Give the public reason" in answer.content.decode()
    assert read_form(answer, "publish_form")["note"] == ["kept"]


def test_a_refused_publication_keeps_the_typed_reason(editor):
    answer = send_publish(editor, step_url(make_incident(summary=""), "publish"), reason="My reason.")
    assert "Write the summary that lists show." in answer.content.decode()
    assert read_form(answer, "publish_form")["reason"] == ["My reason."]
    assert not Entry.objects.filter(kind="incident").exists()


def test_only_the_revision_that_was_shown_is_published(editor, analyst):
    incident = make_incident()
    url = step_url(incident, "publish")
    seen = open_form(editor, url, "publish_form")
    assert (
        send(analyst, step_url(incident, "change"), "incident_form", title="Changed since").status_code == 302
    )
    answer = editor.post(url, seen | {"reason": "First report."})
    assert answer.status_code == 200 and "was changed after you opened it" in answer.content.decode()
    assert not Entry.objects.filter(kind="incident").exists()
    incident.refresh_from_db()
    assert read_form(answer, "publish_form")["revision"] == [str(incident.revision)]


def test_publishing_the_same_again_is_refused(editor):
    incident = make_incident()
    publish(incident)
    answer = send_publish(editor, step_url(incident, "publish"), reason="Again.")
    assert "is public exactly like this already" in answer.content.decode()


@pytest.mark.parametrize("revision", ["", "abc", "99999999999999999999999"])
def test_a_strange_revision_is_refused(editor, revision):
    answer = send_publish(editor, step_url(make_incident(), "publish"), reason="x", revision=revision)
    assert answer.status_code == 200 and not Entry.objects.filter(kind="incident").exists()


def test_the_decision_keeps_who_and_the_internal_note(editor):
    incident = make_incident()
    send_publish(editor, step_url(incident, "publish"), reason="First report.", note="Seen with the desk.")
    decision = Decision.objects.get(kind="incident", action="published")
    assert (decision.user, decision.note) == (editor.user, "Seen with the desk.")


def test_the_editor_who_edited_cannot_publish_alone(editor, sign_in):
    incident = make_incident()
    send(editor, step_url(incident, "change"), "incident_form", title="Edited by the editor")
    page = editor.get(step_url(incident, "change")).content.decode()
    assert "somebody else has to publish it" in page
    answer = send_publish(editor, step_url(incident, "publish"), reason="First report.")
    assert answer.status_code == 200 and not Entry.objects.filter(kind="incident").exists()
    incident.refresh_from_db()
    second = sign_in("Editor", name="second")
    second.post(step_url(incident, "submit"), {"revision": incident.revision})
    assert send_publish(editor, step_url(incident, "publish"), reason="First report.").status_code == 302


def test_what_becomes_public_with_it_is_confirmed_as_it_was_shown(editor):
    incident = make_incident()
    seen = open_form(editor, step_url(incident, "publish"), "publish_form")
    incident.citations.create(source=make_source("Added meanwhile"))
    incident.refresh_from_db()
    answer = editor.post(step_url(incident, "publish"), seen | {"reason": "x", "revision": incident.revision})
    assert "has changed since you looked" in answer.content.decode()
    assert not Entry.objects.filter(kind="incident").exists()


def test_a_one_person_desk_publishes_its_own(editor, settings):
    settings.FOUR_EYES = False
    incident = make_incident()
    send(editor, step_url(incident, "change"), "incident_form", title="Edited by the editor")
    assert send_publish(editor, step_url(incident, "publish"), reason="First report.").status_code == 302


@pytest.mark.parametrize(("make", "path"), [(make_actor, "actors/actor"), (make_source, "incidents/source")])
def test_an_actor_and_a_source_are_published_from_their_own_page(analyst, editor, make, path):
    row = make()
    url = f"/desk/{path}/{row.pk}/publish/"
    assert analyst.get(url).status_code == 403
    assert send_publish(editor, url, reason="Needed by a reader.").status_code == 302
    row.refresh_from_db()
    assert Entry.objects.get(ref=row.ref).reason == "Needed by a reader."
    page = editor.get(f"/desk/{path}/{row.pk}/change/").content.decode()
    assert "published (version 1)" in page


def test_an_actor_that_moved_on_is_not_published(editor):
    actor = make_actor()
    url = f"/desk/actors/actor/{actor.pk}/publish/"
    seen = open_form(editor, url, "publish_form")
    Actor.objects.filter(pk=actor.pk).update(wikidata="Q1")
    assert editor.post(url, seen | {"reason": "x"}).status_code == 200
    assert not Entry.objects.filter(kind="actor").exists()


def test_a_confidential_source_is_never_published(editor):
    source = make_source(confidential=True)
    url = f"/desk/incidents/source/{source.pk}/publish/"
    assert "never published" in send_publish(editor, url, reason="x").content.decode()
    assert not Entry.objects.filter(kind="source").exists()


def test_the_codebook_is_published_by_an_administrator_alone(editor, administrator):
    Theme.objects.create(code="new-theme", label="New theme", definition="New.")
    Theme.objects.create(code="for-a-draft", label="For a draft", definition="Not yet.")
    url = "/desk/codebook/publish/"
    assert editor.get(url).status_code == 403
    assert "New theme (new-theme)" in administrator.get(url).content.decode()
    before = Entry.objects.filter(kind="codebook").count()
    ticked = {"reason": "A theme for new matters.", "add": "new-theme"}
    assert send_publish(administrator, url, **ticked).status_code == 302
    themes = codebook.at(ledger.moment()).themes
    assert "new-theme" in themes and "for-a-draft" not in themes
    assert Entry.objects.filter(kind="codebook").count() == before + 1
    assert "exactly like this already" in send_publish(administrator, url, reason="Again.").content.decode()


def test_a_codebook_that_moved_on_since_it_was_looked_at_is_not_published(administrator):
    url = "/desk/codebook/publish/"
    seen = open_form(administrator, url, "publish_form")
    Theme.objects.filter(code="migrants").update(definition="Corrected by a colleague.")
    before = Entry.objects.count()
    answer = administrator.post(url, seen | {"reason": "x"})
    assert (
        "changed at the desk since you looked" in answer.content.decode() and Entry.objects.count() == before
    )


def test_publishing_stays_open_for_what_only_now_reads_otherwise(editor):
    incident = make_incident()
    person = make_actor("Asel Nobody", "person", "KGZ", description="a bank employee")
    incident.participations.create(role="witness", actor=person)
    publish(incident)
    Actor.objects.filter(pk=person.pk).update(privacy="protected")
    page = editor.get(step_url(incident, "change")).content.decode()
    assert step_url(incident, "publish") in page or "../publish/" in page
    assert "Asel Nobody" in editor.get(step_url(incident, "publish")).content.decode()
    assert send_publish(editor, step_url(incident, "publish"), reason="Name withdrawn.").status_code == 302


def test_a_null_character_is_no_fault(administrator, analyst):
    incident = make_incident()
    analyst.post(step_url(incident, "submit"), {"revision": incident.revision, "note": "a\x00b"})
    assert Decision.objects.get(kind="incident").note == "ab"
    seen = open_form(administrator, "/desk/codebook/publish/", "publish_form")
    assert (
        administrator.post("/desk/codebook/publish/", seen | {"reason": "x", "add": "a\x00"}).status_code
        == 200
    )
    term = "app_label=actors&model_name=affiliation&field_name=actor&term=%00"
    assert analyst.get(f"/desk/autocomplete/?{term}").json()["results"] == []


def test_a_key_that_is_none_is_no_fault(analyst):
    assert analyst.get("/desk/incidents/statement/add/?speaker=abc&incident=x").status_code in (200, 302, 404)
    incident = make_incident()
    answer = send(
        analyst, f"/desk/incidents/statement/add/?incident={incident.pk}", "statement_form", speaker="abc"
    )
    assert answer.status_code == 200 and "Select a valid choice" in answer.content.decode()
