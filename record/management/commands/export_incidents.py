"""`manage.py export_incidents FILE`: everything the working copy holds, as an interchange file."""

import json
import os
import sys
import tempfile
from io import TextIOWrapper
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection, transaction

from incidents.interchange.exporting import export
from incidents.interchange.schema import LONGEST_TITLE, file_schema
from incidents.interchange.shape import listing


class Command(BaseCommand):
    help = (
        "Writes the working copy as an interchange file (docs/interchange.md), drafts, internal notes and protected "
        "names included: keep it as you keep the desk. FILE may be - for standard output."
    )

    def add_arguments(self, parser: CommandParser):
        parser.add_argument("file", nargs="?", help="where to write; - for standard output")
        parser.add_argument("--title", default="", help="what the file is, in one line")
        parser.add_argument(
            "--schema", action="store_true", help="print the JSON Schema of the format instead"
        )

    def handle(self, *, file: str | None, title: str, schema: bool, **options):
        if schema:
            self.stdout.write(json.dumps(file_schema(), ensure_ascii=False, indent=2))
            return
        if not file:
            raise CommandError("Name the file to write, or - for standard output.")
        if len(title) > LONGEST_TITLE:
            raise CommandError(f"The title has {len(title)} characters; shorten it to {LONGEST_TITLE}.")
        with transaction.atomic():
            if connection.savepoint_ids == []:
                # One moment for all queries, while others go on writing.
                connection.cursor().execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            if file == "-":
                self.write_out(title)
                return
            counts = write_whole(Path(file), title)
        self.stdout.write(f"{listing(counts) or 'No records'} in {file}.")

    def write_out(self, title: str) -> None:
        """To standard output in UTF-8, whatever the terminal's language; a reader that leaves early is no mistake."""
        self.stdout.ending = ""
        if isinstance(sys.stdout, TextIOWrapper):
            sys.stdout.reconfigure(encoding="utf-8")
        try:
            export(self.stdout, title=title)
            self.stdout.flush()
        except BrokenPipeError:
            # Python would complain again when it closes standard output at the end.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            sys.exit(1)


def write_whole(path: Path, title: str) -> dict[str, int]:
    """Under another name until it is whole, readable by its owner alone; an older file stays until then."""
    if path.is_dir():
        raise CommandError(f"{path} is a folder. Name the file to write.")
    part = None
    try:
        number, part = tempfile.mkstemp(dir=path.parent, prefix=f"{path.name}.", suffix=".part")  # mode 0600
        with os.fdopen(number, "w", encoding="utf-8") as out:
            counts = export(out, title=title)
            out.flush()
            os.fsync(out.fileno())
        Path(part).replace(path)
    except OSError as error:
        raise CommandError(f"{path} cannot be written: {error.strerror}.") from error
    finally:
        if part:
            Path(part).unlink(missing_ok=True)
    return counts
