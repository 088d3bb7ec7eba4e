"""The versions of a thing: what changed in each, when, and the public reason."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from lib import jsondiff
from pages import fields
from record import reading
from record.models import Entry
from record.moments import Moment

ACTIONS = {
    "published": _("Added"),
    "corrected": _("Corrected"),
    "retracted": _("Withdrawn"),
    "merged": _("Merged into another"),
    "reinstated": _("Reinstated"),
    "expunged": _("Removed"),
}

# Reasons that this program writes into the record where no editor gives one.
REASONS = {
    "First publication.": _("First publication."),
    "First version of the codebook.": _("First version of the codebook."),
    "Both its ends are public.": _("Both its ends are public."),
    "Named in a published incident.": _("Named in a published incident."),
    "Cited in a published incident.": _("Cited in a published incident."),
    "Named in a published episode.": _("Named in a published episode."),
    "Cited in a published episode.": _("Cited in a published episode."),
    "Its incident lives on under another number.": _("Its incident lives on under another number."),
}


@dataclass(frozen=True)
class Revision:
    """One version; `readable` if it has an address of its own, `before` the readable version that it came after."""

    ref: str
    version: int
    at: datetime
    action: str
    reason: str
    changed: list[str]
    readable: bool
    before: int | None = None

    @property
    def address(self) -> str:
        return f"{self.ref}@{self.version}"


def revisions(ref: str, moment: Moment, kind: str = "incident") -> list[Revision]:
    """Newest first; two queries."""
    found = reading.versions(ref, kind, moment)
    made: list[Revision] = []
    last: tuple[Entry, dict] | None = None
    for entry, document in reversed(found):
        made.append(revision(entry, document, last))
        if document and made[-1].readable:
            last = entry, document
    return made[::-1]


def revision(entry: Entry, document: dict | None, last: tuple[Entry, dict] | None) -> Revision:
    readable = document is not None and ("title" in document or "name" in document)
    changed = jsondiff.changed_fields(last[1], document) if last and document and readable else []
    return Revision(
        ref=entry.ref,
        version=entry.version,
        at=entry.at,
        action=str(ACTIONS[entry.action]),
        reason=entry.reason,
        changed=[fields.name(name) for name in changed],
        readable=readable,
        before=last[0].version if last and readable else None,
    )
