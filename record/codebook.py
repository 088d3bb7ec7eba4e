"""The codebook as the record holds it: types, themes, scales, countries and groupings in one document, by version.

A document read by its entry number never changes, so each is parsed once for a process.
"""

from dataclasses import dataclass, field
from functools import cached_property, lru_cache

from django.utils.translation import get_language

from actors.models import Country, Grouping
from codebook import scales
from codebook.models import IncidentType, Theme
from lib import canonical
from record.documents.values import day, number
from record.memberships import by_country
from record.models import Document, Entry
from record.moments import Moment
from record.names import Lexicon, country_names

REF = "CB-1"


@dataclass(frozen=True)
class Codebook:
    """One published version of the words we code with; every part is keyed by its code."""

    entry: int = 0
    version: int = 0
    types: dict[str, dict] = field(default_factory=dict)
    themes: dict[str, dict] = field(default_factory=dict)
    scales: dict[str, dict] = field(default_factory=dict)
    countries: dict[str, dict] = field(default_factory=dict)
    groupings: dict[str, dict] = field(default_factory=dict)
    alpha2: dict[str, str] = field(default_factory=dict)
    cow: dict[str, str] = field(default_factory=dict)

    @cached_property
    def lexicon(self) -> Lexicon:
        """All names of countries and organisations, for recognising them in a question."""
        return country_names(self.countries, self.groupings)

    @cached_property
    def memberships(self) -> dict[str, list[tuple[str, dict]]]:
        """Country to the groupings that it was ever a full member of, each with its row of that membership."""
        return by_country(self.groupings)

    def scale_label(self, scale: str, code: str | int, language: str = "") -> str:
        """The label of a code; the code itself if this version of the codebook does not have it."""
        row = self.scales.get(scale, {}).get("by_code", {}).get(str(code))
        return label(row, language) if row else str(code)

    def scale_words(self, scale: str, language: str = "") -> list[tuple[str, str]]:
        """(code, label) of a scale in its order, for a field to choose from."""
        entries = self.scales.get(scale, {}).get("by_code", {})
        return [(code, label(row, language)) for code, row in entries.items()]

    def party(self, code: str, language: str = "") -> str:
        """What a state or organisation is called; the code itself if this version does not have it."""
        return label(self.countries.get(code) or self.groupings.get(code) or {}, language) or code

    def country_code(self, text: str) -> str | None:
        """The alpha-3 code for alpha-3, alpha-2 or cow:365, in any case; None if no country has it."""
        code = text.strip().upper()
        if code in self.countries:
            return code
        return self.cow.get(code.removeprefix("COW:")) if code.startswith("COW:") else self.alpha2.get(code)


def label(row: dict, language: str = "") -> str:
    """The label of a row of the codebook in a language, in English where that one has none.

    With no language named it is that of the address that is being answered; the API and the desk answer in English.
    """
    return worded(row, "label", language) or worded(row, "name", language)


def worded(row: dict, column: str, language: str = "") -> str:
    """The same for another column of words, such as `step_label`."""
    return row.get(f"{column}_{language or get_language() or 'en'}") or row.get(column) or ""


def at(moment: Moment) -> Codebook:
    """The codebook as it stood at a moment; an empty one before the first was published."""
    entries = Entry.objects.up_to(moment).filter(kind="codebook").order_by("-number")
    found = entries.values_list("number", "version", "document_sha256").first()
    return of_entry(*found) if found else Codebook()


@lru_cache(maxsize=16)
def of_entry(entry: int, version: int, sha256: str) -> Codebook:
    """The codebook that one entry published.

    The hash is part of the key: after a rollback another publication takes the same number and version.
    """
    return read(entry, version, canonical.loads(Document.objects.get(entry=entry).text))


def read(entry: int, version: int, document: dict) -> Codebook:
    """A codebook from its document."""

    def by_code(name: str) -> dict[str, dict]:
        return {row["code"]: row for row in document[name]}

    countries = by_code("countries")
    by_name = by_code("scales")
    for scale in by_name.values():
        scale["by_code"] = {str(row[scale["key"]]): row for row in scale["entries"]}
    return Codebook(
        entry=entry,
        version=version,
        types=by_code("types"),
        themes=by_code("themes"),
        scales=by_name,
        countries=countries,
        groupings=by_code("groupings"),
        alpha2={
            row["alpha2"]: code for code, row in countries.items() if row["alpha2"] and not row["valid_to"]
        },
        cow=cow_codes(countries),
    )


def cow_codes(countries: dict[str, dict]) -> dict[str, str]:
    """COW number to alpha-3 code; where an ended state shares the number, today's state has it."""
    ended_first = sorted(countries.items(), key=lambda item: not item[1]["valid_to"])
    return {str(row["cow_code"]): code for code, row in ended_first if row["cow_code"]}


