"""Into the trash and back: everything that hangs on a draft goes with it and comes back as it was."""

import pytest
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from codebook.models import IncidentType, Theme
from desk.audit.events import Asked, page
from desk.audit.history import history
from desk.audit.telling import told
from desk.models import Distinct, Embargo, Trashed
from desk.trash.moving import TrashRefused, delete_for_good, obstacles, put, restore
from incidents.duplicates import asked_by, candidates
from incidents.interchange.documents import document_of
from incidents.models import Citation, Incident, Participation, Relation, Revision, Statement
from incidents.workflow import Stale, keep_revision, published_revision, submit
from tests.desk.browser import open_form
from tests.desk.states import everything
from tests.desk.test_at_once import send_while
from tests.desk.things import make_relation
from tests.make import (
    checked,
    make_actor,
    make_claim,
    make_incident,
    make_source,
    make_statement,
    make_user,
    publish,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def user():
    return make_user("analyst", "Analyst")


def trash(incident, user, reason="Logged twice.") -> Trashed:
    incident.refresh_from_db()
    return put(incident, user=user, revision=incident.revision, reason=reason)


def copy_of_type(code) -> IncidentType:
    """A type that nothing else uses."""
    word = IncidentType.objects.get(pk=code)
    word.pk, word.slug = "Z99", "another"
    word._state.adding = True
    word.save()
    return word


def full_draft(user):
    """A draft with something of everything: statements that answer each other, claims, relations in both directions."""
    incident = make_incident("A full draft", assignee=user, stage="review")
    incident.themes.set(["migrants"])
    first = make_statement(incident, "First words.")
    make_statement(incident, "An answer.", speaker=first.speaker, replies_to=first, reply_kind="answers")
    claim = make_claim(incident)
    claim.contradicts.add(make_claim(incident, "Nine units stand there."))
    make_relation(incident, make_incident("Before"))
    make_relation(make_incident("After"), incident, "responds_to")
    other = make_incident("Somewhere else")
    Distinct.objects.create(first=incident, second=other, user=user)
    incident.refresh_from_db()
    return incident


def test_what_comes_back_says_what_went_under_the_same_keys(user):
    incident = full_draft(user)
    before = document_of("incident", incident)
    keys = set(Statement.objects.values_list("pk", "external_id", "replies_to"))
    relations = list(Relation.objects.order_by("pk").values())
    row = trash(incident, user)
    assert not Incident.objects.filter(pk=incident.pk).exists() and not Relation.objects.exists()
    back, returned = restore(row, user=user, reason="Wanted after all.")
    assert document_of("incident", back) == before and not returned.left_out
    assert (back.pk, back.stage, back.assignee, back.created_at) == (
        incident.pk,
        "review",
        user,
        incident.created_at,
    )
    assert set(Statement.objects.values_list("pk", "external_id", "replies_to")) == keys
    assert list(Relation.objects.order_by("pk").values()) == relations
    assert Distinct.objects.count() == 1 and not Trashed.objects.exists()


def test_it_comes_back_as_a_newer_revision_with_who_and_why(user):
    incident = full_draft(user)
    back, _ = restore(trash(incident, user), user=user, reason="Wanted after all.")
    kept = Revision.objects.get(kind="incident", object_id=back.pk, number=back.revision)
    assert back.revision > incident.revision
    assert (kept.user, kept.reason) == (user, "Restored from the trash. Wanted after all.")


def test_it_says_who_when_and_why(user):
    row = trash(make_incident("Twice"), user, "Logged twice.")
    assert (row.user, row.reason, row.title) == (user, "Logged twice.", "Twice")
    assert row.at <= timezone.now()


def test_nothing_asks_whether_another_is_the_same_as_what_is_in_the_trash(user):
    one, two = make_incident("Uzbekistan protests"), make_incident("Uzbekistan protests")
    assert [found.row for found in candidates(asked_by(two))] == [one]
    trash(one, user)
    assert candidates(asked_by(two)) == []


def test_what_was_public_never_goes_there(user):
    incident = make_incident()
    publish(incident)
    before = everything()
    with pytest.raises(TrashRefused, match="Retract it instead"):
        trash(incident, user)
    assert everything() == before


def test_a_statement_that_was_public_keeps_its_draft_from_the_trash(user):
    incident = make_incident()
    Statement.objects.filter(pk=make_statement(incident).pk).update(ref="ST-9")
    assert obstacles(incident) == ["ST-9 has been public and is at home here, so this draft stays."]


def test_an_answer_from_elsewhere_keeps_it_from_the_trash_and_is_named(user):
    incident, other = make_incident("Asked"), make_incident("Answered elsewhere")
    asked = make_statement(incident)
    make_statement(other, replies_to=asked, reply_kind="answers")
    with pytest.raises(TrashRefused, match=r"from draft .* Answered elsewhere\. Change that first"):
        trash(incident, user)


def test_what_waits_for_its_time_is_called_off_first(user):
    incident = make_incident()
    Embargo.objects.create(
        incident=incident, revision=incident.revision, needs="", reason="x", user=user, due_at=timezone.now()
    )
    with pytest.raises(TrashRefused, match="Call that off first"):
        trash(incident, user)


def speaks_of(draft, user):
    """An incident that names the draft and waits for its time."""
    waits = make_incident("Waits")
    make_statement(waits).also_about.add(draft)
    waits.refresh_from_db()
    Embargo.objects.create(
        incident=waits, revision=waits.revision, needs="", reason="x", user=user, due_at=timezone.now()
    )
    return waits


def test_what_an_incident_names_that_waits_for_its_time_stays(user):
    draft = make_incident("Draft")
    speaks_of(draft, user)
    (sentence,) = obstacles(draft)
    assert "Waits names it and would change with it. analyst has it published at" in sentence
    before = everything()
    with pytest.raises(TrashRefused, match="Call that off first"):
        trash(draft, user)
    assert everything() == before


def test_what_an_incident_named_that_waits_for_its_time_does_not_come_back_by_the_way(user):
    draft, waits = make_incident("Draft"), make_incident("Waits")
    make_statement(waits).also_about.add(draft)
    row = trash(draft, user)
    waits.refresh_from_db()
    Embargo.objects.create(
        incident=waits, revision=waits.revision, needs="", reason="x", user=user, due_at=timezone.now()
    )
    before = everything()
    with pytest.raises(TrashRefused, match=r"Waits names it .* Call that off first"):
        restore(row, user=user, reason="")
    assert everything() == before


def test_what_was_changed_since_it_was_looked_at_stays(user):
    incident = make_incident()
    with pytest.raises(Stale):
        put(incident, user=user, revision=incident.revision - 1, reason="Twice.")


def test_what_speaks_of_it_is_locked_before_anything_is_written(user):
    draft, waits = make_incident("Draft"), make_incident("Speaks of it")
    make_statement(waits).also_about.add(draft)
    trashed = trash(draft, user)
    with CaptureQueriesContext(connection) as asked:
        restore(trashed, user=user, reason="It was needed.")
    sql = [query["sql"] for query in asked]
    locks = next(n for n, one in enumerate(sql) if 'FROM "incidents_incident"' in one and "FOR UPDATE" in one)
    writes = next(n for n, one in enumerate(sql) if 'INSERT INTO "incidents_' in one)
    assert str(waits.pk) in sql[locks] and locks < writes


def test_a_public_incident_that_speaks_of_the_draft_does_not_wait_to_be_published(user):
    public, draft = make_incident("Public"), make_incident("Draft")
    make_statement(public).also_about.add(draft)
    publish(public)
    row = trash(draft, user)
    public.refresh_from_db()
    assert published_revision("incident", public) == public.revision
    restore(row, user=user, reason="")
    assert list(Statement.objects.get().also_about.all()) == [Incident.objects.get(pk=draft.pk)]
    public.refresh_from_db()
    assert published_revision("incident", public) == public.revision


def test_what_lost_its_footing_meanwhile_is_left_out_and_told(user):
    incident = make_incident()
    actor = make_actor("A ministry")
    checked(Participation(incident=incident, role="addressee", actor=actor))
    make_relation(incident, other := make_incident("Other"))
    row = trash(incident, user)
    trash(other, user)
    actor.delete()
    _, returned = restore(row, user=user, reason="")
    assert returned.left_out == {"participation": 1, "relation": 1}
    assert Participation.objects.filter(incident=incident.pk).count() == 2
    assert Citation.objects.filter(incident=incident.pk).count() == 1


def test_somebody_who_left_the_desk_does_not_keep_a_draft_in_the_trash(user):
    gone = make_user("gone", "Analyst")
    row = trash(make_incident(assignee=gone), user)
    gone.delete()
    back, returned = restore(row, user=user, reason="")
    assert back.assignee is None and not returned.left_out
    assert returned.unlinked == {("incident", "assignee"): 1}


def test_what_was_logged_again_meanwhile_is_not_doubled(user):
    incident = make_incident("Twice")
    row = trash(incident, user)
    make_incident("Imported again", external_id=incident.external_id)
    with pytest.raises(TrashRefused, match="the same identifier"):
        restore(row, user=user, reason="")
    assert Trashed.objects.exists()


def test_of_two_who_restore_it_the_second_is_told(user):
    row = trash(make_incident(), user)
    restore(row, user=user, reason="")
    with pytest.raises(TrashRefused, match="somebody was first"):
        restore(Trashed(pk=row.pk), user=user, reason="")


def test_a_failure_half_way_leaves_it_on_the_desk(user, monkeypatch):
    incident = make_incident()
    before = everything()

    def fail(rows):
        raise IntegrityError("no")

    monkeypatch.setattr("desk.trash.moving.take_out", fail)
    with pytest.raises(IntegrityError):
        trash(incident, user)
    assert everything() == before


def test_an_answer_comes_back_without_what_it_answered_and_keeps_its_words(user):
    asked, answered = make_incident("Asked"), make_incident("Answered")
    first = make_statement(asked)
    answer = make_statement(answered, "An answer.", replies_to=first, reply_kind="answers")
    checked(Citation(statement=answer, source=make_source(), credibility="2"))
    row = trash(answered, user)
    trash(asked, user)
    _, returned = restore(row, user=user, reason="")
    answer.refresh_from_db()
    assert (answer.replies_to, answer.reply_kind, answer.texts.get().text) == (None, "", "An answer.")
    assert answer.citations.count() == 1
    assert not returned.left_out and returned.unlinked == {("statement", "replies to"): 1}


def test_references_that_may_be_empty_are_emptied_and_counted(user):
    incident, gone = make_incident(), make_actor("Gone")
    named = dict.fromkeys(("relayed_by", "addressee_actor", "mandate_assessed_by"), gone)
    statement = make_statement(incident, mandate="almost_certain", **named)
    relation = make_relation(incident, make_incident("Other"), asserted_by=gone)
    row = trash(incident, user)
    gone.delete()
    _, returned = restore(row, user=user, reason="")
    statement.refresh_from_db()
    relation.refresh_from_db()
    assert [getattr(statement, name) for name in named] == [None] * 3 and statement.mandate == ""
    assert relation.asserted_by is None and not returned.left_out
    assert returned.unlinked == {
        ("statement", "relayed by"): 1,
        ("statement", "addressee actor"): 1,
        ("statement", "mandate assessed by"): 1,
        ("relation", "asserted by"): 1,
    }


def test_a_participation_that_nobody_claims_any_more_is_left_out(user):
    incident, claimer = make_incident(), make_actor("Claimer")
    checked(Participation(incident=incident, role="claimed_initiator", country_id="KAZ", asserted_by=claimer))
    row = trash(incident, user)
    claimer.delete()
    _, returned = restore(row, user=user, reason="")
    assert returned.left_out == {"participation": 1} and not returned.unlinked


def test_words_inside_a_lost_statement_are_not_given_to_the_incident_itself(user):
    incident, gone = make_incident(), make_actor("Gone")
    around = make_statement(incident, "He said that they agree.", speaker=gone)
    make_statement(incident, "We agree.", inside=around)
    row = trash(incident, user)
    gone.delete()
    _, returned = restore(row, user=user, reason="")
    assert not Statement.objects.exists() and returned.left_out == {"statement": 2, "statement text": 2}


def test_links_that_do_not_come_back_are_counted(user):
    incident, other, actor = make_incident(), make_incident("Other"), make_actor("Gone")
    incident.themes.set([Theme.objects.create(code="gone", label="Gone")])
    claim, elsewhere = make_claim(incident), make_claim(other, "Nine units.")
    claim.about_actors.add(actor)
    claim.contradicts.add(elsewhere)
    make_statement(incident).also_about.add(other)
    row = trash(incident, user)
    trash(other, user)
    actor.delete()
    Theme.objects.filter(code="gone").delete()
    _, returned = restore(row, user=user, reason="")
    assert returned.unlinked == {
        ("incident", "themes"): 1,
        ("claim", "about actors"): 1,
        ("claim", "contradicts"): 1,
        ("statement", "also about"): 1,
    }


def test_without_its_type_it_stays_in_the_trash_and_says_so(user):
    word = copy_of_type("D10")
    row = trash(make_incident(type_id=word.pk), user)
    word.delete()
    with pytest.raises(TrashRefused, match="Its type was deleted meanwhile"):
        restore(row, user=user, reason="")
    assert Trashed.objects.exists() and not Participation.objects.exists()


def test_deleting_for_good_takes_the_saved_revisions_too_and_nothing_else(user):
    gone, stays = make_incident("Gone"), make_incident("Stays")
    for one in (gone, stays):
        keep_revision("incident", one, {}, user=user)
    submit(gone, user=user, revision=gone.revision)
    row = trash(gone, user)
    assert delete_for_good([row.pk], user=user, reason="Test data.") == 1
    assert not Trashed.objects.exists()
    assert list(Revision.objects.values_list("object_id", flat=True)) == [stays.pk]


def test_deleting_for_good_leaves_who_and_why_in_the_trail_of_each(user):
    rows = [trash(make_incident(title), make_user(title, "Analyst")) for title in ("First", "Second")]
    delete_for_good([row.pk for row in rows], user=user, reason="Test data.")
    for row in rows:
        newest = told(history(Incident, str(row.key), None, 1))[0]
        assert (newest.what, newest.who, newest.title) == ("Deleted", "analyst", row.title)
        assert newest.why == "Deleted for good: Test data."
    deleted = told(page(Asked(user=user.pk, table="incidents.incident", what="delete"), None, 10))
    assert {line.title for line in deleted} == {"First", "Second"}


def test_what_is_in_the_trash_no_more_is_not_deleted_and_nothing_else_is(user):
    restored, stays = trash(make_incident("Restored"), user), trash(make_incident("Stays"), user)
    back, _ = restore(restored, user=user, reason="")
    with pytest.raises(TrashRefused, match="has changed since you looked"):
        delete_for_good([restored.pk, stays.pk], user=user, reason="Test data.")
    assert Revision.objects.filter(kind="incident", object_id=back.pk).exists()
    assert Trashed.objects.get() == stays


@pytest.mark.django_db(transaction=True)
def test_deleting_for_good_waits_for_a_restore_and_leaves_its_revisions(administrator):
    row = trash(make_incident(), administrator.user)
    page = reverse("admin:trash_empty")
    data = open_form(administrator, page, "delete_form") | {"sure": "on", "reason": "Test data."}
    answer = send_while(
        administrator, page, data, lambda: restore(row, user=administrator.user, reason="Wanted.")
    )
    assert "has changed since you looked" in answer.content.decode()
    assert Incident.objects.filter(pk=row.key).exists()
    assert Revision.objects.filter(kind="incident", object_id=row.key).exists()
