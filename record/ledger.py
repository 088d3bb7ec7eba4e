"""The ledger: appends entries, gives public numbers, finds moments. Nothing else writes Entry or Document.

One lock orders everything: it is taken before the number is chosen, so number, time and commit order agree.
"""

from collections.abc import Collection
from datetime import UTC, datetime

from django.db import connection, connections, transaction
from django.db.models import Max, Subquery
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from lib import canonical
from record.models import Document, Entry, Numbering
from record.moments import ACCEPTED, Moment, MomentError, parse_entry, parse_time

LOCK = 0x64656D61  # "dema"; one number for the whole record
PREFIXES = {
    "incident": "DI",
    "statement": "ST",
    "claim": "CL",
    "actor": "A",
    "source": "SR",
    "episode": "EP",
    "link": "LK",
    "coverage": "CV",
}


def lock() -> None:
    """Takes the record's lock until the transaction ends; every writer calls it first."""
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("Writing to the record needs a transaction around it.")
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])


def next_ref(kind: str) -> str:
    """The next public number of a kind of thing, such as DI-22; call it under the lock."""
    numbering, _ = Numbering.objects.get_or_create(prefix=PREFIXES[kind])
    numbering.last += 1
    numbering.save(update_fields=["last"])
    return f"{numbering.prefix}-{numbering.last}"


def fields(entry: Entry) -> dict:
    """All that an entry's hash covers, as the API gives it."""
    return {
        "number": entry.number,
        "kind": entry.kind,
        "ref": entry.ref,
        "version": entry.version,
        "action": entry.action,
        "at": written_time(entry.at),
        "reason": entry.reason,
        "document_sha256": entry.document_sha256 or None,
        "previous": entry.previous or None,
    }


def written_time(at: datetime) -> str:
    """UTC with microseconds: 2025-06-30T14:05:00.000000Z."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def append(kind: str, ref: str, action: str, reason: str, document: dict | None = None) -> Entry:
    """Writes one entry, with its document if it has one, under the lock; returns it."""
    lock()
    last = Entry.objects.order_by("-number").first()
    version = (Entry.objects.filter(ref=ref).aggregate(last=Max("version"))["last"] or 0) + 1
    text = None if document is None else canonical.dumps(document)
    entry = Entry(
        number=last.number + 1 if last else 1,
        kind=kind,
        ref=ref,
        version=version,
        action=action,
        at=max(clock(), last.at) if last else clock(),
        reason=reason,
        document_sha256=canonical.sha256(text) if text is not None else "",
        previous=last.sha256 if last else "",
    )
    entry.sha256 = canonical.sha256(canonical.dumps(fields(entry)))
    entry.save(force_insert=True)
    if text is not None:
        Document.objects.create(entry=entry, text=text)
    return entry


def clock() -> datetime:
    """The database's clock at this instant, not at the transaction's start."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        return cursor.fetchone()[0]


def head() -> Entry | None:
    """The newest entry; none in an empty record."""
    return Entry.objects.order_by("-number").first()


def stretches(size: int, kinds: Collection[str], moment: Moment) -> list[int]:
    """Which stretches of `size` numbers have entries of these kinds, from the first on; each is looked into once, not read. One query."""
    with connections[Entry.objects.db].cursor() as cursor:
        cursor.execute(
            "SELECT stretch FROM generate_series(0, %(last)s / %(size)s) AS stretch WHERE EXISTS ("
            " SELECT 1 FROM record_entry WHERE kind = ANY(%(kinds)s)"
            " AND number BETWEEN stretch * %(size)s AND least((stretch + 1) * %(size)s - 1, %(last)s)"
            ") ORDER BY stretch",
            {"size": size, "kinds": list(kinds), "last": moment.entry},
        )
        return [stretch for (stretch,) in cursor.fetchall()]


def moment(as_of: str = "") -> Moment:
    """The moment that `as_of` names: empty for now, a time not in the future, or entry:1234. Raises MomentError."""
    newest, expunged = heads()
    if not as_of:
        return Moment(newest, True, expunged)
    if as_of.startswith("entry:"):
        number = parse_entry(as_of)
        if number > newest:
            raise MomentError(
                _("Entry %(number)d does not exist yet; the newest is %(newest)d.")
                % {"number": number, "newest": newest}
            )
    else:
        number = last_entry_at(as_of)
    return Moment(number, number == newest, expunged)


def heads() -> tuple[int, int]:
    """The numbers of the newest entry and of the last that took content away, each 0 if there is none. One query."""
    newest = Entry.objects.order_by("-number")
    expunged = Subquery(newest.filter(action="expunged").values("number")[:1])
    last, gone = newest.annotate(gone=expunged).values_list("number", "gone").first() or (0, 0)
    return last, gone or 0


def last_entry_at(as_of: str) -> int:
    """The number of the last entry written up to a time or day; 0 before the first. Raises MomentError for the future."""
    when, now = parse_time(as_of), clock()
    today = parse_date(as_of) == now.date()  # the end of today lies ahead, yet today may be asked for
    if when > now and not today:
        raise MomentError(
            _("%(text)s is in the future. Write %(accepted)s.") % {"text": as_of, "accepted": ACCEPTED}
        )
    return Entry.objects.filter(at__lte=when).aggregate(last=Max("number"))["last"] or 0
