"""Organisations and alliances that states belong to."""

from datetime import date
from functools import partial

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Func, Q, Value

from actors.dates import EdtfField, bounds
from actors.models.countries import Country
from codebook.models import audited
from codebook.scales import choices


@audited
class Grouping(models.Model):
    """An organisation or alliance that states belong to, such as the EU or the CSTO."""

    code = models.CharField(primary_key=True, max_length=12)
    name = models.CharField(max_length=120)
    name_ru = models.CharField("name in Russian", max_length=160, blank=True)
    kind = models.CharField(max_length=30, blank=True)
    founded = models.DateField(null=True, blank=True)
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["code"]

    def __str__(self):
        return f"{self.code}: {self.name}"


class GroupingMemberQuerySet(models.QuerySet):
    def on_date(self, day: date):
        """Memberships that held on `day`; a missing start counts as always, a missing end as still."""
        begun = Q(start_earliest__isnull=True) | Q(start_earliest__lte=day)
        not_over = Q(end_latest__isnull=True) | Q(end_latest__gte=day)
        return self.filter(begun, not_over)


class DateRange(Func):
    """SQL daterange(start, end, '[]'): both days inside, NULL for an open end."""

    function = "daterange"


@audited
class GroupingMember(models.Model):
    """That a state belonged to a grouping from one day to another, and in what standing."""

    grouping = models.ForeignKey(Grouping, on_delete=models.CASCADE, related_name="members")
    country = models.ForeignKey(Country, on_delete=models.PROTECT, related_name="groupings")
    status = models.CharField(max_length=12, choices=partial(choices, "grouping_status"), default="member")
    start = EdtfField()
    start_earliest = models.DateField(null=True, blank=True, editable=False)
    end = EdtfField()
    end_latest = models.DateField(null=True, blank=True, editable=False)
    note = models.CharField(max_length=300, blank=True)

    objects = GroupingMemberQuerySet.as_manager()

    class Meta:
        ordering = ["grouping", "country", "start_earliest"]
        constraints = [
            models.CheckConstraint(
                name="member_days_in_order",
                condition=Q(start_earliest__isnull=True)
                | Q(end_latest__isnull=True)
                | Q(start_earliest__lte=F("end_latest")),
                violation_error_message="The membership would end before it began. Swap the two days.",
            ),
            ExclusionConstraint(
                name="member_once_at_a_time",
                expressions=[
                    (F("grouping"), RangeOperators.EQUAL),
                    (F("country"), RangeOperators.EQUAL),
                    (DateRange("start_earliest", "end_latest", Value("[]")), RangeOperators.OVERLAPS),
                ],
                violation_error_message="This state already belongs to this grouping in part of that time.",
            ),
        ]

    def __str__(self):
        return f"{self.country_id} in {self.grouping_id}"

    def clean(self):
        # PostgreSQL raises DataError on a reversed range before the check above can speak, so the field says it first.
        self.start_earliest, self.end_latest = bounds(self.start)[0], bounds(self.end)[1]
        if self.start_earliest and self.end_latest and self.end_latest < self.start_earliest:
            raise ValidationError({"end": "The membership would end before it began. Swap the two days."})
