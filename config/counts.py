"""A cache of whole numbers that all processes of one machine share: a SQLite file.

Django's caches either belong to one process, or need a server beside ours or a table that public requests may write to;
and adding to a number in a file or table of theirs loses counts when two do it at once. What is in here is worth
nothing after a minute, so it does not wait for the disk. If the file cannot be used, nothing is counted and the log says so.
"""

import logging
import os
import sqlite3
import threading
import time
from contextlib import suppress
from pathlib import Path

from django.core.cache.backends.base import DEFAULT_TIMEOUT, BaseCache

PATIENCE_SECONDS = 0.5  # for another process that is writing
TABLE = """
CREATE TABLE IF NOT EXISTS counts (key TEXT PRIMARY KEY, value INTEGER NOT NULL, ends REAL NOT NULL) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS counts_ends ON counts (ends);
"""
log = logging.getLogger("config.counts")


class CountsCache(BaseCache):
    """`add` and `incr` are what counting needs; `incr` is one statement, so no count is lost."""

    def __init__(self, location: str, params: dict):
        super().__init__(params)
        self.path = Path(location)
        self.own = threading.local()

    def add(self, key, value, timeout=DEFAULT_TIMEOUT, version=None) -> bool:
        """Whether there was none yet; what has ended is cleared away."""
        now, ends = time.time(), self.get_backend_timeout(timeout)
        self.run("DELETE FROM counts WHERE ends < ?", now)
        sql = "INSERT INTO counts VALUES (?, ?, ?) ON CONFLICT DO NOTHING RETURNING value"
        return self.run(sql, self.key(key, version), int(value), ends or now + 10**9) is not None

    def get(self, key, default=None, version=None):
        found = self.run(
            "SELECT value FROM counts WHERE key = ? AND ends >= ?", self.key(key, version), time.time()
        )
        return default if found is None else found

    def incr(self, key, delta=1, version=None) -> int:
        """The sum. Raises ValueError for a key that is not there."""
        sql = "UPDATE counts SET value = value + ? WHERE key = ? AND ends >= ? RETURNING value"
        found = self.run(sql, delta, self.key(key, version), time.time())
        if found is None:
            raise ValueError(f"Key {key!r} not found")
        return found

    def delete(self, key, version=None) -> bool:
        return (
            self.run("DELETE FROM counts WHERE key = ? RETURNING value", self.key(key, version)) is not None
        )

    def clear(self) -> None:
        self.run("DELETE FROM counts")

    def key(self, key, version) -> str:
        return self.make_and_validate_key(key, version=version)

    def run(self, sql: str, *values: object) -> int | None:
        """The one number that a statement answers; None if it answers none or the file cannot be used."""
        try:
            row = self.connection().execute(sql, values).fetchone()
        except sqlite3.Error as error:
            self.give_up(error)
            return None
        return row[0] if row else None

    def connection(self) -> sqlite3.Connection:
        """One for each thread; never one from before a fork."""
        if getattr(self.own, "process", None) != os.getpid():
            self.own.connection = opened(self.path)
            self.own.process = os.getpid()
        return self.own.connection

    def give_up(self, error: sqlite3.Error) -> None:
        """What is no database, because a process was killed while it wrote, is thrown away and made anew."""
        log.error("Requests are not counted, because %s cannot be used: %s", self.path, error)
        self.own.process = None
        if not isinstance(error, sqlite3.OperationalError):
            with suppress(OSError):
                self.path.unlink(missing_ok=True)


def opened(path: Path) -> sqlite3.Connection:
    """The file with its table, readable by its owner alone: it holds addresses, each for a minute."""
    with suppress(OSError):  # then SQLite will say what is wrong
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
    connection = sqlite3.connect(path, timeout=PATIENCE_SECONDS, isolation_level=None)
    connection.execute("PRAGMA synchronous = OFF")
    connection.execute("PRAGMA journal_mode = MEMORY")
    connection.executescript(TABLE)
    return connection
