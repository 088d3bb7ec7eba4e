"""What was taken out stays out: no new version names it, and nothing that others refer to is taken away under them."""

import pytest

from actors.models import Actor, Affiliation
from incidents.models import Citation, Participation, Relation, Source, Statement
from incidents.workflow import Stale
from lib import canonical
from record import needs as needing
from record import publishing
from record.expunging import expunge
from record.models import Document, Entry, LinkIndex
from record.needs import needs
from record.obstacles import PublishRefused
from record.publishing import publish_alone, publish_incident
from record.withdrawing import merge_actors, merge_incidents, retract
from tests.make import checked, make_actor, make_claim, make_incident, make_source, make_statement, publish

pytestmark = pytest.mark.django_db
TAKE = {"user": None, "reason": "Of a test."}


def put(kind, thing):
    thing.refresh_from_db()
    publish_alone(kind, thing, revision=thing.revision, **TAKE)
    thing.refresh_from_db()
    return thing


def gone(name="Bureau", kind="media", step=retract) -> Actor:
    """An actor that was public, is taken out, and was renamed at the desk since."""
    actor = put("actor", make_actor(name, kind))
    if step is retract:
        retract("actor", actor, revision=actor.revision, **TAKE)
    else:
        expunge("actor", actor, revision=actor.revision, keep_row=True, **TAKE)
    Actor.objects.filter(pk=actor.pk).update(name="A name that nobody published")
    actor.refresh_from_db()
    return actor


@pytest.mark.parametrize("step", [retract, expunge])
def test_a_publisher_that_is_out_holds_its_new_source_back(step):
    source = make_source(publisher=gone(step=step))
    with pytest.raises(
        PublishRefused, match=r"A-1 is (retracted|expunged)\. Reinstate it, or choose another\."
    ):
        publish(make_incident(source=source))
    with pytest.raises(PublishRefused, match="A-1 is"):
        publish_alone("source", source, revision=source.revision, **TAKE)


def test_a_body_that_is_out_holds_the_person_with_a_post_there_back():
    person = make_actor("Somebody", "person")
    post = checked(Affiliation(actor=person, organisation=gone(kind="ministry"), role="Adviser", tie="staff"))
    checked(Citation(source=make_source(), affiliation=post))
    incident = make_incident()
    checked(Participation(incident=incident, role="victim", actor=person))
    with pytest.raises(PublishRefused, match="A-1 is retracted"):
        publish(incident)
    person.refresh_from_db()
    with pytest.raises(PublishRefused, match="A-1 is retracted"):
        publish_alone("actor", person, revision=person.revision, **TAKE)


def test_an_original_that_is_out_holds_its_reprint_back():
    original = put("source", make_source("Original"))
    retract("source", original, revision=original.revision, **TAKE)
    reprint = make_source("Reprint", derived_from=original)
    with pytest.raises(PublishRefused, match="SR-1 is retracted"):
        publish_alone("source", reprint, revision=reprint.revision, **TAKE)


def test_a_document_mentions_nothing_that_is_out():
    """An incident that a claim is about, an actor that a claim is about under its old number, a further home."""
    other, duplicate, into = make_incident("Other"), make_actor("Bureau 1"), make_actor("Bureau 2")
    for actor in (duplicate, into):
        put("actor", actor)
    publish(other)
    incident = make_incident()
    claim = make_claim(incident)
    claim.about_incidents.add(other)
    claim.about_actors.add(duplicate)
    make_statement(incident, speaker=make_actor("A speaker")).also_about.add(other)
    publish(incident)
    merge_actors(duplicate, into, revision=duplicate.revision, **TAKE)
    retract("incident", other, revision=other.revision, **TAKE)
    entry = publish(incident, "Again.")
    document = canonical.loads(Document.objects.get(entry=entry).text)
    assert document["claims"][0]["about"] == {"incidents": [], "actors": [into.ref], "places": []}
    assert document["statements"][0]["also_about"] == []


def test_who_lives_on_for_somebody_that_is_named_is_not_taken_out():
    duplicate, into = make_actor("Bureau 1"), make_actor("Bureau 2")
    incident = make_incident()
    checked(Participation(incident=incident, role="victim", actor=duplicate))
    publish(incident)
    put("actor", into)
    duplicate.refresh_from_db()
    merge_actors(duplicate, into, revision=duplicate.revision, **TAKE)
    for step in (retract, expunge):
        into.refresh_from_db()
        with pytest.raises(PublishRefused, match="DI-1 refer to it"):
            step("actor", into, revision=into.revision, **TAKE)


