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
from django.core.exceptions import ValidationError
from django.db import connection, models

from incidents.models import Incident, Relation

Kept = dict[str, Any]
Names = set[tuple[str, Any]]
# Columns that speak of another one: where that is emptied, they are too.
GOES_WITH: dict[tuple[str, str], dict[str, Any]] = {
    ("incidents.statement", "mandate_assessed_by"): {"mandate": ""},
    ("incidents.statement", "replies_to"): {"reply_kind": ""},
}


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
    """What comes back only in part, because what it refers to is there no more.

    `left_out` counts rows by their noun, `unlinked` single references by noun and field. `stuck` names what the incident
    itself cannot be without: then nothing comes back.
    """

    left_out: Counter[str] = field(default_factory=Counter)
    unlinked: Counter[tuple[str, str]] = field(default_factory=Counter)
    stuck: list[str] = field(default_factory=list)


def put_back(stored: list[Kept]) -> Returned:
    """Inserts the rows again, the incident last, so that its parts do not raise its revision one by one.

    Writes nothing where the incident is stuck.
    """
    rows, returned = coming_back(stored)
    if returned.stuck:
        return returned
    rows.sort(key=lambda row: isinstance(row, Incident))
    for row in rows:
        row.save_base(raw=True, force_insert=True)  # raw: times of making stay as they were
    connection.check_constraints()
    return returned


def coming_back(stored: list[Kept]) -> tuple[list[Any], Returned]:
    """The rows as they would come back at this moment, and what would be missing; nothing is written."""
    return with_footing(
        [one.object for one in serializers.deserialize("python", stored, ignorenonexistent=True)]
    )


def with_footing(rows: list[Any]) -> tuple[list[Any], Returned]:
    """The rows that can stand; what they refer to is on file or comes back too.

    A reference that may be empty is emptied. A row goes only where it cannot do without, and takes along what hangs on it.
    """
    lost, returned = missing(rows), Returned()
    loosened: list[tuple[Any, str]] = []
    while gone := [row for row in rows if not stands(row, lost, loosened)]:
        for row in gone:
            tell(row, lost, returned)
        lost |= {name(row) for row in gone}
        rows = [row for row in rows if name(row) not in lost]
    returned.unlinked.update(
        (str(row._meta.verbose_name), label) for row, label in loosened if name(row) not in lost
    )
    return rows, returned


def stands(row: Any, lost: Names, loosened: list[tuple[Any, str]]) -> bool:
    """Empties what may be empty of the lost references and notes it; False if the row cannot be without one."""
    columns = [column for column in keys(row) if reference(row, column) in lost]
    if not all(may_be_empty(column) for column in columns):
        return False
    for column in columns:
        setattr(row, column.attname, None)
        for other, value in GOES_WITH.get((row._meta.label_lower, column.name), {}).items():
            setattr(row, other, value)
        loosened.append((row, str(column.verbose_name)))
    return not columns or not breaks_a_rule(row)


def may_be_empty(column: Any) -> bool:
    """Not where a row would have gone together with what it refers to: it is a part of that, and means nothing alone."""
    return column.null and column.remote_field.on_delete is not models.CASCADE


def breaks_a_rule(row: Any) -> bool:
    """Whether a constraint of its table needs what was emptied, such as the one who claims to have done it."""
    for rule in row._meta.constraints:
        if isinstance(rule, models.CheckConstraint):
            try:
                rule.validate(type(row), row)
            except ValidationError:
                return True
    return False


def tell(row: Any, lost: Names, returned: Returned) -> None:
    """Counts a row that stays behind: one that joins two others as a link of the one whose field it is."""
    owner = row._meta.auto_created
    if isinstance(row, Incident):
        returned.stuck = [str(key.verbose_name) for key in keys(row) if reference(row, key) in lost]
    elif not owner:
        returned.left_out[str(row._meta.verbose_name)] += 1
    else:
        returned.unlinked[str(owner._meta.verbose_name), str(joining(row).verbose_name)] += 1


def joining(row: Any) -> Any:
    """The field of the owner behind a row that joins two others."""
    every = row._meta.auto_created._meta.local_many_to_many
    return next(one for one in every if one.remote_field.through is row._meta.concrete_model)


def keys(row: models.Model) -> list[Any]:
    """Columns of a row that lead to other rows."""
    return [column for column in row._meta.local_concrete_fields if column.is_relation]


def reference(row: models.Model, column: Any) -> tuple[str, Any]:
    return column.related_model._meta.label_lower, getattr(row, column.attname)


def references(row: models.Model) -> list[tuple[str, Any]]:
    """What a row refers to: tables and keys."""
    found = [reference(row, column) for column in keys(row)]
    return [(table, key) for table, key in found if key is not None]


def missing(rows: list[Any]) -> Names:
    """References to rows that are neither on file nor among these; one query for each table they lead to."""
    coming = {name(row) for row in rows}
    wanted: dict[str, set[Any]] = {}
    for row in rows:
        for table, key in references(row):
            if (table, key) not in coming:
                wanted.setdefault(table, set()).add(key)
    found = set()
    for table, asked in wanted.items():
        model = apps.get_model(table)
        there = set(model._base_manager.filter(pk__in=asked).values_list("pk", flat=True))
        found |= {(table, key) for key in asked - there}
    return found
