"""`make run` after .venv is there: one real desk, started and ended the ways that people start and end it."""

import os
import re
import shutil
import signal
import socket
import stat
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from http.client import HTTPConnection
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import ProgrammingError, connection

from config import postgres, run
from config.cluster import Cluster
from tests.cluster import HOME as TEST_HOME

slow = pytest.mark.slow


class Desk:
    """`python -m config.run` with a home and a port of its own."""

    def __init__(self, home, **more):
        with socket.create_server(("127.0.0.1", 0)) as probe:
            self.number = probe.getsockname()[1]
        kept = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("DEMARCHE_", "DATABASE_"))
        }
        self.home = home
        self.output = home / "output"
        with self.output.open("w") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "config.run"],
                cwd=postgres.PROJECT,
                env={**kept, "DEMARCHE_HOME": str(home), "PORT": str(self.number), **more},
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def wait_until_it_serves(self, seconds=120):
        deadline = time.monotonic() + seconds
        while (
            "Ctrl-C ends it." not in self.said()
            and self.process.poll() is None
            and time.monotonic() < deadline
        ):
            time.sleep(0.1)
        assert "Ctrl-C ends it." in self.said(), self.said()
        return self

    def said(self):
        return self.output.read_text()

    def get(self, path):
        connection = HTTPConnection("127.0.0.1", self.number, timeout=20)
        connection.request("GET", path)
        answer = connection.getresponse()
        answer.read()
        connection.close()
        return answer.status

    def end(self):
        """Whatever happened, nothing of it is left."""
        with suppress(ProcessLookupError):  # its children may be left where it was killed
            os.killpg(self.process.pid, signal.SIGTERM)
        self.process.wait(30)


def database_runs(home):
    return any(Cluster(home).folder.glob("data-*/postmaster.pid"))


@pytest.fixture(scope="module")
def home():
    folder = Path(tempfile.mkdtemp(prefix="demarche run "))
    folder.chmod(0o755)
    yield folder
    if database_runs(folder):
        postgres.stop(Cluster(folder))
    shutil.rmtree(folder)


@pytest.fixture(scope="module")
def first_start(home):
    """What the first start printed, and what it answered; it has ended by SIGTERM to its process group."""
    desk = Desk(home)
    try:
        desk.wait_until_it_serves()
        answers = {path: desk.get(path) for path in ("/", "/healthz", "/desk/login/")}
        assert database_runs(home)
    finally:
        desk.end()
    return desk.said(), answers, desk.number


@pytest.fixture
def desk(home, first_start):
    desk = Desk(home)
    yield desk
    desk.end()


@slow
def test_the_first_start_serves_the_site_and_the_desk(first_start):
    assert first_start[1] == {"/": 200, "/healthz": 200, "/desk/login/": 200}


@slow
def test_the_first_start_prints_its_address_and_a_sign_in(first_start):
    said, _, number = first_start
    assert f"Demarche is at http://127.0.0.1:{number}/" in said
    assert re.search(r"password", said, re.IGNORECASE)


@slow
def test_the_end_of_a_first_start_leaves_no_database_running(home, first_start):
    assert not database_runs(home)


@slow
def test_the_key_that_signs_sessions_is_its_owners_alone(home, first_start):
    key = home / "secret_key"
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert len(key.read_text()) >= 50


@slow
def test_a_second_start_is_quick_shows_no_password_and_collects_nothing_again(desk, home):
    started = time.monotonic()
    desk.wait_until_it_serves()
    assert time.monotonic() - started < 10
    assert not re.search(r"password", desk.said(), re.IGNORECASE)
    assert "Collecting" not in desk.said()
    ends_at(signal.SIGHUP, desk, home)


def ends_at(number, desk, home):
    """A signal to the parent alone ends the web server, the worker and the database."""
    (worker,) = [pid for pid in children_of(desk.process) if "manage.py work" in command_line(pid)]
    desk.process.send_signal(number)
    desk.process.wait(30)
    assert not database_runs(home)
    assert "manage.py work" not in command_line(worker)
    with pytest.raises(ConnectionRefusedError):
        desk.get("/healthz")


@slow
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_to_the_parent_alone_ends_everything(desk, home, number):
    desk.wait_until_it_serves()
    ends_at(number, desk, home)


@slow
def test_when_the_web_server_ends_by_itself_the_database_is_stopped(desk, home):
    desk.wait_until_it_serves()
    children = Path(f"/proc/{desk.process.pid}/task/{desk.process.pid}/children")
    if not children.exists():
        pytest.skip("this system does not list a process's children")
    os.kill(int(children.read_text().split()[0]), signal.SIGTERM)
    desk.process.wait(30)
    assert not database_runs(home)


