"""The incident's own form: hostility as a row of steps, days that follow the date, and the list of places on the page."""

from dataclasses import dataclass

from django import forms
from django.contrib.admin.utils import flatten
from django.core.exceptions import ValidationError

from actors.dates import bounds
from codebook import scales
from desk import error_links
from desk.forms import RevisedForm

OWN_BOUNDS = ("date_earliest", "date_latest")


def levels() -> list[tuple[int, str]]:
    return [
        (int(code), f"{code.replace('-', '−')} {label}") for code, label in scales.choices("hostility_scale")
    ]


class IncidentForm(RevisedForm):
    level = forms.TypedChoiceField(
        label="Level of hostility",
        coerce=int,
        choices=levels,
        widget=forms.RadioSelect,
        help_text="Inside the range of the type; as if the report were true.",
    )

    class Meta:
        widgets = {
            "title": forms.TextInput(attrs={"class": "vTextField", "autocomplete": "off"}),
            "summary": forms.Textarea(attrs={"rows": 3}),
            "narrative": forms.Textarea(attrs={"rows": 8}),
            "accused_side_searched": forms.Textarea(attrs={"rows": 2}),
            "note": forms.Textarea(attrs={"rows": 2}),
        }

    def clean(self):
        cleaned = super().clean()
        if "date" in cleaned and not any(name in self.errors for name in OWN_BOUNDS):
            self.clean_own_bounds(cleaned)
        return cleaned

    def clean_own_bounds(self, cleaned):
        """Days that nobody touched follow a new date; days typed beside an exact one are an error, not a lost keystroke."""
        typed = [name for name in OWN_BOUNDS if name in self.changed_data and cleaned[name]]
        if not typed:
            if "date" in self.changed_data:
                cleaned |= dict.fromkeys(OWN_BOUNDS)
            return
        earliest, latest, precision = bounds(cleaned["date"])
        for name, day in zip(OWN_BOUNDS, (earliest, latest), strict=True):
            if precision != "approximate" and name in typed and cleaned[name] != day:
                self.add_error(
                    name,
                    ValidationError(
                        "This day follows from the date. Clear it, or write an approximate date such as 2025-05~."
                    ),
                )


@dataclass(frozen=True)
class Jump:
    anchor: str
    label: str
    rows: int
    errors: int


def jumps(adminform, inlines) -> list[Jump]:
    """The parts of the form with the number of rows and of errors in each."""
    parts = [
        Jump(
            f"fieldset-0-{i}-heading", name, 0, error_links.count(adminform.form, flatten(options["fields"]))
        )
        for i, (name, options) in enumerate(adminform.fieldsets)
    ]
    for inline in inlines:
        formset = inline.formset
        errors = len(error_links.inline_lines(inline)) if formset.is_bound else 0
        name = str(inline.opts.verbose_name_plural).capitalize()
        parts.append(Jump(f"{formset.prefix}-heading", name, formset.initial_form_count(), errors))
    return parts
