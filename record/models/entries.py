"""Entries and documents: what is published, for ever."""

import pgtrigger
from django.db import models
from django.db.models import Q

from record.moments import Moment
from record.triggers import (
    AS_ITS_ENTRY_SAYS,
    NEXT_IN_CHAIN,
    ONLY_BY_EXPUNGING,
    Guard,
    refuses_change,
    refuses_truncate,
)

KINDS = ["incident", "link", "actor", "source", "episode", "coverage", "codebook"]
ACTIONS = ["published", "corrected", "retracted", "merged", "reinstated", "expunged"]


class EntryQuerySet(models.QuerySet):
    def up_to(self, moment: Moment):
        """Entries that had been written at `moment`."""
        return self.filter(number__lte=moment.entry)

    def of(self, ref: str):
        """All versions of one thing, oldest first."""
        return self.filter(ref=ref).order_by("version")


class Entry(models.Model):
    """One published version of one thing; inserted once and never changed."""

    number = models.BigIntegerField(primary_key=True, help_text="The record's running number, without gaps.")
    kind = models.CharField(max_length=12, choices=[(kind, kind) for kind in KINDS])
    ref = models.CharField(max_length=16)
    version = models.PositiveIntegerField()
    action = models.CharField(max_length=12, choices=[(action, action) for action in ACTIONS])
    at = models.DateTimeField()
    reason = models.CharField(max_length=500, help_text="Why, for the public.")
    document_sha256 = models.CharField(
        max_length=64, blank=True, help_text="Of the document's bytes; empty if the entry has none."
    )
    previous = models.CharField(max_length=64, blank=True, help_text="sha256 of the entry before it.")
    sha256 = models.CharField(max_length=64, help_text="Over all other fields, as canonical JSON.")

    objects = EntryQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        verbose_name_plural = "entries"
        indexes = [
            models.Index(name="entry_by_time", fields=["at", "number"]),  # as_of a time
            models.Index(name="entry_by_kind", fields=["kind", "-number"]),  # the newest codebook
            models.Index(  # the last expunged entry, which every page asks for
                name="entry_expunged", fields=["-number"], condition=Q(action="expunged")
            ),
        ]
        constraints = [
            models.UniqueConstraint(name="entry_version_once", fields=["ref", "version"]),
            models.CheckConstraint(name="entry_number_positive", condition=Q(number__gte=1, version__gte=1)),
            models.CheckConstraint(name="entry_kind_known", condition=Q(kind__in=KINDS)),
            models.CheckConstraint(name="entry_action_known", condition=Q(action__in=ACTIONS)),
            models.CheckConstraint(name="entry_has_reason", condition=Q(reason__gt="")),
        ]
        triggers = [
            Guard(
                name="entry_follows_the_last",
                operation=pgtrigger.Insert,
                declare=[("last", "RECORD"), ("said", "TEXT")],
                func=NEXT_IN_CHAIN,
            ),
            refuses_change("entry_is_for_ever", pgtrigger.Update | pgtrigger.Delete),
            refuses_truncate("entries_are_for_ever"),
        ]

    def __str__(self):
        return f"{self.number}: {self.ref}@{self.version} {self.action}"


class Document(models.Model):
    """The facts of one entry: canonical JSON as text. Hashes are over these bytes."""

    entry = models.OneToOneField(Entry, on_delete=models.PROTECT, primary_key=True, related_name="document")
    text = models.TextField()

    class Meta:
        triggers = [
            Guard(name="document_is_what_its_entry_says", operation=pgtrigger.Insert, func=AS_ITS_ENTRY_SAYS),
            refuses_change("document_is_for_ever", pgtrigger.Update),
            refuses_truncate("documents_are_for_ever"),
            Guard(name="document_goes_by_expunging", operation=pgtrigger.Delete, func=ONLY_BY_EXPUNGING),
        ]

    def __str__(self):
        return f"Document of entry {self.entry_id}"


class Numbering(models.Model):
    """The last public number given to one kind of thing; raised under the record's lock, so that numbers have no gaps."""

    prefix = models.CharField(max_length=4, primary_key=True, help_text="DI, ST, CL, A, SR, EP, LK, CV.")
    last = models.PositiveIntegerField(default=0)

    def __str__(self):
        return f"{self.prefix}-{self.last}"
