"""Importing an interchange file into the working copy: all of it or nothing, and never over the desk's own work.

The file is streamed into temporary tables, checked there as a whole and moved as a whole, so that memory does not grow with
it. A record is known by its id. One that is here already and says the same is left alone; one that nobody touched since
an import follows the file; one that was edited at the desk is kept as it is and reported, unless `update` is set.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pghistory
from django.db import IntegrityError, transaction

from incidents.interchange.documents import in_batches
from incidents.interchange.shape import KINDS
from incidents.staging import rows, tables
from incidents.staging.chains import check_chains
from incidents.staging.checks import check
from incidents.staging.comparing import compare
from incidents.staging.problems import LIMIT, ImportRefused, Problem, Problems, TooMany
from incidents.staging.reading import Overview, overview
from incidents.staging.shaping import shaped
from incidents.staging.tables import CHANGED, KEPT, NEW, SAME, run
from incidents.staging.writing import write

BATCH = 500
LEFT_OUT = "refers to something that the file leaves out of another record. Keep it in the file."
Progress = Callable[[str], None]
__all__ = ["ImportRefused", "Outcome", "import_file"]


@dataclass
class Outcome:
    """What an import did, by kind of record; `keys` are those of all records of the file, and
    `new_keys` and `changed_keys` of those that were written."""

    new: Counter = field(default_factory=Counter)
    changed: Counter = field(default_factory=Counter)
    same: Counter = field(default_factory=Counter)
    kept: dict[str, list[str]] = field(default_factory=dict)
    keys: dict[str, list[int]] = field(default_factory=dict)
    new_keys: dict[str, list[int]] = field(default_factory=dict)
    changed_keys: dict[str, list[int]] = field(default_factory=dict)


def import_file(
    path: Path,
    *,
    update: bool = False,
    dry_run: bool = False,
    user_id: int | None = None,
    progress: Progress = lambda sentence: None,
    limit: int = LIMIT,
    reason: str = "",
) -> Outcome:
    """Imports a file in one transaction. Raises ImportRefused with all its mistakes, up to `limit`; then nothing is written.

    `update` lets the file win over edits of the desk; the revisions of the desk stay on file. `dry_run` does everything
    and takes it back. With a `reason` it is an edit of the desk: no later import takes it for its own work.
    """
    problems, shown = Problems(limit), name_of(path)
    try:
        with transaction.atomic(), pghistory.context(reason=reason or f"Import of {shown}"):
            # One import at a time: two of the same file would each find nothing on file.
            run("SELECT pg_advisory_xact_lock(hashtext('demarche import'))")
            outcome = carry(path, problems, update, user_id, progress, reason)
            if dry_run:
                transaction.set_rollback(True)
    except TooMany:
        raise ImportRefused(shown, problems.found, more=True) from None
    return outcome


def name_of(path: Path) -> str:
    """The file's name as text, whatever bytes the file system has for it."""
    return path.name.encode(errors="replace").decode()


def carry(
    path: Path, problems: Problems, update: bool, user_id: int | None, progress: Progress, reason: str
) -> Outcome:
    """Stages, compares, checks and writes; the caller holds the transaction."""
    found, shown = overview(path, problems), name_of(path)
    if found is None:
        raise ImportRefused(shown, problems.found)
    tables.drop_all()
    tables.make_staged()
    stage_all(path, found, problems, progress)
    if found.total > tables.MANY:
        rows.take_statistics()
    progress("Comparing with what is on file …")
    compare(problems, update)
    progress("Checking …")
    for kind in KINDS:
        rows.make_ready(kind)
    check(problems)
    check_chains(problems)
    if problems.found:
        raise ImportRefused(shown, problems.found)
    progress("Writing …")
    try:
        write((reason or f"Imported from {shown}")[:300], user_id, imported=not reason)
    except IntegrityError as error:
        # What no check above foresees: rows of other records that refer to what this file leaves out.
        raise ImportRefused(
            shown, [Problem("the file", "", None, f"{LEFT_OUT} ({first_line(error)})")]
        ) from error
    outcome = report()
    tables.drop_all()
    return outcome


def first_line(error: Exception) -> str:
    return str(error).split("\n")[0]


def stage_all(path: Path, found: Overview, problems: Problems, progress: Progress) -> None:
    """Reads every record into `staged`, in the form in which records are compared; says what their shape lacks."""
    dates: dict[str, Any] = {}
    done = 0
    for kind in KINDS:
        if not found.counts[kind.part.key]:
            continue
        for batch in in_batches(shaped(path, kind, dates, problems), BATCH):
            tables.stage(kind, batch)
            done += len(batch)
            progress(f"Read {done:,} of {found.total:,} records.")
    tables.stage_dates(dates)


def report() -> Outcome:
    """What became of the records, from the temporary tables."""
    outcome = Outcome()
    for kind in KINDS:
        counts = dict(run(f"SELECT mode, count(*) FROM known_{kind.name} GROUP BY mode"))
        for mode, counter in ((NEW, outcome.new), (CHANGED, outcome.changed), (SAME, outcome.same)):
            counter[kind.part.key] = counts.get(mode, 0)
        for mode, keys in ((NEW, outcome.new_keys), (CHANGED, outcome.changed_keys)):
            found = run(f"SELECT pk FROM known_{kind.name} WHERE mode = '{mode}' ORDER BY pk")
            keys[kind.part.key] = [pk for (pk,) in found]
        if KEPT in counts:
            kept = run(f"SELECT id FROM known_{kind.name} WHERE mode = '{KEPT}' ORDER BY id")
            outcome.kept[kind.part.key] = [identifier for (identifier,) in kept]
        outcome.keys[kind.part.key] = [pk for (pk,) in run(f"SELECT pk FROM known_{kind.name} ORDER BY pk")]
    return outcome
