"""Importing an interchange file into the working copy: all of it or nothing, and never over the desk's own work.

The file is streamed into temporary tables, checked there as a whole and moved as a whole, so that memory does not grow with
it. A record is known by its id. One that is here already and says the same is left alone; one that nobody touched since
an import follows the file; one that was edited at the desk is kept as it is and reported, unless `update` is set.
"""

import json
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import jsonschema_rs
import pghistory
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import IntegrityError, transaction

from actors.dates import bounds
from incidents.interchange.documents import documents_of, in_batches, normal
from incidents.interchange.schema import record_schema
from incidents.interchange.shape import KINDS, Kind, below
from incidents.staging import tables
from incidents.staging.chains import check_chains
from incidents.staging.checks import check
from incidents.staging.problems import (
    LIMIT,
    ImportRefused,
    Problem,
    Problems,
    TooMany,
    record_name,
    shape_problems,
)
from incidents.staging.reading import Overview, overview, records
from incidents.staging.tables import CHANGED, KEPT, NEW, SAME, UNSEEN, run, table
from incidents.staging.writing import write
from lib import edtf

BATCH = 500
ROWS = {part.key for kind in KINDS for _, part in below(kind.part)}
Progress = Callable[[str], None]
__all__ = ["ImportRefused", "Outcome", "import_file"]


@dataclass
class Outcome:
    """What an import did, by kind of record."""

    new: Counter = field(default_factory=Counter)
    changed: Counter = field(default_factory=Counter)
    same: Counter = field(default_factory=Counter)
    kept: dict[str, list[str]] = field(default_factory=dict)
    incidents: list[int] = field(default_factory=list)


def import_file(
    path: Path,
    *,
    update: bool = False,
    dry_run: bool = False,
    user_id: int | None = None,
    progress: Progress = lambda sentence: None,
    limit: int = LIMIT,
) -> Outcome:
    """Imports a file in one transaction. Raises ImportRefused with all its mistakes, up to `limit`; then nothing is written.

    `update` lets the file win over edits of the desk; the revisions of the desk stay on file. `dry_run` does everything
    and takes it back.
    """
    problems = Problems(limit)
    try:
        with transaction.atomic(), pghistory.context(reason=f"Import of {path.name}"):
            # One import at a time: two of the same file would each find nothing on file.
            run("SELECT pg_advisory_xact_lock(hashtext('demarche import'))")
            outcome = carry(path, problems, update, user_id, progress)
            if dry_run:
                transaction.set_rollback(True)
    except TooMany:
        raise ImportRefused(path.name, problems.found, more=True) from None
    return outcome


def carry(path: Path, problems: Problems, update: bool, user_id: int | None, progress: Progress) -> Outcome:
    """Stages, compares, checks and writes; the caller holds the transaction."""
    found = overview(path, problems)
    if found is None:
        raise ImportRefused(path.name, problems.found)
    tables.drop_all()
    tables.make_staged()
    stage_all(path, found, problems, progress)
    progress("Comparing with what is on file …")
    compare(problems, update)
    progress("Checking …")
    for kind in KINDS:
        tables.make_ready(kind)
    check(problems)
    check_chains(problems)
    if problems.found:
        raise ImportRefused(path.name, problems.found)
    progress("Writing …")
    try:
        write(f"Imported from {path.name}"[:300], user_id)
    except IntegrityError as error:
        # What no check above foresees: rows of other records that refer to what this file leaves out.
        sentence = (
            f"refers to something that the file leaves out of another record. Keep it in the file. ({error})"
        )
        raise ImportRefused(path.name, [Problem("the file", "", None, " ".join(sentence.split()))]) from error
    outcome = report()
    tables.drop_all()
    return outcome


# Staging


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


