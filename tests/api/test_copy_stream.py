"""A file on its way: one snapshot, one connection, flat memory, and an end that cannot go missing unnoticed."""

import hashlib
import sys
from http.client import HTTPConnection

import psycopg2
import pytest
from django.db import OperationalError, connection, connections, transaction
from django.test import Client

from api import copy_stream, files
from record import codebook, exports, ledger
from record.models import IncidentIndex
from tests.api.conftest import make_three
from tests.api.serving import Server, until
from tests.api.test_csv import LIST, refs
from tests.make import make_incident, publish

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "reader"])
COPIES = (  # without the parallel workers that PostgreSQL gives one of them when it likes
    " FROM pg_stat_activity"
    " WHERE datname = current_database() AND query LIKE 'COPY (SELECT%%' AND state = 'active'"
    " AND backend_type = 'client backend'"
)


@pytest.fixture
def as_reader(settings, transactional_db):
    """Requests read through the reader's own connection, and what is published is committed."""
    settings.PUBLIC_ALIAS = "reader"
    make_three()
    yield connections["reader"]
    connections["reader"].close()


def export():
    moment = ledger.moment()
    return exports.INCIDENTS.csv(IncidentIndex.objects.at(moment), codebook.at(moment))


def many(how_many: int) -> None:
    """DI-1 so many times more, with long titles: too much for what lies between two sockets."""
    row = IncidentIndex.objects.get(ref="DI-1", until__isnull=True)
    row.card = row.card.replace("Protest of May", "Protest of May " + "and of June " * 40)
    row.save()
    columns = [
        f.column for f in IncidentIndex._meta.concrete_fields if f.column not in ("id", "ref", "number")
    ]
    listed = ", ".join(f'"{name}"' for name in columns)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO record_incidentindex (ref, number, {listed}) SELECT 'DI-' || n, n, {listed}"
            " FROM record_incidentindex, generate_series(1001, 1000 + %s) AS n WHERE ref = 'DI-1'",
            [how_many],
        )


def test_the_reader_may_copy_and_its_transaction_ends_with_the_file(as_reader):
    assert refs(Client().get(f"/api/v1/{LIST}")) == ["DI-3", "DI-1", "DI-2"]
    assert not as_reader.in_atomic_block
    publish(make_incident("Later", date="2025-07-01"))
    assert refs(Client().get(f"/api/v1/{LIST}"))[0] == "DI-4"


def test_what_is_published_while_it_is_read_is_not_in_it(as_reader):
    many(2_000)
    answer = Client().get(f"/api/v1/{LIST}")
    publish(make_incident("Later", date="2020-07-01"))
    found = refs(answer)
    assert len(found) == 2_003 and "DI-4" not in found
    assert not as_reader.in_atomic_block
    assert "DI-4" in refs(Client().get(f"/api/v1/{LIST}"))


def test_a_database_that_dies_in_the_middle_is_an_error_and_no_end(as_reader):
    many(5_000)
    answer = Client().get(f"/api/v1/{LIST}")
    pieces = iter(answer.streaming_content)
    next(pieces)
    end_copies()
    with pytest.raises(OperationalError):
        list(pieces)
    assert len(refs(Client().get(f"/api/v1/{LIST}"))) == 5_003


def test_a_database_that_goes_without_a_word_is_a_database_that_died(as_reader, monkeypatch):
    """The driver may have no message of the server's then, and so no kind of error."""

    class Silent(exports.Shaping):
        def line(self, line):
            raise psycopg2.DatabaseError("error with status PGRES_COPY_OUT and no message from the libpq")

    monkeypatch.setattr(copy_stream, "Shaping", Silent)
    with transaction.atomic(using="reader"), pytest.raises(OperationalError, match="no message"):
        copy_stream.CopyStream(export(), "reader")


def copying() -> int:
    """How many of the server's processes copy out of this database."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*)" + COPIES)
        return cursor.fetchone()[0]


def end_copies() -> int:
    """Ends them; how many there were."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(pg_terminate_backend(pid))" + COPIES)
        return cursor.fetchone()[0]


