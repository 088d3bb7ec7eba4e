"""Making the indexes again from entries and documents, in the order in which they were written."""

from collections.abc import Callable
from itertools import groupby

from django.db import connection, transaction
from django.db.models import Exists, F, OuterRef

from lib import canonical
from record import indexing, ledger
from record.models import INDEXES, Document, Entry, IncidentIndex, ThingIndex

BATCH = 1000


@transaction.atomic
def rebuild(progress: Callable[[int, int], None] = lambda done, all_of_them: None) -> int:
    """Empties the indexes and fills them again, under the record's lock; returns the number of entries.

    Readers see the old rows until the transaction ends. Memory does not grow with the record.
    """
    ledger.lock()
    for index in INDEXES:
        index.objects.all().delete()
    head = ledger.head()
    total = head.number if head else 0
    for start in range(0, total, BATCH):
        for beginnings, run in groupby(
            written(start, start + BATCH), lambda one: indexing.is_beginning(one[0])
        ):
            entries = list(run)
            if not (beginnings and indexing.begin(entries)):
                for entry, document in entries:
                    indexing.apply(entry, document)
        progress(min(start + BATCH, total), total)
    for index in INDEXES:
        with connection.cursor() as cursor:
            cursor.execute(f"ANALYZE {index._meta.db_table}")
    return total


def written(after: int, up_to: int) -> list[tuple[Entry, dict | None]]:
    """The entries of a stretch of the record, each with its document if it still has one; one query."""
    entries = Entry.objects.filter(number__gt=after, number__lte=up_to).annotate(text=F("document__text"))
    return [
        (entry, None if entry.text is None else canonical.loads(entry.text))
        for entry in entries.order_by("number")
    ]


def is_empty() -> bool:
    """Whether there are published things and no index of them: after a migration that changed what an index holds."""
    with_document = Entry.objects.filter(Exists(Document.objects.filter(entry=OuterRef("pk"))))
    published = with_document.filter(kind__in=("incident", "actor", "source")).exists()
    return published and not (IncidentIndex.objects.exists() or ThingIndex.objects.exists())
