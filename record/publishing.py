"""Publishing: the only way from the working copy into the record. Each function is one transaction under the record's lock.

What a thing needs and is not public yet is published with it; the desk shows that list before (`needs`).
"""

from collections.abc import Collection
from typing import Any

import pghistory
from django.contrib.auth.models import User
from django.db import transaction

from actors.models import Actor
from codebook.reference import listed
from incidents.models import Coverage, Episode, Incident, Relation, Source
from incidents.workflow import decide, locked
from lib import canonical
from record import codebook, documents, ledger
from record.documents.people import survivor
from record.indexing.applying import public_now
from record.linking import publish_links
from record.models import Document, Entry
from record.needs import Needs, needs, refs_of
from record.obstacles import (
    NothingNew,
    PublishRefused,
    about_words,
    four_eyes_on,
    missing_parts,
    obstacles,
    refuse,
    unconfirmed,
    withdrawn_parts,
)
from record.publish_checks import blocked
from record.standing import is_public
from record.writing import give_ref, incident_document, number_parts, write


@transaction.atomic
def publish_incident(
    incident: Incident,
    *,
    user: User | None,
    revision: int,
    reason: str,
    note: str = "",
    confirmed: str | None = None,
    override: str = "",
    reinstate: bool = False,
) -> Entry:
    """Writes the next version of an incident, made from exactly `revision`, with a public reason.

    `confirmed` is the `Needs.key` of what the editor saw would become public with it; None where no editor looked.
    `override` says why it may be published although a check would hold it back. `reinstate` brings one back that was
    taken out. Raises Stale if the incident has moved on, PublishRefused with every sentence that stands in the way.
    """
    ledger.lock()
    row = locked(incident, revision)
    wanted = needs(row)
    refuse(
        [
            *missing_parts(row),
            *obstacles("incident", row, user, reason, noted(note, override), reinstate=reinstate),
            *blocked(row, override),
            *before_needs(wanted, user, confirmed),
        ]
    )
    with pghistory.context(user=user.pk if user else None, reason=reason):
        publish_needs(wanted, user, "Named in a published incident.", "Cited in a published incident.")
        number_parts(row)
        document = incident_document(row)
        row.stage = "draft"
        row.save(update_fields=["stage"])
        said = noted(note, override)
        return with_links("incident", row, document, reason, user, said, reinstate)


@transaction.atomic
def publish_episode(
    episode: Episode,
    *,
    user: User | None,
    revision: int,
    reason: str,
    note: str = "",
    confirmed: str | None = None,
    reinstate: bool = False,
) -> Entry:
    """Writes the next version of an episode, and the links to those of its incidents that are public. Raises as above."""
    ledger.lock()
    row = locked(episode, revision)
    wanted = needs(row)
    found = obstacles("episode", row, user, reason, note, reinstate=reinstate)
    refuse([*found, *before_needs(wanted, user, confirmed)])
    with pghistory.context(user=user.pk if user else None, reason=reason):
        publish_needs(wanted, user, "Named in a published episode.", "Cited in a published episode.")
        number_parts(row)
        return with_links("episode", row, documents.build_episode(row), reason, user, note, reinstate)


def with_links(
    kind: str, row: Any, document: dict, reason: str, user: User | None, note: str, reinstate: bool
) -> Entry:
    """Writes a version and what it brings of links; if only links are new, these, and returns the last of them."""
    try:
        entry = write(kind, row, document, reason, user, note, reinstate=reinstate)
    except NothingNew:
        links = publish_links(row, user)
        if not links:
            raise
        decide(kind, row, "unchanged", user, note)
        return links[-1]
    publish_links(row, user)
    return entry


def noted(note: str, override: str) -> str:
    """What the decision keeps: the internal note, and why a check was overruled."""
    return " ".join(part.strip() for part in (note, override) if part.strip())


def before_needs(wanted: Needs, user: User | None, confirmed: str | None) -> list[str]:
    """What stands in the way of what would become public with a thing."""
    return [*withdrawn_parts(wanted.refs), *four_eyes_on(wanted, user), *unconfirmed(wanted, confirmed)]


