"""What readers report: an error in the record, or a reply by somebody whom it names."""

from django.conf import settings
from django.db import models
from django.db.models import Q

KINDS = [("error", "Error"), ("reply", "Reply by somebody concerned")]
PUBLIC = ("accepted", "declined")
DISCARDED = "discarded"
DECISIONS = [
    ("accepted", "Accepted"),
    ("declined", "Declined"),
    (DISCARDED, "Discarded, not in the public log"),
]
OPEN = Q(decision="", public_line="", decided_at__isnull=True, decided_by__isnull=True)
DECIDED = Q(decision__in=PUBLIC, public_line__gt="", decided_at__isnull=False, contact="")
PUT_AWAY = Q(decision=DISCARDED, public_line="", decided_at__isnull=False, contact="")


class ReportQuerySet(models.QuerySet):
    def waiting(self):
        """Those that nobody has decided yet."""
        return self.filter(decision="")

    def decided(self):
        """Those with a decision, be they in the public log or not."""
        return self.exclude(decision="")

    def public(self):
        """Those with a decision and its public line."""
        return self.filter(decision__in=PUBLIC)


class Report(models.Model):
    """One message from a reader. Of it the public sees the month, the number, the decision and our line, never its words."""

    key = models.UUIDField(unique=True, help_text="Of the form that it was sent with: a form is taken once.")
    received_at = models.DateTimeField(auto_now_add=True)
    kind = models.CharField(max_length=8, choices=KINDS)
    about = models.CharField(max_length=16, blank=True, help_text="The public number, such as DI-21.")
    text = models.TextField(help_text="What is wrong, or the reply, in the reader's words. Never published.")
    source = models.TextField(blank=True, help_text="Where it can be checked.")
    contact = models.CharField(
        max_length=200,
        blank=True,
        help_text="Only if the reader wants an answer. Write to them before you decide: it is deleted with the decision.",
    )
    decision = models.CharField(
        max_length=12,
        choices=DECISIONS,
        blank=True,
        help_text="Discard what is no message at all, as advertising: the public log then leaves it out.",
    )
    public_line = models.CharField(
        "public line",
        max_length=300,
        blank=True,
        help_text="One sentence for everybody: what was wrong, or why nothing is changed; empty if it is discarded. "
        "Name nobody and quote nothing of the message. Example: The date of DI-21 was a day early.",
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = ReportQuerySet.as_manager()

    class Meta:
        ordering = ["-received_at", "-pk"]
        default_permissions = ("view", "change")
        indexes = [
            models.Index(name="reports_by_decision", fields=["-decided_at"]),  # the public log
        ]
        constraints = [
            models.CheckConstraint(
                name="report_says_something",
                condition=Q(text__gt=""),
                violation_error_message="A report needs words. Say what is wrong.",
            ),
            models.CheckConstraint(
                name="report_open_or_decided_whole",
                condition=OPEN | DECIDED | PUT_AWAY,
                violation_error_message="A decision needs a public line, and a line needs a decision. "
                "Give both, or discard the message without a line.",
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()}, {self.about or 'about nothing in particular'}, {self.received_at:%d %b %Y}"
