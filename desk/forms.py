"""What every form of the desk carries beside its fields: a key against saving twice, the revision it was opened at, a note."""

from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError


class LinesField(forms.CharField):
    """Running text. Browsers send line ends as CR LF; stored so, an untouched text would look changed to every reader."""

    def to_python(self, value):
        return (super().to_python(value) or "").replace("\r\n", "\n")


class WhyForm(forms.Form):
    """Why a step is taken; a form of its own says in `example` for whom, and how to say it."""

    reason = LinesField(
        label="Why",
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "Say why, so that others understand the history."},
    )
    example = ""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["reason"].help_text = self.example


class DeskForm(forms.ModelForm):
    """A form that adds a row carries a one-time key, so that pressing Save twice makes one row."""

    form_key = forms.UUIDField(
        widget=forms.HiddenInput,
        error_messages={"required": "This form lost its key. Copy what you typed and open the form again."},
    )
    refusal = ""  # the sentence of a constraint that only the database could see broken; the admin sets it

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance._state.adding:
            self.fields["form_key"].initial = uuid4
        else:
            del self.fields["form_key"]

    def clean(self):
        cleaned = super().clean()
        if self.refusal:
            raise ValidationError(self.refusal)
        return cleaned


class RevisedForm(DeskForm):
    """A form that changes a row carries the revision it was opened at; a save against another one is refused."""

    opened_revision = forms.IntegerField(
        widget=forms.HiddenInput,
        error_messages={
            "required": "This form lost the revision it was opened at. Copy what you typed and open it again."
        },
    )
    save_note = forms.CharField(
        label="Note on this save",
        max_length=300,
        required=False,
        help_text="Why you changed it, for other analysts; never public.",
        widget=forms.TextInput(attrs={"class": "vTextField"}),
    )
    revision_now: int | None = None  # of the row as it is stored, read under the lock; the admin sets it

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance._state.adding:
            del self.fields["opened_revision"]
        else:
            self.fields["opened_revision"].initial = self.revision_now

    def clean_opened_revision(self):
        opened = self.cleaned_data["opened_revision"]
        if opened != self.revision_now:
            raise ValidationError(
                "Somebody saved this after you opened it. Nothing of yours was saved yet.", code="stale"
            )
        return opened

    def opened(self) -> int | None:
        """The revision that the sender opened; None if the form does not say."""
        try:
            return int(self["opened_revision"].data)
        except (TypeError, ValueError):
            return None


class RowForm(forms.ModelForm):
    """A row of an inline that has a revision of its own, such as a relation."""

    opened_revision = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["opened_revision"].initial = (
            None if self.instance._state.adding else self.instance.revision
        )

    def clean(self):
        super().clean()
        moved_on = self.cleaned_data.get("opened_revision") != self.instance.revision
        if not self.instance._state.adding and moved_on and set(self.changed_data) - {"opened_revision"}:
            raise ValidationError(
                "Somebody changed this row after you opened the form. Open it again to see how."
            )
        return self.cleaned_data
