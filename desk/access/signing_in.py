"""Name and password, then a code if the account has a second factor: the pages of signing in."""

from typing import Any

from allauth.account.views import LoginView, ReauthenticateView
from allauth.mfa.base.views import AuthenticateView
from allauth.mfa.base.views import ReauthenticateView as CodeReauthenticateView
from django.http import HttpResponse

from desk.access import browsers
from desk.access.forms import CodeAgainForm, CodeForm, PasswordAgainForm, SignInForm
from desk.access.pages import DeskPage, OwnPage


class SignInView(DeskPage, LoginView):
    template_name = "desk/access/login.html"
    title = "Sign in"

    def get_form_class(self) -> type[SignInForm]:
        return SignInForm

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        asked = self.request.POST.get("next") or self.request.GET.get("next", "")
        return {**super().get_context_data(**kwargs), "next": asked, "app_path": self.request.get_full_path()}

    def form_valid(self, form: Any) -> HttpResponse:
        return browsers.remember(self.request, super().form_valid(form))


class CodeView(DeskPage, AuthenticateView):
    """The second step. The name and password are right; nobody is signed in yet."""

    template_name = "desk/access/code.html"
    title = "Second step"

    def get_form_class(self) -> type[CodeForm]:
        return CodeForm

    def form_valid(self, form: Any) -> HttpResponse:
        return browsers.remember(self.request, super().form_valid(form))


class AgainPage(OwnPage):
    """Asks once more who is there, before what matters."""

    template_name = "desk/access/again.html"
    title = "Confirm that it is you"


class PasswordAgainView(AgainPage, ReauthenticateView):
    template_name = "desk/access/again.html"

    def get_form_class(self) -> type[PasswordAgainForm]:
        return PasswordAgainForm


class CodeAgainView(AgainPage, CodeReauthenticateView):
    template_name = "desk/access/again.html"

    def get_form_class(self) -> type[CodeAgainForm]:
        return CodeAgainForm
