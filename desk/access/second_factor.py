"""Setting up a second factor, its recovery codes, and taking it away again."""

from typing import Any

from allauth.account.decorators import reauthentication_required
from allauth.account.internal.flows.login import clear_authentication_records, record_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal import flows as recovery
from allauth.mfa.totp.views import ActivateTOTPView
from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse, reverse_lazy
from django.utils.decorators import method_decorator
from django.views.generic import TemplateView
from django.views.generic.edit import FormView
from qrcode.constants import ERROR_CORRECT_M
from qrcode.main import QRCode

from desk.access import requirement
from desk.access.forms import FirstCodeForm
from desk.access.pages import OwnPage, note
from desk.access.sessions import end_sessions


class GuardedPage(OwnPage):
    """A page that asks once more who is there, if that was long ago."""

    @method_decorator(reauthentication_required(app="allauth.mfa"))
    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return super().dispatch(request, *args, **kwargs)


class SetUpView(OwnPage, ActivateTOTPView):
    """Shows a secret to an authenticator app, and takes the first code as proof that it arrived."""

    template_name = "desk/access/set_up.html"
    title = "Set up a second factor"
    success_url = reverse_lazy("mfa_view_recovery_codes")

    def get_form_class(self) -> type[FirstCodeForm]:
        return FirstCodeForm

    def get_success_url(self) -> str:
        return str(self.success_url)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = super().get_context_data(**kwargs)
        secret = found["form"].secret
        found["spaced_secret"] = " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))
        found["path"], found["side"] = as_path(found["totp_url"])
        found["required"] = requirement.is_required(self.request.user)
        return found

    def form_valid(self, form: Any) -> HttpResponse:
        response = super().form_valid(form)
        user = self.request.user
        end_sessions(user, but=self.request.session.session_key)
        record_authentication(self.request, user, "mfa", type="totp")
        note(user, "Set up a second factor.", by=user)
        messages.success(self.request, "The second factor is set up. All your other sessions were ended.")
        return response


def as_path(text: str) -> tuple[str, int]:
    """A QR code as the path of an SVG image and the length of its side, the quiet margin included."""
    code = QRCode(error_correction=ERROR_CORRECT_M, border=4)
    code.add_data(text)
    rows = code.get_matrix()
    squares = [f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, dark in enumerate(row) if dark]
    return "".join(squares), len(rows)


class TurnOffView(GuardedPage, FormView):
    """Takes one's own second factor away, unless one needs it."""

    template_name = "desk/access/turn_off.html"
    title = "Turn the second factor off"
    form_class = forms.Form
    success_url = reverse_lazy("my_account")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = super().get_context_data(**kwargs)
        return {**found, "required": requirement.is_required(self.request.user)}

    def form_valid(self, form: forms.Form) -> HttpResponse:
        user = self.request.user
        if requirement.is_required(user):
            return self.render_to_response(self.get_context_data(form=form), status=403)
        take_away(user, by=user, but=self.request.session.session_key)
        clear_authentication_records(self.request)
        messages.success(self.request, "The second factor is off. All your other sessions were ended.")
        return super().form_valid(form)


@transaction.atomic
def take_away(user: Any, by: Any, but: str | None = None) -> None:
    """Removes the second factor with its recovery codes, and ends the sessions that it opened."""
    Authenticator.objects.filter(user=user).delete()
    end_sessions(user, but=but)
    if by is None:
        note(user, "The second factor was reset by a command on the server.", by=None)
    else:
        note(user, "Turned the second factor off." if by == user else "Reset the second factor.", by=by)


class RecoveryCodesView(GuardedPage, TemplateView):
    """Shows recovery codes once after they were made; makes new ones by POST, and the old ones end."""

    template_name = "desk/access/recovery_codes.html"
    title = "Recovery codes"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return super().get(request) if requirement.has_one(self.request.user) else self.set_up_first()

    def set_up_first(self) -> HttpResponse:
        messages.warning(self.request, "Set up a second factor first: recovery codes stand in for it.")
        return HttpResponseRedirect(reverse("mfa_activate_totp"))

    def post(self, request: HttpRequest) -> HttpResponse:
        if not requirement.has_one(self.request.user):
            return self.set_up_first()
        recovery.generate_recovery_codes(request)
        note(request.user, "Made new recovery codes.", by=request.user)  # type: ignore[arg-type]
        return HttpResponseRedirect(request.path)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        shown, left = look(self.request.user)
        return {**super().get_context_data(**kwargs), "codes": shown, "left": left}


@transaction.atomic
def look(user: Any) -> tuple[list[str], int]:
    """The codes if nobody has seen them yet, and how many are left; seen from now on."""
    kept = Authenticator.objects.select_for_update().filter(user=user, type=Authenticator.Type.RECOVERY_CODES)
    authenticator = kept.first()
    if authenticator is None:
        return [], 0
    codes = authenticator.wrap()
    unused, seen = codes.get_unused_codes(), codes.did_view
    codes.mark_as_viewed()
    return ([] if seen else unused), len(unused)
