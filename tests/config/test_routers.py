"""Public requests read the record through the reader's own connection, in one snapshot, and write nothing."""

import pytest
from django.db import DatabaseError, OperationalError, ProgrammingError, connection, connections, transaction
from django.http import HttpResponse
from django.test import RequestFactory
from django.urls import path

from actors.models import Actor
from config import urls
from config.routers import PublicReadsMiddleware, WriteRefused, public_reads
from incidents.models import Incident
from record.models import Entry
from tests.make import make_incident, publish

real_connections = pytest.mark.django_db(transaction=True, databases=["default", "reader"])


def too_slow(request):
    """A page whose query runs into the time limit."""
    with transaction.atomic(), connections["reader"].cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 50")
        cursor.execute("SELECT pg_sleep(20)")


def too_slow_at_the_desk(request):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 50")
        cursor.execute("SELECT pg_sleep(20)")


def cut_off(request):
    """A page whose connection is ended from outside while it reads."""
    with connections["reader"].cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        number = cursor.fetchone()[0]
        with connection.cursor() as other:
            other.execute("SELECT pg_terminate_backend(%s, 5000)", [number])
        cursor.execute("SELECT 1")


def honest(request):
    return HttpResponse(str(Entry.objects.count()))


urlpatterns = [
    path("slow/", too_slow),
    path("cut-off/", cut_off),
    path("honest/", honest),
    path("desk/slow/", too_slow_at_the_desk),
    *urls.urlpatterns,
]


@pytest.fixture
def real_reader(settings):
    settings.PUBLIC_ALIAS = "reader"


@real_connections
@pytest.mark.parametrize("model", [Incident, Actor])
def test_a_view_that_reads_the_working_copy_fails_with_a_permission_error(real_reader, model):
    def leaking(request):
        return HttpResponse(str(list(model.objects.all())))

    with pytest.raises(ProgrammingError, match="permission denied"):
        PublicReadsMiddleware(leaking)(RequestFactory().get("/incidents/"))


@real_connections
def test_the_same_view_may_read_the_record(real_reader):
    publish(make_incident())
    assert int(PublicReadsMiddleware(honest)(RequestFactory().get("/incidents/")).content) > 1


@real_connections
def test_a_public_request_sees_one_snapshot_while_others_publish(real_reader):
    seen = []

    def slow(request):
        seen.append(Entry.objects.count())
        with connections["default"].cursor() as cursor:
            cursor.execute("SELECT 1")
        publishing()
        seen.append(Entry.objects.count())
        return HttpResponse()

    def publishing():
        from config.routers import in_public_request

        token = in_public_request.set(False)
        publish(make_incident())
        in_public_request.reset(token)

    PublicReadsMiddleware(slow)(RequestFactory().get("/incidents/"))
    assert seen[0] == seen[1] < Entry.objects.count()


@real_connections
def test_even_raw_sql_cannot_write_through_the_reader(real_reader):
    refused = r"permission denied|read-only"
    for statement in ("INSERT INTO record_numbering VALUES ('DI', 9)", "DELETE FROM record_document"):
        with (
            pytest.raises(DatabaseError, match=refused),
            connections["reader"].cursor() as cursor,
        ):
            cursor.execute(statement)
        connections["reader"].close()


@pytest.mark.django_db
def test_a_public_request_that_writes_is_refused():
    with public_reads(), pytest.raises(WriteRefused, match="Only the desk writes"):
        Actor(name="x", kind="person").save()


@pytest.mark.django_db
def test_the_desk_reads_the_working_copy(settings):
    settings.PUBLIC_ALIAS = "reader"
    middleware = PublicReadsMiddleware(lambda request: HttpResponse(str(Incident.objects.count())))
    assert middleware(RequestFactory().get("/desk/incidents/")).content == b"0"


@pytest.mark.parametrize(
    ("address", "kind"),
    [("/incidents/", "text/html; charset=utf-8"), ("/api/v1/incidents/", "application/problem+json")],
)
def test_without_a_database_the_public_is_told_when_to_try_again(address, kind, monkeypatch):
    def no_database(*args, **kwargs):
        raise OperationalError("connection refused")

    monkeypatch.setattr("django.db.transaction.Atomic.__enter__", no_database)
    response = PublicReadsMiddleware(lambda request: HttpResponse())(RequestFactory().get(address))
    assert (response.status_code, response["Retry-After"], response["Content-Type"]) == (503, "60", kind)


@real_connections
@pytest.mark.urls(__name__)
@pytest.mark.parametrize("address", ["/slow/", "/cut-off/"])
def test_a_page_whose_query_fails_says_when_to_try_again_and_the_next_page_is_served(
    real_reader, client, address
):
    response = client.get(address)
    assert (response.status_code, response["Retry-After"]) == (503, "60")
    assert "Try again" in response.content.decode()
    assert client.get("/honest/").status_code == 200


@real_connections
@pytest.mark.urls(__name__)
def test_a_slow_query_at_the_desk_is_not_hidden(client):
    with pytest.raises(OperationalError, match="statement timeout"):
        client.get("/desk/slow/")
