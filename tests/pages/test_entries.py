"""What is new, and corrections: the entries of the record in words."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from pages import entries
from record.models import Entry
from record.withdrawing import retract
from tests.make import make_incident, publish
from tests.once import remembered

pytestmark = pytest.mark.django_db


@pytest.fixture
@remembered
def corrected(db):
    incident = make_incident("Uzbekistan protests to Russia")
    publish(incident)
    incident.title = "Uzbekistan hands Russia a note"
    incident.save()
    publish(incident, reason="It was a note.")
    return incident


def take_back(incident, user, reason):
    incident.refresh_from_db()
    retract("incident", incident, user=user, revision=incident.revision, reason=reason)


def numbers(text):
    return [int(number) for number in re.findall(r'id="entry-(\d+)"', text)]


def test_new_has_every_entry_newest_first(reader, corrected):
    every = list(Entry.objects.order_by("-number").values_list("number", flat=True))
    assert numbers(reader.get("/new/").text) == every


def test_an_entry_says_what_was_done_to_what_and_why(reader, corrected):
    text = reader.get("/new/").text
    assert "<b>Corrected.</b> Incident" in text and "It was a note." in text
    assert f'<a href="/incidents/{corrected.ref}/">Uzbekistan hands Russia a note</a>' in text


def test_pages_lead_on_without_a_gap(reader, corrected, monkeypatch):
    monkeypatch.setattr(entries, "SIZE", 2)
    seen, address = [], "/new/"
    while address:
        text = reader.get(address).text
        seen += numbers(text)
        older = re.search(r'href="([^"]+)" rel="next"', text)
        address = older[1].replace("&amp;", "&") if older else ""
    assert seen == list(Entry.objects.order_by("-number").values_list("number", flat=True))


def test_the_lists_can_be_narrowed_by_what_was_done_and_to_what(reader, corrected):
    assert len(numbers(reader.get("/new/?action=corrected&kind=incident").text)) == 1
    assert numbers(reader.get("/new/?action=retracted").text) == []


@pytest.mark.parametrize(
    "query", ["action=deleted", "kind=person", "before=x", "before=-1", "before=9999999999999999", "page=2"]
)
def test_what_cannot_be_read_is_an_error(reader, db, query):
    assert reader.get(f"/new/?{query}").status_code == 400


def test_corrections_leave_out_first_publications(reader, corrected):
    text = reader.get("/corrections/").text
    assert len(numbers(text)) == 1 and "It was a note." in text


def test_what_was_taken_back_is_told_without_its_title(reader, corrected, editor):
    take_back(corrected, editor, "It never happened.")
    for address in ("/corrections/", "/new/"):
        text = reader.get(address).text
        assert "Withdrawn." in text and "It never happened." in text and "Uzbekistan hands" not in text


def test_as_of_tells_what_had_been_told_by_then(reader, corrected):
    before = Entry.objects.get(ref=corrected.ref, version=1).number
    assert "It was a note." not in reader.get(f"/corrections/?as_of=entry:{before}").text
    text = reader.get(f"/new/?as_of=entry:{before}").text
    assert "Uzbekistan protests to Russia" in text and "You read the record as it stood" in text


@pytest.mark.parametrize("address", ["/new/", "/corrections/"])
def test_the_number_of_queries_does_not_grow_with_the_list(reader, corrected, address):
    def asked():
        with CaptureQueriesContext(connection) as found:
            reader.get(address)
        return len(found)

    few = asked()
    for n in range(3):
        publish(make_incident(f"Incident {n}"))
    assert asked() == few < 9


@pytest.mark.parametrize("address", ["/new/", "/corrections/"])
def test_it_answers_304_until_something_is_published(reader, corrected, address):
    tag = reader.get(address)["ETag"]
    assert reader.get(address, headers={"If-None-Match": tag}).status_code == 304
    publish(make_incident("Another"))
    assert reader.get(address, headers={"If-None-Match": tag}).status_code == 200
