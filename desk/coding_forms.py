"""The forms beside a text: the incident, a row for each name and a row for each statement that is proposed."""

import re
from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from actors.dates import validate_edtf
from actors.models import Actor, Country
from codebook import scales
from codebook.models import IncidentType
from incidents.models import Incident
from incidents.models.participation import BASES
from incidents.reading.dates import dates

WHO = re.compile(r"country:[A-Z]{3}|actor:\d{1,18}|new:\w{1,24}:.{2,200}")


def one_of(scale: str, blank: str = "") -> list[tuple[str, str]]:
    return ([("", blank)] if blank else []) + scales.choices(scale)


class WhoField(forms.CharField):
    """Whom a row means, as desk.proposed.key_of writes it; what it names must exist."""

    def clean(self, value: Any) -> str:
        who = super().clean(value)
        if who and not WHO.fullmatch(who):
            raise ValidationError("Choose one of those that are offered.")
        kind, _, key = who.partition(":")
        gone = (kind == "country" and not Country.objects.filter(pk=key).exists()) or (
            kind == "actor" and not Actor.objects.current().filter(pk=key).exists()
        )
        if gone:
            raise ValidationError("This one was deleted or merged meanwhile. Open the page again.")
        return who


class IncidentPart(forms.Form):
    """What the incident is; the type is one that is proposed, or any other."""

    form_key = forms.UUIDField(widget=forms.HiddenInput)
    title = forms.CharField(
        max_length=Incident._meta.get_field("title").max_length,
        widget=forms.TextInput(attrs={"class": "vTextField", "autocomplete": "off"}),
        help_text="Who did what to whom, present tense.",
    )
    proposed_type = forms.ChoiceField(widget=forms.RadioSelect, required=False)
    type = forms.ModelChoiceField(
        IncidentType.objects.all(), required=False, label="Another type", empty_label="None other"
    )
    level = forms.TypedChoiceField(
        label="Level of hostility", required=False, coerce=int, empty_value=None,
        choices=lambda: [("", "The usual one of the type"), *scales.choices("hostility_scale")],
    )  # fmt: skip
    date = forms.CharField(
        required=False, max_length=64, help_text="As 2025-04-27, 2025-04~ or in words. Empty if not known."
    )
    credibility = forms.ChoiceField(
        required=False,
        choices=lambda: one_of("information_credibility", "Not judged"),
        label="Credibility of the report",
    )
    excerpt = forms.CharField(
        required=False,
        max_length=600,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="A short quote, letter for letter; public with the citation.",
    )

    def __init__(self, *args: Any, types: Sequence[IncidentType] = (), **kwargs: Any):
        super().__init__(*args, **kwargs)
        choices = [(one.code, str(one)) for one in types]
        self.fields["proposed_type"].choices = choices  # type: ignore[attr-defined]

    def clean_date(self) -> str:
        """EDTF, or words that say one date."""
        said = self.cleaned_data["date"].strip()
        found = dates(said)
        if len(found) == 1 and found[0].written == said and found[0].date:
            return found[0].date
        validate_edtf(said)
        return said

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        chosen = cleaned.get("type") or IncidentType.objects.filter(pk=cleaned.get("proposed_type")).first()
        if chosen is None and not self.has_error("type") and not self.has_error("proposed_type"):
            self.add_error("type", ValidationError("Choose the type of the incident."))
            return cleaned
        cleaned["type"] = chosen
        if chosen and cleaned.get("level") is None:
            cleaned["level"] = chosen.level_default
        return cleaned


class ParticipantPart(forms.Form):
    """One name: whether it took part, who it is, and in which role."""

    take = forms.BooleanField(required=False)
    who = WhoField()
    role = forms.ChoiceField(required=False, choices=lambda: one_of("participant_roles", "No role"))
    basis = forms.ChoiceField(choices=BASES, initial="explicit")
    new_kind = forms.ChoiceField(required=False, choices=lambda: one_of("actor_kinds", "Kind of actor"))

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        offered = (self.initial or {}).get("choices", [])
        several = len(offered) > 1
        self.fields["who"].widget = forms.Select(choices=offered) if several else forms.HiddenInput()

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if not cleaned.get("take"):
            return cleaned
        if not cleaned.get("role"):
            self.add_error("role", ValidationError("Choose the role, or untick the name."))
        if cleaned.get("who", "").startswith("new:") and not cleaned.get("new_kind"):
            self.add_error("new_kind", ValidationError("Say what kind of actor this is."))
        return cleaned

    def has_changed(self) -> bool:
        """Every row is read: one that stays as proposed is a choice too."""
        return True


class StatementPart(forms.Form):
    """One statement: whether it is kept, who spoke, and what was said."""

    take = forms.BooleanField(required=False)
    speaker = WhoField(required=False)
    role_at_time = forms.CharField(
        required=False, max_length=160, label="Role held at the time", widget=forms.TextInput()
    )
    kind = forms.ChoiceField(choices=lambda: one_of("statement_kinds"))
    mode = forms.ChoiceField(
        choices=lambda: [pair for pair in one_of("quote_modes") if pair[0] != "constructed"],
        label="Closeness to the words",
    )
    language = forms.CharField(required=False, max_length=12, widget=forms.HiddenInput)
    quoted = forms.CharField(required=False, widget=forms.HiddenInput)
    text = forms.CharField(required=False, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, speakers: Sequence[tuple[str, str]] = (), **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["speaker"].widget = forms.Select(choices=speakers)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("take"):
            if not cleaned.get("speaker") and not self.has_error("speaker"):
                self.add_error("speaker", ValidationError("Choose who spoke, or untick the statement."))
            if not cleaned.get("text") and cleaned.get("mode") != "content_unknown":
                self.add_error(
                    "text", ValidationError("Write what was said, or choose that its content is not given.")
                )
        return cleaned

    def has_changed(self) -> bool:
        """Every row is read: one that stays as proposed is a choice too."""
        return True
