"""What goes wrong is told in one shape, with advice and without internals."""

import pytest
from django.db import ProgrammingError, connections, transaction
from django.test import Client

from api import copy_stream, files
from api.incidents import IncidentList
from incidents.models import Incident
from tests.make import publish_example

SECRET = "password of the database"


@pytest.fixture
def failing(monkeypatch):
    """The list of incidents with a fault in it."""

    def fail(self, moment):
        raise RuntimeError(SECRET)

    monkeypatch.setattr(IncidentList, "rows", fail)


@pytest.mark.django_db
def test_a_fault_of_ours_tells_the_reader_nothing_of_the_inside(failing, caplog):
    answer = Client(raise_request_exception=False).get("/api/v1/incidents/")
    assert answer.status_code == 500
    assert answer["Content-Type"] == "application/problem+json"
    assert set(answer.json()) == {"type", "title", "status", "detail"}
    assert SECRET not in answer.content.decode()
    assert SECRET in caplog.text


@pytest.mark.django_db
def test_a_fault_of_ours_is_never_kept_by_caches(failing):
    answer = Client(raise_request_exception=False).get("/api/v1/incidents/")
    assert answer["Cache-Control"] == "no-store" and "ETag" not in answer


@pytest.mark.django_db
def test_a_fault_of_ours_is_passed_on_to_whoever_listens_for_errors(failing):
    with pytest.raises(RuntimeError, match=SECRET):
        Client().get("/api/v1/incidents/")


@pytest.fixture
def slow(settings):
    """Somebody holds the incidents' index, and the reader's patience is short."""
    settings.PUBLIC_ALIAS = "reader"
    publish_example()
    with connections["reader"].cursor() as cursor:
        cursor.execute("SET statement_timeout = '100ms'")
    with transaction.atomic(), connections["default"].cursor() as cursor:
        cursor.execute("LOCK TABLE record_incidentindex IN ACCESS EXCLUSIVE MODE")
        yield
    connections["reader"].close()


@pytest.mark.django_db(transaction=True, databases=["default", "reader"])
def test_a_statement_that_takes_too_long_is_answered_with_advice(slow):
    answer = Client().get("/api/v1/incidents/")
    assert answer.status_code == 503
    assert answer["Content-Type"] == "application/problem+json"
    assert answer["Retry-After"] == "30" and "Narrow the selection" in answer.json()["detail"]
    assert answer["Cache-Control"] == "no-store" and "ETag" not in answer


FILTERED = "?country=KAZ&from=2025-01-01"
OF_THE_API = [
    f"incidents/{FILTERED}",
    f"incidents/{FILTERED}&count=exact",
    f"incidents/{FILTERED}&format=csv",
    f"incidents/{FILTERED}&format=jsonl&fields=document",
    f"incidents/{FILTERED}&format=geojson",
    f"incidents/{FILTERED}&format=csv&sums=1",
    f"series/{FILTERED}",
    f"series/{FILTERED}&format=csv",
    f"series/{FILTERED}&format=csv&sums=1",
    f"facets/{FILTERED}",
]
OF_PAGES = [f"incidents/{FILTERED}", f"incidents/feed.atom{FILTERED}", f"incidents/feed.json{FILTERED}"]


@pytest.mark.django_db(transaction=True, databases=["default", "reader"])
def test_at_every_door_a_timeout_is_answered_with_what_to_ask_instead(slow, monkeypatch):
    monkeypatch.setattr(copy_stream, "FIRST_SECONDS", 0.2)
    monkeypatch.setattr(files, "SUMS_SECONDS", 1)
    for path in OF_THE_API:
        answer = Client().get(f"/api/v1/{path}")
        assert (answer.status_code, answer["Retry-After"]) == (503, "30"), path
        assert "Narrow the selection" in answer.json()["detail"], path
        assert answer["Access-Control-Allow-Origin"] == "*" and answer["Cache-Control"] == "no-store", path
    for path in OF_PAGES:
        answer = Client().get(f"/{path}")
        assert (answer.status_code, answer["Retry-After"]) == (503, "60"), path
        assert "ask for less" in answer.text and answer["Cache-Control"] == "no-store", path


@pytest.mark.django_db(transaction=True, databases=["default", "reader"])
def test_after_a_timeout_the_next_request_is_answered(slow):
    client = Client()
    assert client.get("/api/v1/incidents/").status_code == 503
    assert client.get("/api/v1/incidents/DI-1/").status_code == 200


@pytest.mark.django_db(transaction=True, databases=["default", "reader"])
def test_every_resource_is_readable_by_the_reader(settings):
    settings.PUBLIC_ALIAS = "reader"
    publish_example()
    paths = [
        "",
        "incidents/",
        "incidents/DI-1/",
        "incidents/DI-1/versions/",
        "changes/",
        "actors/",
        "actors/A-1/",
    ]
    paths += [
        "incidents/?fields=document",
        "countries/",
        "countries/KAZ/",
        "types/",
        "types/P10/",
        "schema/",
        "docs/",
    ]
    for path in paths:
        assert Client().get(f"/api/v1/{path}").status_code == 200, path


@pytest.mark.django_db(transaction=True, databases=["default", "reader"])
def test_a_view_that_reads_the_working_copy_is_refused_by_the_database(settings, monkeypatch):
    settings.PUBLIC_ALIAS = "reader"
    monkeypatch.setattr(IncidentList, "rows", lambda self, moment: list(Incident.objects.all()))
    with pytest.raises(ProgrammingError, match="permission denied"):
        Client().get("/api/v1/incidents/")
