"""Filters of the desk's lists that people keep under a name."""

from django.conf import settings
from django.db import models
from django.db.models import Q


class SavedFilter(models.Model):
    """What somebody asked of one list of the desk, kept under a name, for themselves or for the whole desk."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    table = models.CharField(max_length=100, editable=False, help_text="Of the list: incidents.incident.")
    query = models.CharField(
        max_length=2000, editable=False, help_text="What the address of the list says after the “?”."
    )
    asks = models.TextField(
        blank=True,
        editable=False,
        help_text="The same in the words of the list, as they were when it was saved.",
    )
    name = models.CharField(
        max_length=60, help_text="Says what it lists, such as “Drafts of May without a source”."
    )
    shared = models.BooleanField(
        "shared with the desk",
        default=False,
        help_text="Everybody who may open the list sees it; only you can rename it.",
    )
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["name", "pk"]
        default_permissions = ("delete",)  # of what others share; one's own needs none
        indexes = [
            models.Index(name="saved_filter_shared", fields=["table"], condition=Q(shared=True))
        ]  # above each list; one's own are found by the name's constraint
        constraints = [
            models.UniqueConstraint(
                name="saved_filter_name_once",
                fields=["owner", "name"],
                violation_error_message="You have a saved filter with this name already. Choose another name, or delete that one.",
            ),
            models.CheckConstraint(
                name="saved_filter_has_name",
                condition=~Q(name=""),
                violation_error_message="Give the filter a name that says what it lists.",
            ),
            models.CheckConstraint(
                name="saved_filter_asks_something",
                condition=~Q(query=""),
                violation_error_message="The list shows everything. Filter, search or sort it first, then save that.",
            ),
        ]

    def __str__(self):
        return self.name
