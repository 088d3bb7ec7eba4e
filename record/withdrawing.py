"""Taking out of now, and bringing together: retract and merge. What was published stays readable by its version."""

from typing import Any

import pghistory
from django.contrib.auth.models import User
from django.db import transaction

from actors.models import Actor
from incidents import workflow
from incidents.models import Incident, Relation
from incidents.workflow import locked, published_revision
from record import ledger
from record.identity import predecessors
from record.linking import publish_links
from record.models import Entry
from record.needs import needs
from record.obstacles import about_words, refuse
from record.publishing import (
    before_needs,
    publish_alone,
    publish_episode,
    publish_incident,
    publish_needs,
)
from record.referring import referring
from record.standing import OUT, is_public, last_entry
from record.writing import enter, incident_document, number_parts, write

GONE_WITH_MERGE = "Its incident lives on under another number."


@transaction.atomic
def retract(kind: str, thing: Any, *, user: User | None, revision: int, reason: str, note: str = "") -> Entry:
    """Takes a thing out of now, with a public reason. Its versions and the record as of earlier days still answer.

    Its links rest until both their ends are public again. An actor or source that something public names is refused.
    Raises Stale, PublishRefused.
    """
    ledger.lock()
    row = locked(thing, revision)
    refuse([*about_words(reason, note), *not_public(row), *still_named(kind, row)])
    with pghistory.context(user=user.pk if user else None, reason=reason):
        return enter(kind, row, row.ref, "retracted", reason, user, note)


@transaction.atomic
def reinstate(
    kind: str,
    thing: Any,
    *,
    user: User | None,
    revision: int,
    reason: str,
    note: str = "",
    override: str = "",
    confirmed: str | None = None,
) -> Entry:
    """Brings back what was taken out, as the working copy has it now: a new version, checked like any other.

    An actor that was merged stands for itself again; parts of an incident that went over stay where they are. Raises
    Stale, PublishRefused.
    """
    ledger.lock()
    row = locked(thing, revision)
    if kind == "actor" and row.merged_into_id:
        row.merged_into = None
        row.save(update_fields=["merged_into"])
        row.refresh_from_db()
    said = {"user": user, "revision": row.revision, "reason": reason, "note": note, "reinstate": True}
    if kind == "incident":
        return publish_incident(row, override=override, confirmed=confirmed, **said)
    if kind == "episode":
        return publish_episode(row, confirmed=confirmed, **said)
    return publish_alone(kind, row, **said)


def not_public(row: Any) -> list[str]:
    last = last_entry(row.ref)
    if last is None:
        return ["It was never public, so there is nothing to take out."]
    return [f"{row.ref} is {OUT[last.action]} already."] if last.action in OUT else []


def still_named(kind: str, row: Any) -> list[str]:
    """An actor or a source stays while something public refers to it."""
    if kind not in ("actor", "source") or not row.ref:
        return []
    refs = {row.ref, *predecessors([row.ref], ledger.moment())}  # who was merged is named by the old number
    found = [one for ref in sorted(refs) for one in referring(ref, most=10)]
    names = ", ".join(found[:9]) + (" and more" if len(found) > 9 else "")
    return (
        [f"{names} refer to it. Correct or retract these first, or merge it into another."] if found else []
    )


@transaction.atomic
def merge_actors(
    duplicate: Actor, into: Actor, *, user: User | None, revision: int, reason: str, note: str = ""
) -> Entry:
    """Lets an actor live on under another's number; documents keep its name, filters and pages know both as one.

    Raises Stale, WorkflowError, PublishRefused.
    """
    ledger.lock()
    refuse([*about_words(reason, note), *not_public(duplicate), *not_ready(into)])
    with pghistory.context(user=user.pk if user else None, reason=reason):
        row = workflow.merge_actors(duplicate, into, revision=revision)
        return enter("actor", row, row.ref, "merged", reason, user, note, {"merged_into": into.ref})


@transaction.atomic
def merge_incidents(
    duplicate: Incident, into: Incident, *, user: User | None, revision: int, reason: str, note: str = ""
) -> Entry:
    """Lets an incident that was logged twice live on under the other's number.

    Statements, claims, citations and relations go over and are published there at once, with the same reason; who took
    part stays as the other has it. Both must be public without unpublished changes. Raises Stale, WorkflowError,
    PublishRefused.
    """
    ledger.lock()
    refuse([*about_words(reason, note), *not_public(duplicate), *not_ready(into)])
    refuse(
        [
            *ahead(duplicate),
            *ahead(into),
            *(one for home in (duplicate, into) for one in before_needs(needs(home), user, None)),
        ]
    )
    with pghistory.context(user=user.pk if user else None, reason=reason):
        moved = workflow.merge_incidents(duplicate, into, revision=revision)
        entry = enter(
            "incident", duplicate, duplicate.ref, "merged", reason, user, note, {"merged_into": into.ref}
        )
        for link in moved.dropped:
            retract_link(link, user)
        if moved.something:
            correct(into, reason, user)
        publish_links(into, user, reason)
    return entry


def not_ready(into: Any) -> list[str]:
    return (
        []
        if is_public(into.ref)
        else [f"“{into}” is not public. Publish it first, so that readers can follow."]
    )


def ahead(row: Incident) -> list[str]:
    """Merging publishes what goes over, so nothing else may be waiting."""
    if published_revision("incident", row) == row.revision:
        return []
    return [f"{row.ref} has unpublished changes. Publish or undo them first."]


def correct(incident: Incident, reason: str, user: User | None) -> None:
    """The next version of an incident to which parts came over; whatever they name has been public already."""
    incident.refresh_from_db()
    publish_needs(needs(incident), user, "Named in a published incident.", "Cited in a published incident.")
    number_parts(incident)
    document = incident_document(incident)
    write("incident", incident, document, reason, user)


def retract_link(link: Relation, user: User | None) -> None:
    """Takes back a link that the merge leaves without a meaning, and forgets its row."""
    if is_public(link.ref):
        enter("link", None, link.ref, "retracted", GONE_WITH_MERGE, user)
