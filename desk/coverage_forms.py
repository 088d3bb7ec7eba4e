"""What the page of coverage asks for: whose, which years, a run of months, and the reason to publish."""

from datetime import date
from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.utils import timezone

from actors.models import Country
from codebook import scales
from desk.autocomplete import KeyedAutocomplete
from desk.decision_forms import DecisionForm
from desk.forms import LinesField
from incidents.covering import Scope
from incidents.models import Coverage

LONGEST = 30  # years


class MonthField(forms.RegexField):
    """A month such as 2025-04, as the first day of it."""

    def __init__(self, **kwargs):
        widget = forms.TextInput(attrs={"type": "month", "placeholder": "2025-04"})
        super().__init__(r"^(19|20)\d\d-(0[1-9]|1[0-2])$", widget=widget, **kwargs)
        self.error_messages["invalid"] = "Write a year and a month: 2025-04."

    def clean(self, value):
        text = super().clean(value)
        return date(int(text[:4]), int(text[5:]), 1)


def picker(name: str, **more: Any) -> forms.ModelChoiceField:
    field: Any = Coverage._meta.get_field(name)
    return forms.ModelChoiceField(Country.objects.all(), widget=KeyedAutocomplete(field, admin.site), **more)


class ScopeForm(forms.Form):
    """Whose coverage, and which years."""

    first = forms.IntegerField(label="From year", min_value=1900, max_value=2100)
    last = forms.IntegerField(label="To year", min_value=1900, max_value=2100)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["country"] = picker("country", label="Country")
        self.fields["counterpart"] = picker(
            "counterpart", label="With", required=False, help_text="Empty: with all states."
        )
        self.order_fields(["country", "counterpart", "first", "last"])
        this = timezone.now().year
        self.fields["first"].initial, self.fields["last"].initial = this - 2, this

    def clean(self):
        cleaned = super().clean() or {}
        first, last = cleaned.get("first"), cleaned.get("last")
        if first and last and not 0 <= last - first < LONGEST:
            raise ValidationError({"last": f"Choose a span of 1 to {LONGEST} years, the earlier year first."})
        if cleaned.get("country") and cleaned.get("country") == cleaned.get("counterpart"):
            raise ValidationError({"counterpart": "Choose another counterpart, or leave it empty."})
        return cleaned

    @property
    def scope(self) -> Scope | None:
        return (
            Scope(self.cleaned_data["country"], self.cleaned_data["counterpart"]) if self.is_valid() else None
        )


class RunForm(forms.Form):
    """A run of months, and how well it was read."""

    start = MonthField(label="From month", help_text="2025-01")
    end = MonthField(label="To month", help_text="The last month that is meant; the same for one month.")
    depth = forms.ChoiceField(label="How well it was read", choices=lambda: scales.choices("coverage_depth"))
    note = LinesField(
        label="What was read",
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Public: “All issues of two newspapers and the ministry’s site.”",
    )

    def clean(self):
        cleaned = super().clean() or {}
        if cleaned.get("start") and cleaned.get("end") and cleaned["start"] > cleaned["end"]:
            raise ValidationError({"end": "The run would end before it began. Swap the two months."})
        return cleaned


class PublicForm(forms.Form):
    public_reason = DecisionForm.base_fields["reason"]
