"""Indexes: what finding needs, derived from documents and disposable."""

from datetime import date

from django.contrib.postgres.fields import ArrayField, DateRangeField
from django.contrib.postgres.indexes import GinIndex, GistIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Q

from record.moments import Moment

NOW = Q(until__isnull=True)
FIRST_DAY, LAST_DAY = date(1, 1, 1), date(9999, 12, 31)


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

    @property
    def written_by(self) -> int:
        """The entry whose document this row is of."""
        return self.since


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
    themes = ArrayField(models.CharField(max_length=40))
    countries = ArrayField(models.CharField(max_length=3), help_text="In any role.")
    groupings = ArrayField(
        models.CharField(max_length=12), help_text="Groupings of which a country was a member on the day."
    )
    initiators = ArrayField(models.CharField(max_length=12))
    targets = ArrayField(models.CharField(max_length=12))
    pairs = ArrayField(models.CharField(max_length=25), help_text="Directed pairs of parties: KAZ>RUS.")
    roles = ArrayField(
        models.CharField(max_length=60),
        help_text="Who took part in what role: target, target=KAZ, target=A-12, target=KAZ=A-12.",
    )
    through = ArrayField(models.CharField(max_length=12), help_text="Whose acts it is made of.")
    denied_by = ArrayField(
        models.CharField(max_length=16),
        help_text="Actors with a live denial, and the parties they stand for.",
    )
    in_force = DateRangeField(null=True, help_text="Days on which a measure held; null if it is none.")
    latitude = models.DecimalField(max_digits=8, decimal_places=5, null=True)
    longitude = models.DecimalField(max_digits=8, decimal_places=5, null=True)
    actors = ArrayField(models.CharField(max_length=16))
    sources = ArrayField(models.CharField(max_length=16))
    level = models.SmallIntegerField()
    step = models.CharField(max_length=1)
    certainty = models.CharField(max_length=12)
    nature = models.CharField(max_length=12)
    status = models.CharField(max_length=20)
    counted = models.BooleanField()
    doubt = models.CharField(
        max_length=9,
        blank=True,
        help_text="Whether it is in doubt who acted or who was aimed at: contested, implied or nothing.",
    )
    place_country = models.CharField(max_length=3, blank=True)
    statement_count = models.PositiveIntegerField()
    claim_count = models.PositiveIntegerField()
    search = SearchVectorField(help_text="Its words by weight, and codes of what it names: c:KGZ, a:A-12.")

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
            GinIndex(name="incident_initiators", fields=["initiators"]),  # initiator
            GinIndex(name="incident_targets", fields=["targets"]),  # target
            GinIndex(name="incident_groupings", fields=["groupings"]),  # grouping
            GinIndex(name="incident_roles", fields=["roles"]),  # role, with country or actor
            GinIndex(name="incident_denied_by", fields=["denied_by"]),  # denied_by
            GistIndex(name="incident_in_force", fields=["in_force"]),  # in_force
            models.Index(
                name="incident_now_place",
                fields=["longitude", "latitude"],
                condition=NOW & Q(longitude__isnull=False),
            ),  # bbox
            GinIndex(name="incident_actors", fields=["actors"]),  # actor
            GinIndex(name="incident_themes", fields=["themes"]),  # theme
            GinIndex(name="incident_sources", fields=["sources"]),  # source
            GinIndex(name="incident_search", fields=["search"]),  # q, now and in the past: versions are few
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
    publisher = models.CharField(
        max_length=16, blank=True, help_text="Of a source: the actor, by its number."
    )
    span = DateRangeField(null=True, help_text="Of an episode or a source: its days; null if undated.")
    day_desc = models.DateField(
        default=FIRST_DAY, help_text="Of an episode or a source: its last day, undated last."
    )
    search = SearchVectorField(help_text="What of a question may be its name: see record/names.py.")
    words = SearchVectorField(
        help_text="The words of its names, title, summary: what q of its own list looks in."
    )

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
            models.Index(
                name="thing_publisher", fields=["publisher"], condition=Q(publisher__gt="")
            ),  # publisher
            models.Index(
                name="thing_now_by_day", fields=["kind", "-day_desc", "-number"], condition=NOW
            ),  # lists of episodes and sources, newest first
            GinIndex(name="thing_search", fields=["search"]),  # names of actors in q, now and in the past
            GistIndex(name="thing_span", fields=["span"]),  # from and to of episodes and sources
            GinIndex(name="thing_words", fields=["words"]),  # q of lists of actors, sources and episodes
        ]

    def __str__(self):
        return f"{self.ref}@{self.version}"


