"""Taking an import back while nothing of it is published and nobody has edited it since."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pghistory
import psycopg2
from django.apps import apps
from django.contrib.auth.models import User
from django.db import IntegrityError, transaction

from desk.imports.steps import StepRefused, lock_imports
from desk.models import Import
from incidents.importing import ImportRefused, import_file
from incidents.interchange import FORMAT, VERSION
from incidents.interchange.shape import KINDS, Kind, counted
from incidents.models import Decision, Revision
from incidents.staging.deleting import delete_records

LINKED = "Something that was logged since refers to a record of this import: {}. Take that away first, or keep the import."


def undo(pk: int, user: User, say: Callable[[str], None]) -> None:
    """Deletes what an import made and puts back what it changed; the caller holds the transaction."""
    one = Import.objects.select_for_update().get(pk=pk)
    if one.state != "applied":
        raise StepRefused("Only an import that is applied can be undone.")
    lock_imports()
    say("Looking at what was done since …")
    if found := [*obstacles(one, lock=True)]:
        raise StepRefused(" ".join(found))
    with pghistory.context(user=user.pk, reason=f"Undo of import {one.pk}"):
        put_back(one, user, say)
        say("Deleting what it made …")
        delete_new(one)
    one.state = "undone"
    one.save(update_fields=["state"])


def obstacles(one: Import, lock: bool = False) -> Iterator[str]:
    """Why an import cannot be undone, in sentences; with `lock` no row can change until the transaction ends."""
    for kind in KINDS:
        expected = {
            key: revision for what in ("new", "changed") for key, revision in rows_of(one, kind, what)
        }
        if not expected:
            continue
        rows = kind.part.model._default_manager.filter(pk__in=expected)
        rows = rows.select_for_update(of=("self",)).order_by("pk") if lock else rows
        now = dict(rows.values_list("pk", "revision"))
        moved = sum(now.get(key) != revision for key, revision in expected.items())
        if moved:
            yield f"{counted(moved, kind.part.key)} of it {was(moved)} edited or deleted since."
        public = published(kind, one, list(expected))
        if public:
            yield f"{counted(public, kind.part.key)} of it {was(public)} published since."


def was(count: int) -> str:
    return "was" if count == 1 else "were"


def rows_of(one: Import, kind: Kind, what: str) -> list[tuple[int, int]]:
    return [(key, revision) for key, revision in one.written.get(kind.name, {}).get(what, [])]


def published(kind: Kind, one: Import, keys: list[int]) -> int:
    """How many of the rows an editor has published since, alone or with something that needed them."""
    decided = Decision.objects.filter(
        kind=kind.name, object_id__in=keys, entry__isnull=False, at__gt=one.applied_at
    ).values_list("object_id", flat=True)
    fresh = [key for key, _ in rows_of(one, kind, "new")]
    numbered = kind.part.model._default_manager.filter(pk__in=fresh).exclude(ref=None).exclude(ref="")
    return len({*decided, *numbered.values_list("pk", flat=True)})


def put_back(one: Import, user: User, say: Callable[[str], None]) -> None:
    """Imports the documents that stood before the import did, by its own way."""
    before: dict[str, list[Any]] = {}
    for kind in KINDS:
        for key, revision in rows_of(one, kind, "changed"):
            last = Revision.objects.filter(kind=kind.name, object_id=key, number__lt=revision).first()
            if last is None:
                raise StepRefused("What stood before the import is not on file. Restore it by hand.")
            before.setdefault(kind.part.key, []).append(last.document)
    if not before:
        return
    say("Putting back what it changed …")
    with TemporaryDirectory(prefix="demarche-undo-") as folder:
        path = Path(folder) / f"undo of import {one.pk}"
        path.write_text(json.dumps({"format": FORMAT, "version": VERSION, **before}), encoding="utf-8")
        try:
            import_file(path, update=True, user_id=user.pk, progress=say)
        except ImportRefused as refusal:
            raise StepRefused(f"What stood before cannot be put back: {refusal.problems[0]}") from refusal


def delete_new(one: Import) -> None:
    """Deletes the rows an import made."""
    try:
        with transaction.atomic():
            delete_records({kind.name: [key for key, _ in rows_of(one, kind, "new")] for kind in KINDS})
    except IntegrityError as error:
        raise StepRefused(LINKED.format(referring(error))) from error


def referring(error: IntegrityError) -> str:
    """What still refers to a row that would be gone, by the name of its kind."""
    where = error.__cause__.diag.table_name if isinstance(error.__cause__, psycopg2.Error) else ""
    names = {
        model._meta.db_table: str(model._meta.verbose_name)
        for model in apps.get_models(include_auto_created=True)
    }
    return names.get(where or "", "a row")
