"""PostgreSQL's client programs (psql, pg_dump, pg_restore) run on one database, whoever keeps it."""

import os
import subprocess
from pathlib import Path
from urllib.parse import unquote, urlsplit, urlunsplit

from config import programs
from config.placement import PostgresError

# What somebody made: tables, views, sequences and functions outside PostgreSQL's own schemas and extensions.
OBJECTS = """
SELECT count(*) FROM (
    SELECT oid, 'pg_class'::regclass AS kind, relnamespace AS schema FROM pg_class
    UNION ALL SELECT oid, 'pg_proc'::regclass, pronamespace FROM pg_proc
) AS made
JOIN pg_namespace ON pg_namespace.oid = made.schema
WHERE nspname <> 'information_schema' AND nspname NOT LIKE 'pg\\_%'
AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = made.oid AND classid = made.kind AND deptype = 'e')
"""


def address(url: str) -> tuple[str, dict[str, str]]:
    """The address without its password, and an environment with it: everybody may see command lines."""
    parts = urlsplit(url)
    environment = programs.environment()
    if parts.password:
        environment["PGPASSWORD"] = unquote(parts.password)
    user, _, place = parts.netloc.rpartition("@")
    netloc = f"{user.partition(':')[0]}@{place}" if user else place
    return urlunsplit(parts._replace(scheme="postgresql", netloc=netloc)), environment


def command(name: str, url: str, *options: str) -> tuple[list[str], dict[str, str]]:
    """The command line of this client for this database, and its environment."""
    place, environment = address(url)
    return [str(programs.find().bin / name), f"--dbname={place}", *options], environment


def run(name: str, url: str, *options: str) -> str:
    """Runs a client to its end and returns what it printed; its complaint becomes a PostgresError."""
    line, environment = command(name, url, *options)
    answer = subprocess.run(line, env=environment, capture_output=True, text=True, check=False)
    if answer.returncode:
        raise PostgresError(f"{name} failed: {answer.stderr.strip()}")
    return answer.stdout


def psql(url: str, *options: str) -> int:
    """psql for the person at the keyboard, whose Ctrl-C is psql's to handle; the answer is its exit code."""
    line, environment = command("psql", url, *options)
    process = subprocess.Popen(line, env={**environment, "LC_ALL": os.environ.get("LC_ALL", "")})
    while True:
        try:
            return process.wait()
        except KeyboardInterrupt:
            continue


def dump(url: str, target: Path) -> None:
    """Writes the whole database to a file for its owner alone; an older file stays until the new is whole."""
    unfinished = target.with_name(f"{target.name}.unfinished")
    unfinished.unlink(missing_ok=True)
    try:
        unfinished.touch(mode=0o600, exist_ok=False)
        run("pg_dump", url, "--format=custom", f"--file={unfinished}")
        unfinished.replace(target)
    finally:
        unfinished.unlink(missing_ok=True)


def load(url: str, source: Path) -> None:
    """Reads a whole dump into an empty database, or nothing of it. Everything will belong to this login."""
    if made := int(run("psql", url, "-XAtq", "-c", OBJECTS)):
        raise PostgresError(
            f"The database is not empty: {made} tables, indexes and other things are in it. Nothing was changed. "
            "Set DEMARCHE_HOME to a new folder, or DATABASE_URL to a new database."
        )
    options = ("--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges")
    run("pg_restore", url, *options, str(source))
