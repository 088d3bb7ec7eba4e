"""verify_record finds what somebody with every right on the database did to the record; real rows, committed."""

import os
import sys
from contextlib import contextmanager
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.db.models import F

from incidents.models import Incident
from lib import canonical
from record import ledger
from record.expunging import expunge
from record.models import INDEXES, Document, Entry
from record.withdrawing import merge_incidents, reinstate, retract
from tests.make import make_incident, publish
from tests.once import remembered
from tests.processes import database, start

pytestmark = pytest.mark.django_db(transaction=True)
FORGED = canonical.dumps({"title": "Forged"})


@remembered
def publish_three() -> None:
    for title in ("First protest", "Second protest", "Third protest"):
        publish(make_incident(title))


@pytest.fixture
def anchor(tmp_path):
    """The head of a record of three incidents, kept in a file as a reader would keep it."""
    publish_three()
    path = tmp_path / "heads.txt"
    path.write_text(printed())
    return path


def printed(**options) -> str:
    """What verify_record prints when nothing is wrong; raises CommandError otherwise."""
    out, err = StringIO(), StringIO()
    call_command("verify_record", stdout=out, stderr=err, **options)
    assert err.getvalue() == ""
    return out.getvalue()


def found(anchor=None) -> list[str]:
    """The sentences of verify_record about a record in which something is wrong."""
    out, err = StringIO(), StringIO()
    with pytest.raises(CommandError) as error:
        call_command("verify_record", anchor=anchor, stdout=out, stderr=err)
    sentences = err.getvalue().splitlines()
    number = "1 thing is" if len(sentences) == 1 else f"{len(sentences)} things are"
    assert str(error.value).startswith(f"{number} wrong with the record.")
    assert out.getvalue() == "", "A head that is not to be trusted was printed as an anchor."
    return sentences


def entry(title: str) -> Entry:
    return Entry.objects.get(document__text__contains=f'"title":"{title}"', kind="incident")


def execute(sql: str, *parameters) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)


@contextmanager
def unguarded():
    """One transaction in which no trigger fires, as a superuser may have it."""
    with transaction.atomic():
        execute("SET LOCAL session_replication_role = replica")
        yield


def rehash(first: int) -> None:
    """Makes the chain right again from this number to the end, over whatever the rows say now."""
    before = Entry.objects.filter(number__lt=first).order_by("number").last()
    previous = before.sha256 if before else ""
    for row in Entry.objects.filter(number__gte=first).select_related("document").order_by("number"):
        row.previous, row.document_sha256 = previous, canonical.sha256(row.document.text)
        row.sha256 = previous = canonical.sha256(canonical.dumps(ledger.fields(row)))
        Entry.objects.filter(pk=row.pk).update(
            previous=row.previous, document_sha256=row.document_sha256, sha256=row.sha256
        )


# --- what a superuser can do to history; each is done to the second of three incidents


def change_a_document(number):
    execute("ALTER TABLE record_document DISABLE TRIGGER USER")
    Document.objects.filter(entry=number).update(text=FORGED)
    execute("ALTER TABLE record_document ENABLE TRIGGER USER")


def change_a_document_and_its_hash(number):
    with unguarded():
        Document.objects.filter(entry=number).update(text=FORGED)
        Entry.objects.filter(number=number).update(document_sha256=canonical.sha256(FORGED))


def change_a_document_and_hash_its_entry(number):
    with unguarded():
        Document.objects.filter(entry=number).update(text=FORGED)
        row = Entry.objects.get(number=number)
        row.document_sha256 = canonical.sha256(FORGED)
        row.sha256 = canonical.sha256(canonical.dumps(ledger.fields(row)))
        Entry.objects.filter(number=number).update(document_sha256=row.document_sha256, sha256=row.sha256)


def change_a_document_and_all_hashes(number):
    with unguarded():
        Document.objects.filter(entry=number).update(text=FORGED)
        rehash(number)


def delete_a_document(number):
    with unguarded():
        Document.objects.filter(entry=number).delete()


def change_a_time(number):
    with unguarded():
        execute("UPDATE record_entry SET at = at - interval '1 day' WHERE number = %s", number)


def change_a_reason(number):
    with unguarded():
        Entry.objects.filter(number=number).update(reason="Another reason.")


def delete_an_entry(number):
    with unguarded():
        Document.objects.filter(entry=number).delete()
        Entry.objects.filter(number=number).delete()


