"""Verifies the record: every entry against its hash, its document and the entry before it, then what guards and serves them.

The chain alone cannot show that its end was cut off, nor that all of it was written and hashed anew. Heads of the
record that were kept elsewhere show both: see `against`.
"""

import re
from collections.abc import Callable, Iterable, Iterator

from django.apps import apps
from django.db import connection, models
from django.db.models import Exists, F, OuterRef, Q, Window
from django.db.models.functions import Lag
from pgtrigger.compiler import Trigger

from lib import canonical
from record.ledger import fields, written_time
from record.models import INDEXES, CoverageIndex, Document, Entry, IncidentIndex, LinkIndex, ThingIndex

CHUNK = 20  # entries, each with its document, that are in memory at once
WITHOUT_DOCUMENT = ("retracted", "expunged")
# Which field of an index row names its own entry; rows of the other indexes are of parts, which have no entry.
OWN_ENTRY = {IncidentIndex: "since", ThingIndex: "since", CoverageIndex: "since", LinkIndex: "entry"}
FIRING = ("O", "A")  # how pg_trigger writes that a trigger works in ordinary sessions
TRIGGERS = """
SELECT tgname, c.relname, tgenabled, pg_get_triggerdef(t.oid, TRUE) FROM pg_trigger t JOIN pg_class c ON c.oid = tgrelid
WHERE c.relnamespace = current_schema()::regnamespace AND c.relname = ANY(%s) ORDER BY tgname
"""
FUNCTIONS = "SELECT proname, prosrc FROM pg_proc WHERE pronamespace = current_schema()::regnamespace"
CREATED = re.compile(
    r"FUNCTION\s+(?:\S+\.)?(\w+)\s*\(.*?\$\$(.*?)\$\$", re.DOTALL
)  # name and body, in pgtrigger's SQL
ANCHOR = re.compile(r"([1-9][0-9]{0,17})\s+([0-9a-f]{64})")
Progress = Callable[[int], None]


def faults(progress: Progress = lambda number: None) -> Iterator[str]:
    """Everything that is wrong with the record, one sentence each; `progress` hears the number of each entry read.

    Memory stays flat however long the record is. The caller sees to it that all queries see one moment.
    """
    yield from in_the_chain(progress)
    yield from in_versions()
    yield from in_stray_documents()
    yield from in_triggers()
    yield from in_indexes()


def named(entry: Entry) -> str:
    return f"Entry {entry.number} ({entry.ref}@{entry.version})"


# --- entries and documents


def in_the_chain(progress: Progress) -> Iterator[str]:
    """What is wrong with each entry by itself, after the one before it, and with its document."""
    last = None
    for entry in Entry.objects.order_by("number").select_related("document").iterator(chunk_size=CHUNK):
        yield from after(last, entry)
        if entry.sha256 != canonical.sha256(canonical.dumps(fields(entry))):
            yield f"{named(entry)} does not have the hash of what it says."
        yield from with_its_document(entry)
        progress(entry.number)
        last = entry


def after(last: Entry | None, entry: Entry) -> Iterator[str]:
    """What is wrong with an entry as the next one after `last`; None is before the first."""
    number, sha256 = (last.number, last.sha256) if last else (0, "")
    if entry.number != number + 1:
        yield f"{named(entry)} follows number {number}: what should be between them is missing."
    if entry.previous != sha256:
        yield f"{named(entry)} does not carry the hash of the entry before it."
    if last and entry.at < last.at:
        yield f"{named(entry)} is dated {written_time(entry.at)}, before the entry that it follows."


def with_its_document(entry: Entry) -> Iterator[str]:
    """What is wrong between an entry and its document. One that was expunged is rightly gone."""
    document = getattr(entry, "document", None)
    if document is None:
        if entry.document_sha256 and not expunged_since(entry):
            yield f"{named(entry)} has lost its document, and no later entry says that {entry.ref} was expunged."
        elif not entry.document_sha256 and entry.action not in WITHOUT_DOCUMENT:
            yield f"{named(entry)} says that something was {entry.action}, and gives no document."
    elif not entry.document_sha256:
        yield f"{named(entry)} has a document, though it gives no hash of one."
    elif entry.document_sha256 != canonical.sha256(document.text):
        yield f"{named(entry)} has a document with other bytes than those it gives the hash of."


def expunged_since(entry: Entry) -> bool:
    return Entry.objects.filter(ref=entry.ref, action="expunged", number__gt=entry.number).exists()


def in_versions() -> Iterator[str]:
    """Versions of one thing that do not count 1, 2, 3 … in the order of their entries."""
    before = Window(Lag("version", default=0), partition_by="ref", order_by="number")
    rows = Entry.objects.annotate(before=before).exclude(version=F("before") + 1).order_by("number")
    for entry in rows.iterator(chunk_size=CHUNK):
        yield f"{named(entry)} follows version {entry.before} of {entry.ref}."


