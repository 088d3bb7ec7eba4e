"""The temporary tables of an import: records as they came, and rows as they would be in the working copy.

`staged` has one row per record of the file. `known_<kind>` says which row of the working copy each id of the file is, or
will be, and what is to become of it. `ready_<part>` has the very columns of the part's table, with the place of each row in
the file: `nr` of the record under its key, `i` and `j` inside its lists (from 0; null where there is none).
"""

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection, models

from actors.dates import EdtfField
from incidents.interchange.shape import KINDS, Kind, Part, below
from lib.sorting import sort_key

NEW, SAME, CHANGED, KEPT, UNSEEN = "new", "same", "changed", "kept", "unseen"
WRITTEN = f"('{NEW}', '{CHANGED}')"


def run(sql: str, parameters: list | None = None) -> list[tuple]:
    """Runs SQL; the rows, if it gives any."""
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return cursor.fetchall() if cursor.description else []


def copy_in(table: str, columns: list[str], rows: Iterable[Iterable[Any]]) -> None:
    """COPY of rows into a temporary table; None and empty text become NULL."""
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    text.seek(0)
    with connection.cursor() as cursor:
        cursor.copy_expert(f"COPY {table} ({', '.join(columns)}) FROM STDIN (FORMAT csv)", text)


def name(row: Any) -> str:
    """A column's name as SQL has it; some, such as `end`, are words of SQL."""
    return connection.ops.quote_name(row if isinstance(row, str) else row.column)


def table(model: type[models.Model]) -> str:
    return model._meta.db_table


# Records


def make_staged() -> None:
    run(
        "CREATE TEMP TABLE staged (kind text NOT NULL, nr int NOT NULL, id text NOT NULL, sort_key text, doc jsonb NOT NULL);"
        "CREATE TEMP TABLE dates (text text PRIMARY KEY, earliest date, latest date, precision text)"
    )


def stage(kind: Kind, batch: list[tuple[int, str, dict]]) -> None:
    """Puts records into `staged`: the place, normal text and content of each."""
    rows = (
        (
            kind.name,
            place,
            record.get("id") or f"#{place}",
            sort_key(record.get("name") or "") if kind.name == "actor" else None,
            text,
        )
        for place, text, record in batch
    )
    copy_in("staged", ["kind", "nr", "id", "sort_key", "doc"], rows)


def stage_dates(dates: dict[str, tuple[date | None, date | None, str]]) -> None:
    """What each EDTF text of the file means."""
    copy_in(
        "dates",
        ["text", "earliest", "latest", "precision"],
        ((text, *found) for text, found in dates.items()),
    )
    run("ANALYZE staged (kind, nr, id); ANALYZE dates")


# Identities


@dataclass(frozen=True)
class Identity:
    """A kind of row that has an id in the file, and the SQL that lists the file's (id, parent's id) of it."""

    name: str
    model: type[models.Model]
    listing: str


def identities() -> list[Identity]:
    """Things, and the statements and claims inside them."""
    found = [
        Identity(kind.name, kind.part.model, f"SELECT id FROM staged WHERE kind = '{kind.name}'")
        for kind in KINDS
    ]
    for inner in ("statement", "claim"):
        homes = [
            (kind, part)
            for kind in KINDS
            for part in kind.part.parts
            if part.has_id and part.key == f"{inner}s"
        ]
        listing = " UNION ALL ".join(
            f"SELECT a.doc->>'id' FROM staged s JOIN known_{kind.name} t ON t.id = s.id, "
            f"jsonb_array_elements(s.doc->'{part.key}') a(doc) WHERE s.kind = '{kind.name}' AND t.mode IN {WRITTEN}"
            for kind, part in homes
        )
        found.append(Identity(inner, homes[0][1].model, listing))
    return found


def make_known(identity: Identity) -> None:
    """`known_<name>`: the key of every id that the file gives, of the row there is or of the one to come.

    New keys are given in the order of the ids, so that the order of the file does not matter.
    """
    where, found = table(identity.model), f"known_{identity.name}"
    run(
        f"CREATE TEMP TABLE {found} (id text PRIMARY KEY, pk bigint NOT NULL, mode text NOT NULL, revision int);"
        f"INSERT INTO {found} SELECT f.id, coalesce(e.id, nextval(pg_get_serial_sequence('{where}', 'id'))), "
        f"CASE WHEN e.id IS NULL THEN '{NEW}' ELSE '{UNSEEN}' END, NULL "
        f"FROM (SELECT DISTINCT x.id FROM ({identity.listing}) x(id) WHERE x.id IS NOT NULL ORDER BY x.id) f "
        f"LEFT JOIN {where} e ON e.external_id = f.id; ANALYZE {found}"
    )


# Rows


