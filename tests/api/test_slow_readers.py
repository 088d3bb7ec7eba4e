"""Readers who are slow, too many or cut off, against the real server and against nginx before it."""

import json
import os
import shutil
import signal
import socket
import sys
import warnings
from contextlib import ExitStack, contextmanager
from http.client import HTTPConnection

import pytest
from django.db import connections

from tests import baseline
from tests.api.conftest import make_three
from tests.api.serving import Server, behind_nginx, until
from tests.api.test_copy_stream import COPIES, many

LIST = "/api/v1/incidents/"
EXPORT = "/api/v1/incidents/?format=jsonl"
THREADS, STREAMS = 4, 2
BROKEN = (18, 56)  # CURLE_PARTIAL_FILE, CURLE_RECV_ERROR
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="processes are read from /proc"),
]
NOT_TRIED = "nginx is not installed, so the lines in deploy/nginx/ were NOT TRIED. Install nginx to try them."


@pytest.fixture(scope="module")
def server(django_db_setup, django_db_blocker, tmp_path_factory):
    """One process with four threads, two of which may send large files to clients that stall for a second at most."""
    with django_db_blocker.unblock():
        make_three()
        many(6_000)
        settings = {"DEMARCHE_STREAMS": str(STREAMS), "DEMARCHE_PATIENCE": "1", "DEMARCHE_PROXIES": "1"}
        running = Server(tmp_path_factory.mktemp("server"), EXPORT, THREADS, **settings)
        try:
            running.wait()
            yield running
        finally:
            running.process.send_signal(signal.SIGQUIT)  # at once: nobody is waiting for an answer any more
            running.process.wait(30)
            connections.close_all()
            baseline.undo()


@pytest.fixture(scope="module")
def proxy(server, tmp_path_factory):
    """nginx before the server; where there is none, the summary of the run says so."""
    if not shutil.which("nginx"):
        warnings.warn(NOT_TRIED, stacklevel=1)
        pytest.skip(NOT_TRIED)
    with behind_nginx(tmp_path_factory.mktemp("nginx"), server.port) as port:
        yield port


@contextmanager
def slow(port: int, client: str, path: str = EXPORT):
    """A reader with little room who has read the status alone; gives it with the socket."""
    with socket.socket() as reader:
        reader.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        reader.settimeout(10)
        reader.connect(("127.0.0.1", port))
        reader.sendall(
            f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Forwarded-For: {client}\r\n\r\n".encode()
        )
        yield int(reader.recv(12).split()[1]), reader


def asked(port: int, path: str, **headers: str):
    """Status, headers and body of one request of another client."""
    connection = HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request("GET", path, headers={"X-Forwarded-For": "192.0.2.99", **headers})
    answer = connection.getresponse()
    found = answer.status, answer.headers, answer.read()
    connection.close()
    return found


def broken(reader: socket.socket) -> bool:
    """Whether the connection ends without the end of the answer."""
    found = b""
    try:
        while piece := reader.recv(1 << 16):
            found = (found + piece)[-10:]
    except ConnectionError:
        return True
    return not found.endswith(b"0\r\n\r\n")


def test_pages_are_answered_while_every_slot_for_files_is_stalled_and_slots_come_back(server):
    with ExitStack() as readers:
        found = [readers.enter_context(slow(server.port, f"192.0.2.{n}")) for n in range(9)]
        assert sorted(status for status, _ in found) == [200] * STREAMS + [503] * 7
        assert asked(server.port, "/api/v1/themes/")[0] == 200
        status, headers, body = asked(server.port, EXPORT)
        assert (status, headers["Retry-After"], headers["Cache-Control"]) == (503, "10", "no-store")
        assert "Ask again in 10 s" in json.loads(body)["detail"]
        assert asked(server.port, f"{EXPORT}&ref=DI-3")[0] == 200  # a short file needs no slot
        assert until(lambda: server.log.read_text().count("too slowly") == STREAMS, 10)
        assert all(broken(reader) for status, reader in found if status == 200)
    assert "Traceback" not in server.log.read_text()
    with slow(server.port, "192.0.2.1") as (status, _):
        assert status == 200


def test_one_client_has_half_of_the_slots(server):
    assert until(lambda: asked(server.port, EXPORT)[0] == 200, 10)
    with slow(server.port, "192.0.2.1") as (first, _), slow(server.port, "192.0.2.2") as (other, _):
        assert first == other == 200
        status, headers, body = asked(server.port, EXPORT, **{"X-Forwarded-For": "192.0.2.1"})
        assert (status, headers["Retry-After"]) == (429, "10")
        assert "Load one after the other" in json.loads(body)["detail"]


# --- behind nginx ---------------------------------------------------------------------------------------------------


def test_nginx_passes_on_what_is_compressed_and_what_is_not_modified(server, proxy):
    status, headers, packed = asked(proxy, LIST, **{"Accept-Encoding": "gzip"})
    assert (status, headers["Content-Encoding"], headers["Content-Length"]) == (200, "gzip", str(len(packed)))
    again = {"If-None-Match": headers["ETag"], "Accept-Encoding": "gzip"}
    assert asked(proxy, LIST, **again)[0] == 304
    assert asked(proxy, f"/incidents/?q={'x' * 4000}")[0] == asked(proxy, f"/?q={'x' * 9000}")[0] == 414


def test_readers_and_askers_who_stall_leave_pages_to_others(server, proxy):
    with ExitStack() as kept:
        for _ in range(3 * THREADS):
            half = kept.enter_context(socket.create_connection(("127.0.0.1", proxy), timeout=10))
            half.sendall(b"GET /api/v1/themes/ HTTP/1.1\r\nHost: 127")
        found = [kept.enter_context(slow(proxy, "")) for _ in range(9)]
        statuses = {status for status, _ in found}
        assert statuses == {200, 429}  # all of one address
        assert asked(proxy, "/api/v1/themes/")[0] == 200
        status, headers, body = asked(proxy, EXPORT)
        assert (status, headers["Content-Type"]) == (429, "application/problem+json")
        assert headers["Retry-After"] == "10" and json.loads(body)["status"] == 429


def test_a_killed_database_behind_nginx_is_an_error_of_curl(server, proxy, django_db_blocker):
    with server.curl("--limit-rate", "4M", port=proxy) as curl:
        assert until(lambda: server.file)
        with django_db_blocker.unblock(), connections["default"].cursor() as cursor:
            cursor.execute("SELECT count(pg_terminate_backend(pid))" + COPIES)
            assert cursor.fetchone() == (1,)
        assert curl.wait(60) in BROKEN


def test_a_killed_worker_behind_nginx_is_an_error_of_curl(server, proxy):
    with server.curl("--limit-rate", "4M", port=proxy) as curl:
        assert until(lambda: server.file)
        for worker in server.workers:
            os.kill(worker, signal.SIGKILL)
        assert curl.wait(60) in BROKEN
