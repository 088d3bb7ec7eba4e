"""The web server that production runs, as a process of its own on the database of the test, and nginx before it."""

import json
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path

import pytest

from config.postgres import PROJECT
from tests.processes import database


class Server:
    """gunicorn with one process, on a port of its own; `path` is what `curl` loads."""

    def __init__(self, folder: Path, path: str, threads: int = 2, **settings: str):
        self.port, self.path = free_port(), path
        self.log = folder / "server.log"
        command = ["-m", "gunicorn", "config.wsgi", "--bind", f"127.0.0.1:{self.port}", "--workers", "1"]
        options = ["--worker-class", "gthread", "--threads", str(threads), "--no-control-socket"]
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                [sys.executable, *command, *options],
                cwd=PROJECT,
                env=os.environ | database() | settings,
                stdout=log,
                stderr=log,
            )

    def wait(self) -> None:
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline and self.process.poll() is None:
            try:
                return self.json("/api/v1/types/") and None
            except OSError:
                time.sleep(0.1)
        pytest.fail(self.log.read_text())

    def json(self, path: str) -> dict:
        asked = HTTPConnection("127.0.0.1", self.port, timeout=30)
        asked.request("GET", path)
        answer = asked.getresponse()
        found = json.loads(answer.read())
        asked.close()
        return found

    @contextmanager
    def curl(self, *options: str, port: int = 0):
        """curl, as it loads the file into `file`, from this server or from what stands before it."""
        self.log.with_name("file").unlink(missing_ok=True)
        address = f"http://127.0.0.1:{port or self.port}{self.path}"
        command = ["curl", "--silent", "--output", str(self.log.with_name("file")), *options, address]
        running = subprocess.Popen(command)
        try:
            yield running
        finally:
            running.kill()
            running.wait()

    @property
    def file(self) -> bytes:
        """What curl has so far."""
        found = self.log.with_name("file")
        return found.read_bytes() if found.exists() else b""

    @property
    def workers(self) -> list[int]:
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return [int(child) for child in children.read_text().split()]

    def most_memory(self) -> int:
        """The most that the worker ever had in memory, in kilobytes."""
        said = [Path(f"/proc/{worker}/status").read_text() for worker in self.workers]
        return max(int(re.search(r"VmHWM:\s+(\d+)", text)[1]) for text in said)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return probe.getsockname()[1]


def until(condition: Callable[[], object], seconds: float = 30) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.05)
    return False


@contextmanager
def behind_nginx(folder: Path, upstream: int):
    """nginx with the lines that deploy/nginx/ ships, led to this port alone; gives its own."""
    lines, port = PROJECT / "deploy" / "nginx", free_port()
    server = re.sub(r"127\.0\.0\.1:800[01]", f"127.0.0.1:{upstream}", (lines / "server.conf").read_text())
    (folder / "server.conf").write_text(server)
    (folder / "http.conf").write_text((lines / "http.conf").read_text())
    kept = "".join(
        f"{name}_temp_path {folder}/{name};" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    user = "user root;" if os.geteuid() == 0 else ""
    (folder / "nginx.conf").write_text(
        f"daemon off; {user} pid {folder}/pid; error_log {folder}/error.log; worker_processes 1; events {{}}\n"
        f"http {{ access_log off; {kept} include http.conf;\n"
        f"server {{ listen 127.0.0.1:{port}; server_name _; include server.conf; }} }}\n"
    )
    command = ["nginx", "-c", str(folder / "nginx.conf"), "-p", str(folder), "-e", str(folder / "error.log")]
    running = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    try:
        assert until(lambda: answers(port), 10), (folder / "error.log").read_text()
        yield port
    finally:
        running.terminate()
        running.wait(30)


def answers(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=5).close()
    except OSError:
        return False
    return True
