"""What an editor is asked on the publish page: checks that hold an incident back, warnings, and the links that come along."""

import pytest

from incidents.models import Decision, Revision
from record.models import Entry
from record.standing import is_public
from tests.desk.browser import read_form, send
from tests.desk.things import make_episode, make_relation, open_step, put, take, url
from tests.make import checked, make_actor, make_claim, make_incident, publish

pytestmark = pytest.mark.django_db


def accusing(**fields):
    """An incident that says of a person without an office that they acted."""
    incident = make_incident(**fields)
    person = make_actor("Asel Nobody", "person", "KGZ", officialness="independent")
    incident.participations.create(role="co_initiator", actor=person, through="private")
    incident.refresh_from_db()
    return incident


def test_what_holds_an_incident_back_asks_for_an_answer(editor):
    page = editor.get(url(accusing(), "publish"))
    assert "“Asel Nobody” is named as having acted" in page.context["proposal"].blocking[0]
    assert "Why it may be published all the same" in page.content.decode()


def test_without_an_answer_nothing_is_published_and_what_was_typed_stays(editor):
    incident = accusing()
    answer = take(editor, incident, "publish", reason="First report.", note="My note.")
    assert answer.status_code == 200 and "Say why it may be published" in answer.content.decode()
    kept = read_form(answer, "publish_form")
    assert (kept["reason"], kept["note"]) == (["First report."], ["My note."])
    assert not Entry.objects.filter(kind="incident").exists()


def test_the_answer_is_kept_with_the_decision_and_never_public(editor):
    incident = accusing()
    said = {"note": "Seen by two.", "override": "Convicted on 3 May."}
    assert take(editor, incident, "publish", **said).status_code == 302
    assert Decision.objects.get(kind="incident").note == "Seen by two. Convicted on 3 May."
    assert "Convicted" not in "".join(Entry.objects.values_list("reason", flat=True))


def test_an_answer_that_is_not_asked_for_is_not_asked_for(editor):
    incident = make_incident()
    assert "override" not in open_step(editor, incident, "publish")


def test_a_check_that_arose_after_the_page_was_opened_still_holds_it_back(editor):
    incident = accusing()
    person = incident.participations.get(role="co_initiator").actor
    type(person).objects.filter(pk=person.pk).update(case_outcome="convicted")
    seen = open_step(editor, incident, "publish")
    assert "override" not in seen
    type(person).objects.filter(pk=person.pk).update(case_outcome="")
    answer = editor.post(url(incident, "publish"), seen | {"reason": "x"})
    assert "override" in read_form(answer, "publish_form") and not Entry.objects.filter(kind="incident")


def test_note_and_answer_that_are_too_long_together_are_not_cut(editor):
    incident = accusing()
    answer = take(editor, incident, "publish", note="n" * 200, override="o" * 200)
    assert answer.status_code == 200 and "together have 401 characters" in answer.content.decode()
    assert read_form(answer, "publish_form")["override"] == ["o" * 200]


def test_a_warning_warns_and_holds_nothing_back(editor):
    incident = make_incident()
    make_claim(incident)
    incident.refresh_from_db()
    page = editor.get(url(incident, "publish"))
    assert any("carries an accusation" in sentence for sentence in page.context["proposal"].warnings)
    assert "carries an accusation" in page.content.decode() and page.context["proposal"].blocking == []
    assert take(editor, incident, "publish").status_code == 302


def test_a_protected_name_in_the_text_holds_it_back_when_it_is_reinstated_too(editor, analyst):
    incident = make_incident()
    hidden = make_actor("Asel Nobody", "person", "KGZ", privacy="protected", description="a bank clerk")
    incident.participations.create(role="witness", actor=hidden)
    publish(incident)
    take(editor, incident, "retract")
    send(analyst, url(incident), "incident_form", summary="Asel Nobody saw it.")
    answer = take(editor, incident, "reinstate")
    assert "Say why it may be published" in answer.content.decode() and not is_public(incident.ref)
    assert take(editor, incident, "reinstate", override="She agreed in writing.").status_code == 302


def test_links_that_become_public_are_listed_and_published(editor):
    incident, other = make_incident(), make_incident("Other")
    publish(other)
    link = make_relation(incident, other)
    page = editor.get(url(incident, "publish")).content.decode()
    assert url(link) in page
    take(editor, incident, "publish")
    link.refresh_from_db()
    assert is_public(link.ref)


def test_a_link_that_came_up_after_the_list_was_confirmed_is_not_published_unseen(editor):
    incident, other = make_incident(), make_incident("Other")
    publish(other)
    seen = open_step(editor, incident, "publish")
    make_relation(other, incident)
    answer = editor.post(url(incident, "publish"), seen | {"reason": "x"})
    assert "has changed since you looked" in answer.content.decode()
    assert not Entry.objects.filter(kind="link").exists()


def test_the_needs_of_an_episode_are_listed_and_confirmed(editor):
    episode, incident = make_episode(), make_incident()
    publish(incident)
    member = make_relation(incident, episode, "part_of", part="core")
    page = editor.get(url(episode, "publish")).content.decode()
    assert url(member) in page
    seen = open_step(editor, episode, "publish")
    other = make_incident("Other")
    publish(other)
    make_relation(other, episode, "part_of", part="core")
    answer = editor.post(url(episode, "publish"), seen | {"reason": "x"})
    assert "has changed since you looked" in answer.content.decode()
    assert take(editor, episode, "publish").status_code == 302
    member.refresh_from_db()
    assert is_public(member.ref)


def test_a_link_with_an_end_that_is_not_public_is_not_published(editor):
    first, second = make_incident("First"), make_incident("Second")
    publish(first)
    link = make_relation(first, second)
    assert "Both ends have to be public" in editor.get(url(link, "publish")).content.decode()
    assert take(editor, link, "publish").status_code == 200
    publish(second)
    link.refresh_from_db()
    assert is_public(link.ref)


def test_an_actor_that_is_out_of_the_record_holds_an_incident_back(editor):
    actor, incident = make_actor("Orda", "media"), make_incident()
    put("actor", actor)
    take(editor, actor, "retract")
    incident.participations.create(role="witness", actor=actor)
    assert "is retracted. Reinstate it" in editor.get(url(incident, "publish")).content.decode()
    assert take(editor, incident, "publish").status_code == 200
    take(editor, actor, "reinstate")
    assert take(editor, incident, "publish").status_code == 302


def test_four_eyes_hold_for_a_link_that_becomes_public_with_an_incident(editor, sign_in):
    incident, other = make_incident(), make_incident("Other")
    publish(other)
    link = make_relation(incident, other)
    checked(
        Revision(kind="link", object_id=link.pk, number=link.revision, document={"a": 1}, user=editor.user)
    )
    answer = take(editor, incident, "publish")
    assert "somebody else has to publish it" in answer.content.decode()
    assert not Entry.objects.filter(ref="DI-2").exists()
    assert take(sign_in("Editor", "second"), incident, "publish").status_code == 302
