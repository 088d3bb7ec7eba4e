"""From tables to an interchange file, and from the importer's complaints back to the cells they speak of."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from incidents.importing import ImportRefused, Outcome, import_file
from incidents.interchange import FORMAT, VERSION
from incidents.interchange.shape import KINDS
from incidents.mapping.building import Builder, Built, Converted
from incidents.mapping.countries import Countries
from incidents.mapping.documents import fit
from incidents.mapping.faults import LIMIT, CellProblem
from incidents.staging.problems import Problem
from incidents.tables.reading import Table

RECORD = re.compile(r"(?P<list>\w+)\[(?P<place>\d+)\]")
STEP = re.compile(r"(\w+)(?:\[(\d+)\])?")


def convert(mapping: dict[str, Any], tables: list[Table]) -> Converted:
    """The records that a mapping makes of tables. Raises MappingError where a table or column is missing."""
    return Builder(mapping, Countries()).build(fit(mapping, tables))


def write(mapping: dict[str, Any], converted: Converted, path: Path) -> None:
    """The records as an interchange file."""
    header = {key: mapping[key] for key in ("title", "licence", "credit") if mapping.get(key)}
    records = {kind.part.key: converted.records.get(kind.part.key, []) for kind in KINDS}
    text = json.dumps({"format": FORMAT, "version": VERSION, **header, **records}, ensure_ascii=False)
    path.write_text(text, encoding="utf-8")


@dataclass
class Checked:
    """What an import would do, or what keeps it from being done."""

    outcome: Outcome | None = None
    problems: list[CellProblem] = field(default_factory=list)
    more: bool = False


def check(
    path: Path, converted: Converted | None, progress: Callable[[str], None] = lambda sentence: None
) -> Checked:
    """Tries the whole import and takes it back; every mistake is named by its cell where there is one."""
    found = list(converted.problems) if converted else []
    more = converted.more_problems if converted else False
    seen = converted.unread if converted else set()
    try:
        outcome = import_file(path, dry_run=True, progress=progress)
    except ImportRefused as refusal:
        for problem in refusal.problems:
            located = locate(problem, converted)
            # What could not be read is missing now, alone or for a rule over several fields; that is said already.
            about = {located.field, *(key.rpartition(".")[2] for key in problem.keys)}
            if not seen & {(located.table, located.row, name) for name in about}:
                found.append(located)
        return Checked(None, found[:LIMIT], more or refusal.more or len(found) > LIMIT)
    return Checked(None if found else outcome, found, more)


def locate(problem: Problem, converted: Converted | None) -> CellProblem:
    """A problem of the importer at the cell that it comes from, or as the importer has it."""
    match = RECORD.match(problem.record)
    shown = "" if problem.value is None else str(problem.value)[:60]
    if converted is None or not match:
        place = ", ".join(part for part in (problem.record, problem.field) if part)
        return CellProblem(place, shown, problem.sentence)
    record = converted.records[match["list"]][int(match["place"])]
    whence, name = follow(record, problem.field)
    table, number, column = whence.cell(name)
    place = table.cell_name(number, column)
    told = "" if column else f"{problem.field} "
    return CellProblem(place, shown, f"{told}{problem.sentence}", table.name, number, name)


def follow(record: Built, path: str) -> tuple[Built, str]:
    """The innermost row that a path such as participations[0].country leads to, and the key there."""
    found, name = record, ""
    for step in path.split("."):
        match = STEP.match(step)
        if not match:
            break
        name, place = match.groups()
        inner = found.get(name)
        rows = inner if place is not None and isinstance(inner, list) else []
        row = rows[int(place)] if int(place or 0) < len(rows) else None
        if isinstance(row, Built):
            found, name = row, ""
    return found, name
