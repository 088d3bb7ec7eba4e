"""What an authenticator app does: codes from a secret and the time (RFC 6238), computed without the code under test."""

import base64
import hashlib
import hmac
import time


def code_of(secret: str, step: int = 0) -> str:
    """The code that the app shows now, or `step` half minutes later."""
    counter = int(time.time()) // 30 + step
    digest = hmac.new(base64.b32decode(secret), counter.to_bytes(8, "big"), hashlib.sha1).digest()
    start = digest[-1] & 15
    return f"{(int.from_bytes(digest[start : start + 4], 'big') & 0x7FFFFFFF) % 10**6:06}"


def give_second_factor(user, secret: str = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP") -> str:
    """Sets an authenticator app up for somebody, with recovery codes, and returns what it makes codes from."""
    from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
    from allauth.mfa.totp.internal.auth import TOTP

    TOTP.activate(user, secret)
    RecoveryCodes.activate(user)
    return secret


def recovery_codes_of(user) -> list[str]:
    from allauth.mfa.models import Authenticator

    return Authenticator.objects.get(user=user, type="recovery_codes").wrap().get_unused_codes()


def enter(client, name: str, password: str = "a long pass phrase", **headers):
    """Sends the form of the sign-in page."""
    return client.post("/desk/login/", {"username": name, "password": password}, **headers)
