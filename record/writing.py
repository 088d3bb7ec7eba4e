"""Writing one version of one thing: the entry, its number, the decision, the indexes. The caller holds the record's lock."""

from typing import Any

from django.contrib.auth.models import User

from incidents.models import Episode, Incident
from incidents.workflow import decide
from lib import canonical
from record import codebook, documents, indexing, ledger
from record.models import Document, Entry
from record.obstacles import NothingNew
from record.standing import OUT, last_entry


def write(
    kind: str,
    thing: Any,
    document: dict,
    reason: str,
    user: User | None,
    note: str = "",
    *,
    reinstate: bool = False,
) -> Entry:
    """Appends a version, unless the newest one says the same; brings the indexes along and notes the decision."""
    ref = thing.ref if thing else codebook.REF
    last = last_entry(ref)
    if last and last.action not in OUT and same_as(last, document):
        raise NothingNew(f"{ref} is public exactly like this already, as version {last.version}.")
    action = "reinstated" if reinstate else "corrected" if last else "published"
    return enter(kind, thing, ref, action, reason, user, note, document)


def enter(
    kind: str,
    thing: Any,
    ref: str,
    action: str,
    reason: str,
    user: User | None,
    note: str = "",
    document: dict | None = None,
) -> Entry:
    """Appends one entry of any action; brings the indexes along and notes the decision."""
    entry = ledger.append(kind, ref, action, reason.strip(), document)
    indexing.apply(entry, document)
    if thing:
        thing.refresh_from_db(fields=["revision"])
    decide(kind, thing, entry.action, user, note, entry.number)
    return entry


def same_as(entry: Entry, document: dict) -> bool:
    """Whether an entry has this very document."""
    return Document.objects.filter(entry=entry, text=canonical.dumps(document)).exists()


def incident_document(incident: Incident) -> dict:
    """The document of an incident with the version of the codebook it is coded with: the one that is public now."""
    return {**documents.build(incident), "codebook": codebook.at(ledger.moment()).version}


def give_ref(kind: str, thing: Any) -> None:
    """Gives a thing its public number if it has none."""
    if not thing.ref:
        thing.ref = ledger.next_ref(kind)
        thing.save(update_fields=["ref"])


def number_parts(home: Incident | Episode) -> None:
    """Gives an incident or episode and its statements and claims their public numbers."""
    give_ref("incident" if isinstance(home, Incident) else "episode", home)
    for statement in home.statements.filter(ref=""):
        give_ref("statement", statement)
    for claim in home.claims.filter(ref=""):
        give_ref("claim", claim)
