"""What analysts found to be two things although it looks like one."""

from collections.abc import Iterable

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from incidents.models import Incident


class Distinct(models.Model):
    """That somebody looked at two incidents and found that they are not the same: nobody is asked again."""

    first = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="+")
    second = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-at"]
        verbose_name_plural = "distinct incidents"
        constraints = [
            models.UniqueConstraint(
                name="distinct_once",
                fields=["first", "second"],
                violation_error_message="These two are known to be distinct already.",
            ),
            models.CheckConstraint(
                name="distinct_older_first",
                condition=Q(first__lt=F("second")),
                violation_error_message="Name the older incident first; an incident is not distinct from itself.",
            ),
        ]

    def __str__(self):
        return f"{self.first_id} is not {self.second_id}"


def remember(incident: Incident, others: Iterable[int], user) -> None:
    """Keeps that an incident is none of the others; what is known already stays as it is."""
    pairs = [sorted((incident.pk, other)) for other in others if other != incident.pk]
    rows = [Distinct(first_id=first, second_id=second, user=user) for first, second in pairs]
    Distinct.objects.bulk_create(rows, ignore_conflicts=True)


def known_distinct(pk: int) -> set[int]:
    """Incidents that are known not to be this one."""
    pairs = Distinct.objects.filter(Q(first=pk) | Q(second=pk)).values_list("first_id", "second_id")
    return {one for pair in pairs for one in pair} - {pk}
