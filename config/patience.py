"""How long a client may take to take an answer. A thread waits until the last byte is sent, so there is a least speed.

The web server sends without a limit of time. A client may stall for `seconds`; what it takes at LEAST_SPEED or faster
costs it nothing. Slower, and the connection is reset, so that the part it has cannot pass for a whole answer.
"""

import logging
import socket
import struct
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from typing import IO
from wsgiref.util import FileWrapper

LEAST_SPEED = 4096  # bytes a second
PIECE = 1 << 16  # of a file, read at once
BIT = 1 << 13  # sent at once: a client who takes nothing has its seconds, and those for one of these
SHORTEST_WAIT = 0.01  # a time limit of 0 would mean something else: not to wait for any client
NOT_AT_THE_END = struct.pack("ii", 1, 0)  # SO_LINGER: closing throws away what was not sent, and resets


class Patient:
    """A WSGI application under gunicorn, with a least speed for those who take its answers. Elsewhere it changes nothing."""

    def __init__(self, application: Callable, seconds: float):
        self.application, self.seconds = application, seconds

    def __call__(self, environ: dict, start_response: Callable) -> Iterable[bytes]:
        client = environ.get("gunicorn.socket")
        if client is None:
            return self.application(environ, start_response)
        environ["wsgi.file_wrapper"] = InPieces
        return Sending(self.application(environ, start_response), client, self.seconds)


class InPieces(FileWrapper):
    """A file as an answer like any other; gunicorn's own hands it to the kernel and waits however long that takes."""

    def __init__(self, file: IO[bytes], size: int = PIECE):
        super().__init__(file, max(size, PIECE))


class Sending:
    """One answer on its way. What its client may still stall is the time limit of the socket while a bit is sent."""

    def __init__(self, answer: Iterable[bytes], client: socket.socket, seconds: float):
        self.answer, self.bits, self.client = answer, cut_up(answer), client
        self.seconds = self.left = seconds
        self.given: float | None = None
        client.settimeout(seconds)  # gunicorn takes it off again for the next request

    def __iter__(self) -> "Sending":
        return self

    def __next__(self) -> bytes:
        if self.given is not None:
            self.left = min(self.seconds, self.left - (time.monotonic() - self.given))
            self.given = None
        bit = next(self.bits)
        self.left += len(bit) / LEAST_SPEED
        self.client.settimeout(max(self.left, SHORTEST_WAIT))
        self.given = time.monotonic()
        return bit

    def close(self) -> None:
        """Ends the answer, however far it came; gunicorn calls this while the error of a broken sending is on its way."""
        if isinstance(sys.exc_info()[1], TimeoutError):
            cut(self.client)
        if callable(close := getattr(self.answer, "close", None)):
            close()


def cut_up(answer: Iterable[bytes]) -> Iterator[bytes]:
    for piece in answer:
        for start in range(0, len(piece), BIT):
            yield piece[start : start + BIT]


def cut(client: socket.socket) -> None:
    """Breaks a connection. gunicorn closes it later; without this its main thread would wait for the client once more."""
    with suppress(OSError):
        client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, NOT_AT_THE_END)
        client.shutdown(socket.SHUT_RDWR)


def in_one_line(record: logging.LogRecord) -> bool:
    """For gunicorn's log: a client that is too slow is no fault of the program, so it gets a line and no traceback."""
    if record.exc_info and isinstance(record.exc_info[1], TimeoutError):
        record.msg, record.args = "A client took its answer too slowly and was cut off.", ()
        record.levelno, record.levelname, record.exc_info = logging.WARNING, "WARNING", None
    return True
