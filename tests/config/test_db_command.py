"""`manage.py db`, typed as people type it, on real databases."""

import os
import shutil
import stat
import subprocess
import sys
import tempfile
from pathlib import Path

import psycopg2
import pytest
from django.db import connection
from psycopg2 import sql

from config import clients, postgres
from config.cluster import Cluster


def db(*arguments, **environment):
    """Runs `manage.py db …`; a setting of None is taken out of the environment."""
    wanted = {name: value for name, value in (os.environ | environment).items() if value is not None}
    command = [sys.executable, "manage.py", "db", *map(str, arguments)]
    return subprocess.run(
        command, cwd=postgres.PROJECT, env=wanted, capture_output=True, text=True, check=False
    )


def url_of(database):
    """Another database of the tests' server."""
    return f"postgres:///{database}?{os.environ['DATABASE_URL'].partition('?')[2]}"


def text_of(url):
    """The whole database as SQL, the same for equal databases."""
    return clients.run("pg_dump", url, "--no-owner", "--no-privileges", "--restrict-key=equal")


def execute(url, statement, *values):
    session = psycopg2.connect(url)
    session.autocommit = True
    try:
        with session.cursor() as cursor:
            cursor.execute(statement, values or None)
            return cursor.fetchone() if cursor.description else None
    finally:
        session.close()


@pytest.fixture
def empty():
    """The address of an empty database."""
    yield from new_database(f"demarche_empty_{os.getpid()}")