class StatementIndex(IndexRow):
    """What finding needs of one statement in one version of the incident or episode where it is at home."""

    home = models.CharField(max_length=16, help_text="Number of the incident or episode; `version` is its.")
    span = DateRangeField(null=True, help_text="Days on which it may have been made, else those of its home.")
    day_desc = models.DateField()
    day_asc = models.DateField()
    speaker = models.CharField(max_length=16, blank=True)
    actors = ArrayField(
        models.CharField(max_length=16), help_text="Speaker, addressee, whom it is about, who relayed it."
    )
    countries = ArrayField(
        models.CharField(max_length=12), help_text="Parties of the speaker, states addressed or spoken of."
    )
    addressed = ArrayField(models.CharField(max_length=16), help_text="Actor or state spoken to.")
    about = ArrayField(models.CharField(max_length=16), help_text="Actor or state spoken of.")
    type = models.CharField(max_length=8, blank=True, help_text="Of its incident; none in an episode.")
    themes = ArrayField(models.CharField(max_length=40), help_text="Of its incident.")
    pairs = ArrayField(models.CharField(max_length=25), help_text="Of its incident: KAZ>RUS.")
    kind = models.CharField(max_length=16)
    stance = models.SmallIntegerField(null=True)
    capacity = models.CharField(max_length=16)
    officialness = models.CharField(max_length=16)
    mode = models.CharField(max_length=16)
    languages = ArrayField(models.CharField(max_length=12))
    sources = ArrayField(models.CharField(max_length=16))
    nested = models.BooleanField(help_text="Speech inside another statement.")
    answers = models.CharField(
        max_length=16, blank=True, help_text="The statement of the same home that it answers."
    )
    search = SearchVectorField()

    class Meta:
        verbose_name_plural = "statement indexes"
        constraints = [
            models.UniqueConstraint(name="statement_index_since_once", fields=["ref", "since"]),
            models.UniqueConstraint(name="statement_index_one_now", fields=["ref"], condition=NOW),
        ]
        indexes = [
            models.Index(name="statement_home", fields=["home", "since"]),  # filters of incidents
            models.Index(
                name="statement_now_newest", fields=["-day_desc", "-number"], condition=NOW
            ),  # the list, newest first
            models.Index(
                name="statement_now_oldest", fields=["day_asc", "number"], condition=NOW
            ),  # the list, oldest first
            models.Index(name="statement_by_speaker", fields=["speaker", "-day_desc"]),  # speaker
            models.Index(name="statement_by_kind", fields=["kind", "-day_desc"]),  # statement_kind
            GistIndex(name="statement_span", fields=["span"]),  # from and to
            GinIndex(name="statement_actors", fields=["actors"]),  # actor
            GinIndex(name="statement_countries", fields=["countries"]),  # country
            GinIndex(name="statement_addressed", fields=["addressed"]),  # addressee, counts of an actor
            GinIndex(name="statement_about", fields=["about"]),  # about, counts of an actor
            GinIndex(name="statement_themes", fields=["themes"]),  # theme
            GinIndex(name="statement_pairs", fields=["pairs"]),  # dyad
            GinIndex(name="statement_sources", fields=["sources"]),  # source
            models.Index(
                name="statement_now_type", fields=["type", "-day_desc", "-number"], condition=NOW
            ),  # type
            GinIndex(name="statement_search", fields=["search"]),  # q
            models.Index(
                name="statement_answers", fields=["answers"], condition=Q(answers__gt="")
            ),  # threads
            models.Index(
                name="statement_now_published", fields=["-published_at", "-number"], condition=NOW
            ),  # feeds
        ]

    def __str__(self):
        return f"{self.ref} in {self.home}@{self.version}"


