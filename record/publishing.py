"""Publishing: the only way from the working copy into the record. Each function is one transaction under the record's lock.

What a thing needs and is not public yet is published with it; the desk shows that list before (`needs`).
"""

from collections.abc import Collection

import pghistory
from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction

from actors.models import Actor
from codebook.reference import listed
from incidents.models import Claim, Incident, Source, Statement
from incidents.workflow import WorkflowError, decide, locked, may_publish
from lib import canonical
from record import codebook, documents, indexing, ledger
from record.models import Document, Entry
from record.needs import Needs, needs


class PublishRefused(WorkflowError):
    """What stands in the way of publishing, one sentence each."""

    def __init__(self, *sentences: str):
        self.sentences = sentences
        super().__init__(" ".join(sentences))


class NothingNew(PublishRefused):
    """The public version says the same already."""


LONGEST_REASON, LONGEST_NOTE = 500, 300
NOT_BY_YOURSELF = "You edited this since it was last public, so somebody else has to publish it."
BY_YOURSELF = "You edited this since it was last public, so somebody else has to publish it, or another editor to submit it."


@transaction.atomic
def publish_incident(
    incident: Incident,
    *,
    user: User | None,
    revision: int,
    reason: str,
    note: str = "",
    confirmed: str | None = None,
) -> Entry:
    """Writes the next version of an incident, made from exactly `revision`, with a public reason.

    `confirmed` is the `Needs.key` of what the editor saw would become public with it; None where no editor looked.
    Raises Stale if the incident has moved on, PublishRefused with every sentence that stands in the way.
    """
    ledger.lock()
    row = locked(incident, revision)
    assert isinstance(row, Incident)
    wanted = needs(row)
    refuse(
        [
            *missing_parts(row),
            *obstacles("incident", row, user, reason, note),
            *four_eyes_on(wanted, user),
            *unconfirmed(wanted, confirmed),
        ]
    )
    with pghistory.context(user=user.pk if user else None, reason=reason):
        publish_needs(wanted, user)
        number_parts(row)
        book = codebook.at(ledger.moment())
        document = {**documents.build(row), "codebook": book.version}
        row.stage = "draft"
        row.save(update_fields=["stage"])
        entry = write("incident", row, document, reason, user, note)
        indexing.put(indexing.incident_row(entry, document, book))
    return entry


def obstacles(
    kind: str, thing: Actor | Source | Incident, user: User | None, reason: str, note: str = ""
) -> list[str]:
    """What keeps a thing from being published whatever it says, as sentences that say how to mend it."""
    found = about_words(reason, note)
    if settings.FOUR_EYES and user is not None and not may_publish(kind, thing, user):
        found.append(BY_YOURSELF if kind == "incident" else NOT_BY_YOURSELF)
    return found


def four_eyes_on(wanted: Needs, user: User | None) -> list[str]:
    """What becomes public with an incident and was edited by the same person, one sentence each."""
    if not settings.FOUR_EYES or user is None:
        return []
    things = [
        *(("actor", actor) for actor in wanted.actors),
        *(("source", source) for source in wanted.sources),
    ]
    return [f"“{thing}”: {NOT_BY_YOURSELF}" for kind, thing in things if not may_publish(kind, thing, user)]


def about_words(reason: str, note: str) -> list[str]:
    found = []
    if not reason.strip():
        found.append("Give the public reason: what is new, in one sentence.")
    if len(reason.strip()) > LONGEST_REASON:
        found.append(
            f"The public reason has {len(reason.strip())} characters; shorten it to {LONGEST_REASON}."
        )
    if len(note) > LONGEST_NOTE:
        found.append(f"The note has {len(note)} characters; shorten it to {LONGEST_NOTE}.")
    return found


def unconfirmed(wanted: Needs, confirmed: str | None) -> list[str]:
    if confirmed is None or confirmed == wanted.key:
        return []
    return ["What becomes public with it has changed since you looked. Look at the list again."]


def missing_parts(incident: Incident) -> list[str]:
    """What the codebook asks of every incident (section 10) and this one lacks."""
    roles = set(incident.participations.values_list("role", flat=True))
    found = []
    if not roles & {"initiator", "co_initiator", "claimed_initiator"}:
        found.append("Name an initiator; if the source does not say who acted, tick that it is not known.")
    one_sided = incident.type_id.startswith("C") or incident.type_id == "L20"
    if not one_sided and not roles & {"target", "subject", "victim", "addressee", "affected"}:
        found.append("Name whom the act touched: a target, subject, victim, addressee or affected party.")
    if not incident.citations.filter(source__confidential=False).exists():
        found.append("Cite at least one source that may be named.")
    found += [
        f"“{statement}” is marked as direct, but only a machine translation is on file: add the original, or call it a paraphrase."
        for statement in incident.statements.filter(mode="direct", texts__machine=True).exclude(
            texts__machine=False
        )
    ]
    if not incident.summary.strip():
        found.append("Write the summary that lists show.")
    return found


