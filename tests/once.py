"""Rows made once: for a whole file of tests, or by a maker whose rows are put back at its later calls."""

import copy
import functools
import io
from collections import defaultdict
from collections.abc import Callable
from contextlib import contextmanager
from typing import Any, NamedTuple

from django.db import connection, transaction

from record.models import Entry


@contextmanager
def undone_after(blocker):
    """Rows for a whole file, made once and undone after it; each test undoes its own changes before."""
    with blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)


class Kept(NamedTuple):
    """What a maker left behind: rows by table, as COPY writes them, tables of which it changed rows, what it returned."""

    rows: dict[str, str]
    changed: set[str]
    returned: Any


def remembered(maker: Callable) -> Callable:
    """A maker of published rows that really runs once in a process for each state of the record it begins in.

    Later calls put the very same rows back, with triggers off, and return a copy of what was returned. So a maker takes
    only what hangs on nothing but the record: no user, no browser, no row that another test may have made otherwise. One
    that deletes rows that stood before is refused.
    """
    kept: dict[str, Kept] = {}

    @functools.wraps(maker)
    def make(*arguments, **named):
        head = Entry.objects.order_by("-number").values_list("sha256", flat=True).first() or ""
        with transaction.atomic():
            if head in kept:
                put_back(kept[head])
            else:
                kept[head] = watched(maker, *arguments, **named)
        return copy.deepcopy(kept[head].returned)

    return make


def watched(maker: Callable, *arguments: Any, **named: Any) -> Kept:
    """Runs a maker and collects the rows it made."""
    before = written()
    with transaction.atomic():  # a savepoint has a number of its own, and later ones have higher ones
        asked("CREATE TEMPORARY TABLE mark (); SELECT 1")
        since = asked("SELECT xmin::text FROM pg_class WHERE oid = 'mark'::regclass")[0][0]
        asked("DROP TABLE mark; SELECT 1")
        returned = maker(*arguments, **named)
        connection.check_constraints()
    rows, changed = {}, set()
    for table, writes in written().items():
        inserted, updated, deleted = writes - before[table]
        if inserted + updated + deleted:
            rows[table] = copied_out(table, since)
            changes = rows[table].count("\n") > inserted - deleted
            assert not (changes and deleted), f"{maker.__name__} deletes rows of {table} that stood before"
            changed |= {table} if changes else set()
    return Kept(rows, changed, copy.deepcopy(returned))


class Writes(NamedTuple):
    """How many rows of a table were inserted, updated and deleted."""

    inserted: int = 0
    updated: int = 0
    deleted: int = 0

    def __sub__(self, other: "Writes") -> "Writes":
        return Writes(*(now - before for now, before in zip(self, other, strict=True)))


def written() -> defaultdict[str, Writes]:
    """What was written to each table in this transaction so far, undone or not."""
    found = asked(
        "SELECT quote_ident(relname), n_tup_ins, n_tup_upd, n_tup_del FROM pg_stat_xact_user_tables"
    )
    return defaultdict(Writes, {table: Writes(*writes) for table, *writes in found if any(writes)})


def copied_out(table: str, since: str) -> str:
    """The rows of a table written by a transaction with this number or a later one."""
    file = io.StringIO()
    with connection.cursor() as cursor:
        cursor.copy_expert(
            f"COPY (SELECT {', '.join(columns(table))} FROM {table} WHERE xmin::text::bigint >= {since}) TO STDOUT",
            file,
        )
    return file.getvalue()


def put_back(kept: Kept) -> None:
    """Writes the rows again, with triggers off."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        for table, lines in kept.rows.items():
            if table in kept.changed:
                keys = [line.split("\t")[columns(table).index(key(table))] for line in lines.splitlines()]
                cursor.execute(f"DELETE FROM {table} WHERE {key(table)}::text = ANY(%s)", [keys])
            cursor.copy_expert(f"COPY {table} ({', '.join(columns(table))}) FROM STDIN", io.StringIO(lines))
            for sequence, column in numbered(table):
                cursor.execute(
                    f"SELECT setval('{sequence}', greatest(last_value, (SELECT max({column}) FROM {table})))"
                    f" FROM {sequence}"
                )
        cursor.execute("SET LOCAL session_replication_role = origin")


@functools.cache
def key(table: str) -> str:
    """The column of a table's primary key."""
    return asked(
        "SELECT quote_ident(attname) FROM pg_index JOIN pg_attribute ON attrelid = indrelid AND attnum = ANY(indkey)"
        f" WHERE indrelid = '{table}'::regclass AND indisprimary"
    )[0][0]


@functools.cache
def columns(table: str) -> list[str]:
    """The columns of a table that are not computed."""
    found = asked(
        "SELECT quote_ident(attname) FROM pg_attribute"
        f" WHERE attrelid = '{table}'::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = ''"
        " ORDER BY attnum"
    )
    return [name for (name,) in found]


@functools.cache
def numbered(table: str) -> list[tuple[str, str]]:
    """Each sequence of a table with its column."""
    return asked(
        "SELECT pg_get_serial_sequence(attrelid::regclass::text, attname), quote_ident(attname) FROM pg_attribute"
        f" WHERE attrelid = '{table}'::regclass AND attnum > 0 AND NOT attisdropped"
        " AND pg_get_serial_sequence(attrelid::regclass::text, attname) IS NOT NULL"
    )


def asked(sql: str) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchall()
