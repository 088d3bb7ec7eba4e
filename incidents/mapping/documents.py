"""Mappings as documents: read, checked against their schema and against themselves, and fitted to tables."""

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema_rs

from incidents.interchange.shape import BY_KEY, Part
from incidents.mapping.faults import MappingError
from incidents.mapping.values import columns_of
from incidents.staging.problems import path_text
from incidents.tables.reading import Table

DATA = Path(__file__).resolve().parents[2] / "data"
SCHEMA, FOLDER = DATA / "mapping.schema.json", DATA / "mappings"
MOST_SHOWN = 20


@cache
def validator() -> Any:
    return jsonschema_rs.validator_for(json.loads(SCHEMA.read_text()))


@cache
def committed() -> dict[str, dict[str, Any]]:
    """The mappings that come with the code, by the name of their file."""
    return {path.stem: json.loads(path.read_text()) for path in sorted(FOLDER.glob("*.json"))}


def load(text: str) -> dict[str, Any]:
    """A mapping from text. Raises MappingError with every mistake."""
    try:
        mapping = json.loads(text)
    except (json.JSONDecodeError, RecursionError) as error:
        raise MappingError(f"The mapping is no JSON: {error}.") from error
    check(mapping)
    return mapping


def check(mapping: Any) -> None:
    """Raises MappingError unless the mapping keeps to its schema and every name in it leads somewhere."""
    errors = [
        f"{path_text(list(error.instance_path)) or 'the mapping'}: {error.message}"
        for error, _ in zip(validator().iter_errors(mapping), range(MOST_SHOWN), strict=False)
    ]
    if errors:
        raise MappingError(*errors)
    if found := [*lost_names(mapping)][:MOST_SHOWN]:
        raise MappingError(*found)


def lost_names(mapping: dict[str, Any]) -> Iterator[str]:
    """Names of tables, columns, values and fields that lead nowhere."""
    known = mapping["tables"]
    for place, rule in enumerate(mapping["records"]):
        where = f"records[{place}]"
        table = rule.get("from", next(iter(known)))
        if table not in known:
            yield f"{where}: “{table}” is none of its tables. Name it under “tables”, or correct “from”."
            continue
        yield from lost_columns(rule, set(known[table]["columns"]), where)
        yield from lost_fields(rule, BY_KEY[rule["list"]].part, where)
    for name in tables_of_values(mapping["records"]):
        if name not in mapping.get("values", {}):
            yield f"records: “{name}” is no list of values here. Add it under “values”."


def lost_columns(rule: dict[str, Any], columns: set[str], where: str) -> Iterator[str]:
    items = set(loops(rule))
    for column in dict.fromkeys(
        columns_of([rule.get("id"), rule.get("where"), rule.get("for_each"), rule["fields"]])
    ):
        if column not in columns | items:
            yield f"{where}: “{column}” is none of its columns. Name it under “tables”, or correct it."


def loops(value: Any) -> Iterator[str]:
    """The names that for_each gives."""
    if isinstance(value, dict):
        if "for_each" in value and isinstance(value["for_each"], dict):
            yield value["for_each"]["as"]
        for inner in value.values():
            yield from loops(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from loops(inner)


def lost_fields(rule: dict[str, Any], part: Part, where: str) -> Iterator[str]:
    """Fields that the interchange format does not have."""
    inner_parts = {inner.key: inner for inner in part.parts}
    for name, value in rule["fields"].items():
        if name not in part.names and name not in inner_parts:
            yield f"{where}: “{name}” is no key of {part.key}. See docs/interchange.md."
        elif name in inner_parts:
            for inner in value if isinstance(value, list) else []:
                if isinstance(inner, dict) and "fields" in inner:
                    yield from lost_fields(inner, inner_parts[name], f"{where}.{name}")


def tables_of_values(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        if "column" in value and isinstance(value.get("values"), str):
            yield value["values"]
        for inner in value.values():
            yield from tables_of_values(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from tables_of_values(inner)


def fit(mapping: dict[str, Any], tables: list[Table]) -> dict[str, Table]:
    """Which table of the files is which of the mapping's: the one that has its columns, in whatever order they stand.

    Raises MappingError where a table is missing, with the columns that the nearest one lacks.
    """
    found: dict[str, Table] = {}
    for name, wanted in mapping["tables"].items():
        free = [table for table in tables if table not in found.values()]
        whole = [table for table in free if set(wanted["columns"]) <= set(table.columns)]
        if not whole:
            raise MappingError(missing(name, wanted["columns"], free))
        # Of several that have all of them, the one with the fewest others.
        found[name] = min(whole, key=lambda table: len(table.columns))
    return found


def missing(name: str, wanted: list[str], tables: list[Table]) -> str:
    if not tables:
        return (
            f"The mapping needs a table with the columns {', '.join(wanted)} ({name}). Upload its file too."
        )
    near = max(tables, key=lambda table: len(set(wanted) & set(table.columns)))
    lacking = [column for column in wanted if column not in near.columns]
    return (
        f"“{near.name}” lacks the columns {', '.join(lacking)}, which the mapping needs. Correct the names in the "
        "first row of the file, or choose another mapping."
    )


def fits(mapping: dict[str, Any], tables: list[Table]) -> bool:
    try:
        return len(fit(mapping, tables)) == len(tables)
    except MappingError:
        return False
