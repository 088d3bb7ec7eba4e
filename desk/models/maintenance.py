"""The switch that makes the desk read-only without a restart."""

from django.db import models


class Maintenance(models.Model):
    """That the desk is read and not written to, and why: one row while that is so, else none."""

    ONLY = 1

    id = models.PositiveSmallIntegerField(primary_key=True, default=ONLY, editable=False)
    reason = models.CharField(max_length=300, help_text="For the people at the desk, in one sentence.")
    since = models.DateTimeField(auto_now_add=True)

    class Meta:
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                name="maintenance_one_row",
                condition=models.Q(id=1),
                violation_error_message="There is one switch; turn it off before you turn it on with another reason.",
            ),
            models.CheckConstraint(
                name="maintenance_reason",
                condition=~models.Q(reason=""),
                violation_error_message="Say why, so that people at the desk know what to expect.",
            ),
        ]

    def __str__(self):
        return f"Read-only since {self.since:%Y-%m-%d %H:%M}: {self.reason}"
