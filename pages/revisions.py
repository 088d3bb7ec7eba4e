"""The versions of a thing: what changed in each, when, and the public reason."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from lib import jsondiff
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


@dataclass(frozen=True)
class Revision:
    """One version; `readable` if it has an address of its own."""

    ref: str
    version: int
    at: datetime
    action: str
    reason: str
    changed: list[str]
    readable: bool

    @property
    def address(self) -> str:
        return f"{self.ref}@{self.version}"


def revisions(ref: str, moment: Moment, kind: str = "incident") -> list[Revision]:
    """Newest first; two queries."""
    found = reading.versions(ref, kind, moment)
    older: list[dict | None] = [document for _entry, document in found[1:]]
    return [
        revision(entry, document, before)
        for (entry, document), before in zip(found, [*older, None], strict=True)
    ]


def revision(entry: Entry, document: dict | None, before: dict | None) -> Revision:
    changed = jsondiff.changed_fields(before, document) if before and document else []
    return Revision(
        ref=entry.ref,
        version=entry.version,
        at=entry.at,
        action=str(ACTIONS[entry.action]),
        reason=entry.reason,
        changed=[name.replace("_", " ") for name in changed],
        readable=document is not None and ("title" in document or "name" in document),
    )
