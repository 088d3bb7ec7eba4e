"""Into the trash, back out of it, and out for good: each one transaction that leaves who, when and why."""

from collections.abc import Collection, Iterable
from typing import Any

import pghistory
from django.contrib.auth.models import User
from django.core import serializers
from django.db import transaction
from django.db.models import F

from desk.keeping import keep
from desk.models import Embargo, Trashed
from desk.trash.rows import Returned, coming_back, kept, put_back, take_out, whole
from desk.waiting import waiting
from incidents.interchange.documents import document_of
from incidents.models import Claim, Episode, Incident, Revision, Statement
from incidents.moving import lock_homes
from incidents.workflow import WorkflowError, keep_revision, locked

CHANGED = "The trash has changed since you looked. Look at the list again."


class TrashRefused(WorkflowError):
    """Why a draft cannot go into the trash, or come back."""


def obstacles(incident: Incident) -> list[str]:
    """What keeps an incident from the trash, as sentences that say how to mend it."""
    if incident.ref:
        return [f"{incident.ref} has been public. Retract it instead, with a public reason."]
    parts: list[Any] = [*incident.statements.exclude(ref=""), *incident.claims.exclude(ref="")]
    found = [f"{part.ref} has been public and is at home here, so this draft stays." for part in parts]
    if Embargo.objects.filter(incident=incident, ended_at=None).exists():
        found.append("It waits for the time of its publication. Call that off first.")
    everything = whole(incident)
    for row in everything.holding:
        found.append(f"“{row}” still refers to it{where(row)}. Change that first.")
    return [*found, *held_around(homes_around(everything.rows, incident))]


def held_around(around: Iterable[tuple[str, Incident | Episode]]) -> list[str]:
    """Which incidents that speak of it wait for their time, and would not be published any more if they changed."""
    homes = [home for _, home in around if isinstance(home, Incident)]
    held = waiting(homes)
    return [f"{home} names it and would change with it. {held[home.pk]}" for home in homes if home.pk in held]


def where(row: Any) -> str:
    home = getattr(row, "incident", None) or getattr(row, "episode", None)
    return f" from {home}" if home else ""


@transaction.atomic
def put(incident: Incident, *, user: User, revision: int, reason: str) -> Trashed:
    """Takes a never-published incident off the desk with everything that hangs on it. Raises Stale, TrashRefused."""
    lock_homes([incident, *(home for _, home in homes_around(whole(incident).rows, incident))])
    row = locked(incident, revision)
    if found := obstacles(row):
        raise TrashRefused(" ".join(found))
    with pghistory.context(user=user.pk, reason=f"To the trash: {reason}"):
        everything = whole(row).rows
        document, around = document_of("incident", row), homes_around(everything, row)
        trashed = Trashed.objects.create(
            key=row.pk,
            title=row.title,
            external_id=row.external_id,
            rows=kept(everything),
            document=document,
            reason=reason,
            user=user,
        )
        take_out(everything)
        for kind, home in around:
            keep(kind, home, user, f"{row.number} went to the trash: {reason}")
    return trashed


@transaction.atomic
def restore(trashed: Trashed, *, user: User, reason: str) -> tuple[Incident, Returned]:
    """Brings a draft back under its old key, in its old stage, as one more revision. Raises TrashRefused."""
    row = Trashed.objects.select_for_update().filter(pk=trashed.pk).first()
    if row is None:
        raise TrashRefused("It is in the trash no more: somebody was first.")
    if taken := taken_by(row):
        raise TrashRefused(taken)
    coming, _ = coming_back(row.rows)
    lock_homes([home for _, home in homes_around(coming, Incident(pk=row.key))])
    said = f"Restored from the trash. {reason}".strip()
    with pghistory.context(user=user.pk, reason=said):
        returned = put_back(row.rows)
        if returned.stuck:
            raise TrashRefused(stuck(returned))
        incidents = Incident.objects.filter(pk=row.key)
        incidents.update(revision=F("revision") + 1)
        incident = incidents.get()
        keep_revision("incident", incident, document_of("incident", incident), user=user, reason=said[:300])
        around = homes_around(whole(incident).rows, incident)
        if found := held_around(around):
            raise TrashRefused(" ".join(found))
        for kind, home in around:
            keep(kind, home, user, f"{incident.number} came back from the trash.")
        row.delete()
    return incident, returned


def taken_by(row: Trashed) -> str:
    """That its identifier is on file again, as after a second import of the same file; empty if it is free."""
    other = Incident.objects.filter(external_id=row.external_id).first()
    if other is None:
        return ""
    return f"{other} has the same identifier: it was logged again. Delete that one first, or leave this one here."


def stuck(returned: Returned) -> str:
    """That the incident cannot come back at all, and what it needs; empty if it can."""
    if not returned.stuck:
        return ""
    return f"Its {' and '.join(returned.stuck)} was deleted meanwhile, and it cannot be without. Add that again first."


@transaction.atomic
def delete_for_good(shown: Collection[int], *, user: User, reason: str) -> int:
    """Deletes exactly these drafts of the trash and their saved revisions, or none. Raises TrashRefused.

    Each is locked first: one that somebody restores at the same moment is on the desk again and keeps its revisions.
    """
    found = list(Trashed.objects.select_for_update().filter(pk__in=shown).order_by("pk"))
    if len(found) != len(set(shown)):
        raise TrashRefused(CHANGED)
    with pghistory.context(user=user.pk, reason=f"Deleted for good: {reason}"):
        for row in found:
            note_the_end(row)
    Revision.objects.filter(kind="incident", object_id__in=[row.key for row in found]).delete()
    Trashed.objects.filter(pk__in=[row.pk for row in found]).delete()
    return len(found)


def note_the_end(row: Trashed) -> None:
    """One more deletion in the trail of the incident, with who and why: its rows are gone, so no trigger can write it."""
    stored = [one for one in row.rows if one["model"] == Incident._meta.label_lower]
    for one in serializers.deserialize("python", stored, ignorenonexistent=True):
        pghistory.create_event(one.object, label="delete")


def homes_around(rows: Iterable[Any], incident: Incident) -> list[tuple[str, Incident | Episode]]:
    """Other incidents and episodes whose statements or claims speak of this one: their revision moves with it."""
    statements = {row.statement_id for row in rows if hasattr(row, "statement_id")}
    claims = {row.claim_id for row in rows if hasattr(row, "claim_id")}
    claims |= {row.from_claim_id for row in rows if hasattr(row, "from_claim_id")}
    claims |= {row.to_claim_id for row in rows if hasattr(row, "to_claim_id")}
    found: dict[tuple[str, int], tuple[str, Incident | Episode]] = {}
    parts: list[Any] = [
        *Statement.objects.filter(pk__in=statements - {None}).select_related("incident", "episode")
    ]
    parts += Claim.objects.filter(pk__in=claims - {None}).select_related("incident", "episode")
    for part in parts:
        kind = "incident" if part.incident_id else "episode"
        home = part.incident or part.episode
        if home != incident:
            found[kind, home.pk] = (kind, home)
    return list(found.values())
