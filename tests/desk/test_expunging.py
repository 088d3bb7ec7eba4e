"""Expunging from the desk: who may, the number in one's own hand, what goes, what stays, and what keeps it from going."""

import pytest
from django.contrib.admin.models import LogEntry

from desk.models import Capture
from incidents.models import Incident, Relation, Revision
from record.models import Document, Entry
from record.standing import last_entry
from tests.desk.browser import follow, open_form, read_form, send
from tests.desk.things import MAKERS, make_relation, open_step, published, take, url
from tests.make import make_actor, make_incident, make_source, make_statement, publish

pytestmark = pytest.mark.django_db


def expunge(client, row, **fields):
    return take(client, row, "expunge", **{"number": row.ref, **fields})


@pytest.mark.parametrize("kind", MAKERS)
def test_everything_public_can_be_taken_away_for_ever(administrator, kind):
    row = published(kind)
    answer = expunge(administrator, row, reason="By order of a court.")
    assert "Expunged" in follow(administrator, answer).content.decode()
    assert not type(row).objects.filter(pk=row.pk).exists()
    assert not Document.objects.filter(entry__ref=row.ref).exists()
    last = last_entry(row.ref)
    assert (last.action, last.reason) == ("expunged", "By order of a court.")


@pytest.mark.parametrize("kind", MAKERS)
def test_a_row_that_is_kept_can_be_corrected_and_reinstated(administrator, kind):
    row = published(kind)
    answer = expunge(administrator, row, keep_row="on")
    assert answer["Location"] == url(row)
    assert "expunged" in administrator.get(url(row)).content.decode()
    assert take(administrator, row, "reinstate").status_code == 302
    assert last_entry(row.ref).action == "reinstated"


@pytest.mark.parametrize("typed", ["", "DI-2", "di-1", "1"])
def test_the_number_has_to_be_typed_as_it_is(administrator, typed):
    incident = published("incident")
    answer = expunge(administrator, incident, number=typed, reason="My reason.", keep_row="on")
    assert answer.status_code == 200
    kept = read_form(answer, "decision_form")
    assert (kept["reason"], kept["keep_row"]) == (["My reason."], ["on"])
    assert Document.objects.filter(entry__ref=incident.ref).exists()


def test_an_editor_may_not_expunge_while_an_administrator_may(editor, administrator):
    incident = published("incident")
    page, sent = url(incident, "expunge"), {"revision": incident.revision, "number": "DI-1", "reason": "x"}
    assert editor.get(page).status_code == editor.post(page, sent).status_code == 403
    assert "Administrators expunge." in editor.get(url(incident)).content.decode()
    assert administrator.post(page, sent).status_code == 302


def test_the_page_says_what_goes(administrator, analyst):
    incident, other = make_incident(), make_incident("Other")
    make_statement(incident)
    publish(other)
    make_relation(incident, other)
    publish(incident)
    send(analyst, url(incident), "incident_form", title="Saved at the desk")
    proposal = administrator.get(url(incident, "expunge")).context["proposal"]
    assert proposal.gone[0].startswith("The text of version 1") and "1 saved revision" in proposal.gone[1]
    assert "1 statement" in proposal.row and [link.ref for link in proposal.links] == ["LK-1"]


def test_nothing_that_was_written_of_it_stays_at_the_desk(administrator, analyst):
    incident = make_incident()
    send(analyst, url(incident), "incident_form", title="A secret title")
    publish(incident)
    assert LogEntry.objects.filter(object_repr__contains="secret").exists()
    expunge(administrator, incident)
    assert not LogEntry.objects.filter(object_repr__contains="secret").exists()
    assert not Revision.objects.filter(kind="incident", object_id=incident.pk).exists()


def test_links_and_answers_do_not_keep_an_incident(administrator):
    incident, other = make_incident(), make_incident("Other")
    make_relation(other, incident)
    said = make_statement(incident)
    make_statement(other, replies_to=said, reply_kind="rejects")
    publish(incident)
    incident.refresh_from_db()
    assert administrator.get(url(incident, "expunge")).context["proposal"].keeping == []
    assert expunge(administrator, incident).status_code == 302
    assert not Relation.objects.exists() and list(Incident.objects.all()) == [other]


