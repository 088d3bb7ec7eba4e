"""Tokens for programs: made, listed and revoked by their owner, on a page of the account."""

import secrets
from datetime import timedelta
from hashlib import sha256
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.contrib.auth.models import User
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_POST
from django.views.generic.edit import CreateView

from desk.access.pages import OwnPage, note
from desk.models import Token

START = "dmr_"  # so that a token is recognised where it should not stand
SHOWN = 8
NEEDED = "incidents.add_incident"  # whoever may log incidents may let a program bring drafts


class TokenForm(forms.ModelForm):
    expires_on = forms.DateField(
        label="Good until",
        help_text="A day within a year from today. The token ends with that day.",
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )

    class Meta:
        model = Token
        fields = ["name", "may_write", "may_read"]

    field_order = ["name", "expires_on", "may_write", "may_read"]

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        self.fields["expires_on"].initial = timezone.now().date() + timedelta(days=90)

    def clean_name(self) -> str:
        return " ".join(self.cleaned_data["name"].split())

    def clean_expires_on(self) -> Any:
        day = self.cleaned_data["expires_on"]
        today = timezone.now().date()
        if not today <= day <= today + timedelta(days=365):
            raise forms.ValidationError("Choose a day from today on, and within a year.")
        midnight = timezone.datetime(day.year, day.month, day.day, tzinfo=timezone.get_default_timezone())  # type: ignore[attr-defined]
        self.instance.expires_at = midnight + timedelta(days=1)
        return day


class TokensView(OwnPage, CreateView):
    """One's tokens. A new one is in the answer to the form that made it, and nowhere else."""

    template_name = "desk/access/tokens.html"
    title = "Tokens for programs"
    form_class = TokenForm

    @method_decorator([login_required, permission_required(NEEDED, raise_exception=True)])
    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "tokens": self.request.user.tokens.all()}

    def form_valid(self, form: Any) -> HttpResponse:
        made, secret = make(self.request.user, form.instance)
        self.object = None
        fresh = TokenForm()
        return self.render_to_response(self.get_context_data(form=fresh, made=made, secret=secret))


@transaction.atomic
def make(owner: User, token: Token) -> tuple[Token, str]:
    """Stores a token and returns it with the secret, which is not kept."""
    secret = START + secrets.token_urlsafe(32)
    token.owner, token.prefix, token.digest = owner, secret[:SHOWN], digest_of(secret)
    token.save()
    note(owner, f"Made the token “{token.name}”.", by=owner)
    return token, secret


def digest_of(secret: str) -> str:
    """Plain SHA-256: a token has 256 random bits, so nobody gets at it by guessing."""
    return sha256(secret.encode()).hexdigest()


@require_POST
@login_required
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """Ends one of one's own tokens."""
    token = get_object_or_404(Token, pk=pk, owner=request.user)
    end(token, by=request.user)
    messages.success(request, f"The token “{token.name}” is revoked. What it brought stays.")
    return HttpResponseRedirect(str(reverse_lazy("my_tokens")))


@transaction.atomic
def end(token: Token, by: Any) -> None:
    """Revokes a token; once more changes nothing."""
    if Token.objects.filter(pk=token.pk, revoked_at__isnull=True).update(revoked_at=timezone.now()):
        note(token.owner, f"Revoked the token “{token.name}”.", by=by)
