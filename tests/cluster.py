"""A PostgreSQL server for the tests alone; pytest loads this with `-p`, before Django reads its settings.

Its data is worth nothing, so it does not wait for the disk. Several runs at once share the server, and each
has a database of its own: the first free of test_demarche, test_demarche_2 … Later runs find it again
(`--reuse-db`). A DATABASE_URL of the shell is put aside: tests never touch a database that somebody set up.
"""

import atexit
import fcntl
import itertools
import os
import shutil
import tempfile
from contextlib import ExitStack
from pathlib import Path

import pytest

from config import postgres
from config.cluster import Cluster
from config.placement import PostgresError

HOME = postgres.PROJECT / "var" / "test"
running = ExitStack()


def first_free_number() -> int:
    """1, or the next number that no other run holds; kept by a lock until this process ends."""
    HOME.mkdir(parents=True, exist_ok=True)
    for number in itertools.count(1):
        lock = running.enter_context((HOME / f"run-{number}.lock").open("w"))
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            continue
        return number
    raise AssertionError("unreachable")


def set_environment() -> None:
    """Everything the settings read is set here, so that no test depends on the shell it was started from."""
    for name in [name for name in os.environ if name.startswith("DEMARCHE_")]:
        del os.environ[name]
    for name in ("DATABASE_URL", "DATABASE_READER_URL"):
        os.environ.pop(name, None)
    running.enter_context(postgres.in_use(HOME, durable=False))
    number = first_free_number()
    scratch = Path(tempfile.mkdtemp(prefix="demarche-test-"))
    running.callback(shutil.rmtree, scratch, ignore_errors=True)
    database = "demarche" if number == 1 else f"demarche_{number}"
    os.environ["DATABASE_URL"] = Cluster(HOME, durable=False).url(database)
    os.environ["DEMARCHE_HOME"] = str(scratch)
    os.environ["DEMARCHE_SECRET_KEY"] = "a key for tests alone, which signs nothing that outlives a test run"
    os.environ["DEMARCHE_HTTPS"] = "off"
    os.environ["DEMARCHE_BUDGETS"] = "off"  # the tests of budgets set their own


atexit.register(running.close)  # the last run to end stops the server, however it ends
try:
    set_environment()
except PostgresError as error:
    pytest.exit(str(error), returncode=2)
