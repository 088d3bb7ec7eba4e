"""Expunging: the one step that takes content away, for a court's order or a person's right. The entry that says so stays."""

from typing import Any

import pghistory
import pgtrigger
from django.apps import apps
from django.contrib.auth.models import User
from django.db import models, transaction
from django.db.models import QuerySet

from incidents.interchange.shape import BY_NAME, Part
from incidents.models import Decision, Relation, Revision, Statement
from incidents.workflow import decide, locked
from record import indexing, ledger
from record.identity import predecessors
from record.models import Document, Entry
from record.obstacles import about_words, refuse
from record.referring import naming_ever
from record.releases import shelf
from record.standing import last_entry
from record.withdrawing import still_named


@transaction.atomic
def expunge(
    kind: str,
    thing: Any,
    *,
    user: User | None,
    revision: int,
    reason: str,
    note: str = "",
    keep_row: bool = False,
) -> Entry:
    """Takes away every public version of a thing, its saved revisions and its audit trail, and with them its row.

    `keep_row` leaves the row at the desk, so that a corrected version can be reinstated. What stays is that there was
    something under this number, when it was published, and the public reason why it is gone. Releases that hold it lose
    their files. An actor is refused while
    any published version of another thing still has its name. Raises Stale, PublishRefused.
    """
    ledger.lock()
    row = locked(thing, revision)
    refuse([*about_words(reason, note), *in_the_way(kind, row)])
    with pghistory.context(user=user.pk if user else None, reason=reason):
        entry = ledger.append(kind, row.ref, "expunged", reason.strip())
        contents(row.ref).delete()
        indexing.apply(entry, None)
        if not keep_row:
            delete(kind, row)
        forget(kind, thing.pk)
    decide(kind, thing, "expunged", user, note, entry.number)
    transaction.on_commit(shelf.sweep, robust=True)  # from now on nobody is given them, deleted or not
    return entry


def in_the_way(kind: str, row: Any) -> list[str]:
    """Every sentence that keeps a thing from being expunged."""
    return [*nothing_there(row), *still_named(kind, row), *named_before(kind, row), *in_duplicates(kind, row)]


def in_duplicates(kind: str, row: Any) -> list[str]:
    """What was merged into an incident keeps its own words, some of which went over."""
    if kind != "incident" or not row.ref:
        return []
    others = sorted(predecessors([row.ref], ledger.moment()))
    found = [ref for ref in others if contents(ref).exists()]
    return [f"{ref} lives on in it and still has its words. Expunge {ref} first." for ref in found]


def named_before(kind: str, row: Any) -> list[str]:
    """A name that is to go stands in earlier versions of other things too, which stay readable."""
    if kind != "actor" or not row.ref or still_named(kind, row):
        return []
    refs = {row.ref, *predecessors([row.ref], ledger.moment())}
    found = [version for ref in sorted(refs) for version in naming_ever(ref, most=10)]
    names = ", ".join(found[:9]) + (" and more" if len(found) > 9 else "")
    return (
        [
            f"{names} still {'has' if len(found) == 1 else 'have'} its name. Expunge these first, keeping their rows: "
            "each can be reinstated at once, without the earlier versions."
        ]
        if found
        else []
    )


def contents(ref: str) -> QuerySet[Document]:
    """The documents that say what a thing is; that it lives on under another number is none."""
    return Document.objects.filter(entry__ref=ref).exclude(entry__action="merged")


def nothing_there(row: Any) -> list[str]:
    last = last_entry(row.ref)
    if last is None:
        return ["It was never public. Delete the draft instead."]
    gone = not contents(row.ref).exists()
    return ["Nothing of it is left to take away."] if gone else []


def delete(kind: str, row: Any) -> None:
    """Takes the row out of the working copy, with what hangs on it; what others say of it goes too."""
    tables = [
        apps.get_model(name) for name in ("incidents.Relation", "incidents.Incident", "incidents.Episode")
    ]
    tables += [apps.get_model(name) for name in ("incidents.Source", "incidents.Coverage", "actors.Actor")]
    with pgtrigger.ignore(*(f"{model._meta.label}:keeps_what_has_a_ref" for model in tables)):
        if kind in ("incident", "episode"):
            ends = models.Q(**{f"from_{kind}": row}) | models.Q(**{f"to_{kind}": row})
            Relation.objects.filter(ends).delete()
            Statement.objects.filter(**{f"replies_to__{kind}": row}).update(replies_to=None, reply_kind="")
        row.__class__.objects.filter(pk=row.pk).delete()


def forget(kind: str, pk: int) -> None:
    """Takes away what the desk remembers of a thing: saved revisions, notes of decisions, the audit trail."""
    Revision.objects.filter(kind=kind, object_id=pk).delete()
    Decision.objects.filter(kind=kind, object_id=pk).update(note="")
    part = BY_NAME[kind].part
    forget_events(part, models.Q(pgh_obj_id=pk))


def forget_events(part: Part, rows: models.Q) -> None:
    """The audit trail of rows of one table and of all that lay below them, deleted rows too."""
    events = event_model(part.model)
    found = events.objects.filter(rows)
    below = set(found.values_list("pgh_obj_id", flat=True))
    for inner in part.parts:
        forget_events(inner, models.Q(**{f"{inner.parent}_id__in": below}))
    with pgtrigger.ignore(f"{events._meta.label}:append_only"):
        found.delete()


def event_model(model: type[models.Model]) -> Any:
    """The table of the audit trail of a table."""
    return next(row for row in apps.get_models() if getattr(row, "pgh_tracked_model", None) is model)
