"""What somebody says with a decision: a sentence for everybody, one for colleagues, and what else the step asks."""

from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone

from actors.models import Actor
from desk.autocomplete import KeyedAutocomplete
from desk.forms import LinesField
from incidents.models import Relation
from record.obstacles import LONGEST_NOTE, LONGEST_REASON

# A field of each table that leads to the table itself: pick lists of Django's admin belong to a field.
LEADING_TO = {
    "actor": Actor._meta.get_field("merged_into"),
    "incident": Relation._meta.get_field("to_incident"),
}


class DecisionForm(forms.Form):
    """The revision that was looked at, one public sentence, and if need be one for colleagues."""

    revision = forms.IntegerField(widget=forms.HiddenInput, required=False)
    reason = LinesField(
        label="Public reason",
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "Give the public reason, in one sentence."},
    )
    note = forms.CharField(
        label="Internal note",
        max_length=LONGEST_NOTE,
        required=False,
        help_text="For other editors; never public.",
    )
    reason_help = ""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["reason"].help_text = self.reason_help

    def clean_revision(self) -> int:
        """A revision that no row has, where the form lost its own."""
        return self.cleaned_data["revision"] or 0


class BulkSubmitForm(forms.Form):
    """One note for all that are submitted."""

    note = forms.CharField(
        label="Note to the reviewer",
        max_length=LONGEST_NOTE,
        required=False,
        help_text="The same for all; never public.",
    )


class BulkPublishForm(forms.Form):
    """One public reason for all that are published, and a note for colleagues."""

    reason = DecisionForm.base_fields["reason"]
    note = DecisionForm.base_fields["note"]


class RestoreForm(forms.Form):
    """The revision that was looked at, and why an earlier one is brought back."""

    revision = forms.IntegerField(widget=forms.HiddenInput)
    reason = LinesField(
        label="Why",
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="For other analysts; never public: “The change of 3 May was meant for another incident.”",
        error_messages={"required": "Say why, so that others understand the history."},
    )


class PublishForm(DecisionForm):
    """Asks what answers the checks that hold an incident back, while there are any."""

    override = LinesField(
        label="Why it may be published all the same",
        max_length=LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Your answer to what holds it back; kept with the decision for other editors, never public: "
        "“Convicted on 3 May; the verdict is source 2.”",
        error_messages={"required": "Say why it may be published although something holds it back."},
    )
    field_order = ["revision", "override", "reason", "note"]
    reason_help = (
        "One sentence that everybody can read beside this version. What is new, and on what evidence: "
        "“Date corrected to 28 April: the border service gave it on 3 May.”"
    )
    back_help = (
        "One sentence that everybody can read beside this version. Why it comes back: "
        "“A second report confirms it after all.”"
    )

    def __init__(self, *args, held_back: bool = False, reinstate: bool = False, **kwargs):
        super().__init__(*args, **kwargs)
        if not held_back:
            del self.fields["override"]
        if reinstate:
            self.fields["reason"].help_text = self.back_help

    def clean(self):
        """Both are kept in one note, so together they have its length."""
        cleaned = super().clean() or {}
        together = len(f"{cleaned.get('note', '')} {cleaned.get('override', '')}")
        if cleaned.get("override") and together > LONGEST_NOTE:
            said = f"Note and answer together have {together} characters; shorten them to {LONGEST_NOTE}."
            raise ValidationError({"note": said})
        return cleaned


class LaterForm(PublishForm):
    """Asks for the time too."""

    due_at = forms.DateTimeField(
        label="Publish at (UTC)",
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        help_text="Until then nobody outside sees anything of it. If it is changed before, it is not published.",
        error_messages={"required": "Say when.", "invalid": "Write a day and a time: 2025-05-09 10:00."},
    )
    field_order = ["revision", "due_at", "override", "reason", "note"]

    def clean_due_at(self):
        due, now = self.cleaned_data["due_at"], timezone.now()
        if due <= now:
            raise ValidationError("This time is past. Choose a later one, or publish it now.")
        if due > now + timedelta(days=366):
            raise ValidationError("This is more than a year ahead. Choose a nearer time.")
        return due


class RetractForm(DecisionForm):
    reason_help = (
        "One sentence that everybody reads under this number from now on. Say what was wrong: "
        "“Logged in error: the report was about another border.”"
    )


class MergeForm(DecisionForm):
    reason_help = "One sentence that everybody can read beside both numbers: “The same note was logged from two reports.”"


class ExpungeForm(DecisionForm):
    """Asks for the number of the thing in the editor's own hand."""

    number = forms.CharField(
        label="Its number",
        max_length=16,
        error_messages={"required": "Type its number, so that nothing else is expunged by mistake."},
    )
    keep_row = forms.BooleanField(
        label="Keep the row at the desk",
        required=False,
        help_text="What analysts wrote stays, so that a corrected version can be reinstated. "
        "Saved revisions and the audit trail go all the same.",
    )
    field_order = ["revision", "number", "keep_row", "reason", "note"]
    reason_help = (
        "One sentence that stays for ever where the text was. It must not repeat what is taken away: "
        "“Removed by order of a court, 3 May 2026.”"
    )

    def __init__(self, *args, ref: str, **kwargs):
        super().__init__(*args, **kwargs)
        self.ref = ref
        self.fields["number"].help_text = f"Type {ref}, so that nothing else is expunged by mistake."
        self.fields["number"].widget.attrs["autocomplete"] = "off"

    def clean_number(self) -> str:
        if self.cleaned_data["number"].strip() != self.ref:
            raise ValidationError(f"This is not the number of what you look at. It is {self.ref}.")
        return self.ref


class ChoiceForm(forms.Form):
    """The other one of two that are the same, from a pick list."""

    def __init__(self, kind: str, *args, **kwargs):
        super().__init__(*args, **kwargs)
        field: Any = LEADING_TO[kind]
        model: type[models.Model] = field.related_model
        self.fields["into"] = forms.ModelChoiceField(
            model._default_manager.all(),
            label=f"The {kind} that stays",
            widget=KeyedAutocomplete(field, admin.site),
            help_text="By name, title or number.",
            error_messages={"required": f"Choose the {kind} that stays."},
        )
