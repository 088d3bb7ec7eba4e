"""How long an import takes beside a plain COPY of the same rows, and whether its memory grows with the file.

    .venv/bin/python bench/importing.py [--incidents 20000]

Makes a PostgreSQL cluster of its own in a temporary folder, imports a file of N/10 and one of N incidents (three
participations, three statements with texts and citations, one claim and one citation each), takes the rows out with
COPY and puts them into a fresh copy of the database with COPY: once as the tables are (indexes, foreign keys, audit
triggers), once with the triggers off. Only the ratios mean something. Targets: time at most 2.5 times COPY, memory at
most 1.3 times that of the small file.
"""

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(PROJECT))

import django  # noqa: E402 - after the path is set
import psycopg2  # noqa: E402 - after the path is set
from django.apps import apps  # noqa: E402 - after the path is set

from config import postgres  # noqa: E402 - after the path is set
from config.cluster import DATABASE, Cluster  # noqa: E402 - after the path is set

COUNTRIES = ["KAZ", "KGZ", "UZB", "RUS", "TJK", "TKM", "AZE", "UKR", "CHN", "TUR"]
TYPES = [("D10", 3), ("V20", 2), ("P10", 4), ("L10", 3), ("I30", 1)]
WORDS = [
    "the",
    "ministry",
    "said",
    "that",
    "it",
    "had",
    "expressed",
    "concern",
    "over",
    "the",
    "treatment",
    "of",
    "its",
    "citizens",
    "and",
    "asked",
    "for",
    "an",
    "answer",
]


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--incidents", type=int, default=20_000)
    wanted = parser.parse_args().incidents
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        with postgres.in_use(home, durable=False):
            measure(home, Path(folder), wanted)


