"""What an editor publishes, and what the record has of it afterwards."""

from dataclasses import dataclass

from django.db import models, transaction

from actors.models import Actor
from codebook.models import Theme
from incidents.models import Episode, Incident, Participation, Relation
from record import ledger
from record.models import INDEXES, Entry
from record.withdrawing import reinstate, retract
from tests.leaks.world import IN_PUBLIC, World, put, put_episode, step
from tests.make import checked, make_incident, make_statement

OF_THE_ROW = ("id", "at", "published_at", "first_published_at")  # differ each time, hidden things or not

Written = list[tuple]


@dataclass
class Desk:
    """What an editor has before him: new incidents, corrections of what is public, and what he does with them by name."""

    world: World
    fresh: Incident
    themed: Incident

    def publish(self, part: str, note: str) -> None:
        editor = self.world.editor
        if part == "fresh":
            put(self.fresh, editor, note=note)
        elif part == "themed":
            put(self.themed, editor, note=note)
        elif part == "other":
            put(self.world.other, editor, "Summary corrected.", note=note)
        elif part == "episode":
            put_episode(Episode.objects.get(ref="EP-1"), editor, "Summary added.", note=note)
        else:
            take_out_and_back(self.fresh, self.world, note)


PARTS = ("fresh", "themed", "other", "episode", "out and back")


def prepare(world: World) -> Desk:
    """An incident that names public people, one with a theme of its own, a correction, more of an episode."""
    fresh = make_incident("Kazakhstan asks Russia for an answer", sides=("KAZ", "RUS"))
    make_statement(fresh, speaker=Actor.objects.get(ref="A-8"))
    checked(Participation(incident=fresh, role="victim", actor=Actor.objects.get(ref="A-7")))
    checked(Relation(kind="concerns", from_incident=fresh, to_incident=world.public, basis="analyst"))
    checked(Theme(code="pipelines", label="Pipelines", definition="What flows through them."))
    themed = make_incident("Kazakhstan closes a pipeline", sides=("KAZ", "RUS"))
    themed.themes.add("pipelines")
    Incident.objects.filter(pk=world.other.pk).update(summary="Corrected. Twice.")
    Episode.objects.filter(ref="EP-1").update(summary="Three of them.")
    return Desk(world, fresh, themed)


def written(desk: Desk, note: str = "", parts: tuple[str, ...] = PARTS) -> Written:
    """Entries, documents and index rows that publishing all this, or some of it, writes; then it is undone."""
    with transaction.atomic():
        before = ledger.moment().entry
        for part in parts:
            desk.publish(part, note)
        found = [*entries(before), *(row for index in INDEXES for row in rows_of(index, before))]
        transaction.set_rollback(True)
    return found


def take_out_and_back(fresh: Incident, world: World, note: str) -> None:
    fresh.refresh_from_db()
    said = {**step(fresh, world), "note": note}
    retract("incident", fresh, **said)
    fresh.refresh_from_db()
    reinstate("incident", fresh, **{**said, "revision": fresh.revision, "override": IN_PUBLIC})


def entries(since: int) -> Written:
    """Entries after a number, each with its document."""
    rows = Entry.objects.filter(number__gt=since).select_related("document").order_by("number")
    return [
        (row.number, row.ref, row.action, row.reason, row.document.text if row.document_sha256 else None)
        for row in rows
    ]


def rows_of(index: type[models.Model], since: int = 0) -> list[tuple]:
    """The rows of an index that began or ended after an entry, as texts that can be compared."""
    touched = models.Q(since__gt=since) | models.Q(until__gt=since)
    rows = index._default_manager.filter(touched).values()
    return sorted(
        (index.__name__, *(f"{name}={value}" for name, value in row.items() if name not in OF_THE_ROW))
        for row in rows
    )
