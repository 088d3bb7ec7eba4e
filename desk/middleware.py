"""What is asked of every request at the desk: who and where for the audit, the second factor, and maintenance."""

from collections.abc import Callable

from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from pghistory.middleware import HistoryMiddleware

from desk import maintenance
from desk.access import requirement
from desk.access.adapters import SEEN

DESK = "/desk/"
SECONDS_BETWEEN_SEEN = 300
NEEDED = "You may publish or decide who may, so you need a second factor. Set it up; then the desk opens."
NOT_GIVEN = "Give the code of your second factor. This session was opened without it."


class AuditMiddleware(HistoryMiddleware):
    """Who and where: what the database's audit triggers write beside every change. The view that saves adds the reason."""

    def __call__(self, request):
        if not request.path_info.startswith(DESK):
            return self.get_response(request)
        return super().__call__(request)

    def get_context(self, request):
        return {"user": request.user.pk, "url": request.path}


class DeskMiddleware:
    """A middleware that lets everything but the desk pass."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path_info.startswith(DESK):
            return self.at_the_desk(request)
        return self.get_response(request)

    def at_the_desk(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)


class SeenMiddleware(DeskMiddleware):
    """Notes every few minutes that a session is in use, for the list that its owner sees."""

    def at_the_desk(self, request: HttpRequest) -> HttpResponse:
        now = int(timezone.now().timestamp())
        if request.user.is_authenticated and now - request.session.get(SEEN, now) > SECONDS_BETWEEN_SEEN:
            request.session[SEEN] = now
            UserSession.objects.create_from_request(request)
        return self.get_response(request)


class SecondFactorMiddleware(DeskMiddleware):
    """Opens nothing of the desk to whoever needs a second factor and has not given it in this session."""

    def process_view(
        self, request: HttpRequest, view: Callable, args: tuple, kwargs: dict
    ) -> HttpResponse | None:
        if not request.path_info.startswith(DESK) or not request.user.is_authenticated:
            return None
        match = request.resolver_match
        if match is None or match.view_name in requirement.SIGNING_IN or requirement.was_given(request):
            return None
        user = request.user
        return self.lead(request) if requirement.is_required(user) else None

    def lead(self, request: HttpRequest) -> HttpResponse:
        """To the page that asks for it, or with a refusal where no page was asked for."""
        has_one = requirement.has_one(request.user)  # type: ignore[arg-type]
        sentence = NOT_GIVEN if has_one else NEEDED
        if request.headers.get("X-Requested-With") == "XMLHttpRequest":
            return JsonResponse({"detail": sentence}, status=403)
        messages.warning(request, sentence)
        if not has_one:
            return HttpResponseRedirect(reverse("mfa_activate_totp"))
        back = request.get_full_path() if request.method == "GET" else DESK
        return HttpResponseRedirect(f"{reverse('mfa_reauthenticate')}?{urlencode({'next': back})}")


class ReadOnlyMiddleware(DeskMiddleware):
    """During maintenance the database takes nothing from the desk: see desk/maintenance.py."""

    def at_the_desk(self, request: HttpRequest) -> HttpResponse:
        if request.method in ("GET", "HEAD", "OPTIONS"):
            return self.get_response(request)
        if not (why := maintenance.why()):
            return self.get_response(request)
        request.read_only = why  # type: ignore[attr-defined]
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable, args: tuple, kwargs: dict
    ) -> HttpResponse | None:
        if not hasattr(request, "read_only"):
            return None
        match = request.resolver_match
        if match is not None and match.view_name in maintenance.STAY_OPEN:
            return None
        return maintenance.guarded(request, view, args, kwargs)