def new_database(name):
    server = url_of("postgres")
    execute(server, sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(sql.Identifier(name)))
    yield url_of(name)
    execute(server, sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


@pytest.fixture(scope="module")
def filled(django_db_setup):
    """The address of a copy of the test database, with a row that would not survive a careless copy."""
    for url in new_database(f"demarche_filled_{os.getpid()}"):
        copy = Path(tempfile.mkdtemp()) / "copy"
        clients.dump(url_of(connection.settings_dict["NAME"]), copy)
        clients.load(url, copy)
        shutil.rmtree(copy.parent)
        execute(url, "CREATE TABLE odd AS SELECT %s AS words", "Ош, “Бишкек”\n\\. \t '")
        yield url


@pytest.fixture(scope="module")
def backup(filled, tmp_path_factory):
    file = tmp_path_factory.mktemp("backup") / "a desk.dump"
    done = db("backup", file, DATABASE_URL=filled)
    assert done.returncode == 0, done.stderr
    return file


@pytest.fixture(scope="module")
def home():
    """A home whose embedded server these tests start and stop."""
    folder = Path(tempfile.mkdtemp(prefix="demarche db "))
    folder.chmod(0o755)
    yield str(folder)
    postgres.stop(Cluster(folder))
    shutil.rmtree(folder)


def test_what_is_restored_equals_what_was_backed_up(filled, backup, empty):
    done = db("restore", backup, DATABASE_URL=empty)
    assert done.returncode == 0, done.stderr
    assert text_of(empty) == text_of(filled)


def test_after_a_restore_readers_may_read_the_record_and_nothing_else(backup, empty):
    db("restore", backup, DATABASE_URL=empty)
    may = "SELECT has_table_privilege('demarche_reader', %s, 'SELECT')"
    assert execute(empty, may, "record_entry") == (True,)
    assert execute(empty, may, "auth_user") == (False,)


def test_a_restore_into_a_database_that_is_not_empty_is_refused_and_changes_nothing(backup, empty):
    execute(empty, "CREATE TABLE mine AS SELECT 1 AS kept")
    before = text_of(empty)
    done = db("restore", backup, DATABASE_URL=empty)
    assert done.returncode == 1
    assert "The database is not empty" in done.stderr
    assert "Traceback" not in done.stderr
    assert text_of(empty) == before


def test_a_backup_that_was_cut_off_restores_nothing(backup, empty, tmp_path):
    before = text_of(empty)
    cut = tmp_path / "cut.dump"
    cut.write_bytes(backup.read_bytes()[: backup.stat().st_size // 2])
    done = db("restore", cut, DATABASE_URL=empty)
    assert done.returncode == 1
    assert "pg_restore failed" in done.stderr
    assert text_of(empty) == before


def test_a_file_that_is_not_there_is_said_to_be_missing(empty, tmp_path):
    done = db("restore", tmp_path / "none", DATABASE_URL=empty)
    assert (done.returncode, "There is no file" in done.stderr) == (1, True)


def test_a_backup_is_readable_by_its_owner_alone(backup):
    assert stat.S_IMODE(backup.stat().st_mode) == 0o600


def test_a_backup_that_fails_leaves_the_older_one_and_nothing_else(tmp_path):
    file = tmp_path / "desk.dump"
    file.write_text("older")
    done = db("backup", file, DATABASE_URL=url_of("no_such_database"))
    assert done.returncode == 1
    assert "pg_dump failed" in done.stderr
    assert [(path.name, path.read_text()) for path in tmp_path.iterdir()] == [("desk.dump", "older")]


def test_psql_runs_on_the_database_that_is_in_use(filled):
    done = db("psql", "--", "-XAtc", "SELECT current_database()", DATABASE_URL=filled)
    assert done.stdout.strip() == f"demarche_filled_{os.getpid()}"


def test_psql_answers_with_its_exit_code(filled):
    assert db("psql", "--", "-XAtc", "SELECT nonsense", DATABASE_URL=filled).returncode == 1


def test_status_names_the_database_without_its_password():
    url = "postgres://somebody:hunter2@127.0.0.1:1/theirs"
    done = db("status", DATABASE_URL=url)
    assert "postgresql://somebody@127.0.0.1:1/theirs" in done.stdout
    assert "hunter2" not in done.stdout + done.stderr


def test_stop_does_not_touch_the_server_of_a_database_url():
    done = db("stop", DATABASE_URL="postgres://somebody@127.0.0.1:1/theirs")
    assert (done.returncode, "not ours to stop" in done.stderr) == (1, True)


def test_status_says_whether_the_embedded_server_runs(home, monkeypatch):
    monkeypatch.delenv("DATABASE_URL")
    assert "does not run." in db("status", DEMARCHE_HOME=home).stdout
    with postgres.in_use(Path(home)):
        assert ": runs." in db("status", DEMARCHE_HOME=home, DATABASE_URL=None).stdout


def test_stop_refuses_while_somebody_uses_the_embedded_server(home, monkeypatch):
    monkeypatch.delenv("DATABASE_URL")
    with postgres.in_use(Path(home)):
        done = db("stop", DEMARCHE_HOME=home, DATABASE_URL=None)
    assert (done.returncode, "is in use" in done.stderr) == (1, True)
    assert db("stop", DEMARCHE_HOME=home, DATABASE_URL=None).returncode == 0


def test_the_embedded_database_answers_to_psql_and_is_stopped_again(home):
    done = db("psql", "--", "-XAtc", "SELECT current_database()", DEMARCHE_HOME=home, DATABASE_URL=None)
    assert done.stdout.strip() == "demarche"
    assert not list(Cluster(Path(home)).folder.glob("data-*/postmaster.pid"))


@pytest.mark.parametrize(
    ("url", "address", "password"),
    [
        ("postgres://a:b%20c@host:5433/name", "postgresql://a@host:5433/name", "b c"),
        ("pgsql://a@host/name?sslmode=require", "postgresql://a@host/name?sslmode=require", None),
        ("postgres:///name?host=%2Frun%2Fa%20b", "postgresql:///name?host=%2Frun%2Fa%20b", None),
    ],
)
def test_a_password_travels_in_the_environment_not_on_the_command_line(url, address, password):
    found, environment = clients.address(url)
    assert found == address
    assert environment.get("PGPASSWORD") == password
