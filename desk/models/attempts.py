"""Attempts to sign in that failed, counted by desk/access/throttle.py."""

from django.db import models


class Attempt(models.Model):
    """One attempt with a name, password, code or token that has not succeeded, kept for some minutes."""

    subject = models.CharField(
        max_length=64, help_text="A hash of what is counted: a name, an address or a browser."
    )
    at = models.DateTimeField()

    class Meta:
        default_permissions = ()
        indexes = [
            models.Index(
                name="attempts_of_subject", fields=["subject", "-at"]
            ),  # the count before each attempt
            models.Index(name="attempts_by_age", fields=["at"]),  # clearing out
        ]

    def __str__(self):
        return f"{self.subject[:8]} at {self.at:%H:%M}"
