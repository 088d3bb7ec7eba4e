"""Writing the working copy as an interchange file, record by record, in a memory that does not grow with it."""

import json
from collections.abc import Iterator
from io import TextIOBase
from typing import IO

from django.db import models

from incidents.interchange import FORMAT, VERSION
from incidents.interchange.documents import documents_of
from incidents.interchange.shape import KINDS, Kind

BATCH = 200


def export(file: IO[str] | TextIOBase, *, title: str = "") -> dict[str, int]:
    """Writes everything the working copy holds; the counts of records by key.

    Reads in several queries: run it in a transaction with REPEATABLE READ where others write meanwhile.
    """
    header = {"format": FORMAT, "version": VERSION, **({"title": title} if title else {})}
    file.write(json.dumps(header, ensure_ascii=False, indent=2).removesuffix("\n}"))
    counts = {}
    for kind in KINDS:
        file.write(f',\n  "{kind.part.key}": [')
        counts[kind.part.key] = write_records(file, kind)
        file.write("]" if not counts[kind.part.key] else "\n  ]")
    file.write("\n}\n")
    return counts


def write_records(file: IO[str] | TextIOBase, kind: Kind) -> int:
    count = 0
    for batch in batches(kind):
        for record in documents_of(kind.name, batch):
            text = json.dumps(record, ensure_ascii=False, indent=2).replace("\n", "\n    ")
            file.write(f"{',' if count else ''}\n    {text}")
            count += 1
    return count


def batches(kind: Kind) -> Iterator[list[models.Model]]:
    """All rows of a kind in the order of their keys, so that none is read twice or missed."""
    rows = kind.part.model._default_manager.order_by("pk")
    last = 0
    while batch := list(rows.filter(pk__gt=last)[:BATCH]):
        yield batch
        last = batch[-1].pk
