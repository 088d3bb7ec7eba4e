"""GET /api/v1/incidents/DI-1/versions/"""

import pytest
from django.conf import settings
from django.db import transaction

from record import ledger
from record.models import Document, Entry
from record.withdrawing import reinstate
from tests.api.conftest import newest
from tests.make import IN_PUBLIC, publish

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("example")]
PATH = "incidents/DI-1/versions/"


def correct(incident, **fields):
    for name, value in fields.items():
        setattr(incident, name, value)
    incident.save()
    publish(incident, "Corrected.")
    incident.refresh_from_db()


def append(action: str, reason: str) -> None:
    with transaction.atomic():
        ledger.append("incident", "DI-1", action, reason)


def test_versions_come_newest_first_with_what_changed(door, grozin):
    correct(grozin, title="Kazakhstan refuses entry to Andrei Grozin", date_note="")
    second, first = door.json(PATH)["results"]
    assert second["changed"] == ["date", "title"]
    assert (second["number"], second["action"], second["reason"]) == (2, "corrected", "Corrected.")
    assert (first["number"], first["action"], first["changed"]) == (1, "published", None)


def test_a_version_names_its_entry_hash_and_permanent_address(door, grozin):
    version, entry = door.json(PATH)["results"][0], ledger.head()
    assert list(version) == ["number", "entry", "at", "action", "reason", "sha256", "changed", "url"]
    assert (version["entry"], version["sha256"]) == (entry.number, entry.document_sha256)
    assert version["at"] == ledger.written_time(entry.at)
    assert version["url"] == f"{settings.SITE_URL}/incidents/DI-1@1/"


def test_an_earlier_moment_knows_no_later_version(door, grozin):
    correct(grozin, title="Another title")
    numbers = [row["number"] for row in door.json(f"{PATH}?as_of=entry:{newest() - 1}")["results"]]
    assert numbers == [1]


def test_a_retraction_is_a_version_without_a_document(door, grozin):
    append("retracted", "It did not happen.")
    assert door.get("incidents/DI-1/").status_code == 410
    retraction, first = door.json(PATH)["results"]
    assert (retraction["action"], retraction["sha256"], retraction["changed"]) == ("retracted", None, None)
    assert first["action"] == "published"


def test_after_a_retraction_a_version_is_compared_with_the_last_document(door, grozin):
    append("retracted", "It did not happen.")
    grozin.title = "It did happen"
    grozin.save()
    grozin.refresh_from_db()
    reinstate("incident", grozin, user=None, revision=grozin.revision, reason="It did.", override=IN_PUBLIC)
    assert door.json(PATH)["results"][0]["changed"] == ["title"]


def test_a_merge_changes_no_field(door, grozin):
    correct(grozin, title="Another title")
    with transaction.atomic():
        ledger.append("incident", "DI-1", "merged", "Logged twice.", {"merged_into": "DI-2"})
    rows = door.json(PATH)["results"]
    assert [(row["action"], row["changed"]) for row in rows] == [
        ("merged", None),
        ("corrected", ["title"]),
        ("published", None),
    ]


def test_what_changed_is_not_known_where_a_document_was_expunged(door, grozin):
    correct(grozin, title="Another title")
    append("expunged", "By order of a court.")
    Document.objects.filter(entry__ref="DI-1").delete()
    rows = door.json(PATH)["results"]
    assert [row["changed"] for row in rows] == [None, None, None]
    assert all(row["sha256"] for row in rows[1:])


@pytest.mark.parametrize("name", ["page_size", "after", "country"])
def test_other_parameters_are_refused(door, name):
    assert "Allowed: as_of, format." in door.refused(f"{PATH}?{name}=1", name)


def test_the_number_of_queries_does_not_grow_with_the_versions(door, grozin, counted_queries):
    with counted_queries(4):
        door.json(PATH)
    for number in range(5):
        correct(grozin, title=f"Title {number}")
    with counted_queries(4):
        assert len(door.json(PATH)["results"]) == 6
    assert Entry.objects.filter(ref="DI-1").count() == 6
