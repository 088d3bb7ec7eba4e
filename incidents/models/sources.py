"""The evidence: documents as published, and what each supports."""

from dataclasses import dataclass
from functools import partial

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from actors.dates import EdtfField, bounds, in_order
from actors.models import Actor, Affiliation
from actors.triggers import keeps_its_ref, keeps_what_has_a_ref, raises_own_revision, raises_revision_of
from codebook.models import audited
from codebook.scales import choices
from incidents.models.claims import Claim
from incidents.models.incident import Incident
from incidents.models.participation import Participation
from incidents.models.rules import EXTERNAL_ID_HELP, REF_TAKEN, exactly_one, identified, once
from incidents.models.statements import Statement
from lib.identifiers import urn


class PublisherGradeQuerySet(models.QuerySet):
    def on_date(self, day):
        """Grades that held on `day` (a missing day asks for today's), the latest first; open ends are open."""
        day = day or timezone.localdate()
        begun, not_over = Q(start__isnull=True) | Q(start__lte=day), Q(end__isnull=True) | Q(end__gte=day)
        return self.filter(begun, not_over).order_by(F("start").desc(nulls_last=True))


@audited
class PublisherGrade(models.Model):
    """How reliable a publisher is held to be, from when to when, and why."""

    publisher = models.ForeignKey(Actor, on_delete=models.CASCADE, related_name="grades")
    grade = models.CharField(max_length=1, choices=partial(choices, "source_reliability"))
    state_control = models.CharField(
        max_length=12,
        choices=[
            ("none", "None known"),
            ("influenced", "State-influenced"),
            ("controlled", "State-controlled"),
            ("unknown", "Not known"),
        ],
        default="unknown",
    )
    start = models.DateField(null=True, blank=True)
    end = models.DateField(null=True, blank=True)
    reason = models.TextField(help_text="What the grade rests on; public.")

    objects = PublisherGradeQuerySet.as_manager()

    class Meta:
        ordering = ["publisher", "-start"]
        triggers = [*raises_revision_of("actors_actor", "publisher_id")]
        constraints = [
            models.CheckConstraint(
                name="grade_days_in_order",
                condition=Q(start__isnull=True) | Q(end__isnull=True) | Q(start__lte=F("end")),
                violation_error_message="The grade would end before it began. Swap the two days.",
            ),
            models.UniqueConstraint(
                name="grade_once_from_a_day",
                fields=["publisher", "start"],
                nulls_distinct=False,
                violation_error_message="This publisher already has a grade from this day.",
            ),
        ]

    def __str__(self):
        return f"{self.publisher}: {self.grade}"


@audited
class Source(models.Model):
    """One document as published; a translation is a source of its own, derived from the original."""

    ref = models.CharField(
        max_length=16, blank=True, editable=False, help_text="Public number, given at first publication."
    )
    title = models.CharField(
        max_length=300, help_text="As printed; in brackets if it is not known and you describe it."
    )
    publisher = models.ForeignKey(
        Actor, on_delete=models.PROTECT, null=True, blank=True, related_name="published"
    )
    kind = models.CharField(max_length=20, choices=partial(choices, "source_kinds"))
    language = models.CharField(max_length=12, blank=True, help_text="Language tag, such as ru.")
    authors = models.CharField(max_length=300, blank=True, help_text="As printed, separated by semicolons.")
    url = models.URLField("address", max_length=1000, blank=True)
    archived_url = models.URLField("archived copy", max_length=1000, blank=True)
    published = EdtfField(help_text="When it was published.")
    published_earliest = models.DateField(null=True, blank=True, editable=False)
    published_latest = models.DateField(null=True, blank=True, editable=False)
    published_note = models.CharField(max_length=200, blank=True)
    accessed = EdtfField(help_text="When it was read.")
    derived_from = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="derived",
        help_text="Original, or agency copy it repeats.",
    )
    consulted = models.CharField(max_length=8, choices=partial(choices, "consulted"), default="read")
    reliability = models.CharField(
        max_length=1,
        blank=True,
        choices=partial(choices, "source_reliability"),
        help_text="Only if it differs from the publisher’s grade.",
    )
    reliability_reason = models.CharField(max_length=300, blank=True)
    confidential = models.BooleanField(default=False, help_text="Never published, nor that it exists.")
    file_sha256 = models.CharField("SHA-256 of the file", max_length=64, blank=True)
    note = models.TextField("internal note", blank=True)
    external_id = models.CharField(
        "identifier", max_length=80, default=urn, editable=False, help_text=EXTERNAL_ID_HELP
    )
    revision = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        ordering = ["-published_latest", "-pk"]
        triggers = [raises_own_revision(), keeps_what_has_a_ref(), keeps_its_ref()]
        indexes = [
            models.Index(name="source_by_address", fields=["url"])
        ]  # the duplicate check while a source is entered
        constraints = [
            once("source_ref_once", "ref", REF_TAKEN),
            identified("source_external_id_once"),
            in_order("source_published_in_order", "published"),
            models.CheckConstraint(
                name="source_grade_has_reason",
                condition=Q(reliability="") | Q(reliability_reason__gt=""),
                violation_error_message="Say why this document is graded otherwise than its publisher.",
            ),
            models.CheckConstraint(
                name="source_not_from_itself",
                condition=Q(derived_from__isnull=True) | ~Q(derived_from=F("id")),
                violation_error_message="A source cannot be derived from itself.",
            ),
            models.CheckConstraint(
                name="source_confidential_has_no_ref",
                condition=Q(confidential=False) | Q(ref=""),
                violation_error_message="This source is public already, so it cannot become confidential. Expunge it instead.",
            ),
        ]

    def __str__(self):
        return self.title

    def clean(self):
        self.published_earliest, self.published_latest, _ = bounds(self.published)
        original, seen = self.derived_from, {self.pk}
        while original is not None:
            if original.pk in seen:
                raise ValidationError(
                    {"derived_from": "The two would derive from each other. Choose the original."}
                )
            seen.add(original.pk)
            original = original.derived_from

    @property
    def published_grade(self) -> "Grade":
        """The document's own grade, else the publisher's on the day of publication, with the public reason."""
        if self.reliability:
            return Grade(self.reliability, self.reliability_reason)
        held = self.publisher.grades.on_date(self.published_latest).first() if self.publisher else None
        return Grade(held.grade, held.reason) if held else Grade("", "")

    @property
    def grade(self) -> str:
        """The letter A to F; empty if neither the document nor its publisher is graded."""
        return self.published_grade.grade


