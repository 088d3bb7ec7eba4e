"""The containers, as far as can be tried without a container engine.

docker-compose.yml is held against the Compose Specification's schema (compose-spec/, with its licence). The entry point
runs as it is, with production settings, gunicorn, hashed static files and a PostgreSQL with the three logins.
"""

import json
import os
import re
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path

import jsonschema
import psycopg2
import pytest
import yaml

from config import postgres, programs
from config.cluster import LOCALE, Cluster

PROJECT = postgres.PROJECT
SITE = "demarche.example.org"
COMPOSE = yaml.safe_load((PROJECT / "docker-compose.yml").read_text())
SERVICES = COMPOSE["services"]
slow = pytest.mark.slow


# --- docker-compose.yml, Dockerfile


def test_the_compose_file_keeps_to_the_compose_specification():
    schema = json.loads((PROJECT / "tests/config/compose-spec/compose-spec.json").read_text())
    specification = jsonschema.Draft201909Validator(schema)
    assert [error.message for error in specification.iter_errors(COMPOSE)] == []
    misspelt = COMPOSE | {"services": {"web": {"comand": ["serve"]}}}
    assert not specification.is_valid(misspelt)


def test_no_password_has_a_default_and_each_missing_one_is_named_in_a_sentence():
    asked = re.findall(r"\$\{(\w+)(:\?|:-)([^}]+)\}", (PROJECT / "docker-compose.yml").read_text())
    secret = {(name, how) for name, how, _ in asked if name.endswith(("PASSWORD", "KEY"))}
    assert {name for name, _ in secret} == {
        "DEMARCHE_SECRET_KEY",
        "DEMARCHE_OWNER_PASSWORD",
        "DEMARCHE_DESK_PASSWORD",
        "DEMARCHE_READER_PASSWORD",
    }
    assert {how for _, how in secret} == {":?"}
    assert all(text.startswith("Set ") and text.endswith(".") for _, how, text in asked if how == ":?")


@pytest.mark.parametrize(
    ("service", "login"),
    [("migrate", "demarche"), ("desk", "demarche_desk"), ("worker", "demarche_desk"), ("web", None)],
)
def test_each_service_has_the_login_it_needs_and_no_other(service, login):
    url = SERVICES[service]["environment"].get("DATABASE_URL", "")
    assert url.startswith(f"postgres://{login}:" if login else "")
    assert bool(url) is bool(login)


def test_the_public_service_opens_the_public_doors_alone():
    assert SERVICES["web"]["environment"]["DEMARCHE_DOORS"] == "public"
    assert SERVICES["web"]["environment"]["DATABASE_READER_URL"].startswith("postgres://demarche_reader:")


def test_the_database_survives_its_container_and_sorts_like_the_embedded_one():
    assert "database:/var/lib/postgresql" in SERVICES["db"]["volumes"]
    assert "database" in COMPOSE["volumes"]
    assert set(LOCALE) <= set(SERVICES["db"]["environment"]["POSTGRES_INITDB_ARGS"].split())
    assert "jit=off" in SERVICES["db"]["command"]


def test_the_image_is_locked_by_hashes_and_does_not_run_as_root():
    lines = (PROJECT / "Dockerfile").read_text().splitlines()
    assert any("pip install" in line and "--require-hashes" in line for line in lines)
    users = [line.split()[1] for line in lines if line.startswith("USER ")]
    assert users
    assert not {"root", "0", "0:0"} & set(users)


def test_the_image_takes_no_data_and_no_keys_of_a_desk_along():
    ignored = (PROJECT / ".dockerignore").read_text().split()
    assert {"var", ".env", ".git", ".venv"} <= set(ignored)


# --- deploy/entrypoint.sh


