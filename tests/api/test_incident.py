"""GET /api/v1/incidents/DI-1/ and /api/v1/incidents/DI-1@2/"""

import pytest
from django.conf import settings
from django.db import transaction

from record import indexing, ledger
from record.models import Document
from tests.api.conftest import newest
from tests.make import make_incident, make_statement, publish
from tests.once import remembered

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("example")]


@pytest.fixture
@remembered
def corrected(grozin):
    """DI-1 in two versions."""
    grozin.title = "Kazakhstan refuses entry to Andrei Grozin"
    grozin.save()
    publish(grozin, "Plainer.")
    return grozin


@transaction.atomic
def take_out(ref: str, action: str, reason: str, document: dict | None = None):
    entry = ledger.append("incident", ref, action, reason, document)
    indexing.apply(entry, document)
    return entry


def test_it_answers_the_envelope_round_the_stored_document(door, grozin):
    answer, entry = door.json("incidents/DI-1/"), ledger.head()
    assert list(answer)[:4] == ["ref", "version", "entry", "published"]
    assert (answer["ref"], answer["version"], answer["entry"]) == ("DI-1", 1, entry.number)
    assert answer["sha256"] == entry.document_sha256
    assert answer["document"]["initiators"] == ["KAZ"] and answer["withdrawn"] is None
    assert answer["cite"]["url"] == f"{settings.SITE_URL}/incidents/DI-1@1/"


def test_a_date_says_why_it_is_not_exact(door):
    """What an editor wrote under the date, in the document and in its row; an empty text if there is nothing to say."""
    said = make_incident("Vague", date="2025-04", date_note="The report names the month only.")
    plain = make_incident("Plain", date="2025-04-27")
    publish(said), publish(plain)
    asked = door.json(f"incidents/?ref={said.ref}&fields=date,document.date")["results"][0]
    assert asked["date"]["note"] == asked["document"]["date"]["note"] == "The report names the month only."
    assert door.json(f"incidents/{plain.ref}/")["document"]["date"]["note"] == ""


def test_a_version_stays_readable_for_ever(door, corrected):
    first, second = door.json("incidents/DI-1@1/"), door.json("incidents/DI-1/")
    assert first["document"]["title"].startswith("Kazakhstan turns back")
    assert second["document"]["title"].startswith("Kazakhstan refuses")
    assert (first["version"], first["newest_version"], second["version"]) == (1, 2, 2)
    assert door.json("incidents/DI-1@2/") == second


def test_an_earlier_moment_shows_the_earlier_version(door, corrected):
    before = f"as_of=entry:{newest() - 1}"
    assert door.json(f"incidents/DI-1/?{before}")["version"] == 1
    assert door.get(f"incidents/DI-1@2/?{before}").status_code == 404


@pytest.mark.parametrize("name", ["country", "page_size", "cursor", "fields", "ordering", "q"])
def test_parameters_of_lists_are_refused(door, name):
    assert "Allowed: as_of, format." in door.refused(f"incidents/DI-1/?{name}=1", name)


def test_a_draft_is_nowhere_before_and_after_others_are_published(door):
    make_incident("A draft")
    nothing = door.get("incidents/DI-2/")
    publish(make_incident("Published"))
    assert door.json("incidents/DI-2/")["document"]["title"] == "Published"
    assert door.get("incidents/DI-3/").content == nothing.content


def test_edits_at_the_desk_do_not_show(door, grozin):
    before = door.get("incidents/DI-1/")
    grozin.title = "Something else"
    grozin.save()
    make_statement(grozin, "Not public yet.")
    after = door.get("incidents/DI-1/", if_none_match="x")
    assert (after.content, after["ETag"]) == (before.content, before["ETag"])


def test_a_retracted_incident_is_gone_with_the_reason(door, grozin):
    entry = take_out("DI-1", "retracted", "It did not happen.")
    answer = door.get("incidents/DI-1/")
    assert answer.status_code == 410 and answer["Content-Type"] == "application/problem+json"
    problem = answer.json()
    assert (problem["status"], problem["title"]) == (410, "Gone")
    assert (problem["ref"], problem["reason"]) == ("DI-1", "It did not happen.")
    assert problem["at"] == ledger.written_time(entry.at)
    assert door.refs("incidents/") == []