def shaped(path: Path, kind: Kind, dates: dict, problems: Problems) -> Iterator[tuple[int, str, dict]]:
    """The place, normal text and content of each record of a kind.

    What the schema refuses is noted and taken out, so that the other checks can go on.
    """
    validator = jsonschema_rs.Draft202012Validator(
        record_schema(kind.part),
        formats={"edtf": lambda text: readable(text, dates), "day": is_day, "address": is_address},
        validate_formats=True,
    )
    for place, raw in enumerate(records(path, kind.part.key)):
        if not isinstance(raw, dict):
            continue  # noted by the overview
        record = as_typed(raw)
        if not validator.is_valid(record):
            note_and_prune(validator, kind, place, record, problems)
        text = json.dumps(normal(kind.part, record), ensure_ascii=False)
        if not harmless(text) and (where := unstorable(record)):
            name = record_name(kind.part.key, place, record.get("id"))
            problems.add(Problem(name, where, None, "holds a character that cannot be stored. Remove it."))
        else:
            yield place, text, record


def as_typed(value: Any) -> Any:
    """Text as a form takes it: without blanks at its ends, in Unicode normal form C."""
    if isinstance(value, str):
        text = value.strip()
        return text if text.isascii() else unicodedata.normalize("NFC", text)
    if isinstance(value, dict):
        return {key: as_typed(item) for key, item in value.items()}
    return [as_typed(item) for item in value] if isinstance(value, list) else value


def note_and_prune(validator: Any, kind: Kind, place: int, record: dict, problems: Problems) -> None:
    """Notes every error of a record, then takes the offending values out of it."""
    name = record_name(kind.part.key, place, record.get("id"))
    errors = list(validator.iter_errors(record))
    for error in errors:
        for problem in shape_problems(name, kind.part, error):
            problems.add(problem)
    for error in errors:
        prune(record, list(error.instance_path), getattr(error.kind, "unexpected", ()))


def prune(record: dict, steps: list, unexpected: Any) -> None:
    """Takes out the value at `steps`. A list of rows keeps its places, so a row becomes empty; a list of words goes whole."""
    value: Any = record
    if steps and isinstance(steps[-1], int) and steps[-2] not in ROWS:
        steps = steps[:-1]
    for step in steps[:-1]:
        value = value[step] if isinstance(value, list) else value.get(step, {})
    if unexpected:
        inner = value if not steps else value[steps[-1]]
        for key in unexpected:
            inner.pop(key, None)
    elif steps and isinstance(value, dict) and not holds_required(value, steps[-1]):
        value.pop(steps[-1], None)
    elif steps and isinstance(value, list) and not isinstance(value[steps[-1]], dict):
        value[steps[-1]] = {}


def holds_required(value: dict, step: Any) -> bool:
    """Whether the error was about what an object lacks, which stays as it is."""
    return isinstance(value.get(step), dict)


def readable(text: Any, dates: dict) -> bool:
    """Whether a text is a date; what it means is kept for the table of dates."""
    if text in dates:
        return True
    try:
        edtf.parse(text)
    except edtf.EdtfError:
        return False
    if text:
        dates[text] = bounds(text)
    return True


def is_day(text: str) -> bool:
    try:
        return edtf.parse(text).precision == "day" and len(text) == 10
    except edtf.EdtfError:
        return False


def is_address(text: str) -> bool:
    try:
        URLValidator(schemes=["http", "https"])(text)
    except ValidationError:
        return not text
    return True


