"""The forms of an import: which files, which mapping, and which column goes where."""

import json
from typing import Any

from django import forms

from codebook.models import IncidentType
from desk.imports import quick
from incidents.mapping.documents import check, load
from incidents.mapping.faults import MappingError
from incidents.tables.limits import FILE_BYTES, MB
from incidents.tables.reading import Table

MOST_FILES = 5


class ManyFiles(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    widget = ManyFiles

    def clean(self, data, initial=None):
        """A list of files, each checked as Django checks one."""
        files = data if isinstance(data, list | tuple) and data else [data or None]
        cleaned = [super(FilesField, self).clean(file, initial) for file in files]
        if len(cleaned) > MOST_FILES:
            raise forms.ValidationError(f"At most {MOST_FILES} files belong to one import.")
        for file in cleaned:
            if file.size > FILE_BYTES:
                raise forms.ValidationError(
                    f"{file.name} has {file.size / MB:.0f} MB; at most {FILE_BYTES // MB} MB are read. Split it."
                )
        return cleaned


class UploadForm(forms.Form):
    uploads = FilesField(
        label="Files",
        help_text="CSV, XLSX, or one JSON file in the interchange format. Choose several if one import needs them "
        f"together, such as people and posts. At most {FILE_BYTES // MB} MB each.",
    )


class ChooseForm(forms.Form):
    """One of the mappings that fit, or one that is typed or pasted."""

    mapping = forms.ChoiceField(widget=forms.RadioSelect, required=False, label="Mapping")
    document = forms.CharField(
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false"}),
        required=False,
        label="Or a mapping of your own",
        help_text="A JSON document as docs/importing.md describes it.",
    )

    def __init__(self, *args, offered: list[tuple[str, str, dict]], **kwargs):
        super().__init__(*args, **kwargs)
        self.documents = {key: (name, document) for key, name, document in offered}
        self.fields["mapping"].choices = [(key, name) for key, name, _ in offered]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("document", "").strip():
            try:
                document = load(said["document"])
            except MappingError as error:
                for sentence in error.sentences:
                    self.add_error("document", sentence)
                return said
            self.chosen = (document["title"], document)
        elif said.get("mapping"):
            self.chosen = self.documents[said["mapping"]]
        else:
            raise forms.ValidationError("Choose a mapping, paste one, or say below where each column goes.")
        return said


class ColumnsForm(forms.Form):
    """Where each column of one table goes, and what holds for all rows."""

    short_name = forms.RegexField(
        r"^[A-Za-z0-9][A-Za-z0-9._-]{1,30}$",
        label="Short name of the set",
        help_text="Begins every id, so that the same file imported again changes nothing: kloop, mid-5.0.",
    )
    type = forms.ChoiceField(label="Type where no column says one")
    scheme = forms.ChoiceField(
        label="Countries are written as",
        choices=[
            ("iso3", "ISO codes of three letters: KAZ"),
            ("iso2", "ISO codes of two letters: KZ"),
            ("name", "names in any language: Kazakhstan"),
            ("cow", "Correlates of War numbers: 705, by date"),
            ("numeric", "ISO numbers: 398"),
        ],
    )
    dates = forms.CharField(
        label="Dates are written as",
        required=False,
        initial="D.M.YYYY; D MMMM YYYY; MMMM D, YYYY",
        help_text="Forms separated by semicolons; 2025-05-02 and the other forms of docs/interchange.md always hold.",
    )
    unknown = forms.CharField(
        label="Stands for unknown", required=False, initial="-9, n/a", help_text="Separated by commas."
    )
    separator = forms.CharField(
        label="Lists are separated by",
        initial=";",
        max_length=3,
        help_text="Of a, b or ['a', 'b'] the comma.",
    )

    def __init__(self, *args, table: Table, **kwargs):
        super().__init__(*args, **kwargs)
        self.table = table
        types = IncidentType.objects.order_by("code").values_list("code", "label")
        self.fields["type"].choices = [(code, f"{code} {label}") for code, label in types]  # type: ignore[attr-defined]
        self.columns = {}
        for place, name in enumerate(table.columns):
            key = f"column_{place}"
            self.columns[key] = name
            sample = [
                cells[place] for _, cells in table.rows[:20] if place < len(cells) and cells[place].strip()
            ][:2]
            self.fields[key] = forms.ChoiceField(
                label=name,
                choices=quick.TARGETS,
                required=False,
                initial=quick.suggestion(name),
                help_text="such as " + ", ".join(text[:40] for text in sample) if sample else "empty",
            )

    @property
    def column_fields(self) -> list[Any]:
        return [self[key] for key in self.columns]

    @property
    def other_fields(self) -> list[Any]:
        return [self[name] for name in self.fields if name not in self.columns]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        chosen = {name: said[key] for key, name in self.columns.items() if said.get(key)}
        twice = {target for target in chosen.values() if list(chosen.values()).count(target) > 1}
        for key in self.columns:
            if said.get(key) in twice:
                self.add_error(key, "Another column goes there too. Choose one of them.")
        if "title" not in chosen.values():
            raise forms.ValidationError("Say which column has the title: no incident can be without one.")
        if self.errors:
            return said
        said["formats"] = [form.strip() for form in said["dates"].split(";") if form.strip()]
        self.document = quick.mapping(chosen, self.table.name, said)
        try:
            check(json.loads(json.dumps(self.document)))
        except MappingError as error:
            raise forms.ValidationError(error.sentences) from error
        return said
