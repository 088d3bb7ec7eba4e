"""Who took part in an incident, and how."""

from functools import partial

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q

from actors.dates import EdtfField
from actors.models import Actor, Country
from actors.triggers import raises_revision_of
from codebook import scales
from codebook.models import audited
from codebook.scales import choices
from incidents.models.incident import Incident

BASES = [
    ("explicit", "The source says so"),
    ("implied", "Implied"),
    ("general", "General knowledge"),
    ("analyst", "The analyst infers it"),
]


@audited
class Participation(models.Model):
    """That a state, an actor, a thing or somebody unknown took part in an incident in one role."""

    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="participations")
    role = models.CharField(max_length=20, choices=partial(choices, "participant_roles"))
    country = models.ForeignKey(
        Country, on_delete=models.PROTECT, null=True, blank=True, related_name="participations"
    )
    actor = models.ForeignKey(
        Actor, on_delete=models.PROTECT, null=True, blank=True, related_name="participations"
    )
    thing = models.CharField(
        max_length=160, blank=True, help_text="A monument, aircraft, ship, law or text; never a person."
    )
    unknown = models.BooleanField(
        "not known who", default=False, help_text="The source does not say who. Do not fill in."
    )
    through = models.CharField(
        max_length=12,
        blank=True,
        choices=partial(choices, "through"),
        help_text="For side A: whose act it was.",
    )
    certainty = models.CharField(max_length=12, choices=partial(choices, "certainty"), default="reported")
    basis = models.CharField(max_length=12, choices=BASES, default="explicit")
    asserted_by = models.ForeignKey(
        Actor,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="Who says so, if it is contested.",
    )
    note = models.CharField(max_length=300, blank=True, help_text="Internal.")
    order = models.PositiveSmallIntegerField(default=0, help_text="Lower stands first.")

    class Meta:
        ordering = ["order", "pk"]
        triggers = [*raises_revision_of("incidents_incident", "incident_id")]
        indexes = [
            models.Index(name="participation_of_actor", fields=["actor", "role"])
        ]  # what an actor took part in, on its form
        constraints = [
            models.CheckConstraint(
                name="participation_exactly_one",
                condition=Q(country__isnull=False, actor__isnull=True, thing="", unknown=False)
                | Q(country__isnull=True, actor__isnull=False, thing="", unknown=False)
                | (Q(country__isnull=True, actor__isnull=True, unknown=False) & ~Q(thing=""))
                | Q(country__isnull=True, actor__isnull=True, thing="", unknown=True),
                violation_error_message="Name exactly one: a country, an actor or a thing, or tick that it is not known who.",
            ),
            models.CheckConstraint(
                name="participation_thing_is_object",
                condition=Q(thing="") | Q(role="object"),
                violation_error_message="A thing has the role of object; choose an actor or a country for any other role.",
            ),
            models.CheckConstraint(
                name="participation_claimed_needs_claimer",
                condition=~Q(role="claimed_initiator") | Q(asserted_by__isnull=False),
                violation_error_message="Say who says that they did it.",
            ),
            models.UniqueConstraint(
                name="participation_once",
                fields=["incident", "role", "country", "actor", "thing", "unknown"],
                nulls_distinct=False,
                violation_error_message="The same participant has this role already.",
            ),
        ]

    def __str__(self):
        who = self.country or self.actor or self.thing or "not known"
        return f"{who}, {self.get_role_display()}"

    @property
    def side(self) -> str:
        """A acts, B is acted on, empty for neither."""
        return scales.side(self.role)

    def clean(self):
        if self.role and self.side != "A" and self.through:
            raise ValidationError(
                {"through": "Only those on the acting side have this. Clear it, or change the role."}
            )


@audited
class Quantity(models.Model):
    """A number that belongs to a participation: four persons, eight of 20 units, at least three killed."""

    participation = models.ForeignKey(Participation, on_delete=models.CASCADE, related_name="quantities")
    qualifier = models.CharField(
        max_length=12, choices=partial(choices, "number_qualifiers"), default="exact"
    )
    value = models.DecimalField(max_digits=16, decimal_places=2, null=True, blank=True)
    upper = models.DecimalField(
        "to", max_digits=16, decimal_places=2, null=True, blank=True, help_text="Upper end of a range."
    )
    total = models.DecimalField(
        "of", max_digits=16, decimal_places=2, null=True, blank=True, help_text="Of how many in all."
    )
    what = models.CharField(max_length=16, choices=partial(choices, "number_what"), default="persons")
    unit = models.CharField(max_length=12, blank=True, help_text="Currency, for money: USD.")
    as_of = EdtfField(help_text="For which day the number holds.")

    class Meta:
        ordering = ["pk"]
        verbose_name_plural = "quantities"
        triggers = [
            *raises_revision_of(
                "incidents_incident",
                "SELECT incident_id FROM incidents_participation p WHERE p.id = {row}.participation_id",
            )
        ]
        constraints = [
            models.CheckConstraint(
                name="quantity_stated_or_not",
                condition=Q(qualifier="unstated", value__isnull=True)
                | (~Q(qualifier="unstated") & Q(value__isnull=False)),
                violation_error_message="Give the number, or choose “number not given” and leave it empty.",
            ),
            models.CheckConstraint(
                name="quantity_share_has_total",
                condition=~Q(qualifier="share") | Q(total__isnull=False),
                violation_error_message="A share needs the total: 8 of 20.",
            ),
            models.CheckConstraint(
                name="quantity_range_in_order",
                condition=~Q(qualifier="range") | Q(upper__isnull=False, upper__gte=F("value")),
                violation_error_message="A range needs its upper end, not below the lower one.",
            ),
            models.CheckConstraint(
                name="quantity_not_above_total",
                condition=Q(total__isnull=True) | Q(value__isnull=True) | Q(value__lte=F("total")),
                violation_error_message="The number is larger than the total it is part of.",
            ),
        ]

    def __str__(self):
        return f"{self.get_qualifier_display()} {self.value or ''} {self.get_what_display()}".strip()