def harmless(text: str) -> bool:
    """Whether a JSON text surely holds no NUL and no half of a surrogate pair."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return "\\u0000" not in text


def unstorable(value: Any, path: str = "") -> str:
    """The path of the first text that PostgreSQL cannot hold; empty if there is none."""
    if isinstance(value, str):
        return path if "\0" in value or not harmless(value.replace("\\", "")) else ""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return next((found for key, item in inner if (found := unstorable(item, f"{path}.{key}".strip(".")))), "")


# Comparing


def compare(problems: Problems, update: bool) -> None:
    """Decides of each record what becomes of it, and gives keys to what is new."""
    for identity in tables.identities()[: len(KINDS)]:
        tables.make_known(identity)
    for kind in KINDS:
        repeated(kind, problems)
        look_at_revisions(kind)
        look_at_rows(kind)
        run(
            f"UPDATE known_{kind.name} SET mode = '{CHANGED if update else KEPT}' WHERE mode IN ('{UNSEEN}', '{KEPT}')"
        )
        lock_changed(kind, problems)
    for identity in tables.identities()[len(KINDS) :]:
        tables.make_known(identity)


def repeated(kind: Kind, problems: Problems) -> None:
    """Notes ids that stand in the file twice."""
    twice = run(
        "SELECT nr, id FROM (SELECT nr, id, row_number() OVER (PARTITION BY id ORDER BY nr) n "
        "FROM staged WHERE kind = %s) x WHERE n > 1 ORDER BY nr",
        [kind.name],
    )
    for place, identifier in twice:
        name = record_name(kind.part.key, place, identifier)
        problems.add(
            Problem(name, "id", identifier, "stands in this file already. Give each record its own.")
        )


def look_at_revisions(kind: Kind) -> None:
    """Compares with the newest revision, where there is one of the row as it stands."""
    run(
        f"UPDATE known_{kind.name} k SET revision = e.revision, mode = CASE WHEN r.id IS NULL THEN '{UNSEEN}' "
        f"WHEN r.document = s.doc THEN '{SAME}' WHEN r.imported THEN '{CHANGED}' ELSE '{KEPT}' END "
        f"FROM {table(kind.part.model)} e LEFT JOIN incidents_revision r "
        f"ON r.kind = '{kind.name}' AND r.object_id = e.id AND r.number = e.revision, staged s "
        f"WHERE k.mode = '{UNSEEN}' AND e.id = k.pk AND s.kind = '{kind.name}' AND s.id = k.id"
    )


def look_at_rows(kind: Kind) -> None:
    """Compares with the rows themselves, where no revision speaks for them."""
    waiting = run(f"SELECT pk FROM known_{kind.name} WHERE mode = '{UNSEEN}' ORDER BY pk")
    for batch in in_batches((pk for (pk,) in waiting), BATCH):
        things = kind.part.model._default_manager.in_bulk(batch)
        on_file = dict(zip(things, documents_of(kind.name, list(things.values())), strict=True))
        in_file = run(
            f"SELECT k.pk, s.doc::text FROM known_{kind.name} k JOIN staged s ON s.kind = '{kind.name}' "
            "AND s.id = k.id WHERE k.pk = ANY(%s)",
            [batch],
        )
        same = [pk for pk, text in in_file if on_file[pk] == json.loads(text)]
        run(f"UPDATE known_{kind.name} SET mode = '{SAME}' WHERE pk = ANY(%s)", [same])


def lock_changed(kind: Kind, problems: Problems) -> None:
    """Locks what will be changed until the transaction ends, and notes what was saved since it was compared."""
    locked = run(
        f"SELECT k.id, e.revision IS DISTINCT FROM k.revision FROM {table(kind.part.model)} e "
        f"JOIN known_{kind.name} k ON k.pk = e.id AND k.mode = '{CHANGED}' ORDER BY e.id FOR NO KEY UPDATE OF e"
    )
    for identifier, moved_on in locked:
        if moved_on:
            sentence = "was saved at the desk while the import ran. Run the import again."
            problems.add(Problem(f"{kind.part.key} ({identifier})", "", None, sentence))


# Reporting


def report() -> Outcome:
    outcome = Outcome()
    for kind in KINDS:
        counts = dict(run(f"SELECT mode, count(*) FROM known_{kind.name} GROUP BY mode"))
        for mode, counter in ((NEW, outcome.new), (CHANGED, outcome.changed), (SAME, outcome.same)):
            counter[kind.part.key] = counts.get(mode, 0)
        if KEPT in counts:
            kept = run(f"SELECT id FROM known_{kind.name} WHERE mode = '{KEPT}' ORDER BY id")
            outcome.kept[kind.part.key] = [identifier for (identifier,) in kept]
    outcome.incidents = [pk for (pk,) in run("SELECT pk FROM known_incident ORDER BY pk")]
    return outcome
