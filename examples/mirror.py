"""Keeps a copy of a Demarche record in a SQLite file, in step with the site: python mirror.py https://example.org copy.sqlite

Run it as often as you like; it asks for what came after the last entry that it has. It may be killed at any time: the file
then stands as after some entry, and the next run goes on from there. Needs Python 3.11 and nothing else.

In the file:

    entries    every entry of the record: number, kind, ref, version, action, at, reason and hashes
    documents  what each entry said, as the text that its hash is of; without what was expunged
    now        the newest version of each thing that is public: ref, kind, version, entry, document

A link counts while both its ends are in `now`. verify.py checks the file.
"""

import argparse
import hashlib
import json
import sqlite3
import sys
import time
from collections.abc import Callable
from contextlib import closing
from http.client import HTTPException
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

PAGE_SIZE = 200
TRIES, LONGEST_WAIT = 6, 120
FIELDS = (
    "number",
    "kind",
    "ref",
    "version",
    "action",
    "at",
    "reason",
    "document_sha256",
    "previous",
    "sha256",
)
TABLES = """
CREATE TABLE IF NOT EXISTS entries (
    number INTEGER PRIMARY KEY, kind TEXT NOT NULL, ref TEXT NOT NULL, version INTEGER NOT NULL, action TEXT NOT NULL,
    at TEXT NOT NULL, reason TEXT NOT NULL, document_sha256 TEXT, previous TEXT, sha256 TEXT NOT NULL,
    UNIQUE (ref, version)
);
CREATE TABLE IF NOT EXISTS documents (entry INTEGER PRIMARY KEY REFERENCES entries, text TEXT NOT NULL);
CREATE VIEW IF NOT EXISTS now AS
    SELECT e.ref, e.kind, e.version, e.number AS entry, d.text AS document
    FROM entries e JOIN documents d ON d.entry = e.number
    WHERE e.action NOT IN ('retracted', 'merged', 'expunged')
    AND e.version = (SELECT max(version) FROM entries WHERE ref = e.ref);
"""
Fetch = Callable[[int], dict]


class MirrorError(Exception):
    """The copy cannot go on; the text says why."""