def measure(home: Path, folder: Path, wanted: int) -> None:
    cluster = Cluster(home, durable=False)
    os.environ |= {"DEMARCHE_SECRET_KEY": "bench", "DEMARCHE_HTTPS": "off", "DEMARCHE_HOME": str(home)}
    os.environ["DATABASE_URL"] = cluster.url()
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
    django.setup()
    for command in ("migrate", "grant_reader", "load_reference"):
        manage(command)
    copies = ["small", "large", "as_tables_are", "triggers_off"]
    for name in copies:
        run(cluster.url("postgres"), f"CREATE DATABASE {name} TEMPLATE {DATABASE}")
    files = {count: write_file(folder / f"{count}.json", count) for count in (wanted // 10, wanted)}
    small = import_into(cluster.url("small"), files[wanted // 10])
    large = import_into(cluster.url("large"), files[wanted])
    rows = take_out(cluster.url("large"), folder)
    bare = put_in(cluster.url("triggers_off"), rows, triggers=False)
    plain = put_in(cluster.url("as_tables_are"), rows, triggers=True)
    again = import_into(cluster.url("large"), files[wanted])
    size = files[wanted].stat().st_size / 1e6
    print(f"{wanted:,} incidents, {sum(count for *_, count in rows):,} rows, {size:.0f} MB")
    for label, seconds, peak in (
        ("import", *large),
        ("import of a tenth", *small),
        ("import again, nothing to do", *again),
        ("plain COPY, tables as they are", plain, 0),
        ("plain COPY, triggers off", bare, 0),
    ):
        print(f"{label:32}{seconds:8.1f} s{f'   peak {peak / 1024:.0f} MB' if peak else ''}")
    print(f"time: import / COPY as tables are  {large[0] / plain:.2f}   (target 2.5)")
    print(f"time: import / COPY, triggers off  {large[0] / bare:.2f}")
    print(f"memory: the whole / a tenth        {large[1] / small[1]:.2f}   (target 1.3)")


def run(url: str, sql: str) -> list[tuple]:
    connection = psycopg2.connect(url)
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute(sql)
        found = cursor.fetchall() if cursor.description else []
    connection.close()
    return found


def manage(*arguments: str) -> None:
    subprocess.run(
        [sys.executable, "-W", "ignore", "manage.py", *arguments],
        cwd=PROJECT,
        check=True,
        stdout=subprocess.DEVNULL,
    )


def write_file(path: Path, count: int) -> Path:
    """A file of `count` incidents among 200 actors with 50 sources; the same for the same count."""
    dice = random.Random(count)  # noqa: S311 - no secret
    with path.open("w", encoding="utf-8") as file:
        file.write('{"format": "demarche-interchange", "version": 1,\n"actors": [\n')
        file.write(",\n".join(json.dumps(actor(n)) for n in range(200)))
        file.write('\n],\n"sources": [\n')
        file.write(",\n".join(json.dumps(source(n)) for n in range(50)))
        file.write('\n],\n"incidents": [\n')
        for n in range(count):
            file.write(("," if n else "") + json.dumps(incident(n, dice)) + "\n")
        file.write("]}\n")
    return path


def actor(n: int) -> dict:
    countries = [{"country": COUNTRIES[n % len(COUNTRIES)], "basis": "explicit"}]
    return {
        "id": f"bench:a{n}",
        "kind": "ministry",
        "name": f"Ministry {n}",
        "officialness": "agency",
        "countries": countries,
    }


def source(n: int) -> dict:
    return {
        "id": f"bench:s{n}",
        "kind": "newspaper",
        "title": f"Report {n}",
        "reliability": "B",
        "reliability_reason": "known",
    }


def sentence(dice: random.Random, length: int) -> str:
    return " ".join(dice.choices(WORDS, k=length)).capitalize() + "."


def incident(n: int, dice: random.Random) -> dict:
    code, level = TYPES[n % len(TYPES)]
    here, there = dice.sample(COUNTRIES, 2)
    cited = [{"source": f"bench:s{dice.randrange(50)}", "credibility": "2"}]
    return {
        "id": f"bench:i{n}",
        "title": f"{here} protests to {there}, case {n}",
        "summary": sentence(dice, 30),
        "narrative": sentence(dice, 120),
        "date": f"{dice.randrange(1992, 2026)}-{dice.randrange(1, 13):02}-{dice.randrange(1, 29):02}",
        "place_country": here,
        "type": code,
        "level": level,
        "participations": [
            {"role": "initiator", "country": here, "through": "state"},
            {"role": "target", "country": there},
            {"role": "addressee", "actor": f"bench:a{dice.randrange(200)}"},
        ],
        "statements": [
            {
                "id": f"bench:i{n}/{k}",
                "speaker": f"bench:a{dice.randrange(200)}",
                "kind": "concern",
                "stance": -1,
                "capacity": "official",
                "texts": [{"language": "en", "text": sentence(dice, 25), "by": "our words"}],
                "citations": cited,
            }
            for k in range(3)
        ],
        "claims": [
            {"id": f"bench:i{n}/c", "text": sentence(dice, 12), "nature": "fact", "certainty": "reported"}
        ],
        "citations": cited,
    }


def import_into(url: str, file: Path) -> tuple[float, int]:
    """(seconds, peak memory in kB) of `import_incidents` in a process of its own."""
    began = time.monotonic()
    child = subprocess.Popen(
        [sys.executable, "-W", "ignore", "manage.py", "import_incidents", str(file)],
        cwd=PROJECT,
        env=os.environ | {"DATABASE_URL": url},
        stdout=subprocess.DEVNULL,
    )
    _, status, usage = os.wait4(child.pid, 0)
    if status:
        sys.exit(f"The import of {file.name} failed.")
    return time.monotonic() - began, usage.ru_maxrss


def take_out(url: str, folder: Path) -> list[tuple[str, str, Path, int]]:
    """(table, columns, file, rows) of every table of the working copy that the import filled, parents first."""
    models = [*apps.get_app_config("actors").get_models(), *apps.get_app_config("incidents").get_models(True)]
    tables = dict.fromkeys(m._meta.db_table for m in models if "event" not in m._meta.db_table)
    first = ["actor", "source", "episode", "incident", "statement", "claim", "participation"]
    order = {f"{app}_{name}": number for app in ("actors", "incidents") for number, name in enumerate(first)}
    found = []
    connection = psycopg2.connect(url)
    with connection.cursor() as cursor:
        for table in sorted(tables, key=lambda name: (order.get(name, len(order)), name)):
            if table.startswith(("actors_country", "actors_grouping")) or table in (
                "incidents_revision",
                "incidents_decision",
            ):
                continue
            cursor.execute(
                "SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum) FROM pg_attribute "
                "WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped",
                [table],
            )
            columns = cursor.fetchone()[0]
            where = " WHERE external_id LIKE 'bench:%'" if table == "actors_actor" else ""
            path = folder / f"{table}.copy"
            with path.open("w") as file:
                cursor.copy_expert(f"COPY (SELECT {columns} FROM {table}{where}) TO STDOUT", file)
            if cursor.rowcount:
                found.append((table, columns, path, cursor.rowcount))
    connection.close()
    return found


def put_in(url: str, rows: list[tuple[str, str, Path, int]], *, triggers: bool) -> float:
    """Seconds that COPY of all these rows takes in one transaction."""
    connection = psycopg2.connect(url)
    with connection.cursor() as cursor:
        if not triggers:
            for table, *_ in rows:
                cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        began = time.monotonic()
        for table, columns, path, _ in rows:
            with path.open() as file:
                cursor.copy_expert(f"COPY {table} ({columns}) FROM STDIN", file)
        connection.commit()
    seconds = time.monotonic() - began
    connection.close()
    return seconds


if __name__ == "__main__":
    main()
