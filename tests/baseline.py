"""The state every database test begins in: migrated, with reference data, codebook published, reader granted, groups made.

Made once and kept as a copy inside the test server, named by a fingerprint of the files that decide it; runs at the
same time share it. What a test commits (a live server, two connections) is undone row by row (tests/undoing.py), or by putting the
copy back: the record's tables refuse TRUNCATE, so Django's own flush cannot do it.
"""

import fcntl
import hashlib
import os
from pathlib import Path

from django.core.management import call_command
from django.db import connection, connections

from desk.groups import ensure_groups
from tests import cluster, undoing

PROJECT = Path(__file__).resolve().parent.parent
DECIDING = [
    "*/migrations/*.py",
    "data/reference/*.csv",
    "data/codebook/**/*.csv",
    "*/reference.py",
    "record/*.py",
    "record/*/*.py",
    "desk/groups.py",
]


def fingerprint() -> str:
    """A hash of everything that decides the baseline's content."""
    digest = hashlib.sha256()
    for path in sorted({path for pattern in DECIDING for path in PROJECT.glob(pattern)}):
        digest.update(str(path.relative_to(PROJECT)).encode() + path.read_bytes())
    return digest.hexdigest()[:20]


COPY = f"baseline_{fingerprint()}"  # of the files as they were when this run began


def outside(sql: str, parameters: list | None = None) -> list:
    """Runs SQL from the maintenance database, because nobody may be connected to a database that is copied."""
    connections.close_all()
    with connection.creation._nodb_cursor() as cursor:
        cursor.execute(sql, parameters)
        return cursor.fetchall() if cursor.description else []


def copies() -> list[str]:
    return [row[0] for row in outside("SELECT datname FROM pg_database WHERE datname ~ '^baseline_'")]


def lock(name: str, how: int) -> int:
    """An open lock file of this name; BlockingIOError if `how` does not wait and another run holds it."""
    file = os.open(cluster.HOME / f"{name}.lock", os.O_CREAT | os.O_RDWR)
    try:
        fcntl.flock(file, how)
    except BlockingIOError:
        os.close(file)
        raise
    return file


def ensure() -> None:
    """Brings the test database to the baseline. One run makes it; others that begin meanwhile wait for it."""
    making = lock("baseline", fcntl.LOCK_EX)
    lock(COPY, fcntl.LOCK_SH)  # held until this process ends: nobody takes the copy away before
    if COPY not in copies():
        take_away_unused()
        make()
    os.close(making)
    restore()


def make() -> None:
    """Migrates and loads the test database, and keeps a copy of it."""
    with connection.cursor() as cursor:
        cursor.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
    call_command("migrate", verbosity=0)
    call_command("grant_reader", verbosity=0)
    call_command("load_reference", stdout=open("/dev/null", "w"))  # noqa: SIM115 - closed with the process
    ensure_groups()
    half = f"half_{COPY}"
    outside(f'DROP DATABASE IF EXISTS "{half}"')
    outside(f'CREATE DATABASE "{half}" TEMPLATE "{connection.settings_dict["NAME"]}"')
    outside(f'ALTER DATABASE "{half}" RENAME TO "{COPY}"')


def take_away_unused() -> None:
    """Drops copies made from older files that no run uses any more."""
    for name in copies():
        try:
            os.close(lock(name, fcntl.LOCK_EX | fcntl.LOCK_NB))
        except BlockingIOError:
            continue
        outside(f'DROP DATABASE "{name}"')
        (cluster.HOME / f"{name}.lock").unlink()


def restore() -> None:
    """Puts the copy in the place of the test database."""
    name = connection.settings_dict["NAME"]
    outside(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
    outside(f'CREATE DATABASE "{name}" TEMPLATE "{COPY}"')
    undoing.begin()


def undo() -> None:
    """Brings the test database back to the baseline after a test that committed something."""
    if not undoing.undo():
        restore()
