"""Measures every path of bench/paths.py, what is written, and exports; prints the report as Markdown.

    .venv/bin/python -m bench.measuring FOLDER [--report FILE]

needs what `python -m bench` makes: the record of DATABASE_URL, and the peer in FOLDER.
"""

import argparse
import json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path as File
from typing import Any
from urllib.parse import urlsplit

import django

os.environ.setdefault("DEMARCHE_BUDGETS", "off")
django.setup()

import psycopg2  # noqa: E402 - after the setup
from django.core.cache import caches  # noqa: E402
from django.db import connections  # noqa: E402
from django.http import QueryDict  # noqa: E402

from bench import report, served, writing  # noqa: E402
from bench.clocks import Cost, rounds  # noqa: E402
from bench.door import Door  # noqa: E402
from bench.paths import Facts, Path, facts, paths  # noqa: E402
from record import codebook, ledger, lists, postings  # noqa: E402
from record.envelopes import url  # noqa: E402
from record.filters import IncidentFilter  # noqa: E402
from record.models import IncidentIndex  # noqa: E402

CARD = 4  # the column of a floor's rows that is JSON


def asker(door: Door, path: Path) -> Callable[[], int]:
    """A function that asks for a path and gives the bytes of the answer; SystemExit if it is none."""
    headers, wanted, accept = {}, 200, path.accept
    if accept == "304":
        wanted, accept = 304, "application/json"
        headers = {"HTTP_IF_NONE_MATCH": door.get(path.ours)[1]["ETag"]}

    def ask() -> int:
        forget()
        status, _, body = door.get(path.ours, accept, **headers)
        if status != wanted:
            sys.exit(f"{path.ours} answered {status}: {body[:300]!r}")
        return len(body)

    return ask


def forget() -> None:
    """What a process keeps of questions asked before, so that each is asked as if for the first time; dimensions stay."""
    for kept in postings.KEPT.values():
        for one in kept:
            one.selections.clear()
    caches["parts"].clear()


class Floor:
    """The same database without Django: a statement, its rows, and JSON made by hand."""

    def __init__(self) -> None:
        self.connection = psycopg2.connect(os.environ["DATABASE_URL"])
        self.connection.autocommit = True

    def session(self) -> int:
        return self.connection.info.backend_pid

    def asker(self, path: Path) -> Callable[[], int]:
        def ask() -> int:
            with self.connection.cursor() as cursor:
                cursor.execute(path.sql, path.values or None)
                rows = [made(row) for row in cursor.fetchall()]
            return len(json.dumps({"results": rows}, default=str))

        return ask


def made(row: tuple) -> Any:
    """A row of a list as the API gives it; other rows as they are."""
    if len(row) <= CARD:
        return row
    ref, version, entry, published, card = row
    return {"ref": ref, "version": version, "entry": entry, **json.loads(card), "published": published}


def leanest(path: Path) -> Callable[[], int]:
    """The rows of a list by way of our filters, without HTTP and the framework of the API."""
    query = QueryDict(urlsplit(path.ours).query, mutable=True)
    query.pop("cursor", None)

    def ask() -> int:
        moment = ledger.moment()
        found = IncidentFilter(
            query,
            IncidentIndex.objects.using("reader").at(moment),
            codebook=codebook.at(moment),
            moment=moment,
        )
        columns = ("ref", "number", "version", "since", "published_at", "card", "day_desc")
        page = lists.page(
            found.selected().only(*columns), moment, ordering="-date", size=50, cursor=None, selection=""
        )
        return len(json.dumps([lists.card(row, url("incident", row.ref)) for row in page.rows]))

    return ask


def reader() -> int | None:
    """The session that answers public requests, if one is open."""
    raw = connections["reader"].connection
    return raw.info.backend_pid if raw else None


def measured(known: Facts) -> Iterator[tuple[Path, dict[str, Cost]]]:
    """Each path: ours, the floor if it has one, and for lists the leanest way of our own."""
    door, floor = Door(), Floor()
    for path in (with_cursor(one, known) for one in paths(known)):
        ways: dict[str, Any] = {"ours": (asker(door, path), reader)}
        if path.sql:
            ways["floor"] = (floor.asker(path), floor.session)
        if path.name.startswith("list"):
            ways["leanest"] = (leanest(path), reader)
        print(f"  {path.name}", file=sys.stderr, flush=True)
        yield path, rounds(ways)


def with_cursor(path: Path, known: Facts) -> Path:
    """The path; where it begins in the middle of the list, with the cursor that the list itself would write."""
    if "{deep}" not in path.ours:
        return path
    day, number = known.deep
    moment = ledger.moment()
    cursor = lists.Cursor(
        moment.entry, "-date", day.isoformat(), number, False, lists.selection_of(QueryDict())
    )
    return Path(path.name, path.ours.format(deep=cursor.text()), path.sql, path.values, path.peer)


@contextmanager
def written_to(file: File | None) -> Iterator[Callable[[str], None]]:
    """Where the report goes: a file, whole or not at all, or standard output."""
    lines: list[str] = []
    yield lines.append
    text = "\n".join(lines) + "\n"
    if file:
        file.write_text(text)
    else:
        print(text)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=File)
    parser.add_argument("--report", type=File)
    asked = parser.parse_args()
    known = facts()
    with written_to(asked.report) as say:
        say(report.head(known, asked.folder))
        say(report.in_process(list(measured(known))))
        say(report.beside_the_peer(list(served.compared(paths(known), asked.folder))))
        say(report.files(served.exported(asked.folder)))
        say(report.writing(list(writing.measured()), asked.folder))


if __name__ == "__main__":
    main()
