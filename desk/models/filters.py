"""Saved filters: a list of the desk as somebody wants to find it again."""

from django.conf import settings
from django.db import models
from django.db.models import Q


class SavedFilter(models.Model):
    """What somebody asked a list of the desk for, under a name; others see it too where it is shared."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="saved_filters")
    table = models.CharField(max_length=80, help_text="Which list, such as incidents.incident.")
    name = models.CharField(
        max_length=60, help_text="Short, as you will look for it: “Notes of May, not in review”."
    )
    query = models.CharField(max_length=2000, blank=True)
    shared = models.BooleanField("share with the desk", default=False)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["name", "pk"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                name="saved_filter_name_once",
                fields=["user", "table", "name"],
                violation_error_message="You have a filter of this name on this list already. Choose another name.",
            ),
            models.CheckConstraint(
                name="saved_filter_has_name",
                condition=Q(name__gt=""),
                violation_error_message="Give the filter a name.",
            ),
        ]
        indexes = [
            models.Index(name="saved_filter_shared", fields=["table"], condition=Q(shared=True))
        ]  # what colleagues share on one list

    def __str__(self):
        return self.name