class PairIndex(models.Model):
    """One incident between one pair of states or organisations: who acted on whom, when, how hard."""

    A_ON_B, B_ON_A, BOTH = "a", "b", "both"

    ref = models.CharField(max_length=16)
    number = models.PositiveIntegerField()
    since = models.BigIntegerField()
    until = models.BigIntegerField(null=True)
    a = models.CharField(max_length=12, help_text="The party that comes first in the alphabet.")
    b = models.CharField(max_length=12)
    side = models.CharField(max_length=4, help_text="Who acted: a, b or both.")
    day_desc = models.DateField()
    day_asc = models.DateField()
    type = models.CharField(max_length=8)
    level = models.SmallIntegerField()
    step = models.CharField(max_length=1)
    certainty = models.CharField(max_length=12)
    counted = models.BooleanField()
    doubted = models.BooleanField(help_text="In doubt as a whole, or who acted on whom.")

    objects = IndexQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "pair indexes"
        constraints = [
            models.UniqueConstraint(name="pair_index_once", fields=["ref", "since", "a", "b"]),
        ]
        indexes = [
            models.Index(
                name="pair_now_newest",
                fields=["a", "b", "-day_desc", "-number"],
                include=["side", "since", "ref", "counted", "step", "level", "doubted"],
                condition=NOW,
            ),  # dyad now, pair pages and the matrix without a look at the table
            models.Index(name="pair_of_any_time", fields=["a", "b", "since"]),  # dyad in the past
            models.Index(
                name="pair_now_of_b", fields=["b"], include=["a", "side", "counted", "level"], condition=NOW
            ),  # counterparts of a state that comes second in its pairs
        ]

    def __str__(self):
        return f"{self.ref}: {self.a} and {self.b}"


class LinkIndex(IndexRow):
    """A connection between two public things; it holds while it and both its ends are public."""

    entry = models.BigIntegerField(
        help_text="The entry of this version; `since` may be that of an end that came back."
    )
    kind = models.CharField(max_length=20)
    start = models.CharField(max_length=16)
    end = models.CharField(max_length=16)
    start_home = models.CharField(
        max_length=16, help_text="The incident or episode itself, or the one of a statement."
    )
    end_home = models.CharField(max_length=16)
    basis = models.CharField(max_length=10, blank=True)
    part = models.CharField(max_length=12, blank=True)

    class Meta:
        verbose_name_plural = "link indexes"
        constraints = [
            models.UniqueConstraint(name="link_index_since_once", fields=["ref", "since"]),
            models.UniqueConstraint(name="link_index_one_now", fields=["ref"], condition=NOW),
        ]
        indexes = [
            models.Index(name="link_start_home", fields=["start_home"]),  # links of a thing
            models.Index(
                name="link_start", fields=["start"]
            ),  # links of a statement that goes over in a merge
            models.Index(name="link_end", fields=["end"]),  # the same
            models.Index(
                name="link_end_home", fields=["end_home", "kind"]
            ),  # links of a thing, members of an episode
            models.Index(name="link_now_by_number", fields=["number"], condition=NOW),  # the list
        ]

    def __str__(self):
        return f"{self.ref}: {self.start} {self.kind} {self.end}"

    @property
    def written_by(self) -> int:
        return self.entry


class CoverageIndex(IndexRow):
    """That a state, or a pair of states, was read for a time."""

    country = models.CharField(max_length=3)
    counterpart = models.CharField(max_length=3, blank=True)
    span = DateRangeField()
    depth = models.CharField(max_length=12)

    class Meta:
        verbose_name_plural = "coverage indexes"
        constraints = [
            models.UniqueConstraint(name="coverage_index_version_once", fields=["ref", "version"]),
            models.UniqueConstraint(name="coverage_index_one_now", fields=["ref"], condition=NOW),
        ]
        indexes = [
            models.Index(name="coverage_of_country", fields=["country", "counterpart"]),  # series
            models.Index(name="coverage_now_by_number", fields=["number"], condition=NOW),  # the list
        ]

    def __str__(self):
        return f"{self.ref}: {self.country} {self.counterpart}".strip()


class MergeIndex(models.Model):
    """That one ref lives on under another, from entry `since` until entry `until` (open: now)."""

    ref = models.CharField(max_length=16)
    into = models.CharField(max_length=16)
    since = models.BigIntegerField()
    until = models.BigIntegerField(null=True)

    objects = IndexQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "merge indexes"
        constraints = [
            models.UniqueConstraint(name="merge_index_since_once", fields=["ref", "since"]),
            models.UniqueConstraint(name="merge_index_one_now", fields=["ref"], condition=NOW),
        ]
        indexes = [models.Index(name="merge_into", fields=["into"])]  # all refs of one actor

    def __str__(self):
        return f"{self.ref} into {self.into}"
