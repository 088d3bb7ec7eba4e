"""The state every database test begins in: migrated, with reference data, codebook published, reader granted.

Made once and kept as a copy inside the test server, under a fingerprint of the files that decide it. A test that
commits (a live server, two connections) is undone by putting the copy back: the record's tables refuse TRUNCATE,
so Django's own flush cannot do it.
"""

import hashlib
import json
from pathlib import Path

from django.core.management import call_command
from django.db import connection, connections

PROJECT = Path(__file__).resolve().parent.parent
DECIDING = [
    "*/migrations/*.py",
    "data/reference/*.csv",
    "data/codebook/**/*.csv",
    "*/reference.py",
    "record/*.py",
    "record/*/*.py",
]


def fingerprint() -> str:
    """A hash of everything that decides the baseline's content."""
    digest = hashlib.sha256()
    for path in sorted({path for pattern in DECIDING for path in PROJECT.glob(pattern)}):
        digest.update(str(path.relative_to(PROJECT)).encode() + path.read_bytes())
    return digest.hexdigest()


def copy_name() -> str:
    return f"{connection.settings_dict['NAME']}_baseline"


def outside(sql: str, parameters: list | None = None) -> list:
    """Runs SQL from the maintenance database, because nobody may be connected to a database that is copied."""
    connections.close_all()
    with connection.creation._nodb_cursor() as cursor:
        cursor.execute(sql, parameters)
        return cursor.fetchall() if cursor.description else []


def kept() -> bool:
    """Whether the copy on the server was made from the files as they are."""
    comment = "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s"
    found = outside(comment, [copy_name()])
    return bool(found) and found[0][0] == fingerprint()


def ensure() -> None:
    """Brings the test database to the baseline."""
    if kept():
        restore()
        return
    with connection.cursor() as cursor:
        cursor.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
    call_command("migrate", verbosity=0)
    call_command("grant_reader", verbosity=0)
    call_command("load_reference", stdout=open("/dev/null", "w"))  # noqa: SIM115 - closed with the process
    name = connection.settings_dict["NAME"]
    outside(f'DROP DATABASE IF EXISTS "{copy_name()}"')
    outside(f'CREATE DATABASE "{copy_name()}" TEMPLATE "{name}"')
    outside(f'COMMENT ON DATABASE "{copy_name()}" IS {json.dumps(fingerprint()).replace(chr(34), chr(39))}')


def restore() -> None:
    """Puts the copy in the place of the test database."""
    name = connection.settings_dict["NAME"]
    outside(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
    outside(f'CREATE DATABASE "{name}" TEMPLATE "{copy_name()}"')
