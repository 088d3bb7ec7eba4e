"""What the steps of an import share: the files as tables, or as the interchange file that they become."""

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.db import connection

from desk.models import Import, ImportMapping
from incidents.mapping.building import Converted
from incidents.mapping.converting import convert, write
from incidents.mapping.documents import committed, fits
from incidents.mapping.faults import MappingError
from incidents.tables.limits import TableRefused
from incidents.tables.reading import Table, is_json, read

Files = list[tuple[str, bytes]]


class StepRefused(Exception):
    """A step that is not taken; its text says why and what to do."""


def files_of(one: Import) -> Files:
    return [(file.name, bytes(file.content)) for file in one.files.all()]


def interchange(files: Files) -> bool:
    """Whether the files are one interchange file; mixing it with tables is refused."""
    kinds = {is_json(content) for _, content in files}
    if kinds == {True, False} or (True in kinds and len(files) > 1):
        raise StepRefused("A file in the interchange format comes alone. Upload the others for themselves.")
    return True in kinds


def tables_of(files: Files) -> list[Table]:
    try:
        return [table for name, content in files for table in read(name, content)]
    except TableRefused as refusal:
        raise StepRefused(str(refusal)) from refusal


@contextmanager
def as_interchange(one: Import) -> Iterator[tuple[Path, Converted | None]]:
    """The files as one interchange file, with what the mapping made of them; the file is gone afterwards."""
    files = files_of(one)
    with TemporaryDirectory(prefix="demarche-import-") as folder:
        path = Path(folder) / safe_name(one.name)
        if interchange(files):
            path.write_bytes(files[0][1])
            yield path, None
            return
        mapping = one.document
        if mapping is None:
            raise StepRefused("Choose a mapping first.")
        try:
            converted = convert(mapping, tables_of(files))
        except MappingError as error:
            raise StepRefused(str(error)) from error
        write(mapping, converted, path)
        yield path, converted


def safe_name(name: str) -> str:
    """A name that is one step of a path: it stands in the history as the origin of the rows."""
    return (
        "".join(letter if letter.isalnum() or letter in " ._-" else "_" for letter in name).lstrip(".")[:100]
        or "file"
    )


def shape(tables: list[Table]) -> str:
    """The same for files with the same columns in any order."""
    columns = sorted(sorted(table.columns) for table in tables)
    return hashlib.sha256(json.dumps(columns).encode()).hexdigest()


def offered(tables: list[Table]) -> list[tuple[str, str, dict[str, Any]]]:
    """Mappings for these tables as (key, name, document): those used for the same columns, then ours that fit."""
    kept = ImportMapping.objects.filter(shape=shape(tables))[:10]
    found = [(f"kept-{row.pk}", f"{row.name} (used {row.at:%Y-%m-%d})", row.document) for row in kept]
    for stem, document in committed().items():
        if fits(document, tables) and document not in (row.document for row in kept):
            found.append((stem, document["title"], document))
    return found


def lock_imports() -> None:
    """One import or undo at a time, as incidents.importing has it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('demarche import'))")
