"""The record: what is published. Entries and documents are for ever; indexes are derived from them and disposable."""

import pgtrigger
from django.contrib.postgres.fields import ArrayField, DateRangeField
from django.contrib.postgres.indexes import GinIndex, GistIndex
from django.db import models
from django.db.models import Q

from record.moments import Moment

KINDS = ["incident", "link", "actor", "source", "episode", "coverage", "codebook"]
ACTIONS = ["published", "corrected", "retracted", "merged", "reinstated", "expunged"]
NOW = Q(until__isnull=True)


class EntryQuerySet(models.QuerySet):
    def up_to(self, moment: Moment):
        """Entries that had been written at `moment`."""
        return self.filter(number__lte=moment.entry)

    def of(self, ref: str):
        """All versions of one thing, oldest first."""
        return self.filter(ref=ref).order_by("version")


NEXT_IN_CHAIN = """
SELECT number, at, sha256 INTO last FROM record_entry ORDER BY number DESC LIMIT 1;
IF NEW.number <> coalesce(last.number, 0) + 1 THEN
    RAISE EXCEPTION 'Entry % does not follow entry %.', NEW.number, coalesce(last.number, 0);
END IF;
IF NEW.previous <> coalesce(last.sha256, '') THEN
    RAISE EXCEPTION 'Entry % does not carry the hash of the entry before it.', NEW.number;
END IF;
IF NEW.at < last.at THEN
    RAISE EXCEPTION 'Entry % is dated before the entry before it.', NEW.number;
END IF;
RETURN NEW;
"""


def refuses_truncate(name: str) -> pgtrigger.Trigger:
    """Refuses to empty a table of the record."""
    return pgtrigger.Trigger(
        name=name,
        level=pgtrigger.Statement,
        when=pgtrigger.Before,
        operation=pgtrigger.Truncate,
        func="RAISE EXCEPTION 'The record is append-only: its tables cannot be emptied.';",
    )


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
        ]
        constraints = [
            models.UniqueConstraint(name="entry_version_once", fields=["ref", "version"]),
            models.CheckConstraint(name="entry_number_positive", condition=Q(number__gte=1, version__gte=1)),
            models.CheckConstraint(name="entry_kind_known", condition=Q(kind__in=KINDS)),
            models.CheckConstraint(name="entry_action_known", condition=Q(action__in=ACTIONS)),
            models.CheckConstraint(name="entry_has_reason", condition=Q(reason__gt="")),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="entry_follows_the_last",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                declare=[("last", "RECORD")],
                func=NEXT_IN_CHAIN,
            ),
            pgtrigger.Protect(name="entry_is_for_ever", operation=pgtrigger.Update | pgtrigger.Delete),
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
            pgtrigger.Trigger(
                name="document_is_what_its_entry_says",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func="""
                IF encode(sha256(convert_to(NEW.text, 'UTF8')), 'hex')
                   IS DISTINCT FROM (SELECT document_sha256 FROM record_entry WHERE number = NEW.entry_id)
                THEN RAISE EXCEPTION 'The document does not have the hash that entry % gives.', NEW.entry_id; END IF;
                RETURN NEW;
                """,
            ),
            pgtrigger.Protect(name="document_is_for_ever", operation=pgtrigger.Update),
            refuses_truncate("documents_are_for_ever"),
            pgtrigger.Trigger(
                name="document_goes_by_expunging",
                when=pgtrigger.Before,
                operation=pgtrigger.Delete,
                func="""
                IF EXISTS (SELECT 1 FROM record_entry expunging JOIN record_entry own ON own.ref = expunging.ref
                           WHERE own.number = OLD.entry_id AND expunging.action = 'expunged'
                           AND expunging.number > own.number)
                THEN RETURN OLD; END IF;
                RAISE EXCEPTION 'Only expunging takes a document away: append the entry first.';
                """,
            ),
        ]

    def __str__(self):
        return f"Document of entry {self.entry_id}"


class Numbering(models.Model):
    """The last public number given to one kind of thing; raised under the record's lock, so that numbers have no gaps."""

    prefix = models.CharField(max_length=4, primary_key=True, help_text="DI, ST, CL, A, SR, EP, LK, CV.")
    last = models.PositiveIntegerField(default=0)

    def __str__(self):
        return f"{self.prefix}-{self.last}"


class IndexQuerySet(models.QuerySet):
    def at(self, moment: Moment):
        """Rows that held at `moment`; now is the row with no end."""
        if moment.now:
            return self.filter(until__isnull=True)
        return self.filter(Q(until__isnull=True) | Q(until__gt=moment.entry), since__lte=moment.entry)


