"""The peer: Datasette over SQLite with the same rows, indexed for the same questions.

    .venv/bin/python -m bench.peer FOLDER

writes FOLDER/peer/bench.db from the record of DATABASE_URL and installs Datasette beside it, each once.
"""

import json
import sqlite3
import subprocess
import sys
import venv
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import django

django.setup()

from django.db import connection, transaction  # noqa: E402 - after the setup

REQUIREMENTS = Path(__file__).with_name("requirements.txt")
BATCH = 2_000
ROWS = """
    SELECT i.number, i.ref, nullif(i.day_desc, '0001-01-01')::text, i.type, i.step, i.level, i.certainty, i.counted::int,
        i.countries, i.card, d.text
    FROM record_incidentindex AS i JOIN record_document AS d ON d.entry_id = i.since
    WHERE i.until IS NULL ORDER BY i.number
"""
TABLES = """
    CREATE TABLE incidents (
        number INTEGER PRIMARY KEY, ref TEXT, day TEXT, type TEXT, step TEXT, level INTEGER, certainty TEXT, counted INTEGER,
        title TEXT, summary TEXT, narrative TEXT, said TEXT, card TEXT
    );
    CREATE TABLE pairs (a TEXT, b TEXT, day TEXT, number INTEGER);
    CREATE TABLE countries (country TEXT, day TEXT, number INTEGER);
    CREATE VIEW incidents_of_pairs AS SELECT a, b, incidents.* FROM pairs JOIN incidents USING (number);
    CREATE VIEW incidents_of_countries AS SELECT country, incidents.* FROM countries JOIN incidents USING (number);
"""
INDEXES = """
    CREATE INDEX by_day ON incidents (day DESC, number DESC);
    CREATE INDEX by_type ON incidents (type, day DESC, number DESC);
    CREATE INDEX by_pair ON pairs (a, b, day DESC, number DESC);
    CREATE INDEX by_country ON countries (country, day DESC, number DESC);
    CREATE VIRTUAL TABLE incidents_fts USING fts5(
        title, summary, narrative, said, content='incidents', content_rowid='number', tokenize='porter unicode61'
    );
    INSERT INTO incidents_fts (incidents_fts) VALUES ('rebuild');
    ANALYZE;
"""


def main() -> None:
    folder = Path(sys.argv[1]) / "peer"
    folder.mkdir(exist_ok=True)
    install(folder / "environment")
    if not (folder / "bench.db").exists():
        print("Writing the same rows for SQLite …", flush=True)
        write(folder / "bench.db")


def install(folder: Path) -> None:
    """Datasette in an environment of its own."""
    if (folder / "bin" / "datasette").exists():
        return
    venv.create(folder, with_pip=True)
    pip = [str(folder / "bin" / "pip"), "install", "-q", "--require-hashes", "-r", str(REQUIREMENTS)]
    subprocess.run(pip, check=True)


def write(path: Path) -> None:
    """The file, complete or not there."""
    half = path.with_suffix(".half")
    half.unlink(missing_ok=True)
    made = sqlite3.connect(half)
    made.executescript(f"PRAGMA journal_mode=off; PRAGMA synchronous=off; {TABLES}")
    for rows in batches():
        made.executemany(f"INSERT INTO incidents VALUES ({', '.join('?' * 13)})", map(incident, rows))
        made.executemany(
            "INSERT INTO pairs VALUES (?, ?, ?, ?)", (one for row in rows for one in pairs_of(row))
        )
        countries = ((country, row[2], row[0]) for row in rows for country in row[8])
        made.executemany("INSERT INTO countries VALUES (?, ?, ?)", countries)
    made.executescript(INDEXES)
    made.commit()
    made.close()
    half.rename(path)


def batches() -> Iterator[list[tuple]]:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"DECLARE every CURSOR FOR {ROWS}")
        while True:
            cursor.execute(f"FETCH {BATCH} FROM every")
            rows = cursor.fetchall()
            if not rows:
                return
            yield rows


def incident(row: tuple) -> tuple:
    number, ref, day, kind, step, level, certainty, counted, _, card, text = row
    document = json.loads(text)
    said = " ".join(words["text"] for one in document["statements"] for words in one["texts"])
    texts = (document["title"], document["summary"], document["narrative"], said)
    return (number, ref, day, kind, step, level, certainty, counted, *texts, card)


def pairs_of(row: tuple) -> Iterator[tuple[Any, ...]]:
    """Each unordered pair of an initiator and a target, as PairIndex has it."""
    card = json.loads(row[9])
    found = {tuple(sorted((a, b))) for a in card["initiators"] for b in card["targets"] if a != b}
    for a, b in sorted(found):
        yield a, b, row[2], row[0]


if __name__ == "__main__":
    main()
