"""What the records of a file are as rows: `ready_<part>` has the very columns of the part's table.

Beside them stand the place of each row in the file (`nr` of the record, `i` and `j` inside its lists, from 0; null where
there is none) and under `raw:<key>` what the file has for a foreign key.
"""

from typing import Any

from django.db import connection, models

from actors.dates import EdtfField
from incidents.interchange.shape import KINDS, Kind, Part, below
from incidents.staging.tables import WRITTEN, kind_of, name, run, table


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


def take_statistics() -> None:
    """Has PostgreSQL look at the working copy before many rows join it.

    Right after another import its statistics lag behind; it then takes large tables for tiny, and plans of joins and
    triggers become quadratic. A login that does not own the tables gets a warning, and the autovacuum's statistics hold.
    """
    models = {path[-1].model for kind in KINDS for path in paths(kind)}
    lists = {row.m2m_db_table() for model in models for row in model._meta.many_to_many}
    run(f"ANALYZE {', '.join(sorted({table(model) for model in models} | lists))}")


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
        columns |= identity_columns(part)
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


def known_join(part: Part) -> str:
    return f"LEFT JOIN known_{kind_of(part.model)} own ON own.id = r.id LEFT JOIN {table(part.model)} before ON before.id = own.pk"


def identity_columns(part: Part) -> dict[str, str]:
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
