"""Publishing at a time: decided by an editor, carried out by a command, exactly what was looked at."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.utils import timezone
from django.utils.html import strip_tags

from desk import embargoes
from desk.models import Embargo
from incidents.models import Decision, Incident
from incidents.workflow import keep_revision
from record.models import Entry
from tests.desk.browser import open_form
from tests.desk.things import url
from tests.make import make_incident, make_source, publish

pytestmark = pytest.mark.django_db


def in_an_hour() -> str:
    return (timezone.now() + timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M")


def hold(client, incident, **fields):
    page = url(incident, "later")
    form = open_form(client, page, "publish_form") | {"due_at": in_an_hour(), "reason": "New."}
    return client.post(page, form | fields)


def due(incident) -> Embargo:
    """Its time comes."""
    Embargo.objects.filter(incident=incident).update(due_at=timezone.now() - timedelta(seconds=1))
    (embargo,) = embargoes.carry_out()
    return embargo


def text(answer) -> str:
    return " ".join(strip_tags(answer.content.decode()).split())


@pytest.fixture
def held(editor):
    incident = make_incident()
    assert hold(editor, incident).status_code == 302
    return incident


def test_nothing_is_public_before_its_time(held):
    assert embargoes.carry_out() == []
    assert not Entry.objects.filter(kind="incident").exists()


def test_at_its_time_it_is_published_as_the_editor_decided(editor, held):
    embargo = due(held)
    entry = Entry.objects.get(kind="incident")
    assert (embargo.entry, entry.reason, embargo.refused) == (entry.number, "New.", "")
    assert Decision.objects.get(entry=entry.number).user == editor.user
    assert embargoes.carry_out() == []


def test_the_command_says_what_it_did(held):
    Embargo.objects.update(due_at=timezone.now() - timedelta(seconds=1))
    out = StringIO()
    call_command("publish_due", stdout=out)
    call_command("publish_due", stdout=out)
    assert "1 carried out." in out.getvalue() and out.getvalue().endswith("Nothing is due.\n")


def test_what_was_changed_since_is_not_published_and_says_so(editor, held):
    Incident.objects.filter(pk=held.pk).update(summary="Another summary.")
    assert "It was changed since, so this will be refused" in text(editor.get(url(held)))
    assert "was changed after you opened it" in due(held).refused
    assert not Entry.objects.filter(kind="incident").exists()
    assert "Was not published on" in text(editor.get(url(held)))


def test_what_would_become_public_with_it_and_was_changed_since_is_not_published(editor):
    source = make_source("A report")
    incident = make_incident(source=source)
    hold(editor, incident)
    type(source).objects.filter(pk=source.pk).update(title="Renamed since")
    assert "has changed since you looked" in due(incident).refused


def test_it_can_be_called_off(editor, held):
    assert "Call it off" in text(editor.get(url(held)))
    assert editor.post(url(held, "call_off")).status_code == 302
    Embargo.objects.update(due_at=timezone.now() - timedelta(seconds=1))
    assert embargoes.carry_out() == []
    assert hold(editor, held).status_code == 302, "and decided again"


def test_a_second_time_is_refused_while_the_first_stands(editor, held):
    assert "It waits for a time already." in text(hold(editor, held))


@pytest.mark.parametrize(
    ("due_at", "said"),
    [
        ("2020-01-01T10:00", "This time is past."),
        ("", "Say when."),
        ("soon", "Write a day and a time"),
        ("2999-01-01T10:00", "more than a year ahead"),
    ],
)
def test_a_time_that_makes_no_sense_is_refused(editor, due_at, said):
    assert said in text(hold(editor, make_incident(), due_at=due_at))
    assert not Embargo.objects.exists()


def test_what_could_not_be_published_now_is_not_held(editor):
    assert "Write the summary" in text(editor.get(url(make_incident(summary=""), "later")))


def test_an_editor_who_is_none_any_more_publishes_nothing(editor, held):
    editor.user.groups.clear()
    assert "is no editor any more" in due(held).refused


def test_four_eyes_hold_when_its_time_comes(editor, held, settings):
    settings.FOUR_EYES = True
    keep_revision("incident", held, {}, user=editor.user)
    assert "You edited this since it was last public" in due(held).refused


def test_what_was_published_meanwhile_is_not_published_twice(editor, held):
    publish(held)
    assert due(held).entry is None
    assert Entry.objects.filter(kind="incident").count() == 1


def test_nothing_is_carried_out_during_maintenance(held):
    Embargo.objects.update(due_at=timezone.now() - timedelta(seconds=1))
    call_command("maintenance", "on", reason="Moving house.", stdout=StringIO())
    assert embargoes.carry_out() == []
    call_command("maintenance", "off", stdout=StringIO())
    assert len(embargoes.carry_out()) == 1


def test_only_editors_decide(analyst, editor):
    incident = make_incident()
    assert analyst.get(url(incident, "later")).status_code == 403
    assert analyst.post(url(incident, "call_off")).status_code == 403
    assert editor.get(url(incident, "call_off")).status_code == 405
    assert editor.get(url(incident, "later")).status_code == 200


def test_a_failure_that_nobody_foresaw_ends_it_and_keeps_nothing_else_from_being_published(
    editor, held, monkeypatch
):
    other = make_incident("Another")
    hold(editor, other)
    honest = embargoes.publish_incident

    def fails_for_the_first(incident, **said):
        entry = honest(incident, **said)
        if incident == held:
            raise RuntimeError("of a test")
        return entry

    monkeypatch.setattr(embargoes, "publish_incident", fails_for_the_first)
    Embargo.objects.update(due_at=timezone.now() - timedelta(seconds=1))
    first, second = embargoes.carry_out()
    assert (first.refused, first.entry) == (embargoes.FAILED, None) and second.entry
    assert [entry.ref for entry in Entry.objects.filter(kind="incident")] == ["DI-1"]
    assert Incident.objects.get(pk=held.pk).ref == ""
