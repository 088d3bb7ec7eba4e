"""Who takes an answer too slowly is cut off; who stalls for a moment is not."""

import io
import logging
import socket
import sys
import time
from contextlib import contextmanager, suppress
from threading import Thread

import pytest

from config import patience
from config.patience import Patient, Sending

SECONDS = 0.2
ANSWER = [b"a" * 50_000, b"", b"b" * 50_000]


@pytest.fixture
def client(monkeypatch):
    """Two ends of a connection with little room in it: the server's and the client's."""
    monkeypatch.setattr(patience, "LEAST_SPEED", 1 << 17)
    ours, theirs = socket.socketpair()
    ours.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4096)
    with ours, theirs:
        yield ours, theirs


class Answer(list):
    closed = False

    def close(self):
        self.closed = True


@contextmanager
def reading(theirs: socket.socket, every: float, size: int = 20_000):
    """A client who takes so many bytes at a time; gives what it has so far."""
    found = bytearray()

    def read():
        with suppress(OSError):  # a test may close it
            while piece := theirs.recv(size):
                found.extend(piece)
                time.sleep(every)

    thread = Thread(target=read)
    thread.start()
    yield found
    thread.join(10)


def send(sending: Sending, ours: socket.socket) -> None:
    """As gunicorn does it."""
    try:
        for bit in sending:
            ours.sendall(bit)
    finally:
        sending.close()


def test_a_client_who_stalls_often_for_less_than_it_may_gets_all(client):
    ours, theirs = client
    answer = Answer(ANSWER)
    with reading(theirs, SECONDS / 6) as found:
        send(Sending(answer, ours, SECONDS), ours)
        ours.close()
    assert found == b"".join(ANSWER) and answer.closed


def test_a_client_who_takes_nothing_is_cut_off_in_time(client):
    ours, _theirs = client
    answer, begun = Answer(ANSWER), time.monotonic()
    with pytest.raises(TimeoutError):
        send(Sending(answer, ours, SECONDS), ours)
    assert time.monotonic() - begun < SECONDS + 1 and answer.closed
    with pytest.raises(OSError, match="Broken pipe"):
        ours.sendall(b"more")


def test_a_client_who_takes_a_little_now_and_then_is_cut_off_too(client):
    ours, theirs = client
    with reading(theirs, SECONDS / 4, 100) as found:
        with pytest.raises(TimeoutError):
            send(Sending(ANSWER, ours, SECONDS), ours)
        theirs.close()
    assert 100 < len(found) < 50_000


def test_what_takes_long_to_make_is_not_the_fault_of_the_client(client):
    ours, theirs = client

    def made_slowly():
        for piece in ANSWER:
            time.sleep(SECONDS * 1.2)
            yield piece

    with reading(theirs, 0) as found:
        send(Sending(made_slowly(), ours, SECONDS), ours)
        ours.close()
    assert found == b"".join(ANSWER)


def test_a_fault_in_the_middle_closes_the_answer_and_leaves_the_connection_to_the_server(client):
    ours, _theirs = client
    answer = Answer([b"a", 1])
    with pytest.raises(TypeError):
        send(Sending(answer, ours, SECONDS), ours)
    assert answer.closed and ours.send(b"more") == 4


def test_a_file_is_an_answer_like_any_other(client):
    ours, _theirs = client
    file = io.BytesIO(b"a" * 100_000)
    environ = {"gunicorn.socket": ours}
    answer = Patient(lambda environ, start: environ["wsgi.file_wrapper"](file, 4096), SECONDS)(environ, None)
    assert not isinstance(answer, environ["wsgi.file_wrapper"])  # gunicorn would send it in its own way
    assert b"".join(answer) == b"a" * 100_000
    answer.close()
    assert file.closed


def test_under_another_server_nothing_is_changed():
    answer = Answer(ANSWER)
    assert Patient(lambda environ, start: answer, SECONDS)({}, None) is answer


def record(error: Exception) -> logging.LogRecord:
    try:
        raise error
    except type(error):
        return logging.LogRecord("gunicorn.error", logging.ERROR, "", 0, "Socket error", (), sys.exc_info())


def test_the_log_has_one_line_for_a_slow_client_and_a_traceback_for_other_errors():
    slow, other = record(TimeoutError()), record(OSError())
    assert patience.in_one_line(slow) and patience.in_one_line(other)
    assert slow.exc_info is None and slow.levelno == logging.WARNING and "too slowly" in slow.getMessage()
    assert other.exc_info and other.levelno == logging.ERROR
