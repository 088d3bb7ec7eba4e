"""What is public of a thing: a fact of the record, told beside the working copy."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.db.models import OuterRef, Subquery

from incidents.workflow import published, published_among, published_revision
from record.models import Entry, MergeIndex
from record.standing import OUT, last_entries, last_entry

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

    @property
    def out(self) -> bool:
        """Whether it was public and is no longer."""
        return self.action in OUT

    def __str__(self) -> str:
        if not self.version:
            return "not published"
        if self.out:
            return OUT[self.action]
        return f"published (version {self.version})" + (", with unpublished changes" if self.ahead else "")


NEVER = Standing(0, "", ahead=True)


def standing(kind: str, thing: Any) -> Standing:
    """How a thing stands in the record now."""
    entry = last_entry(thing.ref)
    if entry is None:
        return NEVER
    ahead = published_revision(kind, thing) != thing.revision
    return Standing(entry.version, entry.action, ahead, public_url(kind, thing.ref))


def standings(kind: str, things: Collection[Any]) -> dict[int, Standing]:
    """How each of many things of a kind stands, by its key. Two queries."""
    entries = last_entries(thing.ref for thing in things)
    keys = [thing.pk for thing in things if thing.ref in entries]
    agreed = dict(published_among(kind, keys).values_list("object_id", "revision"))
    return {
        thing.pk: Standing(
            entry.version,
            entry.action,
            agreed.get(thing.pk) != thing.revision,
            public_url(kind, thing.ref),
        )
        if (entry := entries.get(thing.ref))
        else NEVER
        for thing in things
    }


def merged_into(ref: str) -> str:
    """The public number under which a merged thing lives on; empty if it was not merged."""
    now = MergeIndex.objects.filter(ref=ref, until__isnull=True) if ref else MergeIndex.objects.none()
    return now.values_list("into", flat=True).first() or ""


def not_merged(rows: models.QuerySet) -> models.QuerySet:
    """Rows that did not go over into another."""
    return rows.exclude(ref__in=MergeIndex.objects.filter(until__isnull=True).values("ref"))


def public_url(kind: str, ref: str) -> str:
    """Where the public finds a thing; empty for a kind without an address."""
    return PUBLIC_ADDRESSES.get(kind, "").format(ref)


def with_standing(incidents: models.QuerySet) -> models.QuerySet:
    """Incidents with what `of_row` needs, in the same query."""
    entries = Entry.objects.filter(ref=OuterRef("ref")).order_by("-version")
    made_from = published("incident", OuterRef("pk"))
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
