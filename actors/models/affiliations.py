"""Posts and ties, with their time."""

from datetime import date
from functools import partial

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from actors.dates import EdtfField, bounds, in_order
from actors.models.actors import Actor
from actors.triggers import raises_revision_of
from codebook.models import audited
from codebook.scales import choices


class AffiliationQuerySet(models.QuerySet):
    def on_date(self, day: date):
        """Posts that may have been held on `day`: an unknown start or end does not rule a post out."""
        begun = Q(start_earliest__isnull=True) | Q(start_earliest__lte=day)
        not_over = Q(end_latest__isnull=True) | Q(end_latest__gte=day)
        return self.filter(begun, not_over)

    def current(self):
        """Posts that may be held today: no end is known, or it lies ahead."""
        return self.on_date(timezone.localdate())


@audited
class Affiliation(models.Model):
    """A post or tie of a person or body to a body, with its time; published only with a citation."""

    actor = models.ForeignKey(Actor, on_delete=models.CASCADE, related_name="affiliations")
    organisation = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="people")
    tie = models.CharField(max_length=12, choices=partial(choices, "affiliation_ties"), default="office")
    role = models.CharField(max_length=160, help_text="As a reader should see it: Foreign Minister.")
    start = EdtfField()
    start_earliest = models.DateField(null=True, blank=True, editable=False)
    start_latest = models.DateField(null=True, blank=True, editable=False)
    end = EdtfField()
    end_earliest = models.DateField(null=True, blank=True, editable=False)
    end_latest = models.DateField(null=True, blank=True, editable=False)
    certainty = models.CharField(max_length=12, choices=partial(choices, "certainty"), default="reported")
    basis = models.CharField(max_length=80, blank=True)
    note = models.TextField("internal note", blank=True)

    objects = AffiliationQuerySet.as_manager()

    class Meta:
        ordering = ["-start_earliest", "pk"]
        triggers = [*raises_revision_of("actors_actor", "actor_id")]
        constraints = [
            models.CheckConstraint(
                name="affiliation_not_to_itself",
                condition=~Q(actor=F("organisation")),
                violation_error_message="Choose another body: nobody is affiliated with itself.",
            ),
            in_order("affiliation_start_in_order", "start"),
            in_order("affiliation_end_in_order", "end"),
        ]

    def __str__(self):
        return f"{self.role}, {self.organisation}"

    def clean(self):
        self.start_earliest, self.start_latest, _ = bounds(self.start)
        self.end_earliest, self.end_latest, _ = bounds(self.end)
        if self.start_earliest and self.end_latest and self.end_latest < self.start_earliest:
            raise ValidationError(
                {"end": "The post would end before it began. Correct one of the two dates."}
            )