def test_a_file_that_nobody_finishes_leaves_the_connection_fit_for_the_next(as_reader):
    many(5_000)
    with transaction.atomic(using="reader"):
        stream = copy_stream.CopyStream(export(), "reader")
        next(stream)
        stream.close()
        assert not stream.copying.thread.is_alive()
    with as_reader.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid(), current_setting('statement_timeout')")
        assert cursor.fetchone() == (as_reader.connection.info.backend_pid, "5s")
    assert refs(Client().get(f"/api/v1/{LIST}&ref=DI-3")) == ["DI-3"]


def test_somebody_who_stops_reading_does_not_keep_the_database_busy(as_reader, monkeypatch):
    many(5_000)
    monkeypatch.setattr(copy_stream, "PATIENCE_SECONDS", 0.2)
    with transaction.atomic(using="reader"):
        stream = copy_stream.CopyStream(export(), "reader")
        stream.copying.thread.join(10)
        assert not stream.copying.thread.is_alive()
        with pytest.raises(OperationalError):
            list(stream)
        stream.close()


def test_a_fault_of_ours_in_the_middle_is_no_end_either(as_reader, monkeypatch):
    def fail(self, line):
        raise MemoryError

    monkeypatch.setattr(copy_stream.Shaping, "line", fail)
    with transaction.atomic(using="reader"), pytest.raises(MemoryError):
        copy_stream.CopyStream(export(), "reader")


def test_a_server_that_is_short_of_everything_keeps_no_transaction_open(as_reader, monkeypatch):
    def fail():
        raise OSError("Too many open files")

    monkeypatch.setattr(copy_stream.socket, "socketpair", fail)
    answer = Client(raise_request_exception=False).get(f"/api/v1/{LIST}")
    assert answer.status_code == 500 and not as_reader.in_atomic_block


@pytest.fixture
def locked(as_reader):
    """Somebody holds the index, so nothing of it can be copied."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("LOCK TABLE record_incidentindex IN ACCESS EXCLUSIVE MODE")
        yield


@pytest.mark.parametrize("query", ["", "&sums=1"])
def test_what_takes_too_long_before_the_first_byte_is_answered_with_advice(locked, monkeypatch, query):
    monkeypatch.setattr(copy_stream, "FIRST_SECONDS", 0.2)
    monkeypatch.setattr(files, "SUMS_SECONDS", 1)
    answer = Client().get(f"/api/v1/{LIST}{query}")
    assert (answer.status_code, answer["Content-Type"]) == (503, "application/problem+json")
    assert "Narrow the selection" in answer.json()["detail"] and "Content-Disposition" not in answer
    assert Client().get("/api/v1/types/").status_code == 200


# --- a real server ------------------------------------------------------------------------------------------------


@pytest.fixture
def server(transactional_db, tmp_path):
    make_three()
    many(16_000)
    running = Server(tmp_path, f"/api/v1/{LIST}")
    try:
        running.wait()
        yield running
    finally:
        running.process.terminate()
        running.process.wait(30)


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="memory is read from /proc")
def test_a_whole_file_has_its_sums_and_is_made_with_flat_memory(server):
    server.json(f"/api/v1/{LIST}&sums=1&ref=DI-3")
    before = server.most_memory()
    with server.curl() as curl:
        assert curl.wait(60) == 0
    assert server.most_memory() - before < 8_000 < len(server.file) / 1024
    sums = server.json(f"/api/v1/{LIST}&sums=1")
    assert (sums["rows"], sums["bytes"]) == (16_003, len(server.file))
    assert sums["sha256"] == hashlib.sha256(server.file).hexdigest()


@pytest.mark.slow
@pytest.mark.parametrize("version", ["--http1.1", "--http1.0"])
def test_curl_fails_when_the_database_is_killed_in_the_middle(server, version):
    with server.curl(version, "--limit-rate", "500k") as curl:
        assert until(lambda: copying() and server.file)
        assert end_copies() == 1
        assert curl.wait(60) == 18  # CURLE_PARTIAL_FILE
    with server.curl(version) as curl:
        assert curl.wait(60) == 0


@pytest.mark.slow
def test_a_reader_who_goes_away_frees_the_connection(server):
    for _ in range(4):  # more often than there are threads
        asked = HTTPConnection("127.0.0.1", server.port, timeout=30)
        asked.request("GET", f"/api/v1/{LIST}")
        assert asked.getresponse().read(1000)
        assert copying() == 1
        asked.close()
        assert until(lambda: not copying())
    assert len(server.json("/api/v1/incidents/?ref=DI-3")["results"]) == 1
