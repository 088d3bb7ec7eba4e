"""Everybody's tokens, for administrators: to look at, and to revoke."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied

from desk.access import tokens
from desk.admin.base import ReadOnlyAdmin
from desk.models import Token


@admin.register(Token)
class TokenAdmin(ReadOnlyAdmin):
    list_display = ["name", "prefix", "owner", "state", "created_at", "expires_at", "last_used_at"]
    list_filter = ["may_write"]
    list_select_related = ["owner"]
    search_fields = ["name", "prefix", "owner__username"]
    fields = [
        "name",
        "prefix",
        "owner",
        "state",
        "may_write",
        "may_read",
        "created_at",
        "expires_at",
        "revoked_at",
        "last_used_at",
    ]
    actions = ["revoke"]

    @admin.action(description="Revoke the chosen tokens", permissions=["revoke"])
    def revoke(self, request, queryset):
        if not self.has_revoke_permission(request):
            raise PermissionDenied
        chosen = list(queryset.filter(revoked_at__isnull=True))
        for token in chosen:
            tokens.end(token, by=request.user)
        self.message_user(request, f"{len(chosen)} revoked. What they brought stays.", messages.SUCCESS)

    def has_revoke_permission(self, request) -> bool:
        return request.user.has_perm("desk.revoke_token")