def test_what_something_public_names_is_not_expunged(administrator):
    incident = published("incident")
    source = incident.citations.get().source
    page = administrator.get(url(source, "expunge")).content.decode()
    assert "DI-1 refer to it" in page and "decision_form" not in page
    sent = {"revision": source.revision, "number": source.ref, "reason": "x"}
    answer = administrator.post(url(source, "expunge"), sent)
    assert "DI-1 refer to it" in answer.content.decode()
    assert Document.objects.filter(entry__ref=source.ref).exists()


@pytest.mark.parametrize(("kind", "part"), [("actor", "participations"), ("source", "citations")])
def test_what_a_draft_refers_to_is_expunged_only_if_its_row_stays(administrator, kind, part):
    row, draft = published(kind), make_incident("Draft")
    named = {"role": "witness", "actor": row} if kind == "actor" else {"source": row}
    getattr(draft, part).create(**named)
    assert administrator.get(url(row, "expunge")).context["proposal"].keeping
    answer = expunge(administrator, row, reason="My reason.")
    assert answer.status_code == 200 and "still refers" in answer.content.decode()
    assert read_form(answer, "decision_form")["reason"] == ["My reason."]
    assert Document.objects.filter(entry__ref=row.ref).exists()
    assert expunge(administrator, row, keep_row="on").status_code == 302
    assert not Document.objects.filter(entry__ref=row.ref).exists()


def test_what_was_never_public_is_deleted_instead(administrator):
    for row in (make_incident(), make_actor(), make_source()):
        page = administrator.get(url(row, "expunge")).content.decode()
        assert "Delete the draft instead" in page and "decision_form" not in page
        sent = {"revision": row.revision, "number": "", "reason": "x"}
        assert administrator.post(url(row, "expunge"), sent).status_code == 200
        assert type(row).objects.filter(pk=row.pk).exists()


def test_what_is_gone_is_not_expunged_again(administrator):
    incident = published("incident")
    expunge(administrator, incident, keep_row="on")
    incident.refresh_from_db()
    before = Entry.objects.count()
    sent = {"revision": incident.revision, "number": incident.ref, "reason": "x"}
    answer = administrator.post(url(incident, "expunge"), sent)
    assert "Nothing of it is left" in answer.content.decode() and Entry.objects.count() == before


def test_what_was_retracted_can_be_expunged(administrator):
    incident = published("incident")
    take(administrator, incident, "retract")
    assert expunge(administrator, incident).status_code == 302
    assert not Document.objects.filter(entry__ref=incident.ref).exists()


def test_only_the_revision_that_was_looked_at_is_expunged(administrator, analyst):
    incident = published("incident")
    seen = open_form(administrator, url(incident, "expunge"), "decision_form")
    send(analyst, url(incident), "incident_form", title="Changed since")
    answer = administrator.post(url(incident, "expunge"), seen | {"number": incident.ref, "reason": "x"})
    assert answer.status_code == 200 and "was changed after you opened it" in answer.content.decode()
    assert Incident.objects.filter(pk=incident.pk).exists()


def test_a_pasted_text_goes_with_its_source_even_if_the_row_stays(administrator):
    source = published("source")
    Capture.objects.create(source=source, text="A text that has to go.", user=administrator.user)
    assert expunge(administrator, source, keep_row="on").status_code == 302
    assert not Capture.objects.exists()
    source.refresh_from_db()


def test_pressing_twice_gets_the_same_answer_though_the_row_is_gone(administrator):
    incident = published("incident")
    page, sent = url(incident, "expunge"), open_step(administrator, incident, "expunge")
    sent |= {"number": incident.ref, "reason": "Order of a court."}
    first = administrator.post(page, sent)
    again = administrator.post(page, sent)
    assert first.status_code == again.status_code == 302
    assert follow(administrator, again).content.decode().count("as entry") == 2, "said by each"
    assert administrator.get(page).status_code == 404
