"""The words round a release's data: the data package for programs, the README for people, the sums for both.

They say nothing that the entry does not decide, so that they too are the same when the release is made again.
"""

import json
from collections.abc import Iterable

from django.conf import settings

from record.citing import PUBLISHER
from record.exports import TABLES
from record.exports.columns import CODE, CODES, DAY, DEGREE, LIST, TEXT, TIME, TRUTH, WHOLE, Column
from record.ledger import written_time
from record.models import Entry
from record.releases.codebook_files import COLUMNS as CODEBOOK_COLUMNS
from record.releases.shelf import File

LICENCE = {
    "name": "CC-BY-4.0",
    "path": "https://creativecommons.org/licenses/by/4.0/",
    "title": "Creative Commons Attribution 4.0 International",
}
# What Table Schema calls our kinds of values.
TYPES = {
    CODE: {"type": "string"},
    TEXT: {"type": "string"},
    LIST: {"type": "string"},
    CODES: {"type": "string"},
    WHOLE: {"type": "integer"},
    DEGREE: {"type": "number"},
    TRUTH: {"type": "boolean"},
    DAY: {"type": "date"},
    TIME: {"type": "datetime", "format": "%Y-%m-%dT%H:%M:%S.%fZ"},
}
IN_CSV = {LIST: " A list with ; between its values.", CODES: " A list with ; between its values."}


def citation(head: Entry) -> str:
    day = head.at.date()
    return (
        f"{PUBLISHER} ({day.year}). The record of incidents between states, release of entry {head.number}, "
        f"{day.day} {head.at:%B %Y}. {address(head)}"
    )


def address(head: Entry) -> str:
    return f"{settings.SITE_URL}/api/v1/exports/{head.number}/"


# --- for programs


def datapackage(head: Entry, files: Iterable[File]) -> bytes:
    """datapackage.json as Frictionless Data describes it: tables with their columns, other files by name and hash."""
    package = {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": f"demarche-entry-{head.number}",
        "title": f"{PUBLISHER}: the record of incidents between states at entry {head.number}",
        "description": "What README.md says.",
        "homepage": settings.SITE_URL,
        "version": str(head.number),
        "created": written_time(head.at),
        "licenses": [LICENCE],
        "entry": head.number,
        "entry_sha256": head.sha256,
        "citation": citation(head),
        "resources": [resource(file) for file in files],
    }
    return json.dumps(package, ensure_ascii=False, indent=2).encode() + b"\n"


def resource(file: File) -> dict:
    """One file; a CSV file of ours with its columns."""
    stem, _, suffix = file.name.rpartition(".")
    found = {
        "name": file.name.replace(".", "-"),
        "path": file.name,
        "title": file.title,
        "format": suffix,
        "mediatype": file.media_type,
        "bytes": file.bytes,
        "hash": f"sha256:{file.sha256}",
    }
    if suffix != "csv":
        return {**found, "type": "file"}
    return {**found, "type": "table", "encoding": "utf-8", "schema": schema(stem)}


def schema(name: str) -> dict:
    """The columns of a CSV file, what tells its lines apart, and where they lead."""
    if name == "codebook":
        return {
            "fields": [
                {"name": one, "type": "string", "description": of} for one, of in CODEBOOK_COLUMNS.items()
            ]
        }
    table = next(one for one in TABLES if one.name == name)
    found: dict = {
        "fields": [field(column, one) for column, one in table.columns.items()],
        "missingValues": [""],
        "primaryKey": list(table.key),
    }
    if name in ("dyads", "participants"):
        reference = {"resource": "incidents-csv", "fields": ["ref"]}
        found["foreignKeys"] = [{"fields": ["ref"], "reference": reference}]
    return found


def field(name: str, column: Column) -> dict:
    return {"name": name, **TYPES[column.kind], "description": column.meaning + IN_CSV.get(column.kind, "")}


def sums(files: Iterable[File]) -> bytes:
    """SHA256SUMS, as `sha256sum -c` reads it."""
    return "".join(f"{file.sha256}  {file.name}\n" for file in sorted(files, key=lambda f: f.name)).encode()


# --- for people

README = """# {title}

Every incident, statement, actor, source, episode, link and stretch of coverage that was public after entry {number} of the
record, which was written on {at}. The same release can be made again at any time from that number, unless something
in it was expunged since.

- Address: {address}
- Entry: {number}, SHA-256 `{sha256}`
- Licence: {licence} ({path}). Short quotations remain those of their authors, and each names its source.
- Cite as: {citation}

## Files

| file | rows | what it is |
|---|---|---|
{files}

CSV is UTF-8 with a line of names and CR LF (RFC 4180). Parquet has the same tables with types: lists are lists, days are
days. JSON Lines have one document on each line, in the form that `documents.schema.json` describes. `datapackage.json`
describes everything for programs (Frictionless Data).

## Before you count

- An incident stands once in `incidents`, once for each initiator and target in `dyads`, once for each participation in
  `participants`. Count `ref` once where you count incidents.
- `counted` is false for what series and charts leave out: plans, patterns, processes, what was refuted.
- `certainty` and `denied_by` stand before `level`: how sure it is before how hostile.
- That there is no incident says nothing where nothing was read. `coverage.jsonl` says what was.
- In CSV an empty cell without quotation marks is null: nothing is on record. `""` is a text or a list that is empty.
- A text in CSV that begins with `=`, `+`, `-`, `@`, a tab or a carriage return has an apostrophe before it. Parquet and JSON
  have the text itself.

## Columns
{columns}

## Checking

`sha256sum -c SHA256SUMS` checks the files. `entries.jsonl` holds the record's chain: each entry carries the hash of the one
before it and of its document; the hash of the last is the one above. `verify.py`, in the folder examples/ of the source
code, checks both.
"""


def readme(head: Entry, files: Iterable[File]) -> bytes:
    rows = [f"| `{file.name}` | {'' if file.rows is None else file.rows} | {file.title} |" for file in files]
    text = README.format(
        title=f"{PUBLISHER}: release of entry {head.number}",
        number=head.number,
        at=written_time(head.at),
        sha256=head.sha256,
        address=address(head),
        licence=LICENCE["title"],
        path=LICENCE["path"],
        citation=citation(head),
        files="\n".join(rows),
        columns="\n".join(columns()),
    )
    return text.encode()


def columns() -> Iterable[str]:
    for table in TABLES:
        yield f"\n### {table.name}\n\n{table.meaning}\n\n| column | what it says |\n|---|---|"
        for name, column in table.columns.items():
            yield f"| `{name}` | {column.meaning}{IN_CSV.get(column.kind, '')} |"
