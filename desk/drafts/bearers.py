"""Who is asking: the token of a request, and whether its owner may still do what it does in their name."""

from http import HTTPStatus

from django.http import HttpRequest
from django.utils import timezone

from desk.access import requirement, throttle
from desk.access.tokens import NEEDED, digest_of
from desk.drafts.problems import Refused
from desk.models import Token

WRONG_FROM_ADDRESS = 40  # in the window of throttle.py
REQUESTS_OF_TOKEN = 120
REALM = {"WWW-Authenticate": 'Bearer realm="Demarche drafts"'}
SCOPES = {"GET": ("may_read", "list its drafts"), "POST": ("may_write", "bring drafts")}


def bearer(request: HttpRequest) -> Token:
    """The token of a request that may do what it asks for. Raises Refused."""
    token = sent_token(request)
    count(throttle.Subject("token", str(token.pk), REQUESTS_OF_TOKEN))
    check_owner(token)
    right, words = SCOPES[request.method or ""]
    if not getattr(token, right):
        raise Refused(HTTPStatus.FORBIDDEN, f"This token may not {words}. Make one that may.")
    Token.objects.filter(pk=token.pk).update(last_used_at=timezone.now())
    return token


def sent_token(request: HttpRequest) -> Token:
    """The token of the header. A wrong one counts as a guess; a session at the desk does not count as a token."""
    scheme, _, secret = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not secret.strip():
        detail = "Send a token in the header: Authorization: Bearer dmr_… . Tokens are made at /desk/account/tokens/."
        raise Refused(HTTPStatus.UNAUTHORIZED, detail, REALM)
    guess = count(throttle.Subject("token address", throttle.network_of(request), WRONG_FROM_ADDRESS))
    token = Token.objects.select_related("owner").filter(digest=digest_of(secret.strip())).first()
    if token is None:
        raise Refused(HTTPStatus.UNAUTHORIZED, "This token is not known here. Make a new one.", REALM)
    throttle.forgive(guess)
    if token.state != "in use":
        detail = f"This token is {token.state}. Make a new one at /desk/account/tokens/."
        raise Refused(HTTPStatus.UNAUTHORIZED, detail, REALM)
    return token


def check_owner(token: Token) -> None:
    """A token can do no more than its owner could at the desk today."""
    owner = token.owner
    if not (owner.is_active and owner.is_staff and owner.has_perm(NEEDED)):
        raise Refused(
            HTTPStatus.FORBIDDEN,
            "The owner of this token may not log incidents any more. Ask an administrator.",
        )
    if requirement.is_required(owner) and not requirement.has_one(owner):
        raise Refused(
            HTTPStatus.FORBIDDEN,
            "The owner of this token needs a second factor. Set it up at /desk/account/.",
        )


def count(subject: throttle.Subject) -> list[int]:
    try:
        return throttle.begin(subject)
    except throttle.TooManyAttempts as error:
        wait = str(error.seconds)
        detail = f"Too many requests. Wait {wait} seconds, as the header Retry-After says."
        raise Refused(HTTPStatus.TOO_MANY_REQUESTS, detail, {"Retry-After": wait}) from error