def refuse(sentences: list[str]) -> None:
    if sentences:
        raise PublishRefused(*sentences)


def publish_needs(wanted: Needs, user: User | None) -> None:
    """Publishes what an incident needs, in an order in which each finds what it refers to."""
    if wanted.themes or wanted.types:
        add_to_codebook(wanted, user)
    # Numbers first, so that a body, its people and the sources on both can name each other.
    for actor in wanted.actors:
        give_ref("actor", actor)
    for source in wanted.sources:
        give_ref("source", source)
    for actor in wanted.actors:
        put_actor(actor, user, "Named in a published incident.")
    for source in wanted.sources:
        put_source(source, user, "Cited in a published incident.")


def add_to_codebook(wanted: Needs, user: User | None) -> Entry:
    """A new version of the codebook with themes and types that were not public; the rest stays as published."""
    last = Document.objects.filter(entry__kind="codebook").order_by("-entry").first()
    before = canonical.loads(last.text) if last else codebook.build(themes=set(), types=set())
    document = codebook.with_additions(before, wanted.themes, wanted.types)
    return write("codebook", None, document, f"Added {listed(sorted(wanted.themes | wanted.types))}.", user)


@transaction.atomic
def publish_actor(actor: Actor, *, user: User | None, revision: int, reason: str, note: str = "") -> Entry:
    """Writes the next version of an actor, made from exactly `revision`. Raises Stale, PublishRefused."""
    ledger.lock()
    row = locked(actor, revision)
    assert isinstance(row, Actor)
    refuse(obstacles("actor", row, user, reason, note))
    return put_actor(row, user, reason, note)


def put_actor(actor: Actor, user: User | None, reason: str, note: str = "") -> Entry:
    """Writes an actor as the working copy has it; the caller holds the lock."""
    actor = Actor.objects.select_related("parent").get(pk=actor.pk)
    give_ref("actor", actor)
    document = documents.build_actor(actor)
    entry = write("actor", actor, document, reason, user, note)
    indexing.put(indexing.actor_row(entry, document))
    return entry


@transaction.atomic
def publish_source(source: Source, *, user: User | None, revision: int, reason: str, note: str = "") -> Entry:
    """Writes the next version of a source, made from exactly `revision`; refuses a confidential one."""
    ledger.lock()
    row = locked(source, revision)
    assert isinstance(row, Source)
    refuse(obstacles("source", row, user, reason, note))
    if row.confidential:
        raise PublishRefused(f"“{row}” is confidential and is never published.")
    return put_source(row, user, reason, note)


def put_source(source: Source, user: User | None, reason: str, note: str = "") -> Entry:
    """Writes a source as the working copy has it; the caller holds the lock."""
    source = Source.objects.select_related("publisher", "derived_from").get(pk=source.pk)
    give_ref("source", source)
    document = documents.build_source(source)
    entry = write("source", source, document, reason, user, note)
    indexing.put(indexing.source_row(entry, document))
    return entry


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


def write(
    kind: str,
    thing: Actor | Source | Incident | None,
    document: dict,
    reason: str,
    user: User | None,
    note: str = "",
) -> Entry:
    """Appends the entry, unless the newest one says the same, and notes the decision."""
    ref = thing.ref if thing else codebook.REF
    last = Document.objects.filter(entry__ref=ref).select_related("entry").order_by("-entry").first()
    if last and last.text == canonical.dumps(document) and still_public(last.entry):
        raise NothingNew(f"{ref} is public exactly like this already, as version {last.entry.version}.")
    entry = ledger.append(kind, ref, "corrected" if last else "published", reason.strip(), document)
    if thing:
        thing.refresh_from_db(fields=["revision"])
    decide(kind, thing, entry.action, user, note, entry.number)
    return entry


def still_public(entry: Entry) -> bool:
    """Whether an entry is the newest of its thing."""
    return not Entry.objects.filter(ref=entry.ref, number__gt=entry.number).exists()


def give_ref(kind: str, thing: Actor | Source | Statement | Claim | Incident) -> None:
    """Gives a thing its public number if it has none."""
    if not thing.ref:
        thing.ref = ledger.next_ref(kind)
        thing.save(update_fields=["ref"])


def number_parts(incident: Incident) -> None:
    """Gives the incident and its statements and claims their public numbers."""
    give_ref("incident", incident)
    for statement in incident.statements.filter(ref=""):
        give_ref("statement", statement)
    for claim in incident.claims.filter(ref=""):
        give_ref("claim", claim)
