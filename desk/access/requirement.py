"""Who needs a second factor, and whether somebody has given it."""

from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.models import User
from django.http import HttpRequest

# What only somebody with a second factor may do: make things public or take them out, and decide who may.
POWERS = [
    "incidents.publish_incident",
    "incidents.expunge_incident",
    "auth.add_user",
    "auth.change_user",
    "auth.delete_user",
    "auth.add_group",
    "auth.change_group",
    "auth.delete_group",
]
# Pages that are open to somebody who has given no second factor yet, and during maintenance: giving it, setting it up, leaving.
SIGNING_IN = {
    "admin:login",
    "admin:logout",
    "account_login",
    "account_reauthenticate",
    "mfa_authenticate",
    "mfa_reauthenticate",
    "mfa_activate_totp",
}


def is_required(user: User) -> bool:
    """Whether this person may use the desk with a second factor only."""
    return settings.TWO_FACTOR and any(user.has_perm(power) for power in POWERS)


def has_one(user: User) -> bool:
    """Whether an authenticator app is set up. Recovery codes alone are none. One query."""
    return Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).exists()


def was_given(request: HttpRequest) -> bool:
    """Whether this session was opened with a second factor, or set one up. No query."""
    return any(record["method"] == "mfa" for record in get_authentication_records(request, request.user))
