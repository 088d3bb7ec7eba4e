"""The ledger: one chain without gaps, that nobody can rewrite, readable as of any moment."""

from datetime import timedelta

import pytest
from django.db import InternalError, connection, transaction
from django.db.transaction import TransactionManagementError
from django.utils import timezone

from lib import canonical
from record import ledger
from record.expunging import expunge
from record.models import Document, Entry
from record.moments import MomentError
from tests.make import make_incident, publish

pytestmark = pytest.mark.django_db


def test_every_entry_carries_the_hash_of_the_one_before(grozin):
    previous = ""
    for entry in Entry.objects.order_by("number"):
        assert entry.previous == previous
        assert entry.sha256 == canonical.sha256(canonical.dumps(ledger.fields(entry)))
        previous = entry.sha256


def test_a_documents_hash_is_over_its_bytes(grozin):
    for document in Document.objects.select_related("entry"):
        assert document.entry.document_sha256 == canonical.sha256(document.text)


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE record_entry SET reason = 'other' WHERE number = 1",
        "DELETE FROM record_entry WHERE number = 1",
        "TRUNCATE record_entry CASCADE",
        "UPDATE record_document SET text = '{}'",
        "DELETE FROM record_document",
        "TRUNCATE record_document",
        "INSERT INTO record_document SELECT number, '{\"forged\": true}' FROM record_entry e WHERE number = (SELECT max(number) FROM record_entry)",
        "INSERT INTO record_entry SELECT number + 100, kind, 'X-1', 1, action, at, reason, '', sha256, 'x' FROM record_entry ORDER BY number DESC LIMIT 1",
        "INSERT INTO record_entry SELECT number + 1, kind, 'X-1', 1, action, at, reason, '', 'forged', 'x' FROM record_entry ORDER BY number DESC LIMIT 1",
        "INSERT INTO record_entry SELECT number + 1, kind, 'X-1', 1, action, at - interval '1 day', reason, '', sha256, 'x' FROM record_entry ORDER BY number DESC LIMIT 1",
    ],
)
def test_history_cannot_be_rewritten(grozin, sql):
    with pytest.raises(InternalError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # else a waiting check would be what stops TRUNCATE
        cursor.execute(sql)


def test_no_document_is_put_under_an_entry_that_has_none(grozin):
    entry = ledger.append("incident", grozin.ref, "retracted", "For the test.")
    with pytest.raises(InternalError, match="does not have the hash"), transaction.atomic():
        Document.objects.create(entry=entry, text="{}")


def test_a_well_formed_next_entry_is_accepted(grozin):
    """The allowed twin of the refusals above."""
    entry = ledger.append("incident", "DI-99", "published", "For the test.", {"title": "x"})
    assert Entry.objects.order_by("-number").first() == entry


@pytest.mark.django_db(transaction=True)
def test_writing_outside_a_transaction_is_refused():
    with pytest.raises(TransactionManagementError):
        ledger.append("incident", "DI-99", "published", "No.", {})


def test_now_is_the_newest_entry(grozin):
    moment = ledger.moment()
    assert moment.now and moment.entry == Entry.objects.count()


def test_then_is_named_by_an_entry_or_a_time(grozin):
    number = Entry.objects.count()
    assert ledger.moment(f"entry:{number - 1}") == ledger.moment("entry:" + str(number - 1))
    assert not ledger.moment(f"entry:{number - 1}").now
    assert ledger.moment("2020-01-01").entry == 0
    assert ledger.moment(timezone.now().date().isoformat()).entry == number


def test_a_moment_knows_the_last_entry_that_took_content_away(grozin, django_assert_num_queries):
    other = make_incident("Another")
    publish(other)
    before = ledger.moment()
    assert before.expunged == 0
    other.refresh_from_db()
    gone = expunge("incident", other, user=None, revision=other.revision, reason="A court ordered it.")
    publish(make_incident("A third"))
    with django_assert_num_queries(1):
        assert ledger.moment().expunged == gone.number
    assert ledger.moment(f"entry:{before.entry}").expunged == gone.number


@pytest.mark.parametrize(
    "text",
    ["yesterday", "entry:", "entry:x", "entry:-1", "entry:99999", "2025-13-01", "2025-02-30T10:00", "9" * 40],
)
def test_a_moment_that_is_none_is_refused_with_what_is_accepted(text):
    with pytest.raises(MomentError):
        ledger.moment(text)


def test_the_future_is_refused():
    with pytest.raises(MomentError, match="future"):
        ledger.moment((timezone.now() + timedelta(days=2)).isoformat())


def test_an_entry_that_fails_leaves_nothing_behind(monkeypatch):
    incident = make_incident()
    before = Entry.objects.count()

    def fail(*args):
        raise RuntimeError("no disk")

    monkeypatch.setattr("record.indexing.applying.incident_row", fail)
    with pytest.raises(RuntimeError), transaction.atomic():
        publish(incident)
    incident.refresh_from_db()
    assert Entry.objects.count() == before and incident.ref == ""
