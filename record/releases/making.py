"""Makes a release: the record at one entry as files, written beside the shelf and put onto it when they are whole.

Everything is read through the login that readers have, which sees nothing but the record, in one snapshot.
"""

import hashlib
import json
import os
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.db import connections, transaction

from record import codebook, exports, ledger
from record.exports import Sums
from record.models import Entry
from record.moments import Moment
from record.releases import codebook_files, contents, describing, parquet, shelf
from record.releases.contents import Selection
from record.releases.shelf import File

SCHEMA = settings.BASE_DIR / "data" / "schema" / "documents.json"
SECONDS = 4 * 60 * 60  # for each statement: a release is made once


class ReleaseError(ValueError):
    """A release that cannot be made; its text says why and what to do."""


@dataclass
class Making:
    """A release in the making: its folder, and the files that are in it so far."""

    folder: Path
    selection: Selection
    files: list[File] = field(default_factory=list)

    def copy(self, one: contents.Copied) -> None:
        form = one.export.form
        with (self.folder / one.name).open("wb") as out:
            found = exports.copied_out(one.export.statement, Sums(form, out), self.selection.using)
            settle(out)
        self.files.append(
            File(one.name, one.title, form.media_type, found["bytes"], found["sha256"], found["rows"])
        )

    def columns(self, table: exports.Table) -> None:
        """The Parquet file of a table, by way of JSON Lines that are deleted again."""
        lines, path = self.folder / f".{table.name}.lines", self.folder / f"{table.name}.parquet"
        export = table.json(self.selection.of(table), self.selection.book)
        with lines.open("wb") as out:
            rows = exports.copied_out(export.statement, Sums(export.form, out), self.selection.using)["rows"]
        parquet.write(table, lines, path)
        lines.unlink()
        with path.open("rb+") as made:
            settle(made)
            digest = hashlib.file_digest(made, "sha256").hexdigest()
        title = f"{table.meaning} With types and lists."
        self.files.append(File(path.name, title, contents.PARQUET_TYPE, path.stat().st_size, digest, rows))

    def write(self, name: str, title: str, media_type: str, content: bytes) -> None:
        with (self.folder / name).open("wb") as out:
            out.write(content)
            settle(out)
        digest = hashlib.sha256(content).hexdigest()
        self.files.append(File(name, title, media_type, len(content), digest, None))


def settle(out: BinaryIO) -> None:
    out.flush()
    os.fsync(out.fileno())


def make(entry: int | None = None, *, again: bool = False) -> shelf.Release:
    """The release of an entry, or of the newest. Raises ReleaseError.

    `again` puts a new one in the place of one that is there: its data files are the same, unless something in them was
    expunged.
    """
    head = head_of(entry)
    if not again and shelf.find(head.number):
        raise ReleaseError(f"There is a release of entry {head.number} already. Add --again to make it anew.")
    settings.RELEASES.mkdir(parents=True, exist_ok=True)
    with shelf.half_made(head.number) as made:
        made_at = fill(made, head)
        put(made, head.number)
    found = shelf.find(head.number)
    if found is None or found.withdrawn:  # expunged meanwhile
        shelf.sweep()
        raise ReleaseError(
            f"Something in it was expunged after entry {made_at}. Add --again to make it anew."
        )
    return found


def head_of(entry: int | None) -> Entry:
    newest = ledger.head()
    if newest is None:
        raise ReleaseError("The record is empty, so there is nothing to release.")
    if entry is None:
        return newest
    found = Entry.objects.filter(number=entry).first()
    if found is None:
        raise ReleaseError(f"There is no entry {entry}; the newest is {newest.number}.")
    return found


def fill(folder: Path, head: Entry) -> int:
    """Writes all files; returns the number of the newest entry in the snapshot that they were read from."""
    using = settings.PUBLIC_ALIAS
    with transaction.atomic(using=using):
        with connections[using].cursor() as cursor:
            exports.limit(cursor, SECONDS)
        last = Entry.objects.using(using).order_by("-number").first()
        moment = Moment(head.number, now=False)
        making = Making(folder, Selection(moment, codebook.at(moment), using))
        for one in contents.copied(making.selection):
            making.copy(one)
        for table in exports.TABLES:
            making.columns(table)
    describe(making, head)
    made_at = last.number if last else head.number
    manifest = {
        "entry": head.number,
        "sha256": head.sha256,
        "at": ledger.written_time(head.at),
        "made_at": made_at,
        "files": [asdict(file) for file in making.files],
    }
    with (folder / shelf.MANIFEST).open("wb") as out:
        out.write(json.dumps(manifest, ensure_ascii=False, indent=1).encode())
        settle(out)
    return made_at


def describe(making: Making, head: Entry) -> None:
    """The files beside the data: codebook, schema, data package, README, sums."""
    book = making.selection.book
    making.write(
        "codebook.json",
        "Types, themes, scales, countries and groupings.",
        "application/json",
        codebook_files.as_json(book),
    )
    making.write("codebook.csv", "The same as a table.", "text/csv", codebook_files.as_table(book))
    making.write(
        "documents.schema.json",
        "JSON Schema of the documents.",
        "application/schema+json",
        SCHEMA.read_bytes(),
    )
    making.write(
        "datapackage.json",
        "All of this for programs (Frictionless Data).",
        "application/json",
        describing.datapackage(head, making.files),
    )
    making.write(
        "README.md", "All of this for people.", "text/markdown", describing.readme(head, making.files)
    )
    making.write("SHA256SUMS", "SHA-256 of every file.", "text/plain", describing.sums(making.files))


def put(made: Path, entry: int) -> None:
    """Puts a whole folder into its place by renaming; one that was there goes first out of the way, then for good."""
    place = shelf.folder(entry)
    for path in made.iterdir():
        path.chmod(0o644)  # the public site may run under another login
    made.chmod(0o755)
    if place.exists():
        with shelf.half_made(entry) as old:
            place.rename(old / "old")
            made.rename(place)
    else:
        made.rename(place)
