"""What is public of a thing: a fact of the record, told beside the working copy."""

from dataclasses import dataclass
from typing import Any

from django.db import models
from django.db.models import OuterRef, Subquery

from incidents.models import Decision
from incidents.workflow import published_revision
from record.models import Entry

OUT = {"retracted": "retracted", "merged": "merged into another", "expunged": "expunged"}
PUBLIC_ADDRESSES = {
    "incident": "/incidents/{}/",
    "actor": "/api/v1/actors/{}/",
}  # a source has none of its own yet


@dataclass(frozen=True)
class Standing:
    """The newest version of a thing in the record (0: none), what happened last, and whether the working copy moved on."""

    version: int
    action: str
    ahead: bool
    url: str = ""

    def __str__(self) -> str:
        if not self.version:
            return "not published"
        if self.action in OUT:
            return OUT[self.action]
        return f"published (version {self.version})" + (", with unpublished changes" if self.ahead else "")


NEVER = Standing(0, "", ahead=True)


def standing(kind: str, thing: Any) -> Standing:
    """How a thing stands in the record now."""
    ref = thing.ref
    entry = Entry.objects.filter(ref=ref).order_by("-version").first() if ref else None
    if entry is None:
        return NEVER
    ahead = published_revision(kind, thing) != thing.revision
    return Standing(entry.version, entry.action, ahead, public_url(kind, ref))


def public_url(kind: str, ref: str) -> str:
    """Where the public finds a thing; empty for a kind without an address."""
    return PUBLIC_ADDRESSES.get(kind, "").format(ref)


def with_standing(incidents: models.QuerySet) -> models.QuerySet:
    """Incidents with what `of_row` needs, in the same query."""
    entries = Entry.objects.filter(ref=OuterRef("ref")).order_by("-version")
    made_from = Decision.objects.filter(
        kind="incident", object_id=OuterRef("pk"), entry__isnull=False
    ).order_by("-entry")
    return incidents.annotate(
        public_version=Subquery(entries.values("version")[:1]),
        public_action=Subquery(entries.values("action")[:1]),
        public_revision=Subquery(made_from.values("revision")[:1]),
    )


def of_row(row) -> Standing:
    """The standing of an incident that came from `with_standing`."""
    if row.public_version is None:
        return NEVER
    return Standing(row.public_version, row.public_action, row.public_revision != row.revision)
