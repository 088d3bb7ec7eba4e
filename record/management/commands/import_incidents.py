"""`manage.py import_incidents FILE`: an interchange file into the working copy, and if asked on into the record."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from incidents.importing import ImportRefused, Outcome, import_file
from incidents.interchange.shape import counted, listing
from record import ledger
from record.obstacles import about_words
from record.publishing_imports import ImportNotPublished, Published, publish_all

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
            "--publish",
            action="store_true",
            help="publish the incidents, episodes and coverage of the file afterwards, but those that were edited here "
            "and kept",
        )
        parser.add_argument("--reason", default="", help="the public reason; needed with --publish")
        parser.add_argument(
            "--override",
            default="",
            metavar="WHY",
            help="why incidents may be published that a check would hold back; kept with each decision",
        )
        parser.add_argument(
            "--dry-run", action="store_true", help="do everything, say what was done, and take it back"
        )
        parser.add_argument(
            "--update", action="store_true", help="let the file win over edits made at the desk"
        )

    def handle(
        self, *, file: Path, publish: bool, reason: str, override: str, dry_run: bool, update: bool, **options
    ):
        refuse_options(publish, reason, override)
        published = None
        try:
            refuse_path(file)
            with transaction.atomic():
                if publish:
                    ledger.lock()  # first, as everybody who publishes; else two would wait for each other
                outcome = import_file(file, update=update, progress=self.progress)
                if publish:
                    published = publish_all(outcome, reason, override, self.progress)
                if dry_run:
                    transaction.set_rollback(True)
        except ImportRefused as error:
            raise CommandError(str(error)) from error
        except ImportNotPublished as error:
            lines = [*(f"{file.name}: {line}" for line in error.lines), "Nothing was imported or published."]
            raise CommandError("\n".join(lines)) from error
        except OSError as error:
            raise CommandError(f"{file} cannot be read: {error.strerror}. Nothing was written.") from error
        finally:
            self.progress("")
        self.tell(file, outcome, published)
        if dry_run:
            self.stdout.write("Nothing was kept: this was a dry run.")

    def progress(self, sentence: str) -> None:
        """Shows one line over the last one where a person watches; an empty sentence takes it away."""
        if self.stdout.isatty():
            self.stdout.write(f"\r\033[K{sentence}", ending="")
            self.stdout.flush()

    def tell(self, file: Path, outcome: Outcome, published: Published | None) -> None:
        """What was done, once it is certain."""
        done = {"New": outcome.new, "Changed": outcome.changed, "As they were": outcome.same}
        for word, counts in done.items():
            if total := sum(counts.values()):
                self.stdout.write(f"{word}: {total:,} ({listing(counts)}).")
        for key, kept in outcome.kept.items():
            self.stdout.write(
                f"Edited here since, and left so: {counted(len(kept), key)} ({first_of(kept)}). "
                "--update lets the file win."
            )
        if not any(sum(counts.values()) for counts in done.values()) and not outcome.kept:
            self.stdout.write(f"{file.name} holds no records.")
        if published is not None:
            self.tell_published(published)

    def tell_published(self, published: Published) -> None:
        for word, counts in (("Published", published.new), ("Public like this already", published.same)):
            if sum(counts.values()):
                self.stdout.write(f"{word}: {listing(counts)}.")
        for key, left in published.left.items():
            self.stdout.write(
                f"Edited here, and left for the desk to publish: {counted(len(left), key)} ({first_of(left)})."
            )
        if not (sum(published.new.values()) or sum(published.same.values()) or published.left):
            self.stdout.write("There was nothing to publish.")


def refuse_options(publish: bool, reason: str, override: str) -> None:
    """Before anything is read: what is wrong with the reason would be wrong for every incident."""
    if reason and not publish:
        raise CommandError("--reason goes with --publish; without it nothing is published.")
    if override and not publish:
        raise CommandError("--override goes with --publish; without it nothing is held back.")
    if publish and not reason.strip():
        raise CommandError("Give the public reason with --reason: what is new, in one sentence.")
    if publish and (found := about_words(reason, override)):
        raise CommandError(" ".join(found))


def refuse_path(file: Path) -> None:
    if file.is_dir():
        raise CommandError(f"{file} is a folder. Name one file.")
    if not file.exists():
        raise CommandError(f"There is no file {file}.")
    if not file.is_file():
        raise CommandError(
            f"{file} is no ordinary file. It is read more than once, so save it to disk first."
        )


def first_of(names: list[str]) -> str:
    return ", ".join(names[:SHOWN]) + (" …" if len(names) > SHOWN else "")
