"""What forms ask of one row, asked of all rows of an import at once: one query per table and question."""

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from django.db import models

from incidents.interchange.shape import KINDS, Kind, Part
from incidents.staging.problems import Problem, Problems, path_text, record_name
from incidents.staging.rows import paths, ready
from incidents.staging.rules import RULES
from incidents.staging.tables import name, run, table

Path = tuple[Part, ...]
PLACE = "nr, i, j"


def check(problems: Problems) -> None:
    """Adds every problem of the rows that would be written. Raises TooMany at the limit."""
    of_shape = list(problems.found)
    for kind in KINDS:
        for path in paths(kind):
            for look in (references, own_rules, constraints, uniqueness):
                for problem in look(kind, path):
                    if not follows(problem, of_shape):
                        problems.add(problem)


def follows(problem: Problem, of_shape: list[Problem]) -> bool:
    """Whether a problem is there only because the row or the field has been taken out for what it was."""
    row = problem.field.rpartition(".")[0]
    places = {row, problem.field, *(f"{row}.{key}".strip(".") for key in problem.keys)}
    return any(p.record == problem.record and p.field and p.field in places for p in of_shape)


def problem_at(kind: Kind, path: Path, found: tuple, field: str, sentence: str, value: Any = None) -> Problem:
    """A problem at (nr, i, j), with the value that stands there in the file unless another is given."""
    place = found[0]
    steps = [step for part, index in zip(path[1:], found[1:3], strict=False) for step in (part.key, index)]
    where = [str(step) for step in [*steps, field]]
    rows = run("SELECT id, doc #> %s FROM staged WHERE kind = %s AND nr = %s", [where, kind.name, place])
    identifier, stands = rows[0]
    shown = json.loads(stands or "null") if value is None else value
    return Problem(record_name(kind.part.key, place, identifier), path_text([*steps, field]), shown, sentence)


def references(kind: Kind, path: Path) -> Iterator[Problem]:
    """Ids and codes that lead nowhere."""
    for key, row in path[-1].columns.items():
        if isinstance(row, models.ForeignKey):
            lost = f'"raw:{key}" IS NOT NULL AND {name(row)} IS NULL'
            for found in run(f'SELECT {PLACE}, "raw:{key}" FROM {ready(path)} WHERE {lost} ORDER BY {PLACE}'):
                yield problem_at(kind, path, found, key, leads_nowhere(row.related_model), found[3])
    for key, row in path[-1].lists.items():
        for found in run(f'SELECT {PLACE}, raw FROM {ready(path)}_{key} WHERE "to" IS NULL ORDER BY {PLACE}'):
            yield problem_at(kind, path, found, key, leads_nowhere(row.related_model), found[3])


def leads_nowhere(model: Any) -> str:
    noun = str(model._meta.verbose_name)
    if not hasattr(model, "external_id"):
        return f"is the code of no {noun} here. Correct it, or add the {noun} at the desk first."
    return (
        f"is the id of no {noun}, neither in this file nor here. Correct it, or add the {noun} to the file."
    )


def own_rules(kind: Kind, path: Path) -> Iterator[Problem]:
    for rule in RULES.get(path[-1].model, []):
        for found in run(f"SELECT {PLACE} FROM {ready(path)} q WHERE {rule.broken} ORDER BY {PLACE}"):
            yield problem_at(kind, path, found, rule.field, rule.sentence)


def constraints(kind: Kind, path: Path) -> Iterator[Problem]:
    """The table's own CHECK constraints, in one pass over its rows."""
    asked = named_checks(path[-1].model)
    if not asked:
        return
    cases = ", ".join(
        f"CASE WHEN NOT ({sql}){unless_lost(path[-1], columns)} THEN '{constraint}' END"
        for constraint, sql, columns, _ in asked
    )
    broken = {constraint: (columns, sentence) for constraint, _, columns, sentence in asked}
    rows = f"{ready(path)}, unnest(ARRAY[{cases}]) b(name)"
    for found in run(f"SELECT {PLACE}, b.name FROM {rows} WHERE b.name IS NOT NULL ORDER BY {PLACE}"):
        columns, sentence = broken[found[3]]
        keys = keys_of(path[-1], columns)
        yield replace(problem_at(kind, path, found, keys[0], sentence), keys=tuple(keys))


