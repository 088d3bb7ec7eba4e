"""The trash: drafts that somebody took off the desk and that can be brought back as they were."""

from django.conf import settings
from django.db import models


class Trashed(models.Model):
    """That somebody took a never-published incident off the desk, why, and all its rows as they stood.

    The rows are truly gone from their tables, so no list, search, count or check can meet them.
    """

    key = models.PositiveBigIntegerField(unique=True, help_text="The key the incident had and gets again.")
    title = models.CharField(max_length=140)
    external_id = models.CharField("identifier", max_length=80)
    rows = models.JSONField(help_text="Every row that went with it, under its table and key.")
    document = models.JSONField(help_text="What it said, as the interchange format has it.")
    reason = models.CharField(max_length=200)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-pk"]
        default_permissions = ("view", "delete")
        verbose_name = "draft in the trash"
        verbose_name_plural = "trash"

    def __str__(self):
        return f"draft {self.key} {self.title}"
