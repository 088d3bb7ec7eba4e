"""Starts commands of the site as processes of their own, against the database of the running test."""

import os
import subprocess
import sys

from django.db import connection

from config.postgres import PROJECT


def start(*arguments, environment: dict[str, str] | None = None, **options) -> subprocess.Popen:
    """`manage.py` with these arguments. What a test has not committed is not there for it."""
    command = [sys.executable, "-W", "ignore", "manage.py", *map(str, arguments)]
    return subprocess.Popen(
        command, cwd=PROJECT, env=os.environ | database() | (environment or {}), **options
    )


def database() -> dict[str, str]:
    """DATABASE_URL with the name of this run's own test database."""
    address, question, options = os.environ["DATABASE_URL"].partition("?")
    name = connection.settings_dict["NAME"]
    return {"DATABASE_URL": f"{address.rpartition('/')[0]}/{name}{question}{options}"}
