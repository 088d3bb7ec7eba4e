"""What django-allauth asks of the site, answered for the desk: settings name these two classes."""

import time
from base64 import urlsafe_b64encode
from hashlib import sha256
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils import timezone
from django.utils.encoding import force_bytes

from desk.access import browsers, throttle

SEEN = "desk_seen"
UNREADABLE = (
    "Your second factor cannot be read any more, because the site's secret key has changed. "
    "Ask an administrator to reset it."
)
WRONG = "The name or the password is wrong. Both tell capital letters from small ones."


class AccountAdapter(DefaultAccountAdapter):
    """Signing in by name and password: counted, for the desk's people alone, and without mail."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": WRONG,
        "incorrect_password": "This is not your password.",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def authenticate(self, request: HttpRequest, **credentials: Any) -> User | None:
        """As allauth's, but counted in the database, and open to those alone who may use the desk."""
        try:
            attempts = throttle.begin(*browsers.counted(request, credentials.get("username", "")))
        except throttle.TooManyAttempts as error:
            raise ValidationError(str(error)) from error
        user = super().authenticate(request, **credentials)
        if not (isinstance(user, User) and user.is_active and user.is_staff):
            return None
        throttle.forgive(attempts)
        return user

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Counted already."""

    def login(self, request: HttpRequest, user: Any) -> None:
        super().login(request, user)
        request.session[SEEN] = int(timezone.now().timestamp())

    def add_message(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """The desk says what happened in words of its own."""

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """The desk sends no mail."""

    def get_client_ip(self, request: HttpRequest) -> str:
        return throttle.address_of(request)

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Whether the password (or a code) was given too long ago; signing in counts as giving it."""
        records = get_authentication_records(context.request, context.request.user)
        return not records or time.time() - records[-1]["at"] > settings.ACCOUNT_REAUTHENTICATION_TIMEOUT


class SecondFactorAdapter(DefaultMFAAdapter):
    """Keeps what codes are made from encrypted, so that a copy of the database alone makes no codes."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": "This code is wrong or was used already. Wait for the next one, "
        "and check that your telephone's clock is right.",
    }

    def encrypt(self, text: str) -> str:
        return ciphers().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        try:
            return ciphers().decrypt(encrypted_text.encode()).decode()
        except InvalidToken as error:
            raise ValidationError(UNREADABLE) from error


def ciphers() -> MultiFernet:
    """From the site's secret key, and from former ones to read what was written with them."""
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    digests = [sha256(b"desk.second-factor:" + force_bytes(key)).digest() for key in keys]
    return MultiFernet([Fernet(urlsafe_b64encode(digest)) for digest in digests])
