"""The forms of signing in."""

from hashlib import sha256

from allauth.account.forms import LoginForm, ReauthenticateForm
from allauth.core import context
from allauth.mfa.base import forms as codes
from allauth.mfa.base.internal.flows import post_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from django import forms
from django.contrib.auth.forms import PasswordChangeForm
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction

from desk.access import browsers, throttle
from desk.access.adapters import SecondFactorAdapter

USED = 5  # more than are valid at one time


class SignInForm(LoginForm):
    """Name and password, under the names that Django's own sign-in has."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)
        self.fields["login"].label = "Name"
        if not self.is_bound:  # else the summary of errors takes focus
            self.fields["login"].widget.attrs["autofocus"] = True

    def add_prefix(self, field_name):
        return "username" if field_name == "login" else super().add_prefix(field_name)


class PasswordAgainForm(ReauthenticateForm):
    """The password of somebody who is signed in, before what matters."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        self.fields["password"].widget.attrs.pop("placeholder", None)


class CountedCode(forms.Form):
    """A code of six digits, or a recovery code. Guesses are counted, and no code is good twice."""

    user: User
    code = forms.CharField(
        label="Code",
        max_length=40,
        help_text="Six digits from your authenticator app, or one of your recovery codes.",
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
    )

    def clean_code(self) -> str:
        code = self.cleaned_data["code"].replace(" ", "").replace("-", "")
        attempts = begin(self.user)
        self.authenticator = right(self.user, code)
        throttle.forgive(attempts)
        return code


class CodeForm(CountedCode, codes.AuthenticateForm):
    """The second step of signing in."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        self.fields["code"].widget.attrs["autofocus"] = not self.is_bound


class CodeAgainForm(CodeForm):
    """The code of somebody who is signed in, before what matters."""

    def save(self) -> None:
        post_authentication(context.request, self.authenticator, reauthenticated=True)


class FirstCodeForm(ActivateTOTPForm):
    """Shows that the app makes the right codes before they are asked for."""

    code = forms.CharField(
        label="The code that the app shows now",
        max_length=10,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.label_suffix = ""

    def clean_code(self) -> str:
        attempts = begin(self.user)
        code = super().clean_code()
        throttle.forgive(attempts)
        return code


class OwnNameForm(forms.ModelForm):
    """How colleagues see somebody. The name that one signs in with stays."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.label_suffix = ""

    class Meta:
        model = User
        fields = ["first_name", "last_name"]
        help_texts = {"first_name": "Shown to colleagues beside what you did; never public."}


class OwnPasswordForm(PasswordChangeForm):
    """A new password for oneself; guesses at the old one are counted."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        self.fields["old_password"].widget.attrs.pop("autofocus", None)

    def clean_old_password(self) -> str:
        attempts = begin(self.user, "password")
        old = super().clean_old_password()
        throttle.forgive(attempts)
        return old


def begin(user: User, what: str = "code") -> list[int]:
    """Counts an attempt; a wait becomes the sentence of the form."""
    try:
        return throttle.begin(*browsers.counted(context.request, user.get_username(), what))
    except throttle.TooManyAttempts as error:
        raise ValidationError(str(error)) from error


@transaction.atomic
def right(user: User, code: str) -> Authenticator:
    """The authenticator that a code belongs to. Raises ValidationError if there is none or the code was used before.

    allauth keeps used codes in a cache that each process has for itself; here they stand with the authenticator.
    """
    mark = sha256(code.encode()).hexdigest()[:16]
    for authenticator in Authenticator.objects.select_for_update().filter(user=user).order_by("type"):
        used = authenticator.data.get("used", [])
        if mark not in used and authenticator.wrap().validate_code(code):
            authenticator.refresh_from_db()
            authenticator.data["used"] = [*used, mark][-USED:]
            authenticator.save(update_fields=["data"])
            return authenticator
    raise SecondFactorAdapter().validation_error("incorrect_code")
