"""What changed between any two versions of an incident, field by field, with the reasons; gone where the incident is."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from incidents.models import Incident, Participation
from record.expunging import expunge
from record.models import Entry
from record.withdrawing import merge_incidents, retract
from tests.make import checked, make_actor, make_claim, make_incident, make_statement, make_user, publish
from tests.once import undone_after

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def published(django_db_setup, django_db_blocker):
    """An incident of three versions, and one of a single one."""
    with undone_after(django_db_blocker):
        act = make_incident(
            "Uzbekistan protests", narrative="The ministry protested on Monday.", date="2025-05-02", level=3
        )
        said = make_statement(act, "We are concerned.", speaker=make_actor("A minister", "person", "UZB"))
        claim = make_claim(act, "Eight units stand there.")
        publish(act)
        act.narrative, act.date, act.level = "The ministry protested on Tuesday.", "2025-05-03~", 2
        act.save()
        act.themes.add("migrants")
        publish(act, "The day was wrong.")
        type(said).objects.filter(pk=said.pk).update(role_at_time="Foreign minister")
        type(claim).objects.filter(pk=claim.pk).update(text="Nine units stand there.")
        checked(Participation(incident=act, role="witness", country_id="KAZ", order=5))
        publish(act, "A witness came forward.")
        publish(make_incident("Kazakhstan protests", sides=("KAZ", "RUS")))
        yield


@pytest.fixture
def act(published, db):
    return Incident.objects.get(ref="DI-1")


def shown(reader, query="", ref="DI-1"):
    answer = reader.get(f"/incidents/{ref}/changes/{query}")
    assert answer.status_code == 200
    return " ".join(answer.text.split())


def plain(text):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text))


def section(text, name):
    return re.search(rf'<section class="diff" aria-label="{name}">.*?</section>', text)[0]


def test_words_that_differ_are_marked_in_both_versions(reader, act):
    text = section(shown(reader, "?from=1&to=2"), "Text")
    assert "protested on <del>Monday</del>." in text and "protested on <ins>Tuesday</ins>." in text
    assert "Version 1" in text and "Version 2" in text


def test_codes_and_dates_are_said_in_words_and_what_is_reckoned_is_left_out(reader, act):
    text = shown(reader, "?from=1&to=2")
    assert re.search(r"<del>3: [A-Z][^<]+</del>.*<ins>2: [A-Z][^<]+</ins>", section(text, "Hostility"))
    date = plain(section(text, "Date"))
    assert "2 May 2025 (2025-05-02)" in date and "c. 3 May 2025 (2025-05-03~)" in date
    assert "earliest" not in date and "Migrants" in plain(section(text, "Themes"))


def test_statements_and_participants_are_matched_by_what_they_are(reader, act):
    text = shown(reader, "?from=2&to=3")
    said = plain(section(text, "Statements"))
    assert "Statement ST-1, post at the time" in said and "not on record" in said
    assert "Foreign minister" in said and "We are concerned." not in said
    took_part = plain(section(text, "Participants"))
    assert "Participant: Kazakhstan (Present or witness)" in took_part and "Russia" not in took_part
    claims = section(text, "Claims")
    assert (
        "Claim CL-1, words" in claims
        and "<del>Eight</del> units" in claims
        and "<ins>Nine</ins> units" in claims
    )


def test_any_two_versions_can_be_compared_and_the_reasons_between_are_given(reader, act):
    text = shown(reader, "?from=1&to=3")
    why = plain(text.partition('id="why-h"')[2].partition("</ol>")[0])
    assert re.search(r"@3 .*A witness came forward\..*@2 .*The day was wrong\.", why)
    assert "First publication." not in why
    assert "Monday" in section(text, "Text") and "Statement ST-1" in section(text, "Statements")


def test_without_numbers_the_newest_stands_beside_the_one_before(reader, act):
    text = shown(reader)
    assert "From version 2 of" in text and "to version 3 of" in text and "Monday" not in text


def test_the_other_way_round_what_was_added_is_struck(reader, act):
    assert "<del>Tuesday</del>" in shown(reader, "?from=2&to=1")


def test_a_version_and_itself_or_a_single_version_say_so(reader, act):
    assert "choose two versions" in shown(reader, "?from=2&to=2")
    assert "There is one version of this incident" in shown(reader, ref="DI-2")


def test_the_page_of_the_incident_leads_to_what_changed(reader, act):
    text = reader.get("/incidents/DI-1/").text
    assert 'href="/incidents/DI-1/changes/?from=2&amp;to=3"' in text
    assert 'href="/incidents/DI-1/changes/?from=1&amp;to=2"' in text and text.count("/changes/?") == 2
    assert "Changed: certainty, claims, participants, statements." in plain(
        text
    ) or "Changed: claims" in plain(text)


@pytest.mark.parametrize(
    "query", ["?from=x", "?to=0", "?from=-1", "?colour=red", "?from=1&from=2", "?to=12345678"]
)
def test_what_cannot_be_read_is_an_error(reader, act, query):
    assert reader.get(f"/incidents/DI-1/changes/{query}").status_code == 400


@pytest.mark.parametrize(
    "address", ["DI-1/changes/?to=9", "DI-9/changes/", "DI-1@1/changes/", "EP-1/changes/"]
)
def test_what_there_is_not_is_not_found(reader, act, address):
    assert reader.get(f"/incidents/{address}").status_code == 404


def test_an_earlier_moment_knows_no_later_version(reader, act):
    second = Entry.objects.get(ref="DI-1", version=2).number
    text = shown(reader, f"?as_of=entry:{second}")
    assert "From version 1 of" in text and "You read the record as it stood" in text
    assert reader.get(f"/incidents/DI-1/changes/?to=3&as_of=entry:{second}").status_code == 404


def test_a_retracted_incident_is_gone_but_its_versions_can_be_compared(reader, act):
    retract("incident", act, user=make_user(), revision=act.revision, reason="It was false.")
    gone = reader.get("/incidents/DI-1/changes/")
    assert gone.status_code == 410 and 'href="/incidents/DI-1@1/"' in gone.text
    (way,) = re.findall(r'href="(/incidents/DI-1/changes/[^"]+)"', gone.text)
    assert way.startswith("/incidents/DI-1/changes/?from=1&amp;to=")
    assert "DI-1 was withdrawn" in reader.get(way.replace("&amp;", "&")).text
    text = shown(reader, "?from=1&to=2")
    assert "DI-1 was withdrawn from the record" in text and 'href="/incidents/DI-1@2/"' in text
    assert reader.get("/incidents/DI-1/changes/?from=1&to=4").status_code == 410


def test_of_what_was_expunged_nothing_is_shown(reader, act):
    expunge("incident", act, user=make_user(), revision=act.revision, reason="A court ruled so.")
    answer = reader.get("/incidents/DI-1/changes/?from=1&to=2")
    assert answer.status_code == 410 and "Monday" not in answer.text and "DI-1@" not in answer.text


def test_a_merged_incident_leads_to_the_one_it_lives_on_in(reader, act):
    other = Incident.objects.get(ref="DI-2")
    merge_incidents(other, act, user=make_user(), revision=other.revision, reason="The same event.")
    answer = reader.get("/incidents/DI-2/changes/")
    assert (answer.status_code, answer["Location"]) == (301, "/incidents/DI-1/changes/")


def test_it_answers_304(reader, act):
    address = "/incidents/DI-1/changes/?from=1&to=3"
    assert reader.get(address, headers={"If-None-Match": reader.get(address)["ETag"]}).status_code == 304


def test_the_number_of_queries_does_not_grow_with_versions(reader, act):
    def asked():
        with CaptureQueriesContext(connection) as found:
            shown(reader, "?from=1&to=3")
        return len(found)

    before = asked()
    for number in range(3):
        act.summary = f"Summary {number}."
        act.save()
        publish(act, "Again.")
    assert asked() == before <= 14
