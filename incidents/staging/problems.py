"""What is wrong with a file, in sentences that say where and how to mend it."""

import json
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from incidents.interchange.schema import FILLED
from incidents.interchange.shape import Part
from lib import edtf

LIMIT = 100
LONGEST_VALUE = 60
TYPES = {
    "string": "text",
    "integer": "a whole number",
    "boolean": "true or false",
    "array": "a list",
    "object": "an object",
    "null": "null",
}


@dataclass(frozen=True)
class Problem:
    """One mistake: in which record, at which field, what stands there, what is wrong and how to mend it.

    `keys` are those of the row that a rule over several of them speaks of.
    """

    record: str
    field: str
    value: Any
    sentence: str
    keys: tuple[str, ...] = ()

    def __str__(self) -> str:
        place = ", ".join(part for part in (self.record, self.field) if part)
        # A sentence of the desk begins with a capital; the others go on after the value.
        gap = ". " if self.sentence[:1].isupper() else " "
        shown = "" if self.value is None else f"{short(self.value)}{gap}"
        return f"{place}: {shown}{self.sentence}"


class ImportRefused(Exception):
    """A file with mistakes; nothing of it was written. `problems` has them all, up to the limit."""

    def __init__(self, file: str, problems: list[Problem], more: bool = False):
        self.file, self.problems, self.more = file, problems, more
        super().__init__("\n".join(self.lines()))

    def lines(self) -> list[str]:
        found = [f"{self.file}: {problem}" for problem in self.problems]
        count = f"{len(found)}{' or more' if self.more else ''} mistake{'' if len(found) == 1 else 's'}"
        return [*found, f"{self.file}: {count}. Nothing was written."]


class TooMany(Exception):
    """The limit of problems is reached; there is no use in looking further."""


class Problems:
    """Collects problems up to a limit."""

    def __init__(self, limit: int = LIMIT):
        self.limit = limit
        self.found: list[Problem] = []

    def add(self, problem: Problem) -> None:
        if len(self.found) == self.limit:
            raise TooMany
        self.found.append(problem)


def short(value: Any) -> str:
    """A value as it stands in the file, cut where it is long."""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
    cut = text if len(text) <= LONGEST_VALUE else f"{text[:LONGEST_VALUE]}…"
    return f"“{cut}”" if isinstance(value, str) else cut


def path_text(path: list) -> str:
    """`["statements", 2, "mode"]` as statements[2].mode."""
    text = ""
    for step in path:
        text += f"[{step}]" if isinstance(step, int) else f".{step}" if text else step
    return text


def record_name(key: str, place: int, identifier: Any) -> str:
    """A record by its place in the file, counted from 0 as JSON does, and its id."""
    return f"{key}[{place}]" + (f" ({identifier})" if isinstance(identifier, str) and identifier else "")


def shape_problems(record: str, part: Part, error: Any) -> list[Problem]:
    """One or more problems for one error of the JSON Schema of a part (an error of the jsonschema_rs validator)."""
    path, value = list(error.instance_path), error.instance
    rule = error.schema_path[-1]
    if rule == "additionalProperties":
        return [
            Problem(record, path_text([*path, key]), None, unknown_key(key, part_at(part, path)))
            for key in error.kind.unexpected
        ]
    if rule == "required":
        missing = error.kind.property
        return [Problem(record, path_text([*path, missing]), None, "is missing. Add it.")]
    return [Problem(record, path_text(path), value, sentence(rule, value, error))]


def part_at(part: Part, path: list) -> Part:
    """The part of the shape that a path leads to."""
    for step in path:
        part = next((inner for inner in part.parts if inner.key == step), part)
    return part


def unknown_key(key: str, part: Part) -> str:
    known = [*(["id"] if part.has_id else []), *part.names, *(inner.key for inner in part.parts)]
    close = get_close_matches(key, known, 1)
    return f"is no key of this format. {f'Did you mean {close[0]}?' if close else 'Remove it, or see docs/interchange.md.'}"


def sentence(rule: str, value: Any, error: Any) -> str:
    """What one rule of the schema asks, in words."""
    kind = error.kind
    if rule == "enum":
        return about_code(value, [option for option in kind.options if option])
    if rule == "type":
        allowed = [TYPES.get(name, name) for name in kind.types if name != "null"]
        return f"should be {' or '.join(allowed)}."
    if rule == "format":
        return FORMATS[kind.format](value)
    return about_size(rule, value, kind)


def about_code(value: Any, options: list[str]) -> str:
    close = get_close_matches(str(value), options, 1)
    return f"is none of its codes. {f'Did you mean {close[0]}? ' if close else ''}Use one of {', '.join(options)}."


def about_size(rule: str, value: Any, kind: Any) -> str:
    if rule == "maxLength":
        return f"has {len(value)} characters; shorten it to {kind.limit}."
    if rule in ("minimum", "maximum"):
        return f"should be at {'least' if rule == 'minimum' else 'most'} {kind.limit}."
    if rule == "pattern" and kind.pattern == FILLED:
        return "is empty. Fill it in."
    if rule == "pattern":
        return "is no number in digits with few enough decimals, such as “42.87”. Write it as text."
    return OTHERS.get(rule, "does not fit here. See docs/interchange.md.")


def about_date(value: str) -> str:
    try:
        edtf.parse(value)
    except edtf.EdtfError as error:
        return f"is no date: {error}"
    return "is no date."


FORMATS = {
    "edtf": about_date,
    "day": lambda value: "is no day. Write it as 2025-04-27.",
    "address": lambda value: "is no address. Write it whole, with https://.",
}
OTHERS = {
    "uniqueItems": "names the same one twice. Remove one.",
}
