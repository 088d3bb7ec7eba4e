"""Publishing writes entries, documents and index rows, and nothing else changes the record."""

import pytest

from incidents.models import Decision
from incidents.workflow import Stale
from lib import canonical
from record import ledger
from record.models import Document, Entry, IncidentIndex
from record.obstacles import NothingNew, PublishRefused
from record.publishing import publish_incident
from tests.make import make_claim, make_incident, make_source, make_statement, publish

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


def test_a_contact_and_a_law_at_home_need_no_other_side():
    for type_id, level in (("C10", -1), ("L20", 0)):
        incident = make_incident(type_id, type_id=type_id, level=level)
        incident.participations.filter(role="target").delete()
        publish(incident)


def test_publishing_without_a_reason_is_refused():
    with pytest.raises(PublishRefused, match="public reason"):
        publish(make_incident(), reason=" ")


def test_a_confidential_source_is_neither_published_nor_named():
    incident = make_incident()
    secret = make_source("Cable from the embassy", confidential=True)
    incident.citations.create(source=secret, credibility="1")
    make_claim(incident).citations.create(source=secret, excerpt="Told the Embassy.", locator="Cable 7")
    entry = publish(incident)
    secret.refresh_from_db()
    text = Document.objects.get(entry=entry).text
    assert secret.ref == "" and "Cable" not in text and "Embassy" not in text


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


def test_an_unpublished_edit_of_a_public_actor_does_not_slip_out_with_an_incident(grozin):
    from actors.models import Actor

    Actor.objects.filter(name="Orda").update(name="Renamed at the desk", kind="ngo")
    grozin.title = "Another title"
    grozin.save()
    document = publish(grozin, "Title.").document.text
    assert "Renamed at the desk" not in document and "Orda" in document


def test_a_name_that_was_hidden_since_is_not_written_again(grozin):
    from actors.models import Actor

    Actor.objects.filter(name="Andrei Grozin").update(privacy="protected", name_public=False)
    document = publish(grozin, "Name withdrawn.").document
    named = [row["actor"]["name"] for row in canonical.loads(document.text)["participants"] if row["actor"]]
    assert "Andrei Grozin" not in named and "head of a department at a Moscow institute" in named


def test_numbers_do_not_follow_hidden_names():
    from incidents.models import Participation
    from tests.make import checked, make_actor

    incident = make_incident()
    for name, description in (("Zzz Hidden", "a first witness"), ("Aaa Hidden", "a second witness")):
        hidden = make_actor(name, "person", "KGZ", privacy="protected", description=description)
        checked(Participation(incident=incident, role="witness", actor=hidden))
    publish(incident)
    assert list(public_actors()) == [("A-1", "a first witness"), ("A-2", "a second witness")]


def public_actors():
    from record.models import ThingIndex

    return ThingIndex.objects.filter(kind="actor").order_by("number").values_list("ref", "name")


def test_a_theme_that_was_made_for_a_draft_stays_unseen_when_the_codebook_is_published():
    from codebook.models import Theme
    from record import codebook
    from record.publishing import publish_codebook

    Theme.objects.create(code="ice", label="Ice", definition="Glaciers.")
    Theme.objects.create(code="ports", label="Ports", definition="Harbours.")
    Theme.objects.filter(code="migrants").update(definition="Corrected.")
    publish_codebook(user=None, reason="Ports.", add=["ports"])
    themes = codebook.at(ledger.moment()).themes
    assert "ports" in themes and "ice" not in themes and themes["migrants"]["definition"] == "Corrected."


def test_a_public_theme_that_left_the_desk_stays_in_the_codebook():
    from codebook.models import Theme
    from record import codebook
    from record.publishing import publish_codebook

    Theme.objects.filter(code="sport").delete()
    Theme.objects.filter(code="migrants").update(definition="Corrected.")
    publish_codebook(user=None, reason="Correction.")
    assert "sport" in codebook.at(ledger.moment()).themes


def test_a_codebook_that_was_rolled_back_is_forgotten():
    from django.db import transaction

    from codebook.models import Theme
    from record import codebook
    from record.publishing import publish_codebook

    for code in ("secret", "open"):
        Theme.objects.create(code=code, label=code, definition=code)
    with transaction.atomic():
        publish_codebook(user=None, reason="Not to be.", add=["secret"])
        assert "secret" in codebook.at(ledger.moment()).themes
        transaction.set_rollback(True)
    publish_codebook(user=None, reason="To be.", add=["open"])
    assert "secret" not in codebook.at(ledger.moment()).themes


def test_an_actor_is_published_at_the_revision_that_was_seen(settings, editor):
    from incidents.models import Revision
    from record.publishing import publish_alone
    from tests.make import make_actor

    settings.FOUR_EYES = True
    actor = make_actor()
    actor.refresh_from_db()
    with pytest.raises(Stale):
        publish_alone("actor", actor, user=editor, revision=actor.revision - 1, reason="New.")
    Revision.objects.create(kind="actor", object_id=actor.pk, number=actor.revision, document={}, user=editor)
    with pytest.raises(PublishRefused, match="somebody else"):
        publish_alone("actor", actor, user=editor, revision=actor.revision, reason="New.")
    publish_alone("actor", actor, user=None, revision=actor.revision, reason="New.")


def test_a_list_of_needs_that_grew_since_it_was_confirmed_is_refused():
    from record.needs import needs

    incident = make_incident()
    seen = needs(incident).key
    incident.citations.create(source=make_source("Another"))
    incident.refresh_from_db()
    with pytest.raises(PublishRefused, match="has changed since you looked"):
        publish_incident(incident, user=None, revision=incident.revision, reason="New.", confirmed=seen)
    publish_incident(
        incident, user=None, revision=incident.revision, reason="New.", confirmed=needs(incident).key
    )


def test_a_reason_that_is_too_long_is_refused_with_a_sentence():
    with pytest.raises(PublishRefused, match="shorten it to 500"):
        publish(make_incident(), reason="x" * 501)


def test_what_is_dated_to_the_last_day_of_the_calendar_can_be_listed():
    publish(make_incident(date="9999"))
    assert IncidentIndex.objects.get().span.upper is None


def test_a_grade_comes_with_its_public_reason_and_no_other():
    source = make_source("Ungraded itself", reliability="", reliability_reason="internal musing")
    entry = publish(make_incident(source=source))
    assert "internal musing" not in " ".join(
        Document.objects.filter(entry__lte=entry).values_list("text", flat=True)
    )


def test_four_eyes_hold_for_what_becomes_public_with_an_incident(settings, editor):
    from incidents.models import Participation, Revision
    from tests.make import checked, make_actor

    settings.FOUR_EYES = True
    incident, actor = make_incident(), make_actor("Edited by the editor")
    checked(Participation(incident=incident, role="witness", actor=actor))
    Revision.objects.create(
        kind="actor", object_id=actor.pk, number=actor.revision + 1, document={}, user=editor
    )
    with pytest.raises(PublishRefused, match=r"Edited by the editor.*somebody else"):
        publish(incident, user=editor)
    publish(incident)


def test_what_was_confirmed_is_the_rows_as_they_were_seen():
    from incidents.models import Source
    from record.needs import needs

    incident = make_incident()
    seen = needs(incident).key
    Source.objects.update(title="Renamed since")
    with pytest.raises(PublishRefused, match="has changed since you looked"):
        publish_incident(incident, user=None, revision=incident.revision, reason="New.", confirmed=seen)
