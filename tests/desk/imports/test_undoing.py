"""Taking an import back: what it made goes, what it changed returns, and what was done since stops it."""

import pytest

from desk.models import Job
from incidents.models import Citation, Incident, Source
from tests.desk.imports.conftest import ROW, address, table
from tests.make import make_actor, make_incident, publish

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