def ready(path: tuple[Part, ...]) -> str:
    """The name of the table of the rows of the last part of a path."""
    return "ready_" + "_".join(part.key for part in path)


def make_ready(kind: Kind) -> None:
    """The rows of a kind and of all that lies below it, for the records that will be written."""
    for path in paths(kind):
        run(f"CREATE TEMP TABLE {ready(path)} AS {rows_sql(kind, path)}")
        for field in path[-1].lists.values():
            run(f"CREATE TEMP TABLE {ready(path)}_{field.name} AS {list_sql(path, field)}")
        run(f"ANALYZE {ready(path)} (nr, i, id)")


def paths(kind: Kind) -> list[tuple[Part, ...]]:
    """The ways from a kind to each of its parts, itself first."""
    return [(kind.part,), *((*above, part) for above, part in below(kind.part))]


def rows_sql(kind: Kind, path: tuple[Part, ...]) -> str:
    """SELECT that lays out one part of a kind's records as rows of its table."""
    part, depth = path[-1], len(path)
    places = "s.nr, " + ", ".join(
        f"(a{n}.n - 1)::int AS {letter}" if n < depth else f"NULL::int AS {letter}"
        for n, letter in ((1, "i"), (2, "j"))
    )
    origin = f"staged s JOIN known_{kind.name} t ON t.id = s.id"
    doc = "s.doc"
    for n, step in enumerate(path[1:], 1):
        origin += (
            f" CROSS JOIN LATERAL jsonb_array_elements({doc}->'{step.key}') WITH ORDINALITY a{n}(doc, n)"
        )
        doc = f"a{n}.doc"
    names = [*part.columns, *(["id"] if part.has_id else [])]
    types = ", ".join(f"{name(field)} {raw_type(part, field)}" for field in names)
    origin += f" CROSS JOIN LATERAL jsonb_to_record({doc}) AS r({types})"
    columns, joins = layout(path)
    if depth == 3:
        joins.append(f"LEFT JOIN {ready(path[:-1])} parent ON parent.nr = s.nr AND parent.i = a1.n - 1")
    if part.lists and depth > 1:
        places += f", {doc} AS doc"
    inner = (
        f"SELECT {places}, {', '.join(f'{sql} AS {name(column)}' for column, sql in columns.items())} "
        f"FROM {origin} {' '.join(joins)} WHERE s.kind = '{kind.name}' AND t.mode IN {WRITTEN}"
    )
    if part.has_id:
        return inner
    # The order in which numbers are given is the order of the lists.
    return (
        f"SELECT nextval(pg_get_serial_sequence('{table(part.model)}', 'id')) AS id, q.* "
        f"FROM ({inner} ORDER BY t.pk, i, j) q"
    )


def raw_type(part: Part, field: str) -> str:
    """The type in which jsonb_to_record reads a key."""
    row = part.fields.get(field)
    if row is None or isinstance(row, models.ForeignKey):
        return "text"
    kind = row.db_type(connection) or "text"
    return (
        kind
        if kind.startswith(("smallint", "integer", "bigint", "boolean", "numeric", "date"))
        else ("text[]" if kind.endswith("[]") else "text")
    )


def layout(path: tuple[Part, ...]) -> tuple[dict[str, str], list[str]]:
    """For each column of a part's table the SQL of its value, and the joins that this needs."""
    part = path[-1]
    columns: dict[str, str] = {}
    joins: list[str] = []
    for number, (key, row) in enumerate(part.columns.items()):
        raw = f"r.{name(key)}"
        if isinstance(row, models.ForeignKey):
            columns[row.column], join = foreign(row, raw, f"f{number}")
            columns[f"raw:{key}"] = raw
            joins += join
        elif isinstance(row, EdtfField):
            columns |= dated(part, key, raw, f"d{number}")
            joins.append(f"LEFT JOIN dates d{number} ON d{number}.text = {raw}")
        elif key not in ("date_earliest", "date_latest"):
            columns[row.column] = own(part, key, row, raw, len(path))
    if "date_earliest" in part.fields:
        columns |= own_bounds(list(part.columns).index("date"))
    if part.has_id:
        columns |= identity_columns(part, len(path))
    if part.parent:
        columns |= homes(part, "t.pk" if len(path) == 2 else "parent.id")
    return columns, joins + ([known_join(part)] if part.has_id else [])


def homes(part: Part, parent: str) -> dict[str, str]:
    """The column of the parent; a part that could be at home elsewhere too has the other columns empty."""
    keys: list[Any] = [
        row for row in part.model._meta.concrete_fields if row.is_relation and row.name not in part.fields
    ]
    return {row.column: parent if row.name == part.parent else "NULL::bigint" for row in keys}