def unless_lost(part: Part, columns: list[str]) -> str:
    """SQL that spares rows whose reference leads nowhere: that is said already."""
    keys = [
        key
        for key, row in part.columns.items()
        if isinstance(row, models.ForeignKey) and row.column in columns
    ]
    return "".join(
        f' AND NOT ("raw:{key}" IS NOT NULL AND {name(part.columns[key])} IS NULL)' for key in keys
    )


def named_checks(model: type[models.Model]) -> list[tuple[str, str, list[str], str]]:
    """(name, SQL, columns, sentence) of the CHECK constraints that the model names."""
    sentences = sentences_of(model)
    found = run(
        "SELECT c.conname::text, pg_get_expr(c.conbin, c.conrelid), (SELECT array_agg(a.attname::text ORDER BY k.n) "
        "FROM unnest(c.conkey) WITH ORDINALITY k(num, n) JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = k.num) "
        "FROM pg_constraint c WHERE c.conrelid = %s::regclass AND c.contype = 'c' ORDER BY c.conname",
        [table(model)],
    )
    return [
        (constraint, sql, columns, sentences[constraint])
        for constraint, sql, columns in found
        if constraint in sentences
    ]


def sentences_of(model: type[models.Model]) -> dict[str, str]:
    return {row.name: str(row.get_violation_error_message()) for row in model._meta.constraints}


def keys_of(part: Part, columns: list[str]) -> list[str]:
    """The keys of the file that a constraint over columns speaks of; at least one, empty where it is none of them."""
    keys = {row.column: key for key, row in part.columns.items()}
    keys |= {f"{key}_{end}": key for key in part.columns for end in ("earliest", "latest")}
    return [keys[column] for column in columns if column in keys] or [""]


def uniqueness(kind: Kind, path: Path) -> Iterator[Problem]:
    """The table's unique indexes: among the rows of the file, and for records against those on file."""
    part = path[-1]
    sentences = sentences_of(part.model)
    for index, columns, predicate, nulls_differ in unique_indexes(part.model):
        if index not in sentences or columns in (["external_id"], ["ref"]):
            continue
        listed = ", ".join(name(column) for column in columns)
        filled = [f"{name(column)} IS NOT NULL" for column in columns] if nulls_differ else []
        condition = " AND ".join(f"({one})" for one in [predicate or "true", *filled])
        twice = (
            f"SELECT {PLACE} FROM (SELECT {PLACE}, row_number() OVER (PARTITION BY {listed} ORDER BY {PLACE}) n "
            f"FROM {ready(path)} WHERE {condition}) x WHERE n > 1"
        )
        taken = f" UNION {taken_sql(path, columns, condition)}" if len(path) == 1 else ""
        for found in run(f"{twice}{taken} ORDER BY 1, 2, 3"):
            yield problem_at(kind, path, found, keys_of(part, columns)[0], sentences[index])


def taken_sql(path: Path, columns: list[str], condition: str) -> str:
    """Rows that repeat one on file which this import does not itself change."""
    # As one value, which can be hashed even where a column may be NULL.
    mine, theirs = (
        f"jsonb_build_array({', '.join(f'{row}.{name(column)}' for column in columns)})" for row in "qe"
    )
    return (
        f"SELECT q.nr, q.i, q.j FROM (SELECT * FROM {ready(path)} WHERE {condition}) q "
        f"JOIN {table(path[-1].model)} e ON {mine} = {theirs} WHERE e.id NOT IN (SELECT id FROM {ready(path)} WHERE id IS NOT NULL)"
    )


def unique_indexes(model: type[models.Model]) -> list[tuple]:
    """(name, columns, condition, whether two NULLs differ) of a table's unique indexes but its primary key."""
    return run(
        "SELECT c.relname::text, (SELECT array_agg(a.attname::text ORDER BY k.n) FROM unnest(i.indkey) WITH ORDINALITY k(num, n) "
        "JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.num), pg_get_expr(i.indpred, i.indrelid), "
        "NOT i.indnullsnotdistinct FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid "
        "WHERE i.indrelid = %s::regclass AND i.indisunique AND NOT i.indisprimary ORDER BY c.relname",
        [table(model)],
    )
