"""What somebody says when a draft goes into the trash, comes back or is gone for ever."""

from collections.abc import Iterable

from django import forms
from django.core.exceptions import ValidationError

from desk.forms import WhyForm
from desk.trash.moving import CHANGED


class BackForm(WhyForm):
    example = "For colleagues: “A second report came in.”"


class TrashForm(WhyForm):
    """Also the revision that was looked at."""

    revision = forms.IntegerField(widget=forms.HiddenInput, required=False)
    example = "For colleagues who look for it: “Logged twice; the other draft has the sources.”"

    def clean_revision(self) -> int:
        return self.cleaned_data["revision"] or 0


class GoodbyeForm(WhyForm):
    """Also a tick that cannot be set by mistake together with a button, and the drafts that the page showed.

    All in one field: a form may have no more than a thousand.
    """

    sure = forms.BooleanField(
        label="Delete for good; nobody can bring it back",
        error_messages={"required": "Tick that you mean it, or go back."},
    )
    shown = forms.CharField(widget=forms.HiddenInput, error_messages={"required": CHANGED})
    example = "For whoever asks later where it went: “Test data of 3 May.”"

    def __init__(self, *args, now: Iterable[int], **kwargs):
        super().__init__(*args, **kwargs)
        self.now = set(now)

    def clean_shown(self) -> set[int]:
        if set(self.cleaned_data["shown"].split()) != {str(pk) for pk in self.now}:
            raise ValidationError(CHANGED)
        return self.now