class IndexRow(models.Model):
    """What finding needs of one entry: held from entry `since` until entry `until` (open: now)."""

    ref = models.CharField(max_length=16)
    number = models.PositiveIntegerField(help_text="The number in the ref; breaks ties.")
    version = models.PositiveIntegerField()
    since = models.BigIntegerField()
    until = models.BigIntegerField(null=True)
    published_at = models.DateTimeField()
    first_published_at = models.DateTimeField()
    card = models.TextField(help_text="The small JSON that list rows return.")

    objects = IndexQuerySet.as_manager()

    class Meta:
        abstract = True


class IncidentIndex(IndexRow):
    """What finding needs of one version of one incident."""

    span = DateRangeField(
        null=True, help_text="Days on which it may have happened; open ends are open; null if undated."
    )
    day_desc = models.DateField(
        help_text="Latest day, else earliest, else 0001-01-01: undated rows come last, newest first."
    )
    day_asc = models.DateField(
        help_text="Earliest day, else latest, else 9999-12-31: undated rows come last, oldest first."
    )
    type = models.CharField(max_length=8)
    type_group = models.CharField(max_length=40)
    themes = ArrayField(models.CharField(max_length=40))
    countries = ArrayField(models.CharField(max_length=3), help_text="In any role.")
    initiators = ArrayField(models.CharField(max_length=12))
    targets = ArrayField(models.CharField(max_length=12))
    pairs = ArrayField(models.CharField(max_length=25), help_text="Directed pairs of parties: KAZ>RUS.")
    actors = ArrayField(models.CharField(max_length=16))
    sources = ArrayField(models.CharField(max_length=16))
    level = models.SmallIntegerField()
    step = models.CharField(max_length=1)
    certainty = models.CharField(max_length=12)
    nature = models.CharField(max_length=12)
    status = models.CharField(max_length=20)
    counted = models.BooleanField()
    place_country = models.CharField(max_length=3, blank=True)
    statement_count = models.PositiveIntegerField()
    claim_count = models.PositiveIntegerField()

    class Meta:
        verbose_name_plural = "incident indexes"
        constraints = [
            models.UniqueConstraint(name="incident_index_version_once", fields=["ref", "version"]),
            models.UniqueConstraint(name="incident_index_one_now", fields=["ref"], condition=NOW),
        ]
        indexes = [
            models.Index(
                name="incident_now_newest", fields=["-day_desc", "-number"], condition=NOW
            ),  # the list, newest first
            models.Index(
                name="incident_now_oldest", fields=["day_asc", "number"], condition=NOW
            ),  # the list, oldest first
            models.Index(
                name="incident_now_published", fields=["-published_at", "-number"], condition=NOW
            ),  # last published first
            models.Index(
                name="incident_now_level", fields=["-level", "-number"], condition=NOW
            ),  # most hostile first, and turned round
            models.Index(
                name="incident_now_type", fields=["type", "-day_desc", "-number"], condition=NOW
            ),  # lists of one type
            GistIndex(name="incident_span", fields=["span"]),  # from and to
            GinIndex(name="incident_pairs", fields=["pairs"]),  # dyad
            GinIndex(name="incident_countries", fields=["countries"]),  # country
            GinIndex(name="incident_actors", fields=["actors"]),  # actor
            GinIndex(name="incident_themes", fields=["themes"]),  # theme
            GinIndex(name="incident_sources", fields=["sources"]),  # source
        ]

    def __str__(self):
        return f"{self.ref}@{self.version}"


class ThingIndex(IndexRow):
    """What finding needs of one version of an actor, a source or an episode: its names in every script."""

    kind = models.CharField(max_length=12)
    name = models.CharField(max_length=300)
    sort_key = models.CharField(max_length=300)
    names = ArrayField(models.CharField(max_length=300), help_text="All its names, folded for comparison.")
    subkind = models.CharField(max_length=24, blank=True, help_text="Kind of actor or source.")
    countries = ArrayField(models.CharField(max_length=3), default=list)

    class Meta:
        verbose_name_plural = "thing indexes"
        constraints = [
            models.UniqueConstraint(name="thing_index_version_once", fields=["ref", "version"]),
            models.UniqueConstraint(name="thing_index_one_now", fields=["ref"], condition=NOW),
        ]
        indexes = [
            models.Index(
                name="thing_now_by_name", fields=["kind", "sort_key", "number"], condition=NOW
            ),  # lists of actors
            GinIndex(name="thing_countries", fields=["countries"]),  # actors of a country
        ]

    def __str__(self):
        return f"{self.ref}@{self.version}"
