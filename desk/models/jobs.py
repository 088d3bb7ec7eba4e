"""Work that takes longer than a request: a row is the job, `manage.py work` does it."""

from django.conf import settings
from django.db import models
from django.db.models import Q


class Job(models.Model):
    """One piece of work that somebody asked for, and how far it has come."""

    STATES = [
        ("waiting", "Waiting"),
        ("running", "Running"),
        ("done", "Done"),
        ("failed", "Failed"),
        ("interrupted", "Interrupted"),
    ]

    kind = models.CharField(max_length=30, help_text="A name of desk.jobs.KINDS.")
    subject = models.PositiveBigIntegerField(help_text="The key of what it works on.")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=12, choices=STATES, default="waiting")
    progress = models.CharField(max_length=200, blank=True)
    error = models.TextField(blank=True, help_text="Why it failed, for the person who asked.")
    created_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-pk"]
        default_permissions = ()
        indexes = [
            models.Index(
                name="job_open", fields=["id"], condition=Q(state__in=["waiting", "running"])
            ),  # the worker
            models.Index(
                name="job_of_subject", fields=["kind", "subject", "-id"]
            ),  # the page of what it works on
        ]
        constraints = [
            models.UniqueConstraint(
                name="job_once_at_a_time",
                fields=["kind", "subject"],
                condition=Q(state__in=["waiting", "running"]),
                violation_error_message="This is being done already. Wait for it to end.",
            )
        ]

    def __str__(self):
        return f"{self.kind} {self.subject}: {self.get_state_display().lower()}"

    @property
    def open(self) -> bool:
        return self.state in ("waiting", "running")