def cut_off(number):
    with unguarded():
        for index in INDEXES:
            index.objects.filter(since__gte=number).delete()
            index.objects.filter(until__gte=number).update(until=None)
        Document.objects.filter(entry__gte=number).delete()
        Entry.objects.filter(number__gte=number).delete()


def cut_off_the_index_apart(number):
    with unguarded():
        Document.objects.filter(entry__gte=number).delete()
        Entry.objects.filter(number__gte=number).delete()


def renumber(old, new):
    Entry.objects.filter(number=old).update(number=new)
    Document.objects.filter(entry=old).update(entry=new)


def make_room_and_insert(number):
    """A forged entry takes this number; all later ones move up."""
    last = ledger.head().number
    for old in range(last, number - 1, -1):
        renumber(old, old + 1)
    pattern = Entry.objects.get(number=number + 1)
    forged = Entry(number=number, kind="incident", ref="DI-77", version=1, action="published", at=pattern.at)
    forged.reason, forged.document_sha256 = "Forged.", canonical.sha256(FORGED)
    forged.previous = Entry.objects.get(number=number - 1).sha256
    forged.sha256 = canonical.sha256(canonical.dumps(ledger.fields(forged)))
    forged.save(force_insert=True)
    Document.objects.create(entry=forged, text=FORGED)


def insert_in_the_middle(number):
    with unguarded():
        make_room_and_insert(number)


def insert_in_the_middle_and_hash_all_anew(number):
    with unguarded():
        make_room_and_insert(number)
        rehash(number)
        for index in INDEXES:
            index.objects.filter(since__gte=number).update(since=F("since") + 1)


def swap_two(number):
    with unguarded():
        other = entry("First protest").number
        for old, new in ((number, 10_000), (other, number), (10_000, other)):
            renumber(old, new)


def repeat_a_version(number):
    with unguarded():
        Entry.objects.filter(number=number).update(version=3)
        rehash(number)


def add_a_document_where_none_is_due(number):
    execute("ALTER TABLE record_document DISABLE TRIGGER USER")
    with transaction.atomic():
        retraction = ledger.append("incident", "DI-2", "retracted", "For the test.")
        Document.objects.create(entry=retraction, text=FORGED)
    execute("ALTER TABLE record_document ENABLE TRIGGER USER")


def leave_a_document_behind(number):
    with unguarded():
        execute("INSERT INTO record_document VALUES (10000, '{}')")


def publish_without_a_document(number):
    with transaction.atomic():
        ledger.append("incident", "DI-2", "corrected", "For the test.")


def forge_an_index_row(number):
    execute("UPDATE record_incidentindex SET since = 10000, version = 9 WHERE since = %s", number)


def index_under_another_things_entry(number):
    execute("UPDATE record_incidentindex SET since = 1 WHERE since = %s", number)


def end_an_index_row_nowhere(number):
    execute("UPDATE record_incidentindex SET until = 10000 WHERE since = %s", number)


DEEDS = [
    (change_a_document, "Entry N (DI-2@1) has a document with other bytes than those it gives the hash of."),
    (change_a_document_and_its_hash, "Entry N (DI-2@1) does not have the hash of what it says."),
    (change_a_document_and_hash_its_entry, "does not carry the hash of the entry before it."),
    (change_a_document_and_all_hashes, "is not the one that was kept as an anchor"),
    (delete_a_document, "Entry N (DI-2@1) has lost its document, and no later entry says that DI-2 was expunged."),
    (change_a_time, "Entry N (DI-2@1) does not have the hash of what it says."),
    (change_a_time, "before the entry that it follows."),
    (change_a_reason, "Entry N (DI-2@1) does not have the hash of what it says."),
    (delete_an_entry, "what should be between them is missing."),
    (cut_off, "is gone, though it was kept as an anchor; the record ends with entry"),
    (cut_off_the_index_apart, "and the record has no such entry for it."),
    (insert_in_the_middle, "does not carry the hash of the entry before it."),
    (insert_in_the_middle_and_hash_all_anew, "is not the one that was kept as an anchor"),
    (swap_two, "Entry N (DI-1@1) does not carry the hash of the entry before it."),
    (repeat_a_version, "Entry N (DI-2@3) follows version 0 of DI-2."),
    (add_a_document_where_none_is_due, "(DI-2@2) has a document, though it gives no hash of one."),
    (leave_a_document_behind, "There is a document for entry 10000, which does not exist."),
    (publish_without_a_document, "(DI-2@2) says that something was corrected, and gives no document."),
    (forge_an_index_row, "of record_incidentindex holds from entry 10000, and the record has no such entry for it."),
    (index_under_another_things_entry, "of record_incidentindex holds from entry 1, and the record has no such entry for it."),
    (end_an_index_row_nowhere, "until entry 10000, and the record has no such entry for it."),
]  # fmt: skip


