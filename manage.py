#!/usr/bin/env python
"""Runs Django's commands, with the embedded database running: `.venv/bin/python manage.py COMMAND`."""

import os
import sys
from contextlib import nullcontext

from config import placement, postgres

# These need no database; `db` looks after the embedded one itself.
WITHOUT_DATABASE = {
    "collectstatic",
    "compilemessages",
    "db",
    "diffsettings",
    "findstatic",
    "help",
    "makemessages",
    "version",
}


def main(arguments: list[str]) -> None:
    """What a person can mend is said in one sentence; anything else is a traceback."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    try:
        from django.core.exceptions import ImproperlyConfigured  # noqa: PLC0415 (to say what is missing)
        from django.core.management import execute_from_command_line  # noqa: PLC0415
    except ModuleNotFoundError:
        sys.exit(
            "Django is not installed here. `make run` makes .venv; then type .venv/bin/python manage.py …"
        )
    asked = set(arguments[1:2]) - WITHOUT_DATABASE
    helping = {"-h", "--help", "--version"} & set(arguments)
    try:
        with postgres.in_use(postgres.home()) if asked and not helping else nullcontext():
            execute_from_command_line(arguments)
    except (placement.PostgresError, ImproperlyConfigured) as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main(sys.argv)
