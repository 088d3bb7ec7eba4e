"""The indexes made again from the documents are the same to the byte, whatever happened in the record."""

from io import StringIO

import pytest
from django.core.management import call_command

from actors.models import Actor
from incidents.models import Coverage, Incident, Statement
from lib import canonical
from record import codebook, ledger, rebuilding
from record.expunging import expunge
from record.indexing.incidents import incident_row
from record.models import INDEXES, Document, Entry, IncidentIndex, LinkIndex, ThingIndex
from record.publishing import publish_alone
from record.withdrawing import merge_actors, merge_incidents, reinstate, retract
from tests.make import (
    IN_PUBLIC,
    checked,
    make_actor,
    make_incident,
    make_statement,
    publish,
    publish_article,
)
from tests.record.test_links import make_relation

pytestmark = pytest.mark.django_db


def rows() -> dict[str, list[dict]]:
    """Every row of every index, without its own key."""
    return {
        index.__name__: sorted(
            ({name: value for name, value in row.items() if name != "id"} for row in index.objects.values()),
            key=lambda row: str(sorted(row.items(), key=str)),
        )
        for index in INDEXES
    }


@pytest.fixture
def eventful():
    """The founding article, and after it every action that the record knows."""
    publish_article()
    first, second, third, fourth, fifth = Incident.objects.order_by("pk")[:5]
    first.title = "Corrected"
    first.save()
    publish(first)
    take = {"user": None, "reason": "Of a test."}
    retract("incident", second, revision=second.revision, **take)
    retract("incident", third, revision=third.revision, **take)
    third.refresh_from_db()
    reinstate("incident", third, revision=third.revision, override=IN_PUBLIC, **take)
    merge_incidents(fourth, fifth, revision=fourth.revision, **take)
    copy = make_actor("Sergei Lavrov", kind="person", officialness="senior")
    copy.refresh_from_db()
    publish_alone("actor", copy, revision=copy.revision, **take)
    copy.refresh_from_db()
    merge_actors(copy, Actor.objects.get(name="Sergey Lavrov"), revision=copy.revision, **take)
    read = checked(Coverage(country_id="KAZ", start="2025-04-01", end="2025-05-31", depth="systematic"))
    publish_alone("coverage", read, revision=read.revision, **take)
    sixth, seventh, eighth = Incident.objects.order_by("pk")[5:8]
    linked_and_expunged(sixth, seventh, take)
    merged_and_expunged(eighth, fifth, copy, take)


def linked_and_expunged(first: Incident, second: Incident, take: dict) -> None:
    """Links and an answer to something that is expunged and comes back, and to something that does not."""
    draft = make_incident("Answered")
    make_relation(first, draft, kind="repeats")
    make_relation(draft, second, kind="repeats")
    said = make_statement(draft, "A question.", speaker=make_actor("A questioner"))
    publish(draft)
    answer = make_statement(second, "An answer.", speaker=make_actor("An answerer"))
    Statement.objects.filter(pk=answer.pk).update(replies_to=said, reply_kind="answers")
    publish(second)
    for home in (second, draft):
        home.refresh_from_db()
        home.summary = f"{home.summary} And more."
        home.save()
        publish(home)
    expunge("incident", draft, revision=draft.revision, keep_row=True, **take)
    draft.refresh_from_db()
    reinstate("incident", draft, revision=draft.revision, override=IN_PUBLIC, **take)
    assert LinkIndex.objects.filter(until__isnull=True, end_home=draft.ref).count() > 1
    expunge("incident", first, revision=first.revision, **take)


def merged_and_expunged(duplicate: Incident, into: Incident, actor: Actor, take: dict) -> None:
    """What was merged is expunged."""
    merge_incidents(duplicate, into, revision=duplicate.revision, **take)
    for kind, thing in (("incident", duplicate), ("actor", actor)):
        thing.refresh_from_db()
        expunge(kind, thing, revision=thing.revision, keep_row=True, **take)


def test_every_index_comes_out_as_it_was(eventful):
    before = rows()
    assert all(before.values())
    rebuilding.rebuild()
    after = rows()
    for name, found in before.items():
        assert after[name] == found, name


def test_a_statement_that_moved_to_what_was_published_later_has_the_same_rows():
    old, new = make_incident("Where it was said at first"), make_incident("Where it belongs")
    said = make_statement(old, "Said once.", speaker=make_actor("A speaker"))
    for first in (old, make_incident("Another before it")):
        publish(first)
    Statement.objects.filter(pk=said.pk).update(incident=new)
    publish(new)
    before = rows()
    assert {row["home"] for row in before["StatementIndex"]} == {old.ref, new.ref}
    rebuilding.rebuild()
    assert rows() == before


def test_the_command_says_how_many_entries_it_read_and_does_nothing_where_nothing_is_missing(eventful):
    out = StringIO()
    call_command("rebuild_index", if_empty=True, stdout=out)
    assert out.getvalue() == ""
    for index in (IncidentIndex, ThingIndex):
        index.objects.all().delete()
    call_command("rebuild_index", if_empty=True, stdout=out)
    assert out.getvalue().startswith("The indexes are made again from 1")
    assert IncidentIndex.objects.exists()


def test_documents_that_do_not_say_yet_for_whom_somebody_stands_are_indexed_by_their_states():
    incident = make_incident()
    publish(incident)
    row = IncidentIndex.objects.get()
    document = canonical.loads(Document.objects.get(entry=row.since).text)
    for participant in document["participants"]:
        del participant["parties"]
    old = incident_row(Entry.objects.get(pk=row.since), document, codebook.at(ledger.moment()))
    assert old.roles == row.roles == ["initiator", "initiator=UZB", "target", "target=RUS"]