@pytest.mark.parametrize(("deed", "sentence"), DEEDS, ids=[deed.__name__ for deed, _ in DEEDS])
def test_what_a_superuser_did_to_history_is_named(anchor, deed, sentence):
    printed(anchor=anchor)  # nothing is wrong yet
    number = entry("Second protest").number
    deed(number)
    assert any(sentence.replace("Entry N", f"Entry {number}") in line for line in found(anchor))


@pytest.mark.parametrize(
    "deed", [change_a_document_and_all_hashes, cut_off, insert_in_the_middle_and_hash_all_anew]
)
def test_only_an_anchor_shows_a_history_that_was_cut_off_or_hashed_anew(anchor, deed):
    """Why heads have to be kept elsewhere: without one, nothing is wrong with such a record."""
    deed(entry("Second protest").number)
    assert printed() != anchor.read_text()
    assert len(found(anchor)) == 1


def test_one_deed_is_reported_once_and_not_for_every_later_entry(anchor):
    change_a_reason(entry("First protest").number)
    assert len(found(anchor)) == 1


# --- triggers

GUARD = "pgtrigger_entry_is_for_ever_a2952"
TRIGGERS = [
    (f"ALTER TABLE record_entry DISABLE TRIGGER {GUARD}", f"{GUARD} of record_entry is switched off."),
    (
        f"ALTER TABLE record_entry ENABLE REPLICA TRIGGER {GUARD}",
        f"{GUARD} of record_entry is switched off.",
    ),
    (
        "ALTER TABLE record_document DISABLE TRIGGER ALL",
        "The trigger RI_ConstraintTrigger",
    ),  # a foreign key's own
    (f"DROP TRIGGER {GUARD} ON record_entry", f"{GUARD} of record_entry is missing."),
    (
        f"CREATE OR REPLACE FUNCTION {GUARD}() RETURNS TRIGGER AS 'BEGIN RETURN NEW; END' LANGUAGE plpgsql",
        f"{GUARD} of record_entry does something else than it should.",
    ),
    (
        f"CREATE OR REPLACE TRIGGER {GUARD} BEFORE UPDATE OR DELETE ON record_entry FOR EACH ROW WHEN (OLD.number > 9) "
        f"EXECUTE FUNCTION {GUARD}()",
        f"{GUARD} of record_entry does something else than it should.",
    ),
    (
        f"CREATE OR REPLACE TRIGGER {GUARD} BEFORE UPDATE ON record_entry FOR EACH ROW EXECUTE FUNCTION {GUARD}()",
        f"{GUARD} of record_entry does something else than it should.",
    ),
]


@pytest.mark.parametrize(("deed", "sentence"), TRIGGERS)
def test_a_trigger_that_no_longer_guards_is_named(anchor, deed, sentence):
    printed(anchor=anchor)
    execute(deed)
    assert any(sentence in line for line in found(anchor))


def test_a_trigger_that_fires_always_is_no_fault(anchor):
    execute(f"ALTER TABLE record_entry ENABLE ALWAYS TRIGGER {GUARD}")
    printed(anchor=anchor)


def test_a_database_in_which_no_trigger_fires_is_named(anchor):
    execute("SET session_replication_role = replica")
    try:
        assert any("no trigger guards the record" in line for line in found(anchor))
    finally:
        execute("RESET session_replication_role")


# --- what is not wrong


def test_a_record_that_went_on_agrees_with_earlier_heads(anchor):
    publish(make_incident("Fourth protest"))
    anchor.write_text(anchor.read_text() + printed())
    publish(make_incident("Fifth protest"))
    printed(anchor=anchor)


def test_every_step_that_takes_out_or_brings_back_leaves_a_whole_record(anchor):
    first, second, third = Incident.objects.order_by("pk")
    for step in (retract, reinstate, retract, expunge):
        first.refresh_from_db()
        step("incident", first, user=None, revision=first.revision, reason="For the test.")
        printed(anchor=anchor)
    second.refresh_from_db()
    merge_incidents(second, third, user=None, revision=second.revision, reason="Logged twice.")
    printed(anchor=anchor)
    actions = set(Entry.objects.values_list("action", flat=True))
    assert actions >= {"retracted", "reinstated", "expunged", "merged"}


