"""Taking an incident's rows out of their tables as they are, and putting the very same rows back under the same keys.

What goes is what a cascade would take, so nothing that hangs on an incident can be forgotten here: new tables come along
by themselves. Foreign keys are checked when all is done, so the order in which rows go and come does not matter.
"""

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.contrib.admin.utils import NestedObjects
from django.core import serializers
from django.db import connection, models

from incidents.models import Incident, Relation

Kept = dict[str, Any]


@dataclass(frozen=True)
class Whole:
    """Every row of an incident, and what elsewhere would lose its footing without it."""

    rows: list[models.Model]
    holding: list[models.Model]


def whole(incident: Incident) -> Whole:
    """The incident with all that hangs on it, its relations in both directions too."""
    found: dict[tuple[str, Any], models.Model] = {}
    protected: dict[tuple[str, Any], models.Model] = {}
    ends = models.Q(from_incident=incident) | models.Q(to_incident=incident)
    for start in [*Relation.objects.filter(ends), incident]:
        nested = NestedObjects(using="default")
        nested.collect([start])
        found |= {name(row): row for rows in nested.data.values() for row in rows}
        protected |= {name(row): row for row in nested.protected}
    holding = [row for key, row in protected.items() if key not in found]
    return Whole(list(found.values()), holding)


def name(row: models.Model) -> tuple[str, Any]:
    return row._meta.label_lower, row.pk


def kept(rows: Iterable[models.Model]) -> list[Kept]:
    """Rows as JSON, each with its table, its key and its own columns; many-to-many rows are rows of their own here."""
    found = []
    for row in rows:
        columns = [column.name for column in row._meta.local_concrete_fields]
        found += serializers.serialize("python", [row], fields=columns)
    # Not Django's own JSON, which cuts times down to milliseconds.
    return json.loads(json.dumps(found, default=str))


def take_out(rows: Iterable[models.Model]) -> None:
    """Deletes exactly these rows. Raises IntegrityError if something that stays refers to one of them."""
    by_table: dict[type[models.Model], list[Any]] = {}
    for row in rows:
        by_table.setdefault(type(row), []).append(row.pk)
    for model, keys in by_table.items():
        model._base_manager.filter(pk__in=keys)._raw_delete("default")
    connection.check_constraints()


@dataclass
class Returned:
    """What came back, and by table how many rows could not because what they refer to is there no more."""

    left_out: Counter[str] = field(default_factory=Counter)


def put_back(stored: list[Kept]) -> Returned:
    """Inserts the rows again, the incident last, so that its parts do not raise its revision one by one."""
    rows = [one.object for one in serializers.deserialize("python", stored, ignorenonexistent=True)]
    rows, returned = with_footing(rows)
    rows.sort(key=lambda row: isinstance(row, Incident))
    for row in rows:
        row.save_base(raw=True, force_insert=True)  # raw: times of making stay as they were
    connection.check_constraints()
    return returned


def with_footing(rows: list[Any]) -> tuple[list[Any], Returned]:
    """The rows all of whose references lead to something that is there or comes back too.

    Whoever worked on the incident may have left the desk: it then comes back without them.
    """
    returned, lost = Returned(), missing(rows)
    for row in rows:
        if isinstance(row, Incident) and name_of_user(row) in lost:
            row.assignee_id = None
    while True:
        coming = {name(row) for row in rows}
        stay = [row for row in rows if all(ref in coming or ref not in lost for ref in references(row))]
        if len(stay) == len(rows):
            return rows, returned
        gone = [row for row in rows if row not in stay]
        returned.left_out.update(str(row._meta.verbose_name) for row in gone if not row._meta.auto_created)
        lost |= {name(row) for row in gone}
        rows = stay


def name_of_user(incident: Incident) -> tuple[str, Any]:
    field: Any = Incident._meta.get_field("assignee")
    return field.related_model._meta.label_lower, incident.assignee_id


def references(row: models.Model) -> list[tuple[str, Any]]:
    """What a row refers to: tables and keys."""
    keys: list[Any] = [column for column in row._meta.local_concrete_fields if column.is_relation]
    found = [(key.related_model._meta.label_lower, getattr(row, key.attname)) for key in keys]
    return [(table, key) for table, key in found if key is not None]


def missing(rows: list[Any]) -> set[tuple[str, Any]]:
    """References to rows that are neither on file nor among these; one query for each table they lead to."""
    coming = {name(row) for row in rows}
    wanted: dict[str, set[Any]] = {}
    for row in rows:
        for table, key in references(row):
            if (table, key) not in coming:
                wanted.setdefault(table, set()).add(key)
    found = set()
    for table, keys in wanted.items():
        model = apps.get_model(table)
        there = set(model._base_manager.filter(pk__in=keys).values_list("pk", flat=True))
        found |= {(table, key) for key in keys - there}
    return found
