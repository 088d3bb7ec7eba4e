"""Makes the indexes of the record again from its documents."""

from django.core.management.base import BaseCommand

from record import rebuilding


class Command(BaseCommand):
    help = "Makes every index of the record again from its documents; they come out exactly as they were."

    def add_arguments(self, parser):
        parser.add_argument(
            "--if-empty",
            action="store_true",
            help="Only where there are documents and no index, as after an upgrade that changed what it holds.",
        )

    def handle(self, *args, if_empty=False, **options):
        if if_empty and not rebuilding.is_empty():
            return
        count = rebuilding.rebuild(self.tell)
        if self.stderr.isatty():
            self.stderr.write("")
        self.stdout.write(f"The indexes are made again from {count:,} entries.")

    def tell(self, done: int, total: int) -> None:
        if self.stderr.isatty():
            self.stderr.write(f"\r{done:,} of {total:,} entries", ending="")
