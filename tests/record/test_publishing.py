"""Publishing writes entries, documents and index rows, and nothing else changes the record."""

import pytest

from incidents.models import Decision
from incidents.workflow import Stale
from lib import canonical
from record import ledger
from record.models import Document, Entry, IncidentIndex
from record.publishing import NothingNew, PublishRefused, publish_incident
from tests.make import make_incident, make_source, make_statement, publish

pytestmark = pytest.mark.django_db


def test_the_example_is_published_with_all_it_needs(grozin):
    kinds = list(Entry.objects.values_list("kind", flat=True))
    assert kinds.count("incident") == 1 and kinds.count("source") == 3 and kinds.count("actor") == 6
    document = canonical.loads(Document.objects.get(entry__ref=grozin.ref).text)
    assert (document["initiators"], document["targets"]) == (["KAZ"], ["RUS"])


def test_a_second_version_ends_the_first_in_the_index(grozin):
    grozin.title = "Kazakhstan refuses entry to Andrei Grozin"
    grozin.save()
    entry = publish(grozin, "Title made plainer.")
    assert (entry.version, entry.action) == (2, "corrected")
    rows = IncidentIndex.objects.filter(ref=grozin.ref).order_by("version")
    assert [(row.since, row.until) for row in rows] == [
        (entry.number - 1, entry.number),
        (entry.number, None),
    ]


def test_publishing_the_same_again_is_refused_and_writes_nothing(grozin):
    before = Entry.objects.count()
    with pytest.raises(NothingNew):
        publish(grozin)
    assert Entry.objects.count() == before


def test_a_stale_revision_is_refused(grozin):
    seen = grozin.revision
    type(grozin).objects.filter(pk=grozin.pk).update(title="Changed by somebody else")
    with pytest.raises(Stale, match="you saw"):
        publish_incident(grozin, user=None, revision=seen, reason="Late.")


@pytest.mark.parametrize(
    ("spoil", "sentence"),
    [
        (lambda incident: incident.participations.filter(role="initiator").delete(), "Name an initiator"),
        (lambda incident: incident.participations.filter(role="target").delete(), "whom the act touched"),
        (lambda incident: incident.citations.all().delete(), "Cite at least one source"),
        (
            lambda incident: type(incident).objects.filter(pk=incident.pk).update(summary=""),
            "Write the summary",
        ),
    ],
)
def test_what_is_missing_is_named(spoil, sentence):
    incident = make_incident()
    spoil(incident)
    with pytest.raises(PublishRefused, match=sentence):
        publish(incident)


def test_a_machine_translation_alone_is_never_published_as_a_direct_quotation():
    incident = make_incident()
    statement = make_statement(incident, mode="direct")
    statement.texts.update(machine=True)
    with pytest.raises(PublishRefused, match="only a machine translation"):
        publish(incident)
    statement.texts.create(language="uz", text="Xavotirdamiz.", original=True)
    publish(incident)


def test_publishing_without_a_reason_is_refused():
    with pytest.raises(PublishRefused, match="public reason"):
        publish(make_incident(), reason=" ")


def test_a_confidential_source_is_neither_published_nor_named():
    incident = make_incident()
    secret = make_source("Cable from the embassy", confidential=True)
    incident.citations.create(source=secret, credibility="1")
    entry = publish(incident)
    secret.refresh_from_db()
    assert secret.ref == "" and "Cable" not in Document.objects.get(entry=entry).text


def test_a_protected_name_is_replaced_by_its_description():
    from incidents.models import Participation
    from tests.make import checked, make_actor

    incident = make_incident()
    hidden = make_actor(
        "Asel Nobody", "person", "KGZ", privacy="protected", description="an employee of a bank in Osh"
    )
    checked(Participation(incident=incident, role="subject", actor=hidden))
    publish(incident)
    texts = " ".join(Document.objects.values_list("text", flat=True))
    assert "an employee of a bank in Osh" in texts and "Asel Nobody" not in texts


def test_numbers_are_given_in_order_and_without_gaps():
    first, second = make_incident("One acts on another"), make_incident("Another acts on one")
    publish(second)
    publish(first)
    assert (second.__class__.objects.get(pk=second.pk).ref, first.__class__.objects.get(pk=first.pk).ref) == (
        "DI-1",
        "DI-2",
    )
    numbers = list(Entry.objects.values_list("number", flat=True))
    assert numbers == list(range(1, len(numbers) + 1))


def test_who_published_is_on_file_and_not_in_the_record(editor):
    incident = make_incident()
    entry = publish(incident, user=editor)
    decision = Decision.objects.get(entry=entry.number)
    assert decision.user == editor and "editor" not in canonical.dumps(ledger.fields(entry))


def test_a_theme_made_for_a_draft_becomes_public_with_it():
    from codebook.models import Theme
    from record import codebook

    Theme.objects.create(code="ice", label="Ice", definition="Glaciers and polar ice.")
    incident = make_incident()
    assert "ice" not in codebook.at(ledger.moment()).themes
    incident.themes.add("ice")
    publish(incident)
    assert codebook.at(ledger.moment()).themes["ice"]["label"] == "Ice"
