"""What has been read, so that an empty month can say that nobody has coded it yet."""

from functools import partial

from django.db import models
from django.db.models import F, Q

from actors.models import Country
from actors.triggers import keeps_its_ref, keeps_what_has_a_ref, raises_own_revision
from codebook.models import audited
from codebook.scales import choices
from incidents.models.rules import EXTERNAL_ID_HELP, REF_TAKEN, identified, once
from lib.identifiers import urn


@audited
class Coverage(models.Model):
    """That the sources on a state, or on a pair of states, were searched for a time, and how deeply."""

    ref = models.CharField(
        max_length=16, blank=True, editable=False, help_text="Public number, given at first publication."
    )
    country = models.ForeignKey(Country, on_delete=models.PROTECT, related_name="coverage")
    counterpart = models.ForeignKey(
        Country,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="Empty: with all states.",
    )
    start = models.DateField()
    end = models.DateField()
    depth = models.CharField(max_length=12, choices=partial(choices, "coverage_depth"))
    note = models.CharField(max_length=300, blank=True, help_text="What was read; public.")
    external_id = models.CharField(
        "identifier", max_length=80, default=urn, editable=False, help_text=EXTERNAL_ID_HELP
    )
    revision = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        ordering = ["country", "start"]
        verbose_name_plural = "coverage"
        triggers = [raises_own_revision(), keeps_what_has_a_ref(), keeps_its_ref()]
        constraints = [
            once("coverage_ref_once", "ref", REF_TAKEN),
            identified("coverage_external_id_once"),
            models.CheckConstraint(
                name="coverage_days_in_order",
                condition=Q(start__lte=F("end")),
                violation_error_message="The period would end before it began. Swap the two days.",
            ),
            models.CheckConstraint(
                name="coverage_of_two_states",
                condition=Q(counterpart__isnull=True) | ~Q(country=F("counterpart")),
                violation_error_message="Choose another counterpart, or leave it empty.",
            ),
        ]

    def __str__(self):
        return f"{self.country_id} {self.start} to {self.end}"