@dataclass(frozen=True)
class Grade:
    """How reliable a document is held to be, and why; both empty if nobody graded it."""

    grade: str
    reason: str


SUPPORTS = [
    "title",
    "date",
    "place",
    "type",
    "level",
    "status",
    "participants",
    "text",
    "speaker",
    "role_at_time",
    "value",
    "position",
]

CITES = ["incident", "statement", "claim", "participation", "affiliation"]


@audited
class Citation(models.Model):
    """That a source supports an incident, a statement, a claim, a participation or an affiliation, and where in it."""

    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="citations")
    incident = models.ForeignKey(
        Incident, on_delete=models.CASCADE, null=True, blank=True, related_name="citations"
    )
    statement = models.ForeignKey(
        Statement, on_delete=models.CASCADE, null=True, blank=True, related_name="citations"
    )
    claim = models.ForeignKey(
        Claim, on_delete=models.CASCADE, null=True, blank=True, related_name="citations"
    )
    participation = models.ForeignKey(
        Participation, on_delete=models.CASCADE, null=True, blank=True, related_name="citations"
    )
    affiliation = models.ForeignKey(
        Affiliation, on_delete=models.CASCADE, null=True, blank=True, related_name="citations"
    )
    supports = ArrayField(
        models.CharField(max_length=20),
        default=list,
        blank=True,
        help_text=f"Which fields, separated by commas: {', '.join(SUPPORTS)}. Empty: the whole.",
    )
    excerpt = models.TextField(blank=True, help_text="A short quote, letter for letter.")
    locator = models.CharField(max_length=80, blank=True, help_text="Page, paragraph, line or time code.")
    credibility = models.CharField(
        max_length=1,
        blank=True,
        choices=partial(choices, "information_credibility"),
        help_text="Of this piece of information, 1 to 6.",
    )
    asserted_value = models.CharField(
        max_length=120, blank=True, help_text="A rival date or number that this source gives."
    )

    class Meta:
        ordering = ["pk"]
        triggers = [
            *raises_revision_of(
                "incidents_incident",
                "incident_id",
                "SELECT incident_id FROM incidents_statement s WHERE s.id = {row}.statement_id",
                "SELECT incident_id FROM incidents_claim c WHERE c.id = {row}.claim_id",
                "SELECT incident_id FROM incidents_participation p WHERE p.id = {row}.participation_id",
            ),
            *raises_revision_of(
                "actors_actor", "SELECT actor_id FROM actors_affiliation a WHERE a.id = {row}.affiliation_id"
            ),
            *raises_revision_of(
                "incidents_episode",
                "SELECT episode_id FROM incidents_statement s WHERE s.id = {row}.statement_id",
                "SELECT episode_id FROM incidents_claim c WHERE c.id = {row}.claim_id",
            ),
        ]
        constraints = [
            exactly_one(
                "citation_supports_one",
                CITES,
                "A citation supports exactly one thing. Choose one and clear the others.",
            )
        ]

    def __str__(self):
        return f"{self.source}"

    def clean(self):
        strange = [name for name in self.supports if name not in SUPPORTS]
        if strange:
            raise ValidationError(
                {"supports": f"{', '.join(strange)} is no field. Choose among {', '.join(SUPPORTS)}."}
            )
