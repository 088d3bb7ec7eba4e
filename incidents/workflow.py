"""The steps of an incident on its way to the public, short of publishing: each is one transaction that leaves who and why."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import pghistory
from django.contrib.auth.models import User
from django.db import models, transaction

from actors.models import Actor
from incidents.models import Citation, Claim, Decision, Incident, Relation, Revision, Statement

AGREED = ("published", "corrected", "reinstated", "unchanged")


class WorkflowError(Exception):
    """A step that is refused; its text says why and what to do."""


class Stale(WorkflowError):
    """The thing has moved on since the caller read it."""


def locked(thing: Any, revision: int) -> Any:
    """The row again, locked until the transaction ends; raises Stale if its revision is not the one that was read."""
    row = thing.__class__._default_manager.select_for_update().get(pk=thing.pk)
    if row.revision != revision:
        raise Stale(
            f"{row} was changed after you opened it: it is at revision {row.revision}, you saw {revision}. "
            "Nothing was done. Open it again and look at what changed."
        )
    return row


@transaction.atomic
def submit(incident: Incident, *, user: User, revision: int, note: str = "") -> Incident:
    """Draft to review: this user stands by exactly this revision."""
    return step(incident, "draft", "review", "submitted", user, revision, note)


@transaction.atomic
def return_to_draft(incident: Incident, *, user: User, revision: int, note: str) -> Incident:
    """Review to draft, with a note that says what to mend."""
    if not note.strip():
        raise WorkflowError("Say what is to be mended, so that the analyst knows.")
    return step(incident, "review", "draft", "returned", user, revision, note)


def step(
    incident: Incident, before: str, after: str, action: str, user: User, revision: int, note: str
) -> Incident:
    row = locked(incident, revision)
    if row.stage != before:
        raise WorkflowError(
            f"{row.number} is {row.get_stage_display().lower()}, so this step is not open. Reload the page."
        )
    with pghistory.context(user=user.pk, reason=note or action):
        row.stage = after
        row.save(update_fields=["stage"])
    decide("incident", row, action, user, note)
    return row


@transaction.atomic
def merge_actors(duplicate: Actor, into: Actor, *, revision: int) -> Actor:
    """Marks an actor as another one, without a circle; what refers to it stays as it is."""
    row = locked(duplicate, revision)
    above, seen = into, [into.pk]
    while above.merged_into and above.merged_into_id not in seen:
        above = above.merged_into
        seen.append(above.pk)
    if row.pk in seen:
        raise WorkflowError("The two would be merged into each other. Choose the one that stays.")
    if row.kind != into.kind:
        raise WorkflowError(
            f"“{row}” is a {row.get_kind_display().lower()}, “{into}” a {into.get_kind_display().lower()}. Correct the kind first."
        )
    row.merged_into = into
    row.save(update_fields=["merged_into"])
    return row


@dataclass(frozen=True)
class Moved:
    """What a merge of incidents moved, and the relations that would have said nothing afterwards."""

    something: bool
    dropped: list[Relation]


@transaction.atomic
def merge_incidents(duplicate: Incident, into: Incident, *, revision: int) -> Moved:
    """Moves statements, claims, citations and relations of an incident to the other; who took part stays behind.

    A citation or relation that the other has already is not moved.
    """
    # Both at once and by number, as whoever else locks many does it: two that take turns would wait for each other.
    list(Incident.objects.select_for_update().filter(pk__in=[duplicate.pk, into.pk]).order_by("pk"))
    row = locked(duplicate, revision)
    if row.pk == into.pk:
        raise WorkflowError("Choose another incident: nothing is merged into itself.")
    moved = sum(part.objects.filter(incident=row.pk).update(incident=into) for part in (Statement, Claim))
    for citation in Citation.objects.filter(incident=row.pk):
        if not Citation.objects.filter(
            incident=into, source=citation.source_id, locator=citation.locator
        ).exists():
            moved += Citation.objects.filter(pk=citation.pk).update(incident=into)
    return Moved(moved > 0, move_relations(row.pk, into.pk))


def move_relations(old: int, new: int) -> list[Relation]:
    """Relations of one incident become those of another; returns those that say nothing there, or the same again."""
    dropped = []
    for relation in Relation.objects.filter(models.Q(from_incident=old) | models.Q(to_incident=old)):
        if says_nothing(relation, old, new):
            dropped.append(relation)
        else:
            Relation.objects.filter(pk=relation.pk).update(**ends_after(relation, old, new))
    return dropped


def ends_after(relation: Relation, old: int, new: int) -> dict[str, int | None]:
    """The incidents at the ends of a relation once one incident is another."""
    ends = {"from_incident_id": relation.from_incident_id, "to_incident_id": relation.to_incident_id}
    return {name: new if pk == old else pk for name, pk in ends.items()}


def says_nothing(relation: Relation, old: int, new: int) -> str:
    """Why a relation has no meaning once one incident is another; empty if it has."""
    ends = ends_after(relation, old, new)
    if ends["from_incident_id"] == ends["to_incident_id"]:
        return "it would lead to itself"
    same = {name: getattr(relation, name) for name in ("kind", "from_episode_id", "to_episode_id", "basis")}
    there = Relation.objects.filter(**same, **ends).exclude(pk=relation.pk)
    return "the other has the same" if there.exists() else ""


def decide(
    kind: str,
    thing: models.Model | None,
    action: str,
    user: User | None,
    note: str = "",
    entry: int | None = None,
) -> Decision:
    """Notes who decided what about which revision."""
    return Decision.objects.create(
        kind=kind,
        object_id=thing.pk if thing else None,
        revision=getattr(thing, "revision", None),
        action=action,
        entry=entry,
        user=user,
        note=note,
    )


def keep_revision(
    kind: str, thing: models.Model, document: dict, *, user: User | None, reason: str = ""
) -> Revision | None:
    """Stores the working document as it stands after a save; None if this revision is on file already."""
    revision, created = Revision.objects.get_or_create(
        kind=kind,
        object_id=thing.pk,
        number=thing.revision,  # type: ignore[attr-defined]
        defaults={"document": document, "user": user, "reason": reason},
    )
    return revision if created else None


def published_revision(kind: str, thing: models.Model) -> int | None:
    """The newest revision that says what the public version says; None if it was never published."""
    return published(kind, thing.pk).values_list("revision", flat=True).first()


def published(kind: str, pk: Any) -> models.QuerySet[Decision]:
    """Decisions on a thing (its key, or a reference to one) by which record and working copy agreed, newest first.

    Taking it out publishes nothing of the working copy, so it does not count.
    """
    return Decision.objects.filter(kind=kind, object_id=pk, action__in=AGREED).order_by("-pk")


def published_among(kind: str, keys: Collection[int]) -> models.QuerySet[Decision]:
    """Of each of many things the newest of those decisions."""
    rows = Decision.objects.filter(kind=kind, object_id__in=keys, action__in=AGREED)
    return rows.order_by("object_id", "-pk").distinct("object_id")


def may_publish(kind: str, thing: models.Model, user: User) -> bool:
    """Four eyes: true unless this user edited it since its last published version and no other editor stands by it."""
    since = published_revision(kind, thing) or 0
    edited = Revision.objects.filter(kind=kind, object_id=thing.pk, number__gt=since, user=user).exists()
    return not edited or submitted_by_another_editor(kind, thing, user)


def submitted_by_another_editor(kind: str, thing: models.Model, user: User) -> bool:
    """Whether another editor submitted exactly the revision at hand, and nobody returned it since."""
    steps = Decision.objects.filter(kind=kind, object_id=thing.pk, action__in=("submitted", "returned"))
    last = steps.select_related("user").order_by("-pk").first()
    if last is None or last.action != "submitted" or last.user is None or last.user == user:
        return False
    return last.revision == thing.revision and last.user.has_perm("incidents.publish_incident")  # type: ignore[attr-defined]
