"""What writing costs in a large record: one publication, and making indexes again; everything is taken back.

    .venv/bin/python -m bench.measuring FOLDER

calls it. bench/importing.py measures the import into the working copy.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import connection, transaction

from bench.clocks import Cost, rounds
from incidents.models import Incident
from record import indexing, rebuilding
from record.models import IncidentIndex, PairIndex, StatementIndex
from record.publishing import publish_incident

AT_ONCE = 1_000  # entries whose indexes are made again
TABLES = (IncidentIndex, StatementIndex, PairIndex)


@dataclass(frozen=True)
class Deed:
    """One thing that writes: `floor` does the same rows with least work, and `words` say what that is."""

    name: str
    ours: Cost
    floor: Cost
    words: str


def session() -> int:
    connection.ensure_connection()
    return connection.connection.info.backend_pid


@contextmanager
def taken_back() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def measured() -> Iterator[Deed]:
    """A correction of one incident; the indexes of AT_ONCE incidents."""
    row = Incident.objects.filter(ref__gt="").order_by("pk")[0]
    found = rounds({"ours": (lambda: corrected(row), session), "floor": (lambda: inserted(row.ref), session)})
    yield Deed("publish a correction", found["ours"], found["floor"], "INSERT of the same index rows")
    last = IncidentIndex.objects.order_by("-since").values_list("since", flat=True)[0]
    entries = rebuilding.written(last - AT_ONCE, last)
    ways: dict[str, Callable[[], int]] = {
        "ours": lambda: again(entries),
        "floor": lambda: again(entries, by_copy=True),
    }
    found = rounds({name: (way, session) for name, way in ways.items()})
    yield Deed(
        f"indexes of {AT_ONCE:,} entries", found["ours"], found["floor"], "INSERT … SELECT of the same rows"
    )


def corrected(row: Incident) -> int:
    with taken_back():
        fresh = Incident.objects.get(pk=row.pk)
        fresh.summary += " Corrected."
        fresh.save()
        fresh.refresh_from_db()
        publish_incident(
            fresh,
            user=None,
            revision=fresh.revision,
            reason="Of the bench.",
            override="Of the bench.",
        )
    return 0


def inserted(ref: str) -> int:
    with taken_back(), connection.cursor() as cursor:
        for index, column in ((IncidentIndex, "ref"), (StatementIndex, "home"), (PairIndex, "ref")):
            moved(cursor, index._meta.db_table, f"{column} = %s AND until IS NULL", ref)
    return 0


def moved(cursor, table: str, condition: str, *values: object) -> None:
    """Takes rows out of a table and puts them in again, with all its indexes."""
    cursor.execute(
        f"CREATE TEMPORARY TABLE moved ON COMMIT DROP AS SELECT * FROM {table} WHERE {condition}", values
    )
    cursor.execute(f"DELETE FROM {table} WHERE {condition}", values)
    cursor.execute(f"INSERT INTO {table} SELECT * FROM moved")
    cursor.execute("DROP TABLE moved")


def again(entries: list, by_copy: bool = False) -> int:
    """The rows of some entries made again: by us, or out of themselves."""
    first, last = entries[0][0].number, entries[-1][0].number
    with taken_back(), connection.cursor() as cursor:
        for index in TABLES:
            table, condition = index._meta.db_table, "since BETWEEN %s AND %s"
            if by_copy:
                moved(cursor, table, condition, first, last)
            else:
                cursor.execute(f"DELETE FROM {table} WHERE {condition}", [first, last])
        if not by_copy and not indexing.begin(entries):
            raise SystemExit("The last entries are not all first versions.")
    return 0
