"""Two people at the same moment: real transactions, because only the lock decides who was first."""

from functools import partial
from threading import Barrier, BrokenBarrierError, Thread

import pytest
from django.core.management import call_command
from django.db import connection, transaction

from actors.models import Actor
from desk.admin.base import RevisedAdmin
from desk.forms import RevisedForm
from desk.keeping import keep
from desk.trash.moving import put
from incidents.models import Decision, Incident, Revision, Source, Statement
from incidents.moving import move, plan, seen
from incidents.workflow import merge_incidents
from record.models import Entry
from tests.desk.browser import open_form
from tests.desk.test_moving import page as move_page
from tests.make import make_claim, make_incident, make_source, make_statement, make_user, publish

pytestmark = pytest.mark.django_db(transaction=True)
PAIRS = 5


def change_url(row) -> str:
    return f"/desk/{row._meta.app_label}/{row._meta.model_name}/{row.pk}/change/"


def at_once(*calls) -> list:
    """What these calls answer, each in a thread with a connection of its own, all let go at the same moment."""
    gate, answers = Barrier(len(calls)), [None] * len(calls)

    def run(place, call):
        try:
            gate.wait(10)
            answers[place] = call()
        finally:
            connection.close()

    threads = [Thread(target=run, args=pair) for pair in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert None not in answers, "A request failed, or waits for ever."
    return answers


def send_while(client, url: str, data: dict, meanwhile) -> object:
    """The answer to a form that is sent while `meanwhile` holds its locks; it waits until they are released."""
    answers = []

    def post():
        try:
            answers.append(client.post(url, data))
        finally:
            connection.close()

    thread = Thread(target=post)
    with transaction.atomic():
        meanwhile()
        thread.start()
        thread.join(1)
        assert thread.is_alive(), "The save did not wait for the other one."
    thread.join(20)
    return answers[0]


# --- two save the same thing


def save_in_pairs(first, second, incident) -> list[str]:
    """Two people open a form together, each types a word of their own and both press Save; five times.

    Whoever is refused opens the form again, types the word again and saves. Returns the words of all whose last answer
    was that it is saved.
    """
    url, words = change_url(incident), []
    for number in range(PAIRS):
        typed = {first: f"first{number}", second: f"second{number}"}
        opened = {client: open_form(client, url, "incident_form") for client in typed}
        answers = at_once(*(partial(save, client, url, opened[client], typed[client]) for client in typed))
        refused = [client for client, answer in zip(typed, answers, strict=True) if answer.status_code == 200]
        for client in refused:
            assert (
                save(client, url, open_form(client, url, "incident_form"), typed[client]).status_code == 302
            )
        words += typed.values()
    return words


def save(client, url: str, form: dict, word: str):
    """Adds a word to the narrative that the form showed."""
    return client.post(url, {**form, "narrative": f"{form['narrative'][0].strip()} {word}", "_save": "Save"})


def lost(incident, words: list[str]) -> set[str]:
    incident.refresh_from_db()
    return set(words) - set(incident.narrative.split())


def test_of_two_who_save_at_once_nobody_loses_a_word(analyst, editor):
    incident = make_incident()
    assert lost(incident, save_in_pairs(analyst, editor, incident)) == set()
    saves = Revision.objects.filter(kind="incident", object_id=incident.pk)
    assert saves.count() == 2 * PAIRS


def test_without_the_check_of_the_revision_words_are_lost(analyst, editor, monkeypatch):
    """The control of the test above."""
    monkeypatch.setattr(
        RevisedForm, "clean_opened_revision", lambda form: form.cleaned_data["opened_revision"]
    )
    incident = make_incident()
    assert len(lost(incident, save_in_pairs(analyst, editor, incident))) == PAIRS


def meeting_after_the_check(monkeypatch) -> list[str]:
    """Whoever passed the form's check waits a second for the other to pass it too; says who came and whether they met."""
    place, said, check = Barrier(2), [], RevisedForm.clean_opened_revision

    def wait_for_the_other(form):
        opened = check(form)
        try:
            place.wait(1)
            said.append("met")
        except BrokenBarrierError:
            said.append("alone")
        return opened

    monkeypatch.setattr(RevisedForm, "clean_opened_revision", wait_for_the_other)
    return said


def save_both_at_once(first, second, incident) -> list:
    url = change_url(incident)
    forms = [open_form(client, url, "incident_form") for client in (first, second)]
    return at_once(lambda: save(first, url, forms[0], "first"), lambda: save(second, url, forms[1], "second"))


def test_two_cannot_both_pass_the_check_before_either_has_saved(analyst, editor, monkeypatch):
    """The late conflict: it arises between the check of one and its save, so one has to wait for the other to finish."""
    said, incident = meeting_after_the_check(monkeypatch), make_incident()
    answers = save_both_at_once(analyst, editor, incident)
    assert said == ["alone"]
    assert sorted(answer.status_code for answer in answers) == [200, 302]
    refused = next(answer for answer in answers if answer.status_code == 200)
    assert "Nothing was written" in refused.content.decode()
    assert Revision.objects.filter(kind="incident").count() == 1


def test_without_the_lock_both_pass_the_check_and_one_word_is_lost(analyst, editor, monkeypatch):
    """The control of the test above."""
    monkeypatch.setattr(RevisedAdmin, "lock", lambda admin, request, object_id: None)
    said, incident = meeting_after_the_check(monkeypatch), make_incident()
    answers = save_both_at_once(analyst, editor, incident)
    assert said == ["met", "met"]
    assert [answer.status_code for answer in answers] == [302, 302]
    assert len(lost(incident, ["first", "second"])) == 1


def test_a_save_that_began_before_the_other_was_finished_is_refused(analyst):
    incident = make_incident()
    url = change_url(incident)
    data = open_form(analyst, url, "incident_form") | {"title": "Typed late", "_save": "Save"}

    def meanwhile():
        Incident.objects.filter(pk=incident.pk).update(summary="Saved first.")

    answer = send_while(analyst, url, data, meanwhile)
    assert answer.status_code == 200 and "Nothing was written" in answer.content.decode()
    incident.refresh_from_db()
    assert (incident.title, incident.summary) == ("Uzbekistan protests to Russia", "Saved first.")


def test_what_an_editor_reviewed_is_published_and_not_what_is_saved_at_that_moment(analyst, editor):
    """Either the publication waits for the save and is refused, or the save comes after it."""
    incident = make_incident()
    publish, change = (f"/desk/incidents/incident/{incident.pk}/{step}/" for step in ("publish", "change"))
    reviewed = open_form(editor, publish, "publish_form") | {"reason": "First report."}
    late = open_form(analyst, change, "incident_form") | {"title": "Nobody reviewed this", "_save": "Save"}
    published, saved = at_once(lambda: editor.post(publish, reviewed), lambda: analyst.post(change, late))
    assert saved.status_code == 302 and published.status_code in (200, 302)
    assert not Entry.objects.filter(document__text__contains="Nobody reviewed this").exists()


# --- one moves what another has at hand


def move_form(client, to, part) -> tuple[str, dict]:
    address = move_page(to, part)
    return address, open_form(client, address, "move_form") | {"reason": "Said there."}


def test_a_save_in_the_middle_of_a_move_does_not_take_its_place_in_the_history(analyst, editor, monkeypatch):
    """Four eyes asks the history who edited: whoever moved statements has to stand there, whoever saved too."""
    here, there = make_incident("From here"), make_incident("To there")
    address, form = move_form(analyst, there, make_statement(here))
    saves: list[Thread] = []

    def save_by_editor():
        try:
            save(editor, change_url(here), open_form(editor, change_url(here), "incident_form"), "late")
        finally:
            connection.close()

    def keep_late(*args):
        if not saves:
            saves.append(Thread(target=save_by_editor))
            saves[0].start()
            saves[0].join(2)
        keep(*args)

    monkeypatch.setattr("desk.moving.keep", keep_late)
    assert analyst.post(address, form).status_code == 302
    saves[0].join(20)
    kept = Revision.objects.filter(user=analyst.user, reason="Said there.")
    assert set(kept.values_list("object_id", flat=True)) == {here.pk, there.pk}


def test_a_move_that_waited_for_a_publication_leaves_the_claim_that_is_public_now(analyst):
    """Publishing raises no revision, so only the claim itself tells."""
    here, there = make_incident("From here"), make_incident("To there")
    claim = make_claim(here)
    here.refresh_from_db()
    address, form = move_form(analyst, there, claim)
    answer = send_while(analyst, address, form, lambda: publish(here))
    assert answer.status_code == 200 and "CL-1 is public as part of DI-1" in answer.content.decode()
    claim.refresh_from_db()
    assert claim.incident == here


def move_over(low, high):
    parts = list(Statement.objects.filter(incident=high).select_related("incident", "episode"))
    homes = seen(plan(parts, low), low)
    move(parts, low, user=make_user("mover", "Analyst"), looked_at=homes, reason="Said there.")


def trash(low, high):
    put(high, user=make_user("mover", "Analyst"), revision=high.revision, reason="Logged twice.")


def merge(low, high):
    merge_incidents(high, low, revision=high.revision)


@pytest.mark.parametrize("step", [move_over, trash, merge])
def test_a_step_on_two_incidents_waits_for_the_lower_number_and_does_not_hold_the_other(step):
    """If each took the two in an order of its own, two steps could wait for each other. By text 100000 comes first."""
    low, high = make_incident("Low", id=99_999), make_incident("High", id=100_000)
    make_statement(low).also_about.add(high)
    make_statement(high)
    for row in (low, high):
        row.refresh_from_db()
    done = []

    def work():
        try:
            step(low, high)
            done.append(step)
        finally:
            connection.close()

    thread = Thread(target=work)
    try:
        with transaction.atomic():
            Incident.objects.select_for_update().get(pk=low.pk)
            thread.start()
            thread.join(1)
            assert thread.is_alive(), "The step did not wait."
            Incident.objects.select_for_update(nowait=True).get(pk=high.pk)
    finally:
        thread.join(20)
    assert done == [step]


# --- one presses the button twice

ADD_FORMS = {
    Actor: {"name": "Orda", "kind": "media"},
    Source: {"title": "Report", "kind": "newspaper", "language": "en"},
    Incident: {"title": "A protest", "date": "2025-05-02", "type": "D10", "level": "3", "summary": "One."},
}


@pytest.mark.parametrize("model", ADD_FORMS, ids=lambda model: model.__name__)
def test_the_same_add_form_sent_twice_at_once_makes_one_row(analyst, model):
    name = model._meta.model_name
    url = f"/desk/{model._meta.app_label}/{name}/add/"
    data = open_form(analyst, url, f"{name}_form") | ADD_FORMS[model] | {"_save": "Save"}
    before = model.objects.count()
    answers = at_once(*[lambda: analyst.post(url, data)] * 2)
    assert model.objects.count() == before + 1
    assert [answer.status_code for answer in answers] == [302, 302]
    assert change_url(model.objects.order_by("pk").last()) in {answer["Location"] for answer in answers}


def test_the_second_of_two_waits_for_the_first_and_leads_to_its_row(analyst):
    url = "/desk/actors/actor/add/"
    data = open_form(analyst, url, "actor_form") | {"name": "Orda", "kind": "media", "_save": "Save"}
    second = send_while(analyst, url, data, lambda: analyst.post(url, data))
    assert Actor.objects.filter(name="Orda").count() == 1
    assert second["Location"] == change_url(Actor.objects.get(name="Orda"))


def test_the_same_change_sent_twice_at_once_is_saved_once_and_both_are_told_so(analyst):
    source = make_source()
    url = change_url(source)
    data = open_form(analyst, url, "source_form") | {"title": "Corrected", "_continue": "Save"}
    answers = at_once(*[lambda: analyst.post(url, data)] * 2)
    assert [(answer.status_code, answer["Location"]) for answer in answers] == [(302, url)] * 2
    assert Revision.objects.filter(kind="source", object_id=source.pk).count() == 1


def test_a_form_sent_again_with_other_words_is_a_conflict_and_no_double_press(analyst):
    """Somebody went back in the browser and typed on: nothing of that may be lost."""
    source = make_source()
    data = open_form(analyst, change_url(source), "source_form") | {"title": "Corrected", "_save": "Save"}
    assert analyst.post(change_url(source), data).status_code == 302
    answer = analyst.post(change_url(source), data | {"title": "Typed on"})
    assert answer.status_code == 200
    assert "Typed on" in answer.content.decode() and "Nothing was written" in answer.content.decode()


def test_pressing_publish_twice_at_once_publishes_once(editor):
    incident = make_incident()
    url = f"/desk/incidents/incident/{incident.pk}/publish/"
    data = open_form(editor, url, "publish_form") | {"reason": "First report."}
    answers = at_once(*[lambda: editor.post(url, data)] * 2)
    assert [(answer.status_code, answer["Location"]) for answer in answers] == [
        (302, change_url(incident))
    ] * 2
    assert Entry.objects.filter(kind="incident").count() == Entry.objects.filter(kind="source").count() == 1
    call_command("verify_record", verbosity=0)


def test_pressing_submit_twice_at_once_submits_once(analyst):
    incident = make_incident()
    url, sent = f"/desk/incidents/incident/{incident.pk}/submit/", {"revision": incident.revision}
    answers = at_once(*[lambda: analyst.post(url, sent)] * 2)
    assert [(answer.status_code, answer["Location"]) for answer in answers] == [
        (302, change_url(incident))
    ] * 2
    assert Decision.objects.filter(action="submitted").count() == 1


def test_of_two_who_delete_the_same_row_at_once_the_second_is_told_that_it_is_gone(analyst, editor):
    source = make_source()
    url = f"/desk/incidents/source/{source.pk}/delete/"
    answers = at_once(lambda: analyst.post(url, {"post": "yes"}), lambda: editor.post(url, {"post": "yes"}))
    assert [answer.status_code for answer in answers] == [302, 302]
    assert not Source.objects.filter(pk=source.pk).exists()


def test_a_save_of_a_row_that_is_deleted_meanwhile_is_told_that_it_is_gone(analyst):
    source = make_source()
    data = open_form(analyst, change_url(source), "source_form") | {"title": "Late", "_save": "Save"}
    answer = send_while(
        analyst, change_url(source), data, lambda: Source.objects.filter(pk=source.pk).delete()
    )
    assert answer.status_code == 302 and answer["Location"] == "/desk/"
    assert not Source.objects.filter(title="Late").exists()
