"""`manage.py verify_record [--anchor FILE]`: whether the record is whole, and still the one that was kept elsewhere."""

from collections.abc import Iterator
from itertools import chain
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection, transaction

from record import ledger, verifying

EVERY = 1000  # entries between two signs of progress


class Command(BaseCommand):
    help = (
        "Checks every entry and document of the record, its triggers and its indexes. Prints the head, the newest entry's "
        "number and sha256, as one line: keep that line somewhere else, and give it to --anchor later. What is wrong goes "
        "to standard error, and then no head is printed and the exit code is 1."
    )

    def add_arguments(self, parser: CommandParser):
        parser.add_argument(
            "--anchor",
            type=Path,
            metavar="FILE",
            help="heads that were kept elsewhere, one `number sha256` a line: a history that was cut off or written anew "
            "does not agree with them",
        )

    def handle(self, *, anchor: Path | None, **options):
        anchors = read(anchor) if anchor else []
        with transaction.atomic():
            if connection.savepoint_ids == []:
                # One moment for all queries, while others go on publishing.
                connection.cursor().execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            # The login that readers have gives up after seconds.
            connection.cursor().execute("SET LOCAL statement_timeout = 0")
            head = ledger.head()
            self.last = head.number if head else 0
            count = self.tell(chain(verifying.faults(self.progress), verifying.against(anchors)))
        words = f"{head.number} {head.sha256}" if head else "none"
        if count:
            found = "1 thing is" if count == 1 else f"{count:,} things are"
            raise CommandError(f"{found} wrong with the record. Its head is no anchor to keep: {words}")
        if head:
            self.stdout.write(words)
        else:
            self.stderr.write("The record is empty, so there is no head to keep.")

    def tell(self, sentences: Iterator[str]) -> int:
        """Writes each sentence as it is found; returns how many there were."""
        count = 0
        for count, sentence in enumerate(sentences, 1):  # noqa: B007 - the last number is the answer
            self.show("")
            self.stderr.write(sentence)
        self.show("")
        return count

    def progress(self, number: int) -> None:
        if number % EVERY == 0:
            self.show(f"Checked {number:,} of {self.last:,} entries.")

    def show(self, sentence: str) -> None:
        """One line over the last one where a person watches; an empty sentence takes it away."""
        if self.stderr.isatty():
            self.stderr.write(f"\r\033[K{sentence}", style_func=str, ending="")
            self.stderr.flush()


def read(path: Path) -> list[tuple[int, str]]:
    """The anchors in a file. Raises CommandError with a sentence that names the file."""
    try:
        with path.open(encoding="utf-8") as lines:
            return verifying.read_anchors(lines)
    except OSError as error:
        raise CommandError(f"{path} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise CommandError(f"{path} is no text in UTF-8, so it holds no heads of the record.") from error
    except verifying.AnchorError as error:
        raise CommandError(f"{path}: {error}") from error
