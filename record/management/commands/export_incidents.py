"""`manage.py export_incidents FILE`: everything the working copy holds, as an interchange file."""

import os
import sys
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection, transaction

from incidents.interchange.exporting import export


class Command(BaseCommand):
    help = (
        "Writes the working copy as an interchange file (docs/interchange.md), drafts, internal notes and protected "
        "names included: keep it as you keep the desk. FILE may be - for standard output."
    )

    def add_arguments(self, parser: CommandParser):
        parser.add_argument("file")
        parser.add_argument("--title", default="", help="what the file is, in one line")

    def handle(self, *, file: str, title: str, **options):
        with transaction.atomic():
            if connection.savepoint_ids == []:
                # One moment for all queries, while others go on writing.
                connection.cursor().execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            if file == "-":
                export(sys.stdout, title=title)
                return
            counts = self.write_whole(Path(file), title)
        self.stdout.write(", ".join(f"{count:,} {key}" for key, count in counts.items()) + f" in {file}.")

    def write_whole(self, path: Path, title: str) -> dict[str, int]:
        """Under another name until it is whole, readable by its owner alone; an older file stays until then."""
        part = path.with_name(f"{path.name}.part")
        try:
            with os.fdopen(
                os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8"
            ) as out:
                counts = export(out, title=title)
            part.replace(path)
        except OSError as error:
            raise CommandError(f"{path} cannot be written: {error.strerror}.") from error
        finally:
            part.unlink(missing_ok=True)
        return counts
