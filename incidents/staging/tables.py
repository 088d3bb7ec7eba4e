"""The temporary tables of an import: records as they came, and which rows of the working copy their ids mean.

`staged` has one row per record of the file; `nr` is its place under its key, from 0. `dates` says what each EDTF text
means. `known_<kind>` says which row each id of the file is, or will be, and what is to become of it. What the records are
as rows is in `rows.py`.
"""

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection, models

from incidents.interchange.shape import KINDS, Kind
from lib.sorting import sort_key

NEW, SAME, CHANGED, KEPT, UNSEEN = "new", "same", "changed", "kept", "unseen"
LONGEST_KEY = 200
MANY = 500  # records from which on an import cares for the plans of its queries
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
            sort_key(record.get("name") or "")[:LONGEST_KEY] if kind.name == "actor" else None,
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
    """A kind of row that has an id in the file, and the SQL that lists the file's ids of it."""

    name: str
    model: type[models.Model]
    listing: str


def things() -> list[Identity]:
    """The records at the top of the file."""
    return [
        Identity(kind.name, kind.part.model, f"SELECT id FROM staged WHERE kind = '{kind.name}'")
        for kind in KINDS
    ]


def statements_and_claims() -> list[Identity]:
    """Rows with ids inside those records that will be written."""
    listings: dict[type[models.Model], list[str]] = {}
    for kind in KINDS:
        for part in kind.part.parts:
            if part.has_id:
                listings.setdefault(part.model, []).append(
                    f"SELECT a.doc->>'id' FROM staged s JOIN known_{kind.name} t ON t.id = s.id, "
                    f"jsonb_array_elements(s.doc->'{part.key}') a(doc) WHERE s.kind = '{kind.name}' AND t.mode IN {WRITTEN}"
                )
    return [Identity(kind_of(model), model, " UNION ALL ".join(found)) for model, found in listings.items()]


def kind_of(model: type[models.Model]) -> str:
    """The name under which ids of a model are known."""
    return {kind.part.model: kind.name for kind in KINDS}.get(model, model._meta.model_name or "")


def make_known(identity: Identity) -> None:
    """`known_<name>`: the key of every id that the file gives, of the row there is or of the one to come.

    New keys are given in the order of the ids, so that neither the order of the file nor the way in which the database
    joins matters: sorted last, because a join need not keep an order.
    """
    where, found = table(identity.model), f"known_{identity.name}"
    run(
        f"CREATE TEMP TABLE {found} (id text PRIMARY KEY, pk bigint NOT NULL, mode text NOT NULL, revision int);"
        f"INSERT INTO {found} SELECT id, coalesce(pk, nextval(pg_get_serial_sequence('{where}', 'id'))), "
        f"CASE WHEN pk IS NULL THEN '{NEW}' ELSE '{UNSEEN}' END, NULL "
        f"FROM (SELECT x.id, e.id AS pk FROM (SELECT DISTINCT y.id FROM ({identity.listing}) y(id)) x "
        f"LEFT JOIN {where} e ON e.external_id = x.id WHERE x.id IS NOT NULL ORDER BY x.id) f; ANALYZE {found}"
    )


def drop_all() -> None:
    """Takes the temporary tables away, so that another import of the same transaction can have its own."""
    found = run(
        "SELECT quote_ident(relname) FROM pg_class WHERE relnamespace = pg_my_temp_schema() AND relkind = 'r'"
    )
    names = [row[0] for row in found if row[0].startswith(("staged", "dates", "known_", "ready_"))]
    if names:
        run(f"DROP TABLE {', '.join(names)}")
