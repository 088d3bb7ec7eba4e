"""Over HTTP: our server and Datasette answer the same questions in turn; exports beside psql's \\copy."""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException
from pathlib import Path as File
from statistics import median

from bench.paths import Path

OURS, THEIRS = 8496, 8495
LEAST, MOST, ENOUGH, PATIENCE = 3, 9, 4.0, 120.0
LONGEST = 120_000  # milliseconds that Datasette may take for one statement
COPY = "\\copy (SELECT {}) TO STDOUT (FORMAT csv, HEADER)"
COLUMNS = (
    "ref, version, since, day_asc, day_desc, type, level, step, certainty, counted, nature, status, place_country,"
    " initiators, targets, countries, themes, statement_count, claim_count, published_at, card::json->>'title',"
    " card::json->>'summary' FROM record_incidentindex WHERE until IS NULL ORDER BY number"
)


@contextmanager
def server(command: list[str], port: int) -> Iterator[int]:
    """A server on the loopback, and its port."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        wait_for(port)
        yield port
    finally:
        process.terminate()
        process.wait()


def wait_for(port: int) -> None:
    until = time.monotonic() + PATIENCE
    while True:
        try:
            timed(port, "/healthz" if port == OURS else "/", "*/*")
        except (OSError, HTTPException):
            if time.monotonic() > until:
                sys.exit(f"Nothing answers on port {port}.")
            time.sleep(0.2)
        else:
            return


def both(folder: File) -> tuple[list[str], list[str]]:
    ours = [sys.executable, "-m", "gunicorn", "config.wsgi", "--bind", f"127.0.0.1:{OURS}"]
    ours += [
        "--worker-class",
        "gthread",
        "--workers",
        "1",
        "--threads",
        "4",
        "--log-level",
        "error",
        "--timeout",
        "300",
    ]
    peer = folder / "peer"
    theirs = [
        str(peer / "environment" / "bin" / "datasette"),
        "serve",
        "-i",
        str(peer / "bench.db"),
        "-p",
        str(THEIRS),
    ]
    for name, value in {
        "sql_time_limit_ms": LONGEST,
        "facet_time_limit_ms": LONGEST,
        "max_csv_mb": 0,
        "suggest_facets": "off",
        "default_cache_ttl": 0,
    }.items():
        theirs += ["--setting", name, str(value)]
    return ours, theirs


def compared(asked: list[Path], folder: File) -> Iterator[tuple[Path, dict[str, tuple[float, int]]]]:
    """Each path that the peer has too: milliseconds on the wall (median) and bytes, ours and theirs in turn."""
    ours, theirs = both(folder)
    os.environ["DEMARCHE_SITE_URL"] = f"http://127.0.0.1:{OURS}"
    with server(ours, OURS) as us, server(theirs, THEIRS) as them:
        for path in asked:
            if not path.peer or "{deep}" in path.ours:
                continue
            print(f"  {path.name}, over HTTP", file=sys.stderr, flush=True)
            yield path, in_turn({"ours": (us, path.ours), "theirs": (them, path.peer)}, path.accept)


def in_turn(ways: dict[str, tuple[int, str]], accept: str) -> dict[str, tuple[float, int]]:
    found: dict[str, list[float]] = {name: [] for name in ways}
    sizes: dict[str, int] = {}
    began = time.monotonic()
    for number in range(MOST + 1):
        for name, (port, address) in ways.items():
            seconds, sizes[name] = timed(port, address, accept)
            if number:  # the first warms
                found[name].append(seconds)
        if number >= LEAST and time.monotonic() - began > ENOUGH:
            break
    return {name: (1000 * median(seconds), sizes[name]) for name, seconds in found.items()}


def timed(port: int, address: str, accept: str) -> tuple[float, int]:
    """Seconds and bytes of one answer, over a connection of its own; an error ends the bench."""
    began = time.perf_counter()
    connection = HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    connection.request("GET", address, headers={"Accept": accept})
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    if answer.status != HTTPStatus.OK:
        sys.exit(f"{address} answered {answer.status}: {body[:300]!r}")
    return time.perf_counter() - began, len(body)


def exported(folder: File) -> dict[str, tuple[float, int]]:
    """Seconds and bytes of the whole record as CSV and as JSON Lines, of psql's \\copy, and of Datasette's CSV."""
    ours, theirs = both(folder)
    found = {}
    for _ in range(2):  # the first warms
        found["psql, \\copy of as many columns"] = copied()
        with server(ours, OURS) as us:
            found["CSV"] = timed(us, "/api/v1/incidents/?format=csv", "text/csv")
            found["JSON Lines"] = timed(us, "/api/v1/incidents/?format=jsonl", "*/*")
    with server(theirs, THEIRS) as them:
        found["Datasette, CSV"] = timed(them, "/bench/incidents.csv?_stream=on&_size=max", "text/csv")
    return found


def copied() -> tuple[float, int]:
    psql = shutil.which("psql")
    if not psql:
        sys.exit("The floor of exports is psql's \\copy: install PostgreSQL's client.")
    began = time.perf_counter()
    done = subprocess.run(
        [psql, "-X", "-q", os.environ["DATABASE_URL"], "-c", COPY.format(COLUMNS)],
        capture_output=True,
        check=False,
    )
    if done.returncode:
        sys.exit(done.stderr.decode())
    return time.perf_counter() - began, len(done.stdout)