def children_of(process):
    listed = Path(f"/proc/{process.pid}/task/{process.pid}/children")
    if not listed.exists():
        pytest.skip("this system does not list a process's children")
    return [int(pid) for pid in listed.read_text().split()]


def command_line(pid):
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
    except OSError:
        return ""


@slow
def test_a_parent_that_was_killed_leaves_the_database_to_the_web_server_and_its_worker_ends(
    desk, home, monkeypatch
):
    monkeypatch.delenv("DATABASE_URL")
    desk.wait_until_it_serves()
    (worker,) = [pid for pid in children_of(desk.process) if "manage.py work" in command_line(pid)]
    time.sleep(2)  # until it works
    desk.process.kill()
    desk.process.wait()
    deadline = time.monotonic() + 20
    while "manage.py work" in command_line(worker) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert "manage.py work" not in command_line(worker)
    with postgres.in_use(home):
        pass  # another command, whose end would stop a server that nobody else uses
    assert desk.get("/healthz") == 200
    os.killpg(desk.process.pid, signal.SIGTERM)
    deadline = time.monotonic() + 20
    while not postgres.stop(Cluster(home)) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert not database_runs(home)


def ends_with(home, url):
    """What `make run` says last when it uses this database, and its exit code."""
    desk = Desk(home, DATABASE_URL=url)
    desk.process.wait(60)
    assert "Traceback" not in desk.said()
    return desk.said(), desk.process.returncode


def test_a_database_that_does_not_answer_is_named_without_its_password(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as probe:
        place = f"127.0.0.1:{probe.getsockname()[1]}/site"
    said, code = ends_with(tmp_path, f"postgres://desk:very-secret@{place}?password=very-secret")
    assert code == 1
    assert f"The database postgresql://desk@{place} failed at `manage.py migrate`: " in said
    assert "Connection refused" in said and "correct DATABASE_URL" in said
    assert "very-secret" not in said


@pytest.mark.django_db(transaction=True)
def test_a_login_that_may_make_no_tables_is_told_so(tmp_path):
    name = f"demarche_test_stranger_{os.getpid()}"
    url = Cluster(TEST_HOME, durable=False).url("postgres").replace("user=demarche", f"user={name}")
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE ROLE {name} LOGIN")
        try:
            said, code = ends_with(tmp_path, url)
        finally:
            cursor.execute(f"DROP ROLE {name}")
    assert code == 1
    assert "permission denied" in said and "Use a login that owns the database and may create roles" in said


@pytest.mark.django_db
def test_a_login_that_may_not_create_roles_is_told_so(settings):
    settings.READER_ROLE = "demarche_test_nobody"
    with connection.cursor() as cursor:
        cursor.execute("CREATE ROLE demarche_test_stranger")
        cursor.execute("SET LOCAL ROLE demarche_test_stranger")
    with pytest.raises(ProgrammingError, match="permission denied") as caught:
        call_command("grant_reader")
    assert "may create roles" in run.advice_on(caught.value)


@pytest.mark.django_db
def test_a_fault_of_our_own_keeps_its_traceback():
    with pytest.raises(ProgrammingError) as caught, connection.cursor() as cursor:
        cursor.execute("SELECT no_such_column")
    assert run.advice_on(caught.value) == ""


def test_what_somebody_set_is_not_overruled(monkeypatch):
    monkeypatch.setattr(os, "environ", {"DEMARCHE_FOUR_EYES": "on"})
    run.set_defaults(8001)
    assert os.environ == {
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "DEMARCHE_FOUR_EYES": "on",
        "DEMARCHE_TWO_FACTOR": "off",
        "DEMARCHE_HTTPS": "off",
        "DEMARCHE_SITE_URL": "http://127.0.0.1:8001",
    }


def test_the_key_is_made_once(tmp_path):
    run.keep_secret_key(tmp_path)
    key = (tmp_path / "secret_key").read_text()
    run.keep_secret_key(tmp_path)
    assert (tmp_path / "secret_key").read_text() == key


def test_another_style_sheet_is_another_mark(tmp_path, settings):
    (tmp_path / "a.css").write_text("a { color: red }")
    settings.STATICFILES_DIRS = [tmp_path]
    before = run.static_files_mark()
    (tmp_path / "b.css").write_text("b { color: red }")
    assert run.static_files_mark() != before


def test_a_web_server_that_ends_at_once_is_not_waited_for():
    with subprocess.Popen([sys.executable, "-c", ""]) as server:
        server.wait()
        assert run.answers(server, 9) is False