def in_stray_documents() -> Iterator[str]:
    """Documents without an entry, which only a broken foreign key lets in."""
    entry = Entry.objects.filter(number=OuterRef("entry_id"))
    for number in Document.objects.filter(~Exists(entry)).values_list("entry_id", flat=True).iterator():
        yield f"There is a document for entry {number}, which does not exist."


# --- triggers


def in_triggers() -> Iterator[str]:
    """What no longer guards the record's tables as the models say: missing, switched off or changed."""
    tables = [model._meta.db_table for model in guarded()]
    with connection.cursor() as cursor:
        cursor.execute("SHOW session_replication_role")
        if cursor.fetchone() == ("replica",):
            yield "session_replication_role is replica in this session: no trigger guards the record."
        cursor.execute(FUNCTIONS)
        functions = dict(cursor.fetchall())
        cursor.execute(TRIGGERS, [tables])
        triggers = cursor.fetchall()
    definitions = {name: definition for name, _, _, definition in triggers}
    for model in guarded():
        for trigger in model._meta.triggers:  # type: ignore[attr-defined]
            compiled = trigger.compile(model)
            place = f"The trigger {compiled.sql.pgid} of {model._meta.db_table}"
            if compiled.sql.pgid not in definitions:
                yield f"{place} is missing."
            elif differs(compiled, definitions[compiled.sql.pgid], functions):
                yield f"{place} does something else than it should."
    for name, table, enabled, _ in triggers:
        if enabled not in FIRING:
            yield f"The trigger {name} of {table} is switched off."


def guarded() -> list[type[models.Model]]:
    """The models of the record whose tables have triggers."""
    return [model for model in apps.get_app_config("record").get_models() if hasattr(model._meta, "triggers")]


def differs(compiled: Trigger, definition: str, functions: dict[str, str]) -> bool:
    """Whether an installed trigger works at other times than the model says, or through other code."""
    created = dict(CREATED.findall(compiled.install_sql))
    if any(functions.get(name) != body for name, body in created.items()):
        return True
    said = compiled.sql.kwargs
    expected = (
        f"CREATE TRIGGER {compiled.sql.pgid} {said['when']} {said['operation']} ON {compiled.sql.table} "
        f"FOR EACH {said['level']} EXECUTE FUNCTION {compiled.sql.pgid}()"
    )
    # PostgreSQL puts INSERT, DELETE and UPDATE into an order of its own, so the words count and not their order.
    return sorted(definition.split()) != sorted(expected.split())


# --- indexes


def in_indexes() -> Iterator[str]:
    """Index rows that hold from or until an entry that does not exist, or that are not of the entry they name."""
    for model in INDEXES:
        rows = model._default_manager.filter(without_entry(model)).order_by("pk")
        for pk, since, until in rows.values_list("pk", "since", "until").iterator(chunk_size=CHUNK):
            end = "" if until is None else f" until entry {until}"
            place = f"Row {pk} of {model._meta.db_table}"
            yield f"{place} holds from entry {since}{end}, and the record has no such entry for it."


def without_entry(model: type[models.Model]) -> Q:
    """Rows of an index whose entries do not exist, or are of another version or another thing."""
    since = Entry.objects.filter(number=OuterRef("since"))
    until = Entry.objects.filter(number=OuterRef("until"))
    found = Q(~Exists(since)) | Q(~Exists(until), until__isnull=False)
    if model in OWN_ENTRY:
        own = {"number": OuterRef(OWN_ENTRY[model]), "ref": OuterRef("ref"), "version": OuterRef("version")}
        found |= Q(~Exists(Entry.objects.filter(**own)))
    return found


# --- anchors


class AnchorError(ValueError):
    """A file of anchors that cannot be understood; its text says where and what is wanted."""


def read_anchors(lines: Iterable[str]) -> list[tuple[int, str]]:
    """Number and hash from lines such as `57 9f86d0…`; empty lines do not count. Raises AnchorError."""
    anchors = []
    for place, line in enumerate(lines, 1):
        found = ANCHOR.fullmatch(line.strip())
        if found:
            anchors.append((int(found[1]), found[2]))
        elif line.strip():
            raise AnchorError(
                f"line {place} is no head of the record. Write an entry's number, a space and its sha256 in 64 small "
                "hexadecimal digits, as verify_record prints them."
            )
    if not anchors:
        raise AnchorError("it holds no head of the record, so nothing could be compared.")
    return anchors


def against(anchors: Iterable[tuple[int, str]]) -> Iterator[str]:
    """What heads that were kept elsewhere say otherwise than the record: history cut off, or written anew."""
    last = Entry.objects.order_by("-number").values_list("number", flat=True).first() or 0
    for number, sha256 in anchors:
        now = Entry.objects.filter(number=number).values_list("sha256", flat=True).first()
        if now is None:
            yield f"Entry {number} is gone, though it was kept as an anchor; the record ends with entry {last}."
        elif now != sha256:
            yield f"Entry {number} is not the one that was kept as an anchor: its hash was {sha256}, now it is {now}."