def build(themes: set[str] | None = None, types: set[str] | None = None) -> dict:
    """The document of the whole codebook as the desk has it; only the named themes and types if such are given."""
    theme_rows = Theme.objects.all() if themes is None else Theme.objects.filter(code__in=themes)
    type_rows = IncidentType.objects.all() if types is None else IncidentType.objects.filter(code__in=types)
    return {
        "types": [type_document(row) for row in type_rows.order_by("code")],
        "themes": [theme_document(row) for row in theme_rows.order_by("code")],
        "scales": scale_documents(),
        "countries": [
            country_document(row)
            for row in Country.objects.order_by("code").prefetch_related("names", "borders", "successors")
        ],
        "groupings": [
            grouping_document(row) for row in Grouping.objects.order_by("code").prefetch_related("members")
        ],
    }


def corrected(before: Codebook) -> dict:
    """The document of what is public, as the desk has it now.

    Themes and types that are gone from the desk stay as they were: published rows use their codes.
    """
    document = build(set(before.themes), set(before.types))
    kept = {}
    for name, rows in (("themes", before.themes), ("types", before.types)):
        present = {row["code"] for row in document[name]}
        gone = [row for code, row in rows.items() if code not in present]
        kept[name] = sorted([*document[name], *gone], key=lambda row: row["code"])
    return {**document, **kept}


def unpublished(before: Codebook) -> list[Theme | IncidentType]:
    """Themes and types of the desk that the public codebook does not have."""
    themes = Theme.objects.exclude(code__in=before.themes)
    return [*themes, *IncidentType.objects.exclude(code__in=before.types)]


def with_additions(document: dict, themes: set[str], types: set[str]) -> dict:
    """A published codebook with themes and types that it lacks; whatever it has stays as published."""
    new_themes = [theme_document(row) for row in Theme.objects.filter(code__in=themes)]
    new_types = [type_document(row) for row in IncidentType.objects.filter(code__in=types)]
    return {
        **document,
        "themes": sorted([*document["themes"], *new_themes], key=lambda row: row["code"]),
        "types": sorted([*document["types"], *new_types], key=lambda row: row["code"]),
    }


def type_document(row: IncidentType) -> dict:
    return {
        "code": row.code,
        "slug": row.slug,
        "group": row.group,
        "label": row.label,
        "label_ru": row.label_ru or None,
        "definition": row.definition,
        "include": row.include or None,
        "exclude": row.exclude or None,
        "level": {"default": row.level_default, "min": row.level_min, "max": row.level_max},
        "weight": number(row.weight),
        "weight_source": row.weight_source or None,
        "crosswalk": row.crosswalk,
        "legal_basis": row.legal_basis or None,
        "example": row.example or None,
    }


def theme_document(row: Theme) -> dict:
    return {
        "code": row.code,
        "label": row.label,
        "label_ru": row.label_ru or None,
        "definition": row.definition,
    }


def country_document(row: Country) -> dict:
    names = [{"language": n.language, "name": n.name, "variant": n.variant or None} for n in row.names.all()]
    russian = next((n["name"] for n in names if n["language"] == "ru" and not n["variant"]), None)
    return {
        "code": row.code,
        "alpha2": row.alpha2 or None,
        "numeric": row.numeric or None,
        "cow_code": row.cow_code,
        "name": row.name,
        "name_ru": russian,
        "official_name": row.official_name or None,
        "sort_key": row.sort_key,
        "names": names,
        "capital": {
            "name": row.capital,
            "latitude": number(row.capital_latitude),
            "longitude": number(row.capital_longitude),
        }
        if row.capital
        else None,
        "middle": {"latitude": number(row.latitude), "longitude": number(row.longitude)}
        if row.latitude is not None
        else None,
        "region": row.region or None,
        "subregion": row.subregion or None,
        "independent": row.independent,
        "status_note": row.status_note or None,
        "valid_from": row.valid_from or None,
        "valid_to": row.valid_to or None,
        "borders": sorted(other.code for other in row.borders.all()),
        "successors": sorted(other.code for other in row.successors.all()),
    }


def grouping_document(row: Grouping) -> dict:
    return {
        "code": row.code,
        "name": row.name,
        "name_ru": row.name_ru or None,
        "kind": row.kind or None,
        "founded": day(row.founded),
        "note": row.note or None,
        "members": [
            {"country": m.country_id, "status": m.status, "start": m.start or None, "end": m.end or None}
            for m in row.members.all()
        ],
    }


def scale_documents() -> list[dict]:
    """All scales as the codebook publishes them."""
    return [
        {
            "code": name,
            "label": scale.title,
            "label_ru": scale.title_ru or None,
            "key": scale.key,
            "entries": [dict(entry) for entry in scale.entries],
        }
        for name, scale in scales.scales().items()
    ]