def test_the_head_is_printed_as_a_line_of_an_anchor_file(anchor):
    head = ledger.head()
    assert anchor.read_text() == f"{head.number} {head.sha256}\n"


def test_the_readers_login_is_enough_to_verify(anchor):
    command = start(
        "verify_record", "--anchor", anchor, environment=as_reader(), stdout=-1, stderr=-1, text=True
    )
    out, err = command.communicate(timeout=60)
    assert (command.returncode, out, err) == (0, anchor.read_text(), "")


def as_reader() -> dict[str, str]:
    """A process with the public doors alone, whose only login reads the record."""
    reader = f"{database()['DATABASE_URL']}&options=-c%20role%3Ddemarche_reader"
    return {"DEMARCHE_DOORS": "public", "DATABASE_READER_URL": reader}


# --- the command


def test_the_exit_code_is_1_and_the_sentences_are_on_standard_error(anchor):
    delete_a_document(entry("Second protest").number)
    command = start("verify_record", "--anchor", anchor, stdout=-1, stderr=-1, text=True)
    out, err = command.communicate(timeout=60)
    assert (command.returncode, out) == (1, "")
    assert "has lost its document" in err and "Its head is no anchor to keep" in err


HASH = "a" * 64
MALFORMED = [
    ("", "it holds no head of the record, so nothing could be compared."),
    ("\n\n", "it holds no head of the record"),
    (f"1 {HASH}\n2 {HASH[:-1]}\n", "line 2 is no head of the record."),
    (f"{HASH} 1", "line 1 is no head"),
    (f"1 {HASH.upper()}", "line 1 is no head"),
    (f"0 {HASH}", "line 1 is no head"),
    (f"-1 {HASH}", "line 1 is no head"),
    (f"1 {HASH} 2", "line 1 is no head"),
    (f"1{'0' * 40} {HASH}", "line 1 is no head"),
    ("1 things are wrong", "line 1 is no head"),
]


@pytest.mark.parametrize(("text", "sentence"), MALFORMED)
def test_a_malformed_anchor_is_refused_with_its_line(tmp_path, text, sentence):
    path = tmp_path / "heads.txt"
    path.write_text(text)
    with pytest.raises(CommandError) as error:
        printed(anchor=path)
    assert str(error.value).startswith(f"{path}: ") and sentence in str(error.value)


def test_an_anchor_that_cannot_be_read_is_refused(tmp_path):
    with pytest.raises(CommandError, match="cannot be read: No such file"):
        printed(anchor=tmp_path / "none.txt")
    with pytest.raises(CommandError, match="cannot be read: Is a directory"):
        printed(anchor=tmp_path)
    (tmp_path / "heads").write_bytes(b"\xff\xfe")
    with pytest.raises(CommandError, match="no text in UTF-8"):
        printed(anchor=tmp_path / "heads")


def test_an_empty_record_has_no_head(anchor):
    cut_off(1)
    err = StringIO()
    call_command("verify_record", stdout=err, stderr=err)
    assert err.getvalue() == "The record is empty, so there is no head to keep.\n"
    assert "is gone" in found(anchor)[0]


class Terminal(StringIO):
    def isatty(self):
        return True


def test_a_person_who_watches_is_told_how_far_it_is(anchor, monkeypatch):
    monkeypatch.setattr("record.management.commands.verify_record.EVERY", 2)
    err = Terminal()
    call_command("verify_record", stdout=StringIO(), stderr=err)
    assert f"Checked 2 of {ledger.head().number} entries." in err.getvalue()


@pytest.mark.slow
def test_memory_stays_flat_however_long_the_record_is():
    """60 MB of documents more, in a process of its own each time, and hardly any more memory."""
    before = peak()
    with transaction.atomic():
        for number in range(300):
            ledger.append(
                "incident", f"DI-{number + 1000}", "published", "Long.", {"text": f"{number}" * 80_000}
            )
    assert peak() - before < 30_000_000


def peak() -> int:
    """The most memory, in bytes, that a process of verify_record ever had."""
    command = start("verify_record", stdout=open(os.devnull, "w"))  # noqa: SIM115
    _, status, used = os.wait4(command.pid, 0)
    command.returncode = os.waitstatus_to_exitcode(status)
    assert command.returncode == 0
    return used.ru_maxrss * (1 if sys.platform == "darwin" else 1024)
