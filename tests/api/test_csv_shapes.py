"""format=csv&shape=…: one line for an incident, for a pair of its parties, for a participant, for a statement."""

import csv
import io
from pathlib import Path

import pytest
from django.db import connection

from actors.models import Actor, ActorCountry
from incidents.models import Participation, Quantity
from record.exports import DYADS, PARTICIPANTS, TABLES
from record.exports.incidents import PARTIES
from tests.make import checked, make_actor, make_incident, make_statement, publish
from tests.once import undone_after

pytestmark = pytest.mark.django_db
DOCS = Path(__file__).resolve().parents[2] / "docs" / "api.md"


@pytest.fixture(scope="module", autouse=True)
def world(django_db_setup, django_db_blocker):
    """DI-1: Kazakhstan and the EU act on Russia, workers are affected; DI-2: Uzbekistan on Russia, with a statement."""
    with undone_after(django_db_blocker):
        incident = make_incident("Refusal", sides=("KAZ", "RUS"), date="2025-06-02")
        union = Actor.objects.get(party_code="EU")
        incident.participations.create(role="initiator", actor=union, through="state", order=3)
        group = make_actor("=Workers", "group", "")
        checked(ActorCountry(actor=group, country_id="TJK", basis="explicit"))
        people = checked(Participation(incident=incident, role="affected", actor=group, order=4))
        checked(Quantity(participation=people, value="120", upper="130", qualifier="about", what="detained"))
        publish(incident)
        other = make_incident("Protest", date="2025-05-02")
        make_statement(other)
        publish(other)
        yield


def lines(door, query: str) -> list[dict]:
    answer = door.get(f"incidents/?format=csv&{query}")
    assert answer.status_code == 200, answer.content
    return list(csv.DictReader(io.StringIO(answer.getvalue().decode(), newline="")))


def picked(found: list[dict], *names: str) -> list[tuple]:
    return [tuple(line[name] for name in names) for line in found]


def test_a_dyad_is_one_initiator_and_one_target(door):
    assert picked(
        lines(door, "shape=dyad"), "ref", "initiator", "initiator_cow", "target", "target_cow", "level"
    ) == [
        ("DI-1", "KAZ", "705", "RUS", "365", "3"),
        ("DI-1", "EU", "", "RUS", "365", "3"),
        ("DI-2", "UZB", "704", "RUS", "365", "3"),
    ]


def test_a_filter_selects_incidents_and_all_their_dyads_are_lines(door):
    assert picked(lines(door, "shape=dyad&initiator=KAZ"), "initiator") == [("KAZ",), ("EU",)]


def test_a_participant_is_one_participation_in_the_order_of_the_document(door):
    found = lines(door, "shape=participant&ref=DI-1")
    assert picked(found, "position", "role", "country", "country_cow", "parties", "parties_cow") == [
        ("1", "initiator", "KAZ", "705", "KAZ", "705"),
        ("2", "target", "RUS", "365", "RUS", "365"),
        ("3", "initiator", "", "", "EU", ""),
        ("4", "affected", "", "", "TJK", "702"),
    ]


def test_a_participant_has_its_own_certainty_beside_that_of_the_incident_and_its_numbers(door):
    people = lines(door, "shape=participant&ref=DI-1")[-1]
    assert people["actor"].startswith("A-") and people["actor_name"] == "'=Workers"
    assert people["participant_certainty"] and people["certainty"] and people["participant_through"] == ""
    assert picked([people], "number_what", "number_qualifier", "number_value", "number_to", "number_of") == [
        ("detained", "about", "120", "130", "")
    ]


def test_a_participant_of_a_document_that_says_no_parties_stands_for_its_state(door):
    """Documents of the first releases did not say it."""
    with connection.cursor() as cursor:
        cursor.execute(
            f'SELECT {PARTIES} FROM json_to_record(\'{{"country":"KAZ"}}\') AS part (country text, parties json)'
        )
        assert cursor.fetchone() == (["KAZ"],)


def test_statements_are_those_made_in_the_selected_incidents(door):
    assert picked(lines(door, "shape=statement"), "ref", "home") == [("ST-1", "DI-2")]
    assert lines(door, "shape=statement&country=KAZ") == []
    own = door.get("statements/?format=csv&ref=DI-2").getvalue()
    assert door.get("incidents/?format=csv&shape=statement&ref=DI-2").getvalue() == own


def test_an_incident_is_the_shape_if_none_is_asked_for(door):
    assert lines(door, "shape=incident") == lines(door, "")


@pytest.mark.parametrize("table", TABLES[:3], ids=lambda table: table.name)
def test_certainty_and_whose_act_it_was_stand_before_how_hostile_it_was(table):
    names = list(table.columns)
    for name in ("certainty", "counted", "denied_by", "through", "status"):
        assert names.index(name) < names.index("level") < names.index("step")


def test_the_file_is_named_for_its_shape_and_has_sums(door):
    answer = door.get("incidents/?format=csv&shape=dyad&country=KAZ")
    assert "demarche-incidents_shape-dyad_country-KAZ_entry-" in answer["Content-Disposition"]
    sums = door.json("incidents/?format=csv&shape=dyad&country=KAZ&sums=1")
    assert (sums["rows"], sums["bytes"]) == (2, len(answer.getvalue()))


def test_a_shape_without_a_file_is_refused(door):
    assert "format=csv" in door.refused("incidents/?shape=dyad", "shape")
    assert "Allowed: incident, dyad" in door.refused("incidents/?format=csv&shape=pair", "shape")


@pytest.mark.parametrize("table", [DYADS, PARTICIPANTS], ids=lambda table: table.name)
def test_every_column_is_explained(table):
    text = DOCS.read_text()
    assert [name for name in table.columns if f"`{name}`" not in text] == []
    assert all(column.meaning for column in table.columns.values())