class Site:
    """The database with its three logins, made by deploy/logins.sh and `entrypoint.sh migrate`."""

    def __init__(self, folder):
        self.folder = folder
        self.url = Cluster(folder, durable=False).url()
        self.production = {
            "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
            "DEMARCHE_HOME": str(folder / "app"),
            "DEMARCHE_SECRET_KEY": secrets.token_urlsafe(60),
            "DEMARCHE_SITE_URL": f"https://{SITE}",
            "BIND": "127.0.0.1",
        }
        self.desk = {
            "DATABASE_URL": self.login("demarche_desk"),
            "DATABASE_READER_URL": self.login("demarche_reader"),
        }
        self.public = {"DEMARCHE_DOORS": "public", "DATABASE_READER_URL": self.login("demarche_reader")}

    def login(self, name):
        return self.url.replace("user=demarche", f"user={name}")

    def run(self, *command, **settings):
        done = subprocess.run(
            command,
            cwd=self.folder,
            env=self.production | settings,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done

    def prepare(self):
        connection = self.url.partition("?host=")[2].partition("&")[0]
        postgres_image = {
            "PATH": f"{programs.find().bin}:{os.environ['PATH']}",
            "PGHOST": connection.replace("%2F", "/").replace("%20", " "),
            "POSTGRES_USER": "demarche",
            "POSTGRES_DB": "demarche",
            "DEMARCHE_DESK_PASSWORD": 'it\'s "quoted"',
            "DEMARCHE_READER_PASSWORD": "reader",
        }
        self.run("bash", str(PROJECT / "deploy/logins.sh"), **postgres_image)
        self.run("bash", str(PROJECT / "deploy/entrypoint.sh"), "migrate", DATABASE_URL=self.url)
        self.run(
            sys.executable, str(PROJECT / "manage.py"), "collectstatic", "--noinput", DATABASE_URL=self.url
        )
        return self

    @contextmanager
    def serving(self, **settings):
        """The entry point's web server on a port of its own; gives the port."""
        with socket.create_server(("127.0.0.1", 0)) as probe:
            port = probe.getsockname()[1]
        with (self.folder / "serve.log").open("w") as log:
            server = subprocess.Popen(
                ["bash", str(PROJECT / "deploy/entrypoint.sh"), "serve"],
                cwd=self.folder,
                env=self.production | settings | {"PORT": str(port)},
                stdout=log,
                stderr=log,
            )
        try:
            self.wait_for(server, port)
            yield port
        finally:
            server.send_signal(signal.SIGTERM)
            server.wait(30)

    def wait_for(self, server, port):
        check = [sys.executable, str(PROJECT / "deploy/healthcheck.py")]
        deadline = time.monotonic() + 60
        while server.poll() is None and time.monotonic() < deadline:
            if subprocess.run(check, env={"PORT": str(port)}, check=False).returncode == 0:
                return
            time.sleep(0.2)
        pytest.fail((self.folder / "serve.log").read_text())


def ask(port, path, **headers):
    """Status, headers and body, as a proxy that ends TLS would see them."""
    connection = HTTPConnection("127.0.0.1", port, timeout=20)
    connection.request("GET", path, headers={"Host": SITE, "X-Forwarded-Proto": "https"} | headers)
    answer = connection.getresponse()
    body = answer.read().decode(errors="replace")
    connection.close()
    return answer.status, dict(answer.getheaders()), body


@pytest.fixture(scope="module")
def site():
    folder = Path(tempfile.mkdtemp(prefix="demarche container "))
    folder.chmod(0o755)
    given = os.environ.pop("DATABASE_URL", None)
    try:
        with postgres.in_use(folder, durable=False):
            yield Site(folder).prepare()
    finally:
        if given:
            os.environ["DATABASE_URL"] = given
        shutil.rmtree(folder)


@pytest.fixture(scope="module")
def web(site):
    with site.serving(**site.public) as port:
        yield port


@pytest.fixture(scope="module")
def desk(site):
    with site.serving(**site.desk) as port:
        yield port


@slow
def test_both_services_say_that_they_are_well(web, desk):
    assert ask(web, "/healthz")[0] == ask(desk, "/healthz")[0] == 200


@slow
def test_the_health_check_asks_without_tls_and_by_address(web):
    connection = HTTPConnection("127.0.0.1", web, timeout=20)
    connection.request("GET", "/healthz")
    assert connection.getresponse().status == 200
    connection.close()


@slow
def test_the_health_check_fails_where_nothing_answers():
    with socket.create_server(("127.0.0.1", 0)) as probe:
        free = probe.getsockname()[1]
    check = [sys.executable, str(PROJECT / "deploy/healthcheck.py")]
    assert subprocess.run(check, env={"PORT": str(free)}, check=False).returncode == 1


@slow
def test_readers_get_pages_and_the_api_without_a_cookie(web):
    for path in ("/", "/incidents/", "/api/v1/incidents/"):
        status, headers, _ = ask(web, path)
        assert status == 200
        assert "Set-Cookie" not in headers


@slow
def test_a_request_without_tls_is_sent_to_the_secure_address(web):
    status, headers, _ = ask(web, "/incidents/", **{"X-Forwarded-Proto": "http"})
    assert (status, headers["Location"]) == (301, f"https://{SITE}/incidents/")


@slow
def test_a_request_for_another_host_is_refused(web):
    assert ask(web, "/", Host="elsewhere.example.org")[0] == 400


@slow
def test_style_sheets_have_hashed_names_and_may_be_kept_for_ever(web):
    named = re.search(r'href="(/static/[^"]+\.[0-9a-f]{12}\.css)"', ask(web, "/")[2])
    assert named
    status, headers, _ = ask(web, named.group(1))
    assert status == 200
    assert "immutable" in headers["Cache-Control"]


@slow
def test_the_desk_is_not_behind_the_public_door(web, desk):
    assert ask(web, "/desk/login/")[0] == 404
    assert ask(desk, "/desk/login/")[0] == 200


@slow
def test_the_settings_are_fit_for_deployment(site):
    check = (sys.executable, str(PROJECT / "manage.py"), "check", "--deploy", "--fail-level", "WARNING")
    assert "no issues" in site.run(*check, **site.desk).stdout
    assert "no issues" in site.run(*check, "--database", "default", **site.desk).stdout


@slow
def test_the_public_settings_are_fit_for_deployment(site):
    check = (sys.executable, str(PROJECT / "manage.py"), "check", "--deploy", "--fail-level", "WARNING")
    assert "no issues" in site.run(*check, DATABASE_URL=site.url, **site.public).stdout


@slow
@pytest.mark.parametrize(
    ("login", "statement"),
    [
        ("demarche_reader", "SELECT * FROM incidents_incident"),
        ("demarche_reader", "SELECT * FROM auth_user"),
        ("demarche_reader", "DELETE FROM record_document"),
        ("demarche_desk", "DROP TABLE record_entry"),
        ("demarche_desk", "UPDATE record_entry SET ref = ref"),
        ("demarche_desk", "TRUNCATE record_entry"),
        ("demarche_desk", "ALTER TABLE record_entry DISABLE TRIGGER ALL"),
    ],
)
def test_a_login_may_not(site, login, statement):
    connection = psycopg2.connect(site.login(login))
    try:
        with (
            pytest.raises((psycopg2.errors.InsufficientPrivilege, psycopg2.errors.ReadOnlySqlTransaction)),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)
    finally:
        connection.close()


@slow
def test_the_readers_login_reads_the_record_and_gives_up_long_questions(site):
    connection = psycopg2.connect(site.login("demarche_reader"))
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM record_entry")
        assert cursor.fetchone()[0] > 0
        cursor.execute("SHOW statement_timeout")
        assert cursor.fetchone() == ("5s",)
    connection.close()


@slow
def test_the_entry_point_says_what_it_takes(site):
    done = subprocess.run(
        ["bash", str(PROJECT / "deploy/entrypoint.sh")],
        env=site.production,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (2, "usage: entrypoint.sh migrate | serve | manage COMMAND\n")
