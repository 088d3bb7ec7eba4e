"""My account: everybody's own name, password, second factor and sessions."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.models import User
from django.contrib.auth.views import PasswordChangeView
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse_lazy
from django.views.decorators.http import require_POST
from django.views.generic.edit import UpdateView

from desk.access import browsers, requirement
from desk.access.forms import OwnNameForm, OwnPasswordForm
from desk.access.pages import OwnPage, note
from desk.access.sessions import end_sessions, renamed, sessions_of


class AccountView(OwnPage, UpdateView):
    template_name = "desk/access/account.html"
    title = "My account"
    form_class = OwnNameForm
    success_url = reverse_lazy("my_account")

    def get_object(self, queryset: Any = None) -> Any:
        # Not request.user itself: what was typed and refused would stand in the header.
        return User.objects.get(pk=self.request.user.pk)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = self.request.user
        return {
            **super().get_context_data(**kwargs),
            "has_second_factor": requirement.has_one(user),
            "required": requirement.is_required(user),
            "sessions": sessions_of(user, self.request.session.session_key),
            "groups": user.groups.order_by("name"),
        }

    def form_valid(self, form: Any) -> HttpResponse:
        messages.success(self.request, "Your name is saved.")
        return super().form_valid(form)


class OwnPasswordView(OwnPage, PasswordChangeView):
    """A new password ends every other session, because each holds a mark of the password it was opened with."""

    template_name = "desk/access/password.html"
    title = "Change your password"
    form_class = OwnPasswordForm
    success_url = reverse_lazy("my_account")

    def form_valid(self, form: Any) -> HttpResponse:
        old = self.request.session.session_key
        response = super().form_valid(form)
        renamed(
            old, self.request.session.session_key
        )  # a new password gives the session that it keeps a new key
        ended = end_sessions(self.request.user, but=self.request.session.session_key)
        note(self.request.user, "Changed the password.", by=self.request.user)
        others = f" {ended} other session{'' if ended == 1 else 's'} ended." if ended else ""
        messages.success(self.request, f"Your password is changed.{others}")
        return browsers.remember(self.request, response)


@require_POST
def end(request: HttpRequest) -> HttpResponse:
    """Ends one of one's own sessions, or all others."""
    if not request.user.is_authenticated:
        return HttpResponseRedirect(str(reverse_lazy("admin:login")))
    pk = request.POST.get("session", "")
    one = int(pk) if pk.isdecimal() and len(pk) < 19 else None
    wrong = bool(pk) and one is None
    ended = 0 if wrong else end_sessions(request.user, pk=one, but=request.session.session_key)
    sessions = f"{ended} session{'' if ended == 1 else 's'}"
    if ended:
        note(request.user, f"Ended {sessions}.", by=request.user)
    messages.success(request, f"{sessions} ended." if ended else "There was nothing to end.")
    return HttpResponseRedirect(str(reverse_lazy("my_account")))
