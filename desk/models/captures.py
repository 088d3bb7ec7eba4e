"""Texts that analysts pasted to read incidents from."""

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef

from incidents.models import Citation, Source

LONGEST_TEXT = 200_000


class CaptureQuerySet(models.QuerySet):
    def waiting(self):
        """The inbox: no incident cites the source yet, and nobody set it aside."""
        coded = Citation.objects.filter(source=OuterRef("source"), incident__isnull=False)
        return self.filter(~Exists(coded), set_aside=False)


class Capture(models.Model):
    """That an analyst put a source into the inbox, with its text if there is one: a private copy for reading, never published.

    It leaves no trace in the audit tables, so that deleting it deletes the text.
    """

    source = models.OneToOneField(Source, on_delete=models.CASCADE, related_name="capture")
    text = models.TextField(
        blank=True, max_length=LONGEST_TEXT, help_text="For reading at the desk; never published."
    )
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    set_aside = models.BooleanField(
        default=False, help_text="Nothing in it is an incident; it left the inbox."
    )

    objects = CaptureQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self):
        return f"Text of {self.source}"
