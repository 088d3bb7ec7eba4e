"""`manage.py make_release [--entry N] [--again] [--site-url URL]`: the record at one entry as files, for taking and citing."""

from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from record.releases import shelf
from record.releases.making import ReleaseError, make

NOWHERE = (
    "The files say where readers find the site, for ever, and nobody has said it. Set DEMARCHE_SITE_URL to the address that "
    "readers use, or give it: --site-url https://example.org"
)


class Command(BaseCommand):
    help = (
        "Writes the whole record as CSV, JSON Lines, Parquet and GeoJSON with codebook, schema, checksums and README into the "
        "folder DEMARCHE_RELEASES, from where /api/v1/exports/ gives it out. Made again from the same entry, the data is the "
        "same. Files of releases that hold something expunged are deleted first."
    )

    def add_arguments(self, parser: CommandParser):
        parser.add_argument("--entry", type=int, help="the record after this entry; default: the newest")
        parser.add_argument("--again", action="store_true", help="make one anew that is there already")
        parser.add_argument(
            "--site-url",
            default="",
            help="where readers find the site, such as https://example.org; default: DEMARCHE_SITE_URL",
        )

    def handle(self, *, entry: int | None, again: bool, site_url: str, **options):
        try:
            for number in shelf.sweep():
                self.stdout.write(
                    f"Deleted the files of the release of entry {number}: it holds what was expunged."
                )
            with site_at(site_url):
                made = make(entry, again=again)
        except ReleaseError as error:
            raise CommandError(str(error)) from error
        except OSError as error:
            raise CommandError(f"{error.filename or shelf.folder(0).parent}: {error.strerror}.") from error
        size = sum(file.bytes for file in made.files)
        self.stdout.write(f"{made.folder}: {len(made.files)} files, {size:,} bytes.")


@contextmanager
def site_at(given: str) -> Iterator[None]:
    """Files lead to this address, or to that of the settings if somebody has set it. Raises CommandError."""
    if not given and not settings.SITE_URL_GIVEN:
        raise CommandError(NOWHERE)
    parts = urlsplit(given)
    if given and (parts.scheme not in ("http", "https") or not parts.netloc):
        raise CommandError(f"{given!r} is no address of a site. Write one such as https://example.org.")
    before, settings.SITE_URL = settings.SITE_URL, given.rstrip("/") or settings.SITE_URL
    try:
        yield
    finally:
        settings.SITE_URL = before
