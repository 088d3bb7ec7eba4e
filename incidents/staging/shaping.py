"""Records as they come out of the file: brought into one form, held against the JSON Schema, cleared of what it refuses."""

import json
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema_rs
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator

from actors.dates import bounds
from incidents.interchange.documents import normal
from incidents.interchange.schema import record_schema
from incidents.interchange.shape import KINDS, Kind, below
from incidents.staging.problems import Problem, Problems, record_name, shape_problems
from incidents.staging.reading import records
from lib import edtf

# Keys of lists whose items are rows, not words.
ROWS = {part.key for kind in KINDS for _, part in below(kind.part)}


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
            record = storable(record)
            text = json.dumps(normal(kind.part, record), ensure_ascii=False)
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
    return "\\u0000" not in text and encodable(text)


def encodable(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def unstorable(value: Any, path: str = "") -> str:
    """The path of the first text that PostgreSQL cannot hold; empty if there is none."""
    if isinstance(value, str):
        return path if "\0" in value or not encodable(value) else ""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return next((found for key, item in inner if (found := unstorable(item, f"{path}.{key}".strip(".")))), "")


def storable(value: Any) -> Any:
    """The same without the characters that PostgreSQL cannot hold, so that the other checks can go on."""
    if isinstance(value, str):
        return value.replace("\0", "").encode(errors="replace").decode()
    if isinstance(value, dict):
        return {key: storable(item) for key, item in value.items()}
    return [storable(item) for item in value] if isinstance(value, list) else value