def dated(part: Part, key: str, raw: str, alias: str) -> dict[str, str]:
    """An EDTF column with those that follow from it."""
    derived = {
        "earliest": f"{alias}.earliest",
        "latest": f"{alias}.latest",
        "precision": f"coalesce({alias}.precision, 'unknown')",
    }
    found = {f"{key}_{end}": sql for end, sql in derived.items() if has_column(part.model, f"{key}_{end}")}
    return {part.columns[key].column: f"coalesce({raw}, '')", **found}


def own(part: Part, key: str, row: models.Field, raw: str, depth: int) -> str:
    """The value of a plain column: what the file says, else the default."""
    if key == "order":
        return f"coalesce({raw}, a{depth - 1}.n - 1)"
    boolean = isinstance(row, models.BooleanField)
    if row.null or not (row.blank or row.has_default() or boolean):
        return raw
    default = row.get_default() if row.has_default() else False if boolean else ""
    value = f"coalesce({raw}, {literal(default)})"
    return f"{value}::{row.db_type(connection)}" if default == [] else value


def literal(value: Any) -> str:
    if isinstance(value, bool | int):
        return str(value).lower()
    if value == []:
        return "'{}'"
    return "'" + str(value).replace("'", "''") + "'"


def own_bounds(number: int) -> dict[str, str]:
    """A coder's own bounds hold where the date is approximate; else they follow from the date."""
    given = (
        f"d{number}.precision = 'approximate' AND (r.date_earliest IS NOT NULL OR r.date_latest IS NOT NULL)"
    )
    return {
        f"date_{end}": f"CASE WHEN {given} THEN r.date_{end} ELSE d{number}.{end} END"
        for end in ("earliest", "latest")
    } | {"given:earliest": "r.date_earliest", "given:latest": "r.date_latest"}


def has_column(model: type[models.Model], column: str) -> bool:
    return any(row.column == column for row in model._meta.concrete_fields)


def foreign(row: models.ForeignKey, raw: str, alias: str) -> tuple[str, list[str]]:
    """The key that a foreign key's text in the file means, and the joins that find it; NULL if nothing has that id."""
    model = row.related_model
    where = table(model)
    if not hasattr(model, "external_id"):
        return f"{alias}.{name(model._meta.pk)}", [
            f"LEFT JOIN {where} {alias} ON {alias}.{name(model._meta.pk)} = {raw}"
        ]
    kind = kind_of(model)
    return f"coalesce({alias}k.pk, {alias}.id)", [
        f"LEFT JOIN known_{kind} {alias}k ON {alias}k.id = {raw}",
        f"LEFT JOIN {where} {alias} ON {alias}.external_id = {raw}",
    ]


def kind_of(model: type[models.Model]) -> str:
    """The name under which ids of a model are known."""
    return {kind.part.model: kind.name for kind in KINDS}.get(model, model._meta.model_name or "")


def known_join(part: Part) -> str:
    return f"LEFT JOIN known_{kind_of(part.model)} own ON own.id = r.id LEFT JOIN {table(part.model)} before ON before.id = own.pk"


def identity_columns(part: Part, depth: int) -> dict[str, str]:
    """Columns of a row that has an id, beside those of the file: what there is of it stays, what is new begins."""
    columns = {"id": "own.pk", "external_id": "r.id", "ref": "coalesce(before.ref, '')"}
    model = part.model
    if has_column(model, "sort_key"):
        columns["sort_key"] = "s.sort_key"
    if has_column(model, "revision"):
        columns["revision"] = "coalesce(before.revision, 1)"
    if has_column(model, "stage"):
        columns["stage"] = "coalesce(before.stage, 'draft')"
    if has_column(model, "created_at"):
        columns["created_at"] = "coalesce(before.created_at, now())"
    return columns


def list_sql(path: tuple[Part, ...], row: Any) -> str:
    """SELECT that lays out a many-to-many key as rows: nr, i, j, from, to, raw."""
    target, joins = foreign(row, "m.raw", "f")
    origin, doc = f"{ready(path)} q", "q.doc"
    if len(path) == 1:
        origin += f" JOIN staged s ON s.kind = '{kind_of(path[0].model)}' AND s.nr = q.nr"
        doc = "s.doc"
    return (
        f'SELECT q.nr, q.i, q.j, q.id AS "from", {target} AS "to", m.raw FROM {origin} '
        f"CROSS JOIN LATERAL jsonb_array_elements_text({doc}->'{row.name}') m(raw) {' '.join(joins)}"
    )


def drop_all() -> None:
    """Takes the temporary tables away, so that another import of the same transaction can have its own."""
    found = run(
        "SELECT quote_ident(relname) FROM pg_class WHERE relnamespace = pg_my_temp_schema() AND relkind = 'r'"
    )
    names = [row[0] for row in found if row[0].startswith(("staged", "dates", "known_", "ready_", "before_"))]
    if names:
        run(f"DROP TABLE {', '.join(names)}")
