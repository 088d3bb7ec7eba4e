"""Expunging: content goes, from the public record, the desk's memory and the audit trail; the entry that says so stays."""

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client

from incidents.models import Decision, Incident, Participation, Relation, Revision
from incidents.workflow import keep_revision
from record import ledger, reading
from record.expunging import expunge
from record.models import INDEXES, Document, Entry
from record.obstacles import PublishRefused
from record.withdrawing import merge_actors, reinstate
from tests.make import checked, make_actor, make_claim, make_incident, make_source, make_statement, publish
from tests.record.test_links import make_relation

pytestmark = pytest.mark.django_db
SECRET = "Anna Secretova"
WHY = "Order of a court."


@pytest.fixture
def named():
    """An incident with a name in every kind of text, twice published."""
    incident = make_incident(f"{SECRET} is arrested", source=make_source())
    make_statement(incident, f"We protest against the arrest of {SECRET}.", speaker=make_actor())
    make_claim(incident, f"{SECRET} was at home.")
    publish(incident)
    keep_revision("incident", incident, {"title": incident.title}, user=None)
    incident.narrative = f"On {SECRET}, at length."
    incident.save()
    publish(incident, "More.")
    return incident


def expunged(incident, **options) -> Entry:
    return expunge("incident", incident, user=None, revision=incident.revision, reason=WHY, **options)


def everywhere() -> list[str]:
    """Tables in which the name still stands."""
    found = []
    for model in apps.get_models(include_auto_created=True):
        table = model._meta.db_table
        if table not in connection.introspection.table_names():
            continue
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT count(*) FROM {table} t WHERE to_jsonb(t)::text LIKE %s OR to_jsonb(t)::text LIKE '%%secretova%%'",
                [f"%{SECRET}%"],
            )
            if cursor.fetchone()[0]:
                found.append(table)
    return found


def test_nothing_of_the_name_is_left_in_any_table(named):
    assert len(everywhere()) > 8
    expunged(named)
    assert everywhere() == []


def test_the_record_still_says_that_there_was_something_and_why_it_is_gone(named):
    expunged(named)
    history = list(
        Entry.objects.filter(ref=named.ref).order_by("version").values_list("action", "document_sha256")
    )
    assert [action for action, _ in history] == ["published", "corrected", "expunged"]
    assert history[0][1] and not history[2][1]
    client = Client()
    for address in (named.ref, f"{named.ref}@1", f"{named.ref}@2"):
        gone = client.get(f"/api/v1/incidents/{address}/")
        assert (gone.status_code, gone.json()["reason"]) == (410, WHY)
    versions = client.get(f"/api/v1/incidents/{named.ref}/versions/").json()["results"]
    assert [row["changed"] for row in versions] == [None, None, None]


def test_no_index_of_any_time_has_it(named):
    before = ledger.moment().entry
    expunged(named)
    assert not any(index.objects.filter(ref=named.ref).exists() for index in INDEXES)
    assert Client().get(f"/api/v1/incidents/?as_of=entry:{before}").json()["results"] == []


def test_what_hangs_on_it_goes_and_others_stay(named):
    other = make_incident("Another")
    make_statement(other, replies_to=named.statements.get(), reply_kind="denies")
    make_relation(other, named)
    publish(other)
    named.refresh_from_db()
    expunged(named)
    assert not Incident.objects.filter(pk=named.pk).exists() and not Relation.objects.exists()
    other.refresh_from_db()
    assert other.statements.get().replies_to is None
    assert reading.read(other.ref, "incident", ledger.moment()).document["title"] == "Another"


def test_the_row_may_stay_for_a_version_without_the_name(named):
    expunged(named, keep_row=True)
    assert not Revision.objects.exists() and not Document.objects.filter(entry__ref=named.ref).exists()
    named.refresh_from_db()
    named.title = named.narrative = "A person is arrested"
    named.statements.all().delete()
    named.claims.all().delete()
    named.save()
    named.refresh_from_db()
    entry = reinstate("incident", named, user=None, revision=named.revision, reason="Without the name.")
    assert entry.action == "reinstated"
    assert reading.read(named.ref, "incident", ledger.moment()).document["title"] == "A person is arrested"
    with pytest.raises(reading.Withdrawn) as gone:
        reading.read(f"{named.ref}@1", "incident", ledger.moment())
    assert gone.value.entry.action == "expunged"


def test_an_actor_is_expunged_once_no_version_of_anything_has_its_name():
    """A correction that leaves a name out is not enough: its earlier version stays readable for ever."""
    incident = make_incident("A resident is arrested")
    person = make_actor(SECRET, kind="person", officialness="private")
    victim = checked(Participation(incident=incident, role="victim", actor=person))
    publish(incident)
    victim.delete()
    publish(incident, "The name goes.")
    person.refresh_from_db()
    with pytest.raises(
        PublishRefused, match=r"DI-1@1 still has its name\. Expunge these first, keeping their rows"
    ):
        expunge("actor", person, user=None, revision=person.revision, reason=WHY)
    expunged(incident, keep_row=True)
    incident.refresh_from_db()
    reinstate("incident", incident, user=None, revision=incident.revision, reason="Without the name.")
    expunge("actor", person, user=None, revision=person.revision, reason=WHY)
    assert everywhere() == []


def test_an_actor_that_another_was_merged_into_is_not_named_by_that():
    into, duplicate = (make_actor(f"Bureau {number}", kind="ministry") for number in (1, 2))
    incident = make_incident()
    for actor in (into, duplicate):
        checked(Participation(incident=incident, role="victim", actor=actor))
    publish(incident)
    for actor in (into, duplicate):
        actor.refresh_from_db()
    merge_actors(duplicate, into, user=None, revision=duplicate.revision, reason="The same.")
    expunged(incident)
    into.refresh_from_db()
    entry = expunge("actor", into, user=None, revision=into.revision, reason=WHY, keep_row=True)
    assert entry.action == "expunged"


def test_the_decision_stays_without_its_notes(named):
    Decision.objects.update(note=f"About {SECRET}")
    expunged(named, note="File 12.")
    assert list(Decision.objects.filter(kind="incident").order_by("pk").values_list("action", "note")) == [
        ("published", ""),
        ("corrected", ""),
        ("expunged", "File 12."),
    ]


def test_what_was_never_public_is_deleted_not_expunged():
    incident = make_incident()
    with pytest.raises(PublishRefused, match="Delete the draft instead"):
        expunged(incident)


def test_nothing_is_expunged_twice(named):
    expunged(named, keep_row=True)
    named.refresh_from_db()
    with pytest.raises(PublishRefused, match="Nothing of it is left"):
        expunged(named)
