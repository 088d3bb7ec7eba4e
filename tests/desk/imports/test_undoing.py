"""Taking an import back: what it made goes, what it changed returns, and what was done since stops it."""

import json

import pytest

from actors.models import Actor
from desk.models import Job
from incidents.models import Citation, Claim, Incident, Source
from tests.desk.imports.conftest import ROW, address, table
from tests.make import make_actor, make_claim, make_incident, publish

pytestmark = pytest.mark.django_db


@pytest.fixture
def undo(work):
    def undo(client, one):
        client.post(address(one, "import_step", "undo"))
        work()
        one.refresh_from_db()
        return Job.objects.filter(kind="import-undo").first()

    return undo


def test_what_an_import_made_is_gone_and_nothing_else(analyst, applied, undo):
    other = make_incident()
    one = applied(analyst)
    assert undo(analyst, one).state == "done"
    assert one.state == "undone"
    assert [row.pk for row in Incident.objects.all()] == [other.pk]
    assert Source.objects.count() == 1


def test_what_an_import_changed_says_again_what_it_said(analyst, applied, undo):
    applied(analyst)
    second = applied(analyst, table(ROW.format(1).replace("2025-05-02", "2025-06"), ROW.format(3)))
    assert Incident.objects.get(external_id="table:1").date == "2025-06"
    assert undo(analyst, second).state == "done"
    assert Incident.objects.get(external_id="table:1").date == "2025-05-02"
    assert set(Incident.objects.values_list("external_id", flat=True)) == {"table:1", "table:2"}


def test_the_earlier_import_is_not_undone_under_a_later_one(analyst, applied, undo):
    first = applied(analyst)
    applied(analyst, table(ROW.format(1).replace("2025-05-02", "2025-06")))
    assert "was edited or deleted since" in undo(analyst, first).error


def test_an_edit_since_stops_it_and_the_page_says_so(analyst, applied, undo):
    one = applied(analyst)
    incident = Incident.objects.first()
    incident.summary = "Somebody's work."
    incident.save()
    page = analyst.get(address(one)).content.decode()
    assert "1 incident of it was edited or deleted since" in page
    job = undo(analyst, one)
    assert (job.state, one.state) == ("failed", "applied")
    assert Incident.objects.count() == 2


def test_a_publication_since_stops_it(analyst, editor, applied, undo):
    one = applied(analyst)
    publish(Incident.objects.first(), user=editor.user)
    assert "published since" in undo(analyst, one).error
    assert Incident.objects.count() == 2


def test_something_logged_since_that_refers_to_it_stops_it(analyst, applied, undo):
    one = applied(analyst)
    mine = make_incident()
    Citation.objects.create(incident=mine, source=Source.objects.get(title="Report 1"), credibility="2")
    assert "refers to a record of this import" in undo(analyst, one).error
    assert Incident.objects.count() == 3


def test_an_import_is_undone_once(analyst, applied, undo):
    make_actor()
    one = applied(analyst)
    undo(analyst, one)
    analyst.post(address(one, "import_step", "undo"))
    assert Job.objects.filter(kind="import-undo").count() == 1


def test_records_that_refer_to_each_other_in_a_circle_are_taken_back_together(analyst, bring, work, undo):
    """An actor whose post cites a source that the actor published; statements that answer each other's speaker."""
    cited = [{"source": "x:s"}]
    actors = [
        {"id": "x:1", "kind": "media", "name": "Outlet", "parent": "x:2"},
        {
            "id": "x:2",
            "kind": "person",
            "name": "Editor",
            "affiliations": [{"organisation": "x:1", "role": "Editor", "citations": cited}],
        },
    ]
    source = {"id": "x:s", "kind": "newspaper", "title": "Report", "publisher": "x:1"}
    claims = [
        {"id": f"x:c{number}", "text": f"It were {number}.", "nature": "number", "certainty": "unknown"}
        for number in (1, 2)
    ]
    claims[1]["contradicts"] = ["x:c1"]
    statements = [
        {"id": "x:st1", "speaker": "x:2", "kind": "protest"},
        {"id": "x:st2", "kind": "protest", "inside": "x:st1", "mode": "constructed"},
    ]
    incident = {"id": "x:i", "title": "A protests to B", "type": "D10", "level": 3, "claims": claims}
    incident |= {"statements": statements, "citations": cited}
    content = {"format": "demarche-interchange", "version": 1, "actors": actors, "sources": [source]}
    one = bring(analyst, ("all.json", json.dumps(content | {"incidents": [incident]}).encode()))
    work()
    analyst.post(address(one, "import_step", "apply"))
    work()
    one.refresh_from_db()
    people = Actor.objects.filter(external_id__startswith="x:")
    assert (one.state, Incident.objects.count(), people.count()) == ("applied", 1, 2)
    assert undo(analyst, one).error == ""
    assert not Incident.objects.exists()
    assert not people.exists()
    assert not Source.objects.filter(external_id="x:s").exists()


def test_a_claim_of_somebody_else_that_contradicts_one_of_it_stops_it(analyst, bring, work, undo):
    claim = {"id": "x:c", "text": "It were 4.", "nature": "number", "certainty": "unknown"}
    incident = {"id": "x:i", "title": "A protests to B", "type": "D10", "level": 3, "claims": [claim]}
    content = {"format": "demarche-interchange", "version": 1, "incidents": [incident]}
    one = bring(analyst, ("all.json", json.dumps(content).encode()))
    work()
    analyst.post(address(one, "import_step", "apply"))
    work()
    mine = make_claim(make_incident(), "It were 5.", nature="number")
    mine.contradicts.add(Claim.objects.get(external_id="x:c"))
    one.refresh_from_db()
    error = undo(analyst, one).error
    assert "refers to a record of this import" in error or "edited" in error
    assert Claim.objects.count() == 2
