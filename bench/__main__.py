"""How fast a large record answers: each path beside the raw SQL that it cannot do without, and beside Datasette.

    .venv/bin/python -m bench FOLDER [--incidents 100000] [--seed 1] [--report FILE]

FOLDER keeps a PostgreSQL cluster with the record, made by bench/records.py the first time (100,000 incidents: about six
minutes and 3 GB; a million: an hour and 25 GB), a SQLite file with the same rows, and an environment with Datasette
(bench/requirements.txt). Everything stays on this machine. The report goes to standard output, or to FILE. Only ratios
of one run mean something; leave the machine alone while it runs.
"""

import argparse
import os
import subprocess
import sys
from pathlib import Path

from config import postgres, run

PORT = 8497


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m bench", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--incidents", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--report", type=Path)
    asked = parser.parse_args()
    home = asked.folder.resolve()
    home.mkdir(parents=True, exist_ok=True)
    os.environ |= {"DEMARCHE_HOME": str(home), "DEMARCHE_BUDGETS": "off"}
    os.environ.pop("DATABASE_URL", None)
    with postgres.in_use(home):
        run.set_defaults(PORT)
        run.prepare(home)
        child("bench.records", "--incidents", str(asked.incidents), "--seed", str(asked.seed))
        child("bench.peer", str(home))
        child("bench.measuring", str(home), *(["--report", str(asked.report)] if asked.report else []))


def child(module: str, *arguments: str) -> None:
    subprocess.run([sys.executable, "-W", "ignore", "-m", module, *arguments], check=True)


if __name__ == "__main__":
    main()
