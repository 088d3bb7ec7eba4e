"""What is published depends on what the editor publishes, and on nothing that is hidden beside it."""

from incidents.models import Incident, Relation, Statement
from lib import canonical
from record import ledger
from record.models import Document, Entry
from record.withdrawing import retract
from tests.leaks import hidden, world
from tests.leaks.planted import publishing as planted
from tests.leaks.publishing import prepare, written
from tests.leaks.world import CANARY
from tests.make import make_actor


def test_what_is_published_does_not_depend_on_anything_hidden(built):
    desk = prepare(built)
    before = written(desk)
    hidden.hide_around(built)
    assert written(desk, note=CANARY) == before


def test_an_answer_waits_for_the_incident_that_it_was_changed_in(built):
    """An answer has no version of its own, so a change of it is one of its incident: made, or taken back."""
    Statement.objects.filter(incident=built.other).update(replies_to=None, reply_kind="")
    assert published_with(built.public, built) == [("DI-1", "corrected")]
    assert published_with(built.other, built) == [("DI-2", "corrected"), ("LK-1", "retracted")]
    hidden.answer(built)
    assert published_with(built.other, built) == [("DI-2", "corrected")]
    assert published_with(built.public, built) == [("DI-1", "corrected"), ("LK-5", "published")]


def test_a_link_that_is_corrected_by_the_way_names_nobody_who_is_not_public(built):
    somebody = make_actor("Somebody who says so", "person", "UZB")
    Relation.objects.filter(kind="follows").update(basis="speaker", asserted_by=somebody)
    assert ("LK-3", "corrected") in published_with(built.other, built)
    document = canonical.loads(Document.objects.filter(entry__ref="LK-3").latest("entry").text)
    assert document["asserted_by"] is None or document["asserted_by"]["ref"]


def test_a_link_that_was_taken_back_brings_nobody_along(built):
    link = Relation.objects.get(ref="LK-3")
    retract("link", link, **world.step(link, built))
    Relation.objects.filter(pk=link.pk).update(
        basis="speaker", asserted_by=make_actor("Somebody", "person", "UZB")
    )
    assert published_with(built.other, built) == [("DI-2", "corrected")]


def published_with(incident, built) -> list[tuple[str, str]]:
    """What is written when a correction of an incident is published."""
    before = ledger.moment().entry
    incident.refresh_from_db()
    Incident.objects.filter(pk=incident.pk).update(summary=f"{incident.summary} And more.")
    world.put(incident, built.editor, "Corrected.")
    return list(Entry.objects.filter(number__gt=before).order_by("number").values_list("ref", "action"))


def test_the_comparison_is_of_entries_documents_and_index_rows(built):
    """The control: all of them are there."""
    found = written(prepare(built))
    actions = {row[2] for row in found if isinstance(row[0], int)}
    assert actions >= {"published", "corrected", "retracted", "reinstated"}
    assert {"IncidentIndex", "StatementIndex", "PairIndex", "ThingIndex", "LinkIndex"} <= {
        row[0] for row in found
    }


def test_every_leak_planted_in_publishing_is_noticed(built, monkeypatch):
    """No login stops these, because publishing runs as the desk: what is written gives them away."""
    desk = prepare(built)

    def written_under(plant, note=""):
        with monkeypatch.context() as patched:
            plant(patched)
            return written(desk, note, (planted.ALL[plant],))

    before = {plant: written_under(plant) for plant in planted.ALL}
    hidden.hide_around(built)
    after = {plant: written_under(plant, note=CANARY) for plant in planted.ALL}
    assert [plant.__name__ for plant in planted.ALL if before[plant] == after[plant]] == []
