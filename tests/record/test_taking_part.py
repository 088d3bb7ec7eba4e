"""Every party that incidents name, with its numbers: what counts for acting, and what only for being named."""

from dataclasses import replace

import pytest

from actors.models import Actor
from incidents.models import ClaimPosition, Participation
from record import ledger, postings, taking_part
from record.models import IncidentIndex
from record.taking_part import Part, parts, who_act_and_speak
from record.withdrawing import retract
from tests.make import checked, make_actor, make_claim, make_incident, make_statement, publish

pytestmark = pytest.mark.django_db


def now():
    return {one.code: one for one in parts(ledger.moment())}


def test_each_party_has_how_often_it_acted_and_was_acted_on_and_the_highest_level():
    publish(make_incident(level=2))
    publish(make_incident(level=3))
    publish(make_incident(sides=("RUS", "KAZ"), type_id="P10", level=4))
    assert now() == {
        "UZB": Part("UZB", 2, by=2, on=0, level=3),
        "RUS": Part("RUS", 3, by=1, on=2, level=4),
        "KAZ": Part("KAZ", 1, by=0, on=1, level=4),
    }


def test_what_does_not_count_names_its_parties_and_nothing_more():
    publish(make_incident(nature="pattern"))
    assert now()["UZB"] == Part("UZB", 1, by=0, on=0, level=None)


def test_a_party_in_another_role_is_named_once_and_neither_acts_nor_is_acted_on():
    incident = make_incident()
    for order, role in enumerate(("facilitator", "affected"), start=3):
        checked(Participation(incident=incident, role=role, country_id="AZE", order=order))
    publish(incident)
    assert now()["AZE"] == Part("AZE", 1, by=0, on=0, level=None)


def test_an_organisation_that_acts_for_itself_stands_among_the_states():
    incident = make_incident()
    Participation.objects.filter(incident=incident, role="initiator").delete()
    union = Actor.objects.get(party_code="EU")
    checked(Participation(incident=incident, role="initiator", actor=union, through="state", order=1))
    publish(incident)
    assert now()["EU"] == Part("EU", 1, by=1, on=0, level=3)


def test_whoever_acted_in_private_makes_no_state_a_party():
    incident = make_incident()
    Participation.objects.filter(incident=incident, role="initiator").update(through="private")
    publish(incident)
    assert set(now()) == {"RUS"}


def test_the_most_named_come_first_and_equals_by_their_code():
    publish(make_incident())
    publish(make_incident(sides=("KAZ", "RUS")))
    assert [one.code for one in parts(ledger.moment())] == ["RUS", "KAZ", "UZB"]


def test_what_was_retracted_counts_before_and_not_after(editor):
    incident = make_incident()
    publish(incident)
    before = replace(ledger.moment(), now=False)
    retract("incident", incident, user=editor, revision=incident.revision, reason="It was a hoax.")
    assert now() == {} and {one.code for one in parts(before)} == {"UZB", "RUS"}


def test_it_takes_one_query_however_many_there_are(django_assert_num_queries):
    publish(make_incident())
    publish(make_incident(sides=("KAZ", "CHN")))
    moment = ledger.moment()
    with django_assert_num_queries(1):
        assert len(parts(moment)) == 4


def test_those_who_act_and_speak_are_counted_once_for_each_incident_and_holders_of_positions_are_not(
    django_assert_num_queries,
):
    ministry, paper = make_actor("A ministry"), make_actor("A newspaper", "media")
    first, second = make_incident("First"), make_incident("Second")
    checked(Participation(incident=first, role="initiator", actor=ministry, through="state", order=5))
    make_statement(first, speaker=ministry)
    make_statement(second, speaker=ministry)
    checked(ClaimPosition(claim=make_claim(first), actor=paper, position="denies"))
    publish(first)
    publish(second)
    moment = ledger.moment()
    with django_assert_num_queries(1):
        found = who_act_and_speak(IncidentIndex.objects.at(moment), moment, 8)
    ministry.refresh_from_db()
    assert found == [(ministry.ref, 2)]


def test_of_a_large_record_the_newest_incidents_are_counted_and_the_page_says_so(reader, monkeypatch):
    monkeypatch.setattr(postings, "LARGE", 0)
    monkeypatch.setattr(postings, "KEPT", {})
    monkeypatch.setattr(taking_part, "NEWEST", 1)
    for day, speaker in (("2025-04-01", make_actor("The older")), ("2025-05-01", make_actor("The newer"))):
        incident = make_incident(f"On {day}", date=day)
        make_statement(incident, speaker=speaker)
        publish(incident)
    speaker.refresh_from_db()
    moment = ledger.moment()
    rows = IncidentIndex.objects.at(moment).filter(countries__contains=["UZB"])
    assert who_act_and_speak(rows, moment, 8) == [(speaker.ref, 1)]
    assert "Counted in the newest 1 incidents." in reader.get("/countries/UZB/").text
