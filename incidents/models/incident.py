"""The incident: one act between states."""

from functools import partial

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from actors.dates import EdtfField, bounds, in_order
from actors.models import Country
from actors.triggers import keeps_its_ref, keeps_what_has_a_ref, raises_own_revision, raises_revision_of
from codebook import scales
from codebook.models import IncidentType, Theme, audited
from codebook.scales import choices
from incidents.models.rules import EXTERNAL_ID_HELP, REF_TAKEN, identified, once
from lib.identifiers import urn

DATE_BASES = [("explicit", "Explicit"), ("inferred", "Inferred"), ("outside", "From outside the source")]


@audited
class Incident(models.Model):
    """One act, or one series that the source treats as one, in which actors of one state touch another state."""

    ref = models.CharField(
        max_length=16, blank=True, editable=False, help_text="Public number, given at first publication."
    )
    title = models.CharField(
        max_length=140,
        help_text="Who did what to whom, present tense, at most 90 characters: Kazakhstan turns back a Russian analyst.",
    )
    summary = models.TextField(blank=True, help_text="Two sentences for lists. Say what is not known.")
    narrative = models.TextField(
        blank=True, help_text="What happened, in Markdown. Put [1] after a sentence that rests on source 1."
    )

    date = EdtfField(
        help_text="When, as exactly as it is known: 2025-04-27, 2025-04, 2025-05~, ../2025-05-08, [2025-04-01..2025-05-08]."
    )
    date_earliest = models.DateField(
        "earliest day", null=True, blank=True, help_text="Follows from the date unless it is approximate."
    )
    date_latest = models.DateField("latest day", null=True, blank=True)
    date_precision = models.CharField(
        max_length=12, choices=partial(choices, "date_precision"), default="unknown", editable=False
    )
    date_basis = models.CharField(max_length=10, choices=DATE_BASES, default="explicit")
    date_note = models.CharField(
        max_length=200, blank=True, help_text="Why it is not exact; shown under the date."
    )
    announced = EdtfField(help_text="For a measure: when it was announced.")
    effective = EdtfField(help_text="For a measure: from when it holds.")
    ended = EdtfField(help_text="For a measure: when it ended.")

    place_names = ArrayField(
        models.CharField(max_length=120),
        default=list,
        blank=True,
        help_text="Smallest place that the source names, then larger ones; separated by commas.",
    )
    place_country = models.ForeignKey(
        Country,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="incidents_on_its_ground",
        help_text="Where it happened, if stated.",
    )
    claimed_by = models.ManyToManyField(
        Country,
        blank=True,
        related_name="incidents_on_claimed_ground",
        help_text="Other states that claim the place.",
    )
    latitude = models.DecimalField(max_digits=7, decimal_places=4, null=True, blank=True)
    longitude = models.DecimalField(max_digits=7, decimal_places=4, null=True, blank=True)
    place_precision = models.CharField(
        max_length=12, choices=partial(choices, "place_precision"), default="unknown"
    )

    type = models.ForeignKey(
        IncidentType,
        on_delete=models.PROTECT,
        related_name="incidents",
        help_text="By the act, not by motive or effect.",
    )
    subtype = models.CharField(
        max_length=40, blank=True, help_text="Such as note or aide-memoire for a démarche."
    )
    level = models.SmallIntegerField(
        "level of hostility", help_text="−2 to 8, inside the range of the type; as if the report were true."
    )
    nature = models.CharField(max_length=12, choices=partial(choices, "incident_nature"), default="event")
    status = models.CharField(max_length=20, choices=partial(choices, "incident_status"), default="in_force")
    intent = models.CharField(max_length=12, choices=partial(choices, "intent"), default="unknown")
    certainty_override = models.CharField(
        max_length=12,
        blank=True,
        choices=partial(choices, "certainty"),
        help_text="Leave empty: certainty follows from the citations. Choose one only with a reason.",
    )
    certainty_reason = models.CharField(
        max_length=300, blank=True, help_text="Why certainty differs from the rule; public."
    )
    themes = models.ManyToManyField(Theme, blank=True, related_name="incidents")

    stage = models.CharField(
        max_length=8, choices=[("draft", "Draft"), ("review", "In review")], default="draft", editable=False
    )
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="incidents"
    )
    accused_side_searched = models.TextField(
        blank=True, help_text="Where you looked for what the accused side says, and what you found. Internal."
    )
    note = models.TextField("internal note", blank=True, help_text="Never published.")
    external_id = models.CharField(
        "identifier", max_length=80, default=urn, editable=False, help_text=EXTERNAL_ID_HELP
    )
    revision = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-date_latest", "-pk"]
        permissions = [
            ("submit_incident", "Can submit for review and return to draft"),
            ("publish_incident", "Can publish, retract, merge and reinstate"),
            ("expunge_incident", "Can expunge"),
        ]
        triggers = [raises_own_revision("stage", "assignee_id"), keeps_what_has_a_ref(), keeps_its_ref()]
        indexes = [
            models.Index(name="incident_desk_newest", fields=["-date_latest", "-id"]),  # the desk's list
            models.Index(
                name="incident_desk_stage", fields=["stage", "assignee"]
            ),  # my desk: mine, to review
        ]
        constraints = [
            once("incident_ref_once", "ref", REF_TAKEN),
            identified("incident_external_id_once"),
            in_order("incident_date_in_order"),
            models.CheckConstraint(
                name="incident_level_on_scale",
                condition=Q(level__gte=-2, level__lte=8),
                violation_error_message="Levels of hostility run from −2 to 8.",
            ),
            models.CheckConstraint(
                name="incident_override_has_reason",
                condition=Q(certainty_override="") | Q(certainty_reason__gt=""),
                violation_error_message="Say why certainty differs from the rule, or leave it to the rule.",
            ),
            models.CheckConstraint(
                name="incident_coordinates_in_pairs",
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(
                    latitude__isnull=False,
                    latitude__range=(-90, 90),
                    longitude__isnull=False,
                    longitude__range=(-180, 180),
                ),
                violation_error_message="Give both latitude (−90 to 90) and longitude (−180 to 180), or neither.",
            ),
            models.CheckConstraint(
                name="incident_stage_known",
                condition=Q(stage__in=["draft", "review"]),
                violation_error_message="An incident is a draft or in review; what is public is a fact of the record.",
            ),
        ]

    def __str__(self):
        return f"{self.number} {self.title}"

    @property
    def number(self) -> str:
        """The public number, or until there is one the draft's own: gaps in public numbers say nothing."""
        return self.ref or f"draft {self.pk}"

    @property
    def counted(self) -> bool:
        """Whether charts and series count it by nature and status; the record adds what links and certainty say."""
        return scales.counts(self.nature, self.status)

    @property
    def step(self) -> str:
        """The numeral on the tile: + or 0 to 5."""
        return scales.step(self.level)

    def clean(self):
        self.set_date_bounds()
        self.check_level()

    def set_date_bounds(self):
        """Fills the days that the date says; a coder's own bounds stay where the date is only approximate."""
        earliest, latest, self.date_precision = bounds(self.date)
        given = self.date_earliest or self.date_latest
        if self.date_precision == "approximate" and given and earliest and latest:
            self.check_own_bounds(earliest, latest)
            return
        self.date_earliest, self.date_latest = earliest, latest

    def check_own_bounds(self, earliest, latest):
        """An approximate date lies inside the bounds that a coder gives it."""
        if (self.date_earliest and self.date_earliest > earliest) or (
            self.date_latest and self.date_latest < latest
        ):
            raise ValidationError(
                {"date_latest": f"The bounds leave out part of {self.date}. Widen them, or clear both."}
            )

    def check_level(self):
        if self.type_id is None or self.level is None:
            return
        low, high = self.type.level_min, self.type.level_max
        if not low <= self.level <= high:
            raise ValidationError(
                {
                    "level": f"{self.type} has levels {low} to {high}. Choose one of them; outside the range the type is wrong."
                }
            )


@pgtrigger.register(*raises_revision_of("incidents_incident", "incident_id"))
@audited
class IncidentTheme(Incident.themes.through):  # type: ignore[name-defined]
    """That an incident is about a theme."""

    class Meta:
        proxy = True


@pgtrigger.register(*raises_revision_of("incidents_incident", "incident_id"))
@audited
class IncidentClaimedBy(Incident.claimed_by.through):  # type: ignore[name-defined]
    """That a state claims the ground an incident happened on."""

    class Meta:
        proxy = True
