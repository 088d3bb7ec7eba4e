"""`manage.py make_release [--entry N] [--again]`: the whole record at one entry as files, for taking at once and citing."""

from django.core.management.base import BaseCommand, CommandError, CommandParser

from record.releases import shelf
from record.releases.making import ReleaseError, make


class Command(BaseCommand):
    help = (
        "Writes the whole record as CSV, JSON Lines, Parquet and GeoJSON with codebook, schema, checksums and README into the "
        "folder DEMARCHE_RELEASES, from where /api/v1/exports/ gives it out. Made again from the same entry, the data is the "
        "same. Files of releases that hold something expunged are deleted first."
    )

    def add_arguments(self, parser: CommandParser):
        parser.add_argument("--entry", type=int, help="the record after this entry; default: the newest")
        parser.add_argument("--again", action="store_true", help="make one anew that is there already")

    def handle(self, *, entry: int | None, again: bool, **options):
        try:
            for number in shelf.sweep():
                self.stdout.write(
                    f"Deleted the files of the release of entry {number}: it holds what was expunged."
                )
            made = make(entry, again=again)
        except ReleaseError as error:
            raise CommandError(str(error)) from error
        except OSError as error:
            raise CommandError(f"{error.filename or shelf.folder(0).parent}: {error.strerror}.") from error
        size = sum(file.bytes for file in made.files)
        self.stdout.write(f"{made.folder}: {len(made.files)} files, {size:,} bytes.")
