"""GET /api/v1/changes/"""

import hashlib
import json
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.db import transaction

from lib import canonical
from record import ledger
from record.models import Document, Entry
from tests.api.conftest import make_rich, newest
from tests.make import make_incident, publish

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("example")]


def everything(door, size: int) -> list[dict]:
    """All entries, page by page along `next`."""
    path, found = f"changes/?page_size={size}", []
    while path:
        answer = door.json(path)
        found += answer["results"]
        link = answer["next"]
        path = link and f"changes/?{urlsplit(link).query}"
    return found


def test_entries_come_in_commit_order_without_gaps(door, grozin):
    make_rich()
    numbers = [entry["number"] for entry in everything(door, 3)]
    assert numbers == list(range(1, newest() + 1))


def test_an_entry_has_all_that_its_hash_covers(door, grozin):
    entry = everything(door, 200)[-1]
    assert list(entry) == [
        "number", "kind", "ref", "version", "action", "at", "reason", "document_sha256", "previous", "sha256",
        "document",
    ]  # fmt: skip
    assert (entry["kind"], entry["ref"], entry["version"]) == ("incident", "DI-1", 1)


def test_the_head_is_the_newest_entry_whatever_the_page(door, grozin):
    newest_entry = Entry.objects.order_by("-number").first()
    for query in ("", "?page_size=1", "?after=999999"):
        head = door.json(f"changes/{query}")["head"]
        assert head == {"number": newest_entry.number, "sha256": newest_entry.sha256}


def test_next_leads_on_and_ends_at_the_head(door, grozin, settings):
    settings.SITE_URL = "https://demarche.example"
    before_last = newest() - 2
    answer = door.json(f"changes/?after={before_last}&page_size=1")
    assert answer["next"] == f"https://demarche.example/api/v1/changes/?after={before_last + 1}&page_size=1"
    assert door.json(f"changes/?after={before_last + 1}&page_size=1")["next"] is None


def test_at_the_head_there_is_nothing_until_something_is_published(door, grozin):
    head = newest()
    assert door.json(f"changes/?after={head}")["results"] == []
    publish(make_incident())
    assert [entry["number"] for entry in door.json(f"changes/?after={head}")["results"]] == list(
        range(head + 1, newest() + 1)
    )


def test_documents_come_out_as_they_were_stored(door, grozin):
    make_rich()
    stored = dict(Document.objects.values_list("entry_id", "text"))
    for entry in everything(door, 4):
        assert canonical.dumps(entry["document"]) == stored[entry["number"]]


def test_the_chain_can_be_checked_from_the_answers_alone(door, grozin):
    """With nothing but a JSON reader and SHA-256, as docs/api.md describes."""
    make_rich()

    def sha256(value) -> str:
        text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()

    previous = None
    for entry in everything(door, 5):
        document, own = entry.pop("document"), entry.pop("sha256")
        assert entry["previous"] == previous
        assert entry["document_sha256"] == sha256(document)
        assert own == sha256(entry)
        previous = own
    assert previous == door.json("changes/")["head"]["sha256"]


def test_an_expunged_document_is_null_and_its_hash_stays(door, grozin):
    with transaction.atomic():
        ledger.append("incident", "DI-1", "expunged", "By order of a court.")
    Document.objects.filter(entry__ref="DI-1").delete()
    published, expunged = [entry for entry in everything(door, 200) if entry["ref"] == "DI-1"]
    assert published["document"] is None and len(published["document_sha256"]) == 64
    assert (expunged["action"], expunged["document"], expunged["document_sha256"]) == ("expunged", None, None)


@pytest.mark.parametrize("value", ["-1", "x", "1.5", "٣", "%00", "9" * 17])
def test_a_number_that_is_none_is_refused(door, value):
    assert "whole number" in door.refused(f"changes/?after={value}", "after")


@pytest.mark.parametrize("value", ["0", "201", "many"])
def test_a_page_size_out_of_bounds_is_refused(door, value):
    assert "1 to 200" in door.refused(f"changes/?page_size={value}", "page_size")


@pytest.mark.parametrize("name", ["as_of", "kind", "cursor", "fields"])
def test_other_parameters_are_refused(door, name):
    assert "Allowed: after, format, page_size." in door.refused(f"changes/?{name}=1", name)


def test_drafts_leave_no_trace(door, grozin):
    before = door.get("changes/")
    make_incident("A draft")
    after = door.get("changes/")
    assert (after.content, after["ETag"]) == (before.content, before["ETag"])


def test_the_number_of_queries_does_not_grow_with_the_entries(door, grozin, counted_queries):
    for size in (1, 200):
        with counted_queries(4):
            door.json(f"changes/?page_size={size}")


def test_links_stand_on_the_sites_address(door, grozin):
    assert door.json("changes/?page_size=1")["next"].startswith(
        f"{settings.SITE_URL}/api/v1/changes/?after=1"
    )
