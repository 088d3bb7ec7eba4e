"""Keys for programs that bring drafts, and what each of them brought."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

LONGEST = timedelta(days=366)


class Token(models.Model):
    """A key with which a program may bring drafts in the name of one person. Of the key itself only a hash is kept."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="tokens")
    name = models.CharField(
        max_length=60,
        help_text="Which program uses it, such as “kloop feed”. It stands in the history of its drafts.",
    )
    prefix = models.CharField(max_length=12, editable=False)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    may_write = models.BooleanField("may bring drafts", default=True)
    may_read = models.BooleanField("may list its own drafts", default=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, editable=False)
    last_used_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        ordering = ["-pk"]
        default_permissions = ("view",)
        permissions = [("revoke_token", "Can revoke the tokens of others")]
        constraints = [
            models.CheckConstraint(
                name="token_may_something",
                condition=Q(may_write=True) | Q(may_read=True),
                violation_error_message="Tick at least one thing that the token may do.",
            ),
            models.CheckConstraint(
                name="token_expires_within_a_year",
                condition=Q(expires_at__gt=F("created_at"), expires_at__lte=F("created_at") + LONGEST),
                violation_error_message="Choose an end within a year from today.",
            ),
        ]

    def __str__(self):
        return f"{self.name} ({self.prefix}…)"

    @property
    def state(self) -> str:
        """In one word, for lists."""
        if self.revoked_at:
            return "revoked"
        return "in use" if self.expires_at > timezone.now() else "expired"


class SentDraft(models.Model):
    """That a token brought one record, as a draft."""

    token = models.ForeignKey(Token, on_delete=models.PROTECT, related_name="drafts")
    kind = models.CharField(max_length=12, help_text="incident, actor, source, episode or link.")
    object_id = models.PositiveBigIntegerField()
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-pk"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                name="draft_brought_once",
                fields=["kind", "object_id"],
                violation_error_message="A token brought this record already.",
            )
        ]

    def __str__(self):
        return f"{self.kind} {self.object_id}, by {self.token}"