def test_what_was_merged_into_an_incident_is_expunged_before_it():
    """Statements that went over still stand in the versions of the one they came from."""
    duplicate, into = make_incident("Logged twice"), make_incident("Logged first")
    make_statement(duplicate, "A name that has to go.")
    for incident in (duplicate, into):
        publish(incident)
    merge_incidents(duplicate, into, revision=duplicate.revision, **TAKE)
    into.refresh_from_db()
    with pytest.raises(
        PublishRefused, match=r"DI-1 lives on in it and still has its words\. Expunge DI-1 first\."
    ):
        expunge("incident", into, revision=into.revision, **TAKE)
    duplicate.refresh_from_db()
    expunge("incident", duplicate, revision=duplicate.revision, **TAKE)
    into.refresh_from_db()
    expunge("incident", into, revision=into.revision, **TAKE)
    assert not Document.objects.filter(text__contains="A name that has to go.").exists()


def answered() -> tuple:
    """Two public incidents, and a statement of the second that answers one of the first; not public yet."""
    first, second = make_incident("First"), make_incident("Second")
    said = make_statement(first, "A question.", speaker=make_actor("A questioner"))
    answer = make_statement(second, "An answer.", speaker=make_actor("An answerer"))
    publish(first)
    Statement.objects.filter(pk=answer.pk).update(replies_to=said, reply_kind="answers")
    second.refresh_from_db()
    return first, second, answer


def test_an_answer_is_among_what_becomes_public_with_its_incident():
    first, second, answer = answered()
    assert needs(second).answers == [answer]
    seen = needs(second).key
    Statement.objects.filter(pk=answer.pk).update(reply_kind="denies")
    second.refresh_from_db()
    with pytest.raises(PublishRefused, match="has changed since you looked"):
        publish_incident(second, revision=second.revision, confirmed=seen, **TAKE)
    publish(second)
    assert not needs(second).answers and not needs(first).answers
    assert Entry.objects.filter(kind="link").count() == 1


def test_an_answer_goes_over_with_its_statement_in_a_merge():
    first, second, _ = answered()
    publish(second)
    into = make_incident("Third")
    publish(into)
    second.refresh_from_db()
    merge_incidents(second, into, revision=second.revision, **TAKE)
    (held,) = LinkIndex.objects.filter(until__isnull=True)
    assert (held.ref, held.start_home, held.end_home) == ("LK-1", into.ref, first.ref)


def test_what_was_saved_after_it_was_listed_is_not_published_unseen(monkeypatch):
    """Somebody saves an actor between the list that the editor confirmed and the moment of publishing."""
    incident = make_incident()
    actor = make_actor("Somebody")
    checked(Participation(incident=incident, role="victim", actor=actor))

    def saved_meanwhile(home):
        wanted = needing.needs(home)
        Actor.objects.filter(pk=actor.pk).update(name="Nobody looked at this")
        return wanted

    monkeypatch.setattr(publishing, "needs", saved_meanwhile)
    incident.refresh_from_db()
    with pytest.raises(Stale):
        publish_incident(incident, revision=incident.revision, **TAKE)
    assert not Entry.objects.filter(kind="actor").exists()


def test_a_relation_that_was_corrected_is_among_what_becomes_public():
    first, second = make_incident("First"), make_incident("Second")
    for incident in (first, second):
        publish(incident)
    relation = checked(Relation(kind="repeats", basis="analyst", from_incident=first, to_incident=second))
    publish(first)
    assert not needs(first)
    Relation.objects.filter(pk=relation.pk).update(confidence="low")
    assert [link.ref for link in needs(second).links] == ["LK-1"]


def test_a_source_of_a_confidential_original_says_nothing_of_it():
    secret = make_source("A cable", confidential=True)
    source = put("source", make_source("A report", derived_from=secret))
    text = Document.objects.get(entry__ref=Source.objects.get(pk=source.pk).ref).text
    assert canonical.loads(text)["derived_from"] is None