def canonical(value: object) -> str:
    """The one text of a JSON value that hashes are over."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


# --- the file


def open_copy(path: str) -> sqlite3.Connection:
    """The file with its tables. What is deleted in it is overwritten, so that nothing expunged can be dug out."""
    database = sqlite3.connect(path, isolation_level=None)
    database.execute("PRAGMA secure_delete = ON")
    database.execute("PRAGMA foreign_keys = ON")
    database.executescript(TABLES)
    return database


def last_entry(database: sqlite3.Connection) -> tuple[int, str | None]:
    """Number and hash of the newest entry in the file; 0 and None for an empty one."""
    found = database.execute("SELECT number, sha256 FROM entries ORDER BY number DESC LIMIT 1").fetchone()
    return found or (0, None)


# --- keeping in step


def follow(database: sqlite3.Connection, fetch: Fetch) -> int:
    """Takes over everything that came after the last entry; returns how many entries there were. Raises MirrorError."""
    taken = 0
    while True:
        number, sha = last_entry(database)
        page = fetch(number)
        entries, head = page["results"], page["head"]
        if not entries:
            at_the_head(database, number, sha, head)
            return taken
        database.execute("BEGIN IMMEDIATE")
        try:
            for entry in entries:
                take(database, entry)
            database.execute("COMMIT")
        except BaseException:
            if database.in_transaction:
                database.execute("ROLLBACK")
            raise
        taken += len(entries)


def take(database: sqlite3.Connection, entry: dict) -> None:
    """Takes over one entry, if it is whole and follows the last one."""
    document, own = entry["document"], entry["sha256"]
    facts = {name: entry[name] for name in FIELDS if name != "sha256"}
    number, previous = last_entry(database)
    if entry["number"] != number + 1 or entry["previous"] != previous:
        raise MirrorError(f"Entry {entry['number']} does not follow entry {number} of this copy.")
    if sha256(canonical(facts)) != own:
        raise MirrorError(f"Entry {entry['number']} does not have the hash of what it says.")
    places = ", ".join("?" * len(FIELDS))
    database.execute(f"INSERT INTO entries VALUES ({places})", [entry[name] for name in FIELDS])
    if document is not None:
        text = canonical(document)
        if sha256(text) != entry["document_sha256"]:
            raise MirrorError(
                f"The document of entry {entry['number']} does not have the hash that is given for it."
            )
        database.execute("INSERT INTO documents VALUES (?, ?)", [entry["number"], text])
    if entry["action"] == "expunged":
        expunge(database, entry["ref"])


def expunge(database: sqlite3.Connection, ref: str) -> None:
    """Deletes everything that was said of a thing; that it was merged into another says nothing of it."""
    database.execute(
        "DELETE FROM documents WHERE entry IN (SELECT number FROM entries WHERE ref = ? AND action <> 'merged')",
        [ref],
    )


def at_the_head(database: sqlite3.Connection, number: int, sha: str | None, head: dict | None) -> None:
    """Raises MirrorError if the site's record does not end where this copy does, or if the copy lacks a document."""
    if (head["number"], head["sha256"]) != (number, sha) if head else number:
        raise MirrorError(
            f"The site's record does not end with entry {number} as this copy has it: its history is another one. "
            "Ask who runs it; do not throw this copy away."
        )
    lacking = database.execute(
        "SELECT number FROM entries e WHERE document_sha256 IS NOT NULL"
        " AND NOT EXISTS (SELECT 1 FROM documents WHERE entry = e.number)"
        " AND NOT EXISTS (SELECT 1 FROM entries x WHERE x.ref = e.ref AND x.action = 'expunged' AND x.number > e.number)"
    ).fetchone()
    if lacking:
        raise MirrorError(
            f"Entry {lacking[0]} came without its document, and no later entry says that it was expunged."
        )


# --- the site


def fetch_from(address: str, page_size: int = PAGE_SIZE) -> Fetch:
    """A function that asks the site at an address for the entries after a number."""

    def fetch(after: int) -> dict:
        return ask(f"{address.rstrip('/')}/api/v1/changes/?after={after}&page_size={page_size}")

    return fetch


def ask(url: str) -> dict:
    """The JSON at an address; waits and asks again where the site is busy or cannot be reached."""
    for tried in range(1, TRIES + 1):
        try:
            with urlopen(Request(url, headers={"Accept": "application/json"}), timeout=60) as answer:
                return json.load(answer)
        except HTTPError as error:
            if error.code not in (429, 502, 503, 504) or tried == TRIES:
                raise MirrorError(f"{url} answers {error.code} {error.reason}.") from error
            wait = error.headers.get("Retry-After", "")
        except (URLError, OSError, HTTPException, ValueError) as error:
            # The last two: an answer that was cut off, with its length promised or without.
            if tried == TRIES:
                raise MirrorError(f"{url} cannot be read: {error}.") from error
            wait = ""
        time.sleep(min(int(wait) if wait.isdecimal() else 2**tried, LONGEST_WAIT))
    raise AssertionError("not reached")


def main() -> int:
    parser = argparse.ArgumentParser(description="Keeps a copy of a Demarche record in a SQLite file.")
    parser.add_argument("address", help="the site, such as https://example.org")
    parser.add_argument("file", help="the SQLite file; made if it is not there")
    parser.add_argument(
        "--page-size", type=int, default=PAGE_SIZE, help="entries asked for at once, 1 to 200"
    )
    options = parser.parse_args()
    try:
        with closing(open_copy(options.file)) as database:
            taken = follow(database, fetch_from(options.address, options.page_size))
            number, sha = last_entry(database)
    except (MirrorError, sqlite3.Error) as error:
        print(error, file=sys.stderr)
        return 1
    print(f"{taken} new.", file=sys.stderr)
    print(number, sha or "")  # keep this line elsewhere; verify.py --anchor compares with it
    return 0


if __name__ == "__main__":
    sys.exit(main())
