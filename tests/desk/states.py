"""Every state that a thing can be in, and whether anything in the database changed."""

from typing import Any

from django.apps import apps
from django.db import connection

from incidents import workflow
from record.withdrawing import merge_actors, merge_incidents, retract
from tests.desk.things import MAKERS, put
from tests.make import make_incident, make_user

EDITS = {
    "incident": {"title": "Not public yet"},
    "episode": {"summary": "Not public yet."},
    "actor": {"wikidata": "Q1"},
    "source": {"authors": "Not public yet"},
    "link": {"confidence": "high"},
    "coverage": {"note": "Not public yet"},
}
SAID: Any = {"user": None, "reason": "For a reason."}


def in_state(kind: str, state: str) -> Any:
    """A thing of a kind: draft, review, published, changed since, retracted or merged into another of its kind."""
    row = MAKERS[kind]()
    row.refresh_from_db()
    if state == "review":
        workflow.submit(row, user=make_user("submitter", "Analyst"), revision=row.revision)
    if state not in ("draft", "review"):
        put(kind, row)
    if state == "changed":
        type(row).objects.filter(pk=row.pk).update(**EDITS[kind])
    if state == "retracted":
        retract(kind, row, revision=row.revision, **SAID)
    if state == "merged":
        merge = merge_incidents if kind == "incident" else merge_actors
        merge(row, other(kind, row), revision=row.revision, **SAID)
    row.refresh_from_db()
    return row


def other(kind: str, like: Any) -> Any:
    """Another public thing of a kind; an incident cites the same source, so that the two can be told apart again."""
    row = make_incident(source=like.citations.get().source) if kind == "incident" else MAKERS[kind]()
    put(kind, row)
    return row


def writes() -> dict[str, tuple[int, int, int]]:
    """How often each table was written to in this transaction, sessions left out: the same twice means nothing changed.

    Counts what was undone too, so a difference alone does not mean that something changed: `everything` tells.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname, n_tup_ins, n_tup_upd, n_tup_del FROM pg_stat_xact_user_tables"
            " WHERE relname <> 'django_session' AND n_tup_ins + n_tup_upd + n_tup_del > 0"
        )
        return {table: counts for table, *counts in cursor.fetchall()}


def everything() -> dict[str, str]:
    """A fingerprint of each table that a step of the desk could write to; sessions, which carry messages, are left out."""
    tables = [
        model._meta.db_table
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy and model._meta.app_label != "sessions"
    ]
    with connection.cursor() as cursor:
        cursor.execute(
            " UNION ALL ".join(
                f"SELECT '{table}', count(*) || ':' || sum(hashtextextended(t::text, 0)) FROM \"{table}\" t"
                for table in sorted(set(tables))
            )
        )
        return dict(cursor.fetchall())
