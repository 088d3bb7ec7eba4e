"""Embargoes: what is to become public at a time."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from incidents.models import Incident


class Embargo(models.Model):
    """That an editor decided to have one revision of an incident published at a time, not before."""

    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="embargoes")
    revision = models.PositiveIntegerField(
        help_text="The revision that the editor looked at; no other is published."
    )
    needs = models.CharField(
        max_length=64, help_text="What the editor saw would become public with it, as a hash."
    )
    reason = models.TextField(help_text="The public reason.")
    override = models.TextField(blank=True)
    note = models.CharField(max_length=300, blank=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    due_at = models.DateTimeField()
    made_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    entry = models.PositiveBigIntegerField(
        null=True, blank=True, help_text="The record's number, once it is public."
    )
    refused = models.TextField(blank=True, help_text="Why it was not published when its time came.")

    class Meta:
        ordering = ["due_at", "pk"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                name="embargo_once_at_a_time",
                fields=["incident"],
                condition=Q(ended_at=None),
                violation_error_message="It waits for a time already. Call that off first.",
            )
        ]
        indexes = [
            models.Index(name="embargo_due", fields=["due_at"], condition=Q(ended_at=None))
        ]  # what is due

    def __str__(self):
        return f"{self.incident} at {self.due_at:%Y-%m-%d %H:%M} UTC"

    @property
    def stale(self) -> bool:
        """Whether the incident was changed since, so that it will be refused."""
        return self.incident.revision != self.revision
