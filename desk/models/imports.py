"""Imports at the desk: the files as they came, what they are made into, and what became of it."""

import json
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q


class Import(models.Model):
    """One or more files that somebody brought to the desk, from upload to report."""

    STATES = [
        ("uploaded", "Uploaded"),
        ("refused", "Has mistakes"),
        ("ready", "Ready to apply"),
        ("applied", "Applied"),
        ("undone", "Undone"),
    ]

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)
    state = models.CharField(max_length=12, choices=STATES, default="uploaded")
    mapping = models.TextField(
        blank=True, help_text="JSON as text, since its order says something. Empty for an interchange file."
    )
    mapping_name = models.CharField(max_length=300, blank=True)
    report = models.JSONField(
        default=dict, blank=True, help_text="What the last check or the application found."
    )
    written = models.JSONField(
        default=dict,
        blank=True,
        help_text="By kind: the rows it made and changed, with the revision each had then. For undoing.",
    )
    created_at = models.DateTimeField(auto_now_add=True)
    applied_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-pk"]
        default_permissions = ("add", "view")
        constraints = [
            models.CheckConstraint(
                name="import_applied_has_time",
                condition=Q(state__in=["applied", "undone"], applied_at__isnull=False)
                | Q(state__in=["uploaded", "refused", "ready"], applied_at__isnull=True),
                violation_error_message="An import has the time at which it was applied, and only then.",
            )
        ]

    def __str__(self):
        return f"Import {self.pk}: {self.name}"

    @property
    def document(self) -> dict[str, Any] | None:
        """The mapping; None if there is none yet, or none is needed."""
        return json.loads(self.mapping) if self.mapping else None


class ImportFile(models.Model):
    """One file of an import, byte for byte."""

    of = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="files")
    name = models.CharField(max_length=200)
    content = models.BinaryField()

    class Meta:
        ordering = ["pk"]
        default_permissions = ()

    def __str__(self):
        return self.name


class ImportMapping(models.Model):
    """A mapping that was used at the desk, offered again for files with the same columns."""

    shape = models.CharField(max_length=64, help_text="A hash of the columns, whatever order they stand in.")
    name = models.CharField(max_length=300)
    mapping = models.TextField(help_text="JSON as text.")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-pk"]
        default_permissions = ()
        indexes = [models.Index(name="mapping_by_shape", fields=["shape", "-id"])]  # the page of an upload

    def __str__(self):
        return self.name

    @property
    def document(self) -> dict[str, Any]:
        return json.loads(self.mapping)
