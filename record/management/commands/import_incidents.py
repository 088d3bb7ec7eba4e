"""`manage.py import_incidents FILE`: an interchange file into the working copy, and if asked on into the record."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from incidents.importing import ImportRefused, Outcome, import_file
from incidents.models import Incident
from record.publishing import NothingNew, PublishRefused, publish_incident

SHOWN = 10


class Command(BaseCommand):
    help = (
        "Imports an interchange file (docs/interchange.md): all of it or nothing. Records that are here already and say "
        "the same are left alone; those edited at the desk are kept and reported."
    )

    def add_arguments(self, parser: CommandParser):
        parser.add_argument(
            "file", type=Path, help="an interchange file, such as data/examples/central_asia_2025.json"
        )
        parser.add_argument(
            "--publish", action="store_true", help="publish the incidents of the file afterwards"
        )
        parser.add_argument("--reason", default="", help="the public reason; needed with --publish")
        parser.add_argument(
            "--dry-run", action="store_true", help="do everything, say what was done, and take it back"
        )
        parser.add_argument(
            "--update", action="store_true", help="let the file win over edits made at the desk"
        )

    def handle(self, *, file: Path, publish: bool, reason: str, dry_run: bool, update: bool, **options):
        if publish and not reason.strip():
            raise CommandError("Give the public reason with --reason: what is new, in one sentence.")
        if not file.is_file():
            raise CommandError(f"There is no file {file}.")
        try:
            with transaction.atomic():
                outcome = import_file(file, update=update, progress=self.progress)
                self.tell(outcome)
                if publish:
                    self.publish(outcome, reason)
                if dry_run:
                    transaction.set_rollback(True)
        except ImportRefused as error:
            raise CommandError(str(error)) from error
        if dry_run:
            self.stdout.write("Nothing was kept: this was a dry run.")

    def progress(self, sentence: str) -> None:
        if self.stdout.isatty():
            self.stdout.write(f"\r\033[K{sentence}", ending="")
            self.stdout.flush()

    def tell(self, outcome: Outcome) -> None:
        self.progress("")
        for word, counts in (
            ("New", outcome.new),
            ("Changed", outcome.changed),
            ("As they were", outcome.same),
        ):
            if total := sum(counts.values()):
                listed = ", ".join(f"{count:,} {key}" for key, count in counts.items() if count)
                self.stdout.write(f"{word}: {total:,} ({listed}).")
        for key, kept in outcome.kept.items():
            shown = ", ".join(kept[:SHOWN]) + (" …" if len(kept) > SHOWN else "")
            self.stdout.write(
                f"Edited here since, and left so: {len(kept):,} {key} ({shown}). --update lets the file win."
            )

    def publish(self, outcome: Outcome, reason: str) -> None:
        """The incidents of the file, as they stand; one that cannot be published undoes the whole run."""
        published, sentences = 0, []
        for number, pk in enumerate(outcome.incidents, 1):
            incident = Incident.objects.get(pk=pk)
            try:
                publish_incident(incident, user=None, revision=incident.revision, reason=reason)
                published += 1
            except NothingNew:
                pass
            except PublishRefused as error:
                sentences.append(f"{incident.title}: {error}")
            self.progress(f"Published {number:,} of {len(outcome.incidents):,} incidents.")
        self.progress("")
        if sentences:
            raise CommandError("\n".join([*sentences, "Nothing was imported or published."]))
        self.stdout.write(f"Published: {published:,} incidents.")