def test_a_version_of_a_retracted_incident_says_so(door, grozin):
    entry = take_out("DI-1", "retracted", "It did not happen.")
    answer = door.json("incidents/DI-1@1/")
    assert answer["withdrawn"] == {"at": ledger.written_time(entry.at), "reason": "It did not happen."}


def test_before_its_retraction_it_still_answers(door, grozin):
    take_out("DI-1", "retracted", "It did not happen.")
    past = f"as_of=entry:{newest() - 1}"
    assert door.json(f"incidents/DI-1/?{past}")["version"] == 1
    assert door.refs(f"incidents/?{past}") == ["DI-1"]


def test_an_expunged_incident_answers_in_no_version(door, grozin):
    take_out("DI-1", "expunged", "By order of a court.")
    Document.objects.filter(entry__ref="DI-1").delete()
    for address in ("DI-1", "DI-1@1", "DI-1@2"):
        answer = door.get(f"incidents/{address}/")
        assert (answer.status_code, answer.json()["reason"]) == (410, "By order of a court.")
        assert "no version of it can be read" in answer.json()["detail"]


def test_a_merged_incident_leads_to_the_one_it_became(door, grozin):
    publish(make_incident("The same, better sourced"))
    take_out("DI-1", "merged", "One event, logged twice.", {"merged_into": "DI-2"})
    answer = door.get(f"incidents/DI-1/?as_of=entry:{newest()}")
    assert answer.status_code == 301
    assert answer["Location"] == f"{settings.SITE_URL}/api/v1/incidents/DI-2/?as_of=entry%3A{newest()}"
    assert answer.json()["merged_into"] == "DI-2"
    assert door.json("incidents/DI-1@1/")["version"] == 1


def test_a_version_of_what_was_merged_says_so_and_when_and_why(door, grozin):
    publish(make_incident("The same, better sourced"))
    entry = take_out("DI-1", "merged", "One event, logged twice.", {"merged_into": "DI-2"})
    found = door.json("incidents/DI-1@1/")
    assert (found["withdrawn"], found["newest_version"]) == (None, 2)
    assert found["merged_into"] == {
        "ref": "DI-2",
        "at": ledger.written_time(entry.at),
        "reason": "One event, logged twice.",
    }
    assert door.json("incidents/DI-2/")["merged_into"] is None


@pytest.mark.parametrize(
    "path", ["incidents/?ref=DI-1", "incidents/?ref=DI-2", "series/?ref=DI-1&counted=all"]
)
def test_what_was_merged_is_found_by_either_number(door, grozin, path):
    publish(make_incident("The same, better sourced"))
    take_out("DI-1", "merged", "One event, logged twice.", {"merged_into": "DI-2"})
    found = door.json(path)
    assert found["totals"]["selected"] == 1 if "totals" in found else found["results"][0]["ref"] == "DI-2"


def test_what_lies_at_home_in_the_other_is_found_by_the_number_of_the_merged_one(door, grozin):
    other = make_incident("The same, better sourced")
    make_statement(other)
    publish(other)
    take_out("DI-1", "merged", "One event, logged twice.", {"merged_into": "DI-2"})
    assert door.refs("statements/?ref=DI-1") == door.refs("statements/?ref=DI-2") != []
    assert door.refs("sources/?incident=DI-1") == door.refs("sources/?incident=DI-2") != []


def test_the_version_that_took_a_reinstated_incident_out_speaks_of_itself(door, grozin):
    document = door.json("incidents/DI-1/")["document"]
    take_out("DI-1", "retracted", "In error.")
    assert "DI-1 was public and has been withdrawn" in door.get("incidents/DI-1@2/").json()["detail"]
    take_out("DI-1", "reinstated", "It did happen.", document)
    gone = door.get("incidents/DI-1@2/")
    assert (gone.status_code, gone.json()["reason"]) == (410, "In error.")
    assert (
        gone.json()["detail"]
        == "Version 2 of DI-1 took it out of the record and says no more. DI-1 is public again."
    )
    assert door.get("incidents/DI-1/").status_code == 200


def test_the_number_of_queries_does_not_grow_with_the_statements(door, grozin, counted_queries):
    door.json("incidents/DI-1/")  # reads the codebook once for the process
    with counted_queries(7):
        door.json("incidents/DI-1/")
    for number in range(20):
        make_statement(grozin, f"Number {number}.")
    publish(grozin, "Twenty more.")
    door.json("incidents/DI-1/")
    with counted_queries(7):
        assert len(door.json("incidents/DI-1/")["document"]["statements"]) == 21
