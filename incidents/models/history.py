"""What analysts saved and what editors decided: the desk's own memory, never public."""

from django.conf import settings
from django.db import models


class Revision(models.Model):
    """One save at the desk: the whole working document as it stood then, who saved it and why."""

    kind = models.CharField(max_length=12, help_text="incident, actor, source, episode, link or coverage.")
    object_id = models.PositiveBigIntegerField()
    number = models.PositiveIntegerField(help_text="The revision of the row after this save.")
    document = models.JSONField()
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    reason = models.CharField(max_length=300, blank=True)
    imported = models.BooleanField(
        default=False, help_text="Written by an import, not by somebody at the desk."
    )
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                name="revision_once",
                fields=["kind", "object_id", "number"],
                violation_error_message="This revision is on file already.",
            )
        ]

    def __str__(self):
        return f"{self.kind} {self.object_id}, revision {self.number}"


class Decision(models.Model):
    """That somebody submitted, returned or published one revision of one thing, with the note the public does not see."""

    ACTIONS = [
        ("submitted", "Submitted"),
        ("returned", "Returned to draft"),
        ("published", "Published"),
        ("corrected", "Corrected"),
        ("retracted", "Retracted"),
        ("merged", "Merged"),
        ("reinstated", "Reinstated"),
        ("expunged", "Expunged"),
        ("unchanged", "Changed nothing public"),
    ]

    kind = models.CharField(max_length=12)
    object_id = models.PositiveBigIntegerField(null=True)
    revision = models.PositiveIntegerField(
        null=True, help_text="Which revision of the working copy it was about."
    )
    action = models.CharField(max_length=12, choices=ACTIONS)
    entry = models.PositiveBigIntegerField(
        null=True, unique=True, help_text="The record's number, if it wrote an entry."
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="decisions"
    )
    note = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-pk"]
        indexes = [
            models.Index(name="decision_about", fields=["kind", "object_id", "-id"])
        ]  # the workflow bar of one thing

    def __str__(self):
        return f"{self.get_action_display()} {self.kind} {self.object_id}"
