"""An importer that is killed leaves nothing or the whole: real processes, SIGKILL at random moments."""

import json
import os
import random
import subprocess
import time
from pathlib import Path

import pytest
from django.apps import apps
from django.db import connection, transaction

from config.postgres import PROJECT
from tests.processes import start

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
ARTICLE = PROJECT / "data" / "examples" / "central_asia_2025.json"
# A short run kills three imports and one that publishes; CRASHES=full ten and three.
FULL = os.environ.get("CRASHES") == "full"
INCIDENTS, KILLS, KILLS_WHILE_PUBLISHING = (1500, 10, 3) if FULL else (1500, 1, 1)


def write_file(folder: Path, prefix: str) -> Path:
    """A file of INCIDENTS incidents; its ids begin with `prefix`, all else is the same in every file."""
    states = ["KAZ", "KGZ", "UZB", "TJK"]
    cited = [{"source": f"{prefix}:source", "credibility": "2"}]
    actor = {"id": f"{prefix}:ministry", "kind": "ministry", "name": "Ministry of Foreign Affairs"}
    source = {"id": f"{prefix}:source", "kind": "newspaper", "title": "Report"}
    incidents = [
        {
            "id": f"{prefix}:{number}",
            "title": f"{states[number % 4]} protests to Russia, case {number}",
            "summary": "Two sentences. No more.",
            "date": f"20{number % 25:02}-05",
            "type": "D10",
            "level": 3,
            "themes": ["migrants"],
            "participations": [
                {"role": "initiator", "country": states[number % 4], "through": "state"},
                {"role": "target", "country": "RUS"},
            ],
            "statements": [
                {
                    "id": f"{prefix}:{number}/s",
                    "speaker": f"{prefix}:ministry",
                    "kind": "protest",
                    "texts": [{"language": "en", "text": "We protest."}],
                    "citations": cited,
                }
            ],
            "claims": [
                {
                    "id": f"{prefix}:{number}/c",
                    "text": "It was a mistake.",
                    "nature": "fact",
                    "certainty": "reported",
                }
            ],
            "citations": cited,
        }
        for number in range(INCIDENTS)
    ]
    content = {"format": "demarche-interchange", "version": 1, "actors": [actor], "sources": [source]}
    path = folder / f"{prefix}.json"
    path.write_text(json.dumps({**content, "incidents": incidents}))
    return path


def copy_of_the_article(folder: Path, prefix: str) -> Path:
    path = folder / f"{prefix}.json"
    path.write_text(ARTICLE.read_text(encoding="utf-8").replace("founding-article:", f"{prefix}:"))
    return path


def counts() -> dict[str, int]:
    """Rows of every table of the working copy, its audit net and the record."""
    labels = ("actors", "incidents", "record", "pghistory")
    tables = sorted(
        {model._meta.db_table for label in labels for model in apps.get_app_config(label).get_models(True)}
        & set(connection.introspection.table_names())
    )
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(f"SELECT '{table}', count(*) FROM {table}" for table in tables))
        return dict(cursor.fetchall())


def difference(before: dict[str, int], after: dict[str, int]) -> dict[str, int]:
    return {table: after[table] - before[table] for table in after if after[table] != before[table]}


def rows_of(found: dict[str, int]) -> dict[str, int]:
    """Without the contexts of the audit net: how many events share one depends on who is published with whom."""
    return {table: count for table, count in found.items() if table != "pghistory_context"}


def whole_run(file: Path, *options: str) -> float:
    """The seconds of an undisturbed import."""
    began = time.monotonic()
    child = start("import_incidents", file, *options, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    _, errors = child.communicate(timeout=120)
    assert child.returncode == 0, errors.decode()
    return time.monotonic() - began


def killed_run(file: Path, after: float, *options: str) -> None:
    """An import that gets SIGKILL after some seconds, unless it is done by then."""
    child = start("import_incidents", file, *options, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        child.wait(after)
    except subprocess.TimeoutExpired:
        child.kill()
    child.wait()


def assert_no_lock_is_left() -> None:
    """The server gives up the work of a killed client as soon as it notices, and all its locks with it."""
    deadline = time.monotonic() + 30
    others = (
        "SELECT count(*) FROM pg_locks l JOIN pg_stat_activity a USING (pid) "
        "WHERE a.datname = current_database() AND a.pid <> pg_backend_pid()"
    )
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(others)
        while cursor.fetchone()[0]:
            assert time.monotonic() < deadline, "A lock of the killed import is still held."
            time.sleep(0.05)
            cursor.execute("SELECT pg_stat_clear_snapshot()")
            cursor.execute(others)


def kill_at_random_moments(write, folder: Path, times: int, *options: str) -> None:
    """Times one whole run, kills others inside that time, and ends with one that is left alone."""
    seed = random.randrange(10**6)
    print(f"seed {seed}")
    dice = random.Random(seed)
    # The first run writes rows that no later one needs, such as those that count public numbers.
    whole_run(write(folder, "first"), *options)
    before = counts()
    seconds = whole_run(write(folder, "timed"), *options)
    whole = rows_of(difference(before, counts()))
    assert whole["incidents_incident"] and whole["incidents_incidentevent"] and whole["incidents_revision"]
    for number in range(times):
        before, moment = counts(), dice.uniform(0, seconds)
        file = write(folder, f"killed{number}")
        killed_run(file, moment, *options)
        left = difference(before, counts())
        assert left == {} or rows_of(left) == whole, f"Killed after {moment:.2f} of {seconds:.2f} seconds."
        assert_no_lock_is_left()
        assert difference(before, counts()) == left
    before = counts()
    whole_run(file if not left else write(folder, "undisturbed"), *options)
    assert rows_of(difference(before, counts())) == whole


def test_an_import_killed_at_random_moments_leaves_nothing_partial(tmp_path):
    kill_at_random_moments(write_file, tmp_path, KILLS)


def test_an_import_that_publishes_is_killed_with_its_record_and_its_working_copy(tmp_path):
    options = ("--publish", "--reason", "First publication.", "--override", "They spoke in public.")
    kill_at_random_moments(copy_of_the_article, tmp_path, KILLS_WHILE_PUBLISHING, *options)
