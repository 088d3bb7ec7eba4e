"""Making the indexes again from entries and documents, one entry after the other, as they were made at first."""

from collections.abc import Callable

from django.db import connection, transaction
from django.db.models import Exists, OuterRef

from lib import canonical
from record import indexing, ledger
from record.models import INDEXES, Document, Entry, IncidentIndex, ThingIndex

BATCH = 200


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
        for entry in Entry.objects.filter(number__gt=start, number__lte=start + BATCH).order_by("number"):
            text = Document.objects.filter(entry=entry).values_list("text", flat=True).first()
            indexing.apply(entry, None if text is None else canonical.loads(text))
        progress(min(start + BATCH, total), total)
    for index in INDEXES:
        with connection.cursor() as cursor:
            cursor.execute(f"ANALYZE {index._meta.db_table}")
    return total


def is_empty() -> bool:
    """Whether there are published things and no index of them: after a migration that changed what an index holds."""
    with_document = Entry.objects.filter(Exists(Document.objects.filter(entry=OuterRef("pk"))))
    published = with_document.filter(kind__in=("incident", "actor", "source")).exists()
    return published and not (IncidentIndex.objects.exists() or ThingIndex.objects.exists())
