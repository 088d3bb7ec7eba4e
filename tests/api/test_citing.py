"""A thing as a citation for reference managers."""

import json

import pytest

from record.withdrawing import merge_actors, retract
from tests.make import make_actor

pytestmark = pytest.mark.django_db


def test_an_incident_is_cited_as_bibtex_ris_and_csl(door, grozin):
    bibtex = door.get("incidents/DI-1/?format=bibtex")
    assert bibtex["Content-Type"] == "application/x-bibtex; charset=utf-8"
    assert bibtex.text.startswith("@misc{demarche-DI-1-1,\n") and "/incidents/DI-1@1/}" in bibtex.text
    assert door.get("incidents/DI-1/?format=ris").text.startswith("TY  - ELEC\r\n")
    [item] = json.loads(door.get("incidents/DI-1/?format=csl").text)
    assert item == door.json("incidents/DI-1/")["cite"]["csl"]


def test_the_accept_header_asks_for_one_too(door, grozin):
    answer = door.get("incidents/DI-1@1/", Accept="application/x-research-info-systems")
    assert answer.status_code == 200 and answer.text.endswith("ER  - \r\n")


def test_a_thing_that_is_not_there_is_a_problem_in_json(door, grozin):
    for path, status in (
        ("incidents/DI-9/?format=bibtex", 404),
        ("incidents/DI-1/?format=ris&colour=red", 400),
    ):
        answer = door.get(path)
        assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json")
        assert answer.json()["status"] == status


def test_what_was_withdrawn_is_no_citation(door, grozin):
    grozin.refresh_from_db()
    retract("incident", grozin, user=None, revision=grozin.revision, reason="Not so.")
    assert door.get("incidents/DI-1/?format=bibtex").status_code == 410
    assert door.get("incidents/DI-1@1/?format=bibtex").status_code == 200


def test_a_merged_thing_leads_on_with_the_format(door, grozin):
    from record.publishing import publish_alone

    rows = []
    for name in ("Orda", "Orda.kz"):
        row = make_actor(name, "media", "KAZ")
        row.refresh_from_db()
        publish_alone("actor", row, user=None, revision=row.revision, reason="New.")
        row.refresh_from_db()
        rows.append(row)
    merge_actors(*rows, user=None, revision=rows[0].revision, reason="The same.")
    answer = door.get(f"actors/{rows[0].ref}/?format=csl")
    assert answer.status_code == 301 and answer["Location"].endswith(f"/actors/{rows[1].ref}/?format=csl")
    assert answer["Content-Type"] == "application/json"


def test_options_are_json_to_everybody(door, grozin):
    answer = door.client.options("/api/v1/incidents/DI-1/", headers={"Accept": "application/x-bibtex"})
    assert answer["Content-Type"] == "application/json" and answer.json()["parameters"]


def test_a_statement_is_cited_in_its_home(door):
    from tests.api.conftest import make_three

    make_three()
    assert "#ST-1" in door.get("statements/ST-1/?format=csl").text
