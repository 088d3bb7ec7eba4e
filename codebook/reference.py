"""Loads the codebook's types and themes from data/codebook, and tells what is new or differs.

What an administrator edited stays: a row that is there already is compared and reported, and changed only on request.
"""

import csv
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

from django.core.exceptions import ValidationError
from django.core.management.base import CommandError
from django.db import models

from codebook.models import IncidentType, Theme

DATA = Path(__file__).resolve().parent.parent / "data"
CROSSWALKS = ["cameo", "plover", "weis", "cow_mid_action", "eurepoc", "quad"]


@dataclass
class Report:
    """What loading did to one table."""

    name: str
    created: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)

    def lines(self) -> list[str]:
        """One sentence per kind of change; none if nothing is new."""
        found = []
        if self.created:
            found.append(f"{self.name}: {len(self.created)} added")
        if self.changed:
            found.append(f"{self.name}: {len(self.changed)} changed ({listed(self.changed)})")
        if self.kept:
            found.append(
                f"{self.name}: {len(self.kept)} differ from the files and were kept ({listed(self.kept)})"
            )
        return found


def listed(codes: list[str]) -> str:
    return ", ".join(codes[:8]) + (", …" if len(codes) > 8 else "")


def rows(path: str) -> list[dict[str, str]]:
    """The rows of a CSV file below data/."""
    with (DATA / path).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def check(row: models.Model, title: str) -> None:
    """Runs a row's own checks and its fields' validators; the first fault stops the load with a sentence.

    Unlike full_clean() this asks the database nothing: its constraints speak when the rows are written.
    """
    try:
        for column in row._meta.concrete_fields:
            value = getattr(row, column.attname)
            if value not in column.empty_values:
                column.run_validators(value)
        row.clean()
    except ValidationError as error:
        raise CommandError(f"{title}: {' '.join(error.messages)} Correct this row in data/.") from error


def sync(name: str, model: type[models.Model], wanted: Iterable[models.Model], *, update: bool) -> Report:
    """Adds the rows that are missing; changes those that differ only if `update`, else reports them as kept."""
    report = Report(name)
    existing = {row.pk: row for row in model._default_manager.all()}
    names = [f.attname for f in model._meta.concrete_fields if not f.primary_key]
    new, changed = [], []
    for row in wanted:
        check(row, f"{name}, {row.pk}")
        before = existing.get(row.pk)
        if before is None:
            new.append(row)
            report.created.append(str(row.pk))
        elif any(getattr(before, n) != getattr(row, n) for n in names):
            changed.append(row)
            (report.changed if update else report.kept).append(str(row.pk))
    model._default_manager.bulk_create(new)
    if update and changed:
        model._default_manager.bulk_update(changed, names)
    return report


def load(*, update: bool = False) -> list[Report]:
    """Types and themes."""
    return [
        sync("Incident types", IncidentType, map(incident_type, rows("codebook/types.csv")), update=update),
        sync("Themes", Theme, (Theme(**row) for row in rows("codebook/themes.csv")), update=update),
    ]


def incident_type(row: dict[str, str]) -> IncidentType:
    """One row of types.csv; codes in other schemes go into `crosswalk`, several of them as a list."""
    return IncidentType(
        code=row["code"],
        slug=row["slug"],
        group=row["group"],
        label=row["label"],
        label_ru=row["label_ru"],
        definition=row["definition"],
        include=row["include"],
        exclude=row["exclude"],
        level_default=int(row["hostility_default"]),
        level_min=int(row["hostility_min"]),
        level_max=int(row["hostility_max"]),
        weight=Decimal(row["weight"]) if row["weight"] else None,
        weight_source=row["weight_source"],
        crosswalk={name: row[name].split(";") for name in CROSSWALKS if row[name]},
        legal_basis=row["legal_basis"],
        example=row["example"],
    )