def publish_needs(wanted: Needs, user: User | None, named: str, cited: str) -> None:
    """Publishes what a thing needs, in an order in which each finds what it refers to; its links come after it.

    Each exactly as it was when it was listed: raises Stale if somebody has saved one since.
    """
    seen: list[Any] = [*wanted.actors, *wanted.sources, *wanted.links]
    for thing in seen:
        locked(thing, thing.revision)
    if wanted.themes or wanted.types:
        add_to_codebook(wanted, user)
    # Numbers first, so that a body, its people and the sources on both can name each other.
    for actor in wanted.actors:
        give_ref("actor", actor)
    for source in wanted.sources:
        give_ref("source", source)
    for actor in wanted.actors:
        put("actor", actor, user, named)
    for source in wanted.sources:
        put("source", source, user, cited)


def add_to_codebook(wanted: Needs, user: User | None) -> Entry:
    """A new version of the codebook with themes and types that were not public; the rest stays as published."""
    last = Document.objects.filter(entry__kind="codebook").order_by("-entry").first()
    before = canonical.loads(last.text) if last else codebook.build(themes=set(), types=set())
    document = codebook.with_additions(before, wanted.themes, wanted.types)
    return write("codebook", None, document, f"Added {listed(sorted(wanted.themes | wanted.types))}.", user)


def put(
    kind: str, thing: Any, user: User | None, reason: str, note: str = "", *, reinstate: bool = False
) -> Entry:
    """Writes a thing that needs nothing else, as the working copy has it; the caller holds the lock."""
    thing = thing.__class__.objects.get(pk=thing.pk)
    give_ref(kind, thing)
    return write(kind, thing, documents.BUILDERS[kind](thing), reason, user, note, reinstate=reinstate)


@transaction.atomic
def publish_alone(
    kind: str,
    thing: Actor | Source | Coverage | Relation,
    *,
    user: User | None,
    revision: int,
    reason: str,
    note: str = "",
    reinstate: bool = False,
) -> Entry:
    """Writes the next version of an actor, source, link or coverage, made from exactly `revision`.

    Refuses a confidential source, an actor that lives on under another, and a link with an end that is not public.
    Raises Stale, PublishRefused.
    """
    ledger.lock()
    row = locked(thing, revision)
    refuse([*obstacles(kind, row, user, reason, note, reinstate=reinstate), *never(kind, row)])
    refuse(withdrawn_parts(refs_of(row)))
    return put(kind, row, user, reason, note, reinstate=reinstate)


def never(kind: str, row: Any) -> list[str]:
    """What a thing is that keeps it from the public."""
    if kind == "source" and row.confidential:
        return [f"“{row}” is confidential and is never published."]
    if kind == "actor" and row.merged_into:
        return [f"“{row}” is merged into “{row.merged_into}”. Publish that one."]
    if kind == "link" and not {row.start.ref, row.end.ref} <= public_now({row.start.ref, row.end.ref}):
        return ["Both ends have to be public first: a link says nothing about what nobody can read."]
    if kind == "link" and row.asserted_by and not is_public(survivor(row.asserted_by).ref):
        return [f"“{row.asserted_by.public_name}” says so and is not public. Publish it first."]
    return []


@transaction.atomic
def publish_codebook(
    *, user: User | None, reason: str, note: str = "", add: Collection[str] = (), confirmed: str | None = None
) -> Entry:
    """Writes the next version of the codebook: scales, countries and groupings as the desk has them, and its words.

    Themes and types that are public stay public, corrected; of the others only those in `add` join them, because one
    that was made for a draft must stay unseen. The first version has all. `confirmed` is the hash of the corrected
    codebook that the administrator saw.
    """
    ledger.lock()
    refuse(about_words(reason, note))
    before = codebook.at(ledger.moment())
    if not before.version:
        return write("codebook", None, codebook.build(), reason, user, note)
    corrected = codebook.corrected(before)
    if confirmed is not None and confirmed != canonical.sha256(canonical.dumps(corrected)):
        raise PublishRefused(
            "The codebook has changed at the desk since you looked. Look at the changes again."
        )
    document = codebook.with_additions(
        corrected, set(add) - before.themes.keys(), set(add) - before.types.keys()
    )
    return write("codebook", None, document, reason, user, note)
