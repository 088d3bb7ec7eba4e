"""What an editor is asked before an incident becomes public."""

import pytest

from incidents.models import Citation, Decision, Participation
from record.models import Entry
from record.obstacles import PublishRefused
from record.publish_checks import checks
from tests.make import checked, make_actor, make_claim, make_incident, make_source, make_statement, publish

pytestmark = pytest.mark.django_db


def found(incident, blocks: bool) -> str:
    return " ".join(check.sentence for check in checks(incident) if check.blocks == blocks)


def with_person(role="initiator", **fields):
    incident = make_incident()
    fields = {"officialness": "private", **fields}
    person = make_actor("Boris Ivanov", kind="person", **fields)
    checked(Participation(incident=incident, role=role, actor=person, order=5))
    return incident, person


def test_an_incident_of_states_raises_no_question():
    incident = make_incident()
    assert found(incident, blocks=True) == ""
    publish(incident, override="")


@pytest.mark.parametrize(
    ("fields", "asked"),
    [
        ({}, True),
        ({"officialness": "quasi_official"}, True),
        ({"officialness": "representative"}, False),
        ({"case_outcome": "convicted", "case_outcome_on": "2025-04-01"}, False),
        ({"case_outcome": "acquitted", "case_outcome_on": "2025-04-01"}, True),
        ({"privacy": "protected", "description": "a resident"}, False),
    ],
)
def test_a_named_person_without_an_office_or_a_verdict_is_asked_about(fields, asked):
    incident, _ = with_person(**fields)
    assert ("no verdict is on file" in found(incident, blocks=True)) == asked


def test_a_person_who_was_acted_on_is_not_asked_about():
    incident, _ = with_person("victim")
    assert found(incident, blocks=True) == ""


def test_a_protected_person_whose_name_was_opened_is_asked_about():
    incident, _ = with_person("victim", privacy="limited", name_public=True, description="an analyst")
    assert "and would be named" in found(incident, blocks=True)


@pytest.mark.parametrize("field", ["title", "summary", "narrative"])
def test_a_name_that_is_not_public_is_found_in_the_text(field):
    incident, _ = with_person("victim", privacy="protected", description="a resident")
    assert found(incident, blocks=True) == ""
    setattr(incident, field, "It is said that BORIS IVANOV was there.")
    incident.save()
    assert "The text gives the name of “a resident”" in found(incident, blocks=True)


def test_a_name_is_found_in_statements_and_claims_and_not_inside_other_words():
    incident, _ = with_person("victim", privacy="protected", description="a resident")
    make_claim(incident, "Boris Ivanovsky was there.")
    assert found(incident, blocks=True) == ""
    make_statement(incident, "We protest for Boris Ivanov.")
    assert "The text gives the name" in found(incident, blocks=True)


def test_what_blocks_is_published_only_with_a_reason_which_is_kept():
    incident, _ = with_person()
    with pytest.raises(PublishRefused, match="say why it may be published all the same"):
        publish(incident, override=" ")
    entry = publish(incident, override="He gave his name to the press.")
    assert Decision.objects.get(entry=entry.number).note == "He gave his name to the press."
    assert Entry.objects.get(pk=entry.pk).reason == "First publication."


def test_confirmed_without_a_text_of_those_who_acted_is_a_warning():
    incident = make_incident()
    checked(Citation(incident=incident, source=make_source("Another report"), credibility="1"))
    assert "confirmed without a text of those who acted" in found(incident, blocks=False)
    ministry = make_actor("Ministry", country="UZB")
    make_statement(incident, speaker=ministry)
    assert "confirmed without" not in found(incident, blocks=False)


def test_an_accusation_asks_for_the_search_for_an_answer():
    incident = make_incident()
    make_claim(incident, certainty="alleged")
    assert "no search for what the accused side says" in found(incident, blocks=False)
    incident.accused_side_searched = "mid.ru, nothing until 5 May."
    incident.save()
    assert "no search" not in found(incident, blocks=False)


def test_a_confirmed_claim_without_a_credible_source_is_a_warning():
    incident = make_incident()
    claim = make_claim(incident, certainty="confirmed")
    assert "is called confirmed" in found(incident, blocks=False)
    checked(Citation(claim=claim, source=make_source("Report on it"), credibility="1"))
    assert "is called confirmed" not in found(incident, blocks=False)
