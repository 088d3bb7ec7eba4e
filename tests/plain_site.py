"""A site that says what a test wants it to say, one answer after the other, true or not."""

from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import NamedTuple


class Said(NamedTuple):
    """One answer; without headers of its own it has the right length."""

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] | None = None


BROKEN_OFF = Said(b'{"r', headers={"Content-Length": "500"})


@contextmanager
def saying(*answers: Said) -> Iterator[str]:
    """The address of a site that gives the answers in their order, to any request."""
    left = iter(answers)

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            said = next(left)
            self.send_response(said.status)
            for name, value in (said.headers or {"Content-Length": str(len(said.body))}).items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(said.body)

        def log_message(self, *args) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Answer)
    Thread(target=server.serve_forever, args=[0.01], daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
