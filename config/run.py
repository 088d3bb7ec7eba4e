"""`make run`: a desk for one person on one computer. Starts the database, prepares it, and serves until told to end.

config/bootstrap.py made the environment that this runs in. This process stays the parent of the web server and
of the worker, so that it can stop the database when they have ended.
"""

import fcntl
import hashlib
import os
import secrets
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPException
from io import StringIO
from pathlib import Path
from urllib.parse import parse_qsl, urlencode, urlsplit

import django
from django.apps import apps
from django.contrib.staticfiles.finders import get_finders
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.db import DatabaseError, OperationalError, connections
from django.db.migrations.exceptions import MigrationSchemaMissing

from config import bootstrap, clients, postgres
from config.bootstrap import say
from config.placement import PostgresError

# Each can be repeated, and does little when there is nothing to do.
STEPS = [
    ("Bringing the tables up to date …", "migrate"),
    ("Letting readers read the record, and nothing else …", "grant_reader"),
    ("Loading countries, organisations and the codebook …", "load_reference"),
    ("Looking after the indexes …", "rebuild_index --if-empty"),
]
ARTICLE = postgres.PROJECT / "data" / "examples" / "central_asia_2025.json"
SECONDS_TO_ANSWER = 60
SECONDS_TO_END = 20
NOT_ALLOWED = "42501"  # PostgreSQL's code for a login that lacks a right


def main() -> int:
    number = bootstrap.port()
    home = postgres.home()
    set_defaults(number)
    say(f"Demarche will be at http://127.0.0.1:{number}/ and keeps its data in {home}.")
    try:
        say("Starting the database …")
        with postgres.in_use(home):
            with alone(home):
                sign_in = prepare(home)
            return serve(number, sign_in)
    except (PostgresError, ImproperlyConfigured, CommandError) as error:
        sys.exit(str(error))
    except KeyboardInterrupt:
        return 130
    finally:
        say("Demarche has ended.")


def set_defaults(number: int) -> None:
    """What the settings take from the environment and nobody has set: a one-person desk without TLS."""
    defaults = {
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "DEMARCHE_FOUR_EYES": "off",
        "DEMARCHE_TWO_FACTOR": "off",
        "DEMARCHE_HTTPS": "off",
        "DEMARCHE_SITE_URL": f"http://127.0.0.1:{number}",
    }
    for name, value in defaults.items():
        os.environ.setdefault(name, value)


@contextmanager
def alone(home: Path) -> Iterator[None]:
    """Two that share a home prepare it one after the other."""
    home.mkdir(parents=True, exist_ok=True)
    with (home / "prepare.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def prepare(home: Path) -> str:
    """Everything that has to be there before the first request. The answer is the first sign-in, once, else empty."""
    keep_secret_key(home)
    django.setup()
    for sentence, command in STEPS:
        say(sentence)
        try:
            call_command(*command.split(), verbosity=0 if command == "migrate" else 1)
        except DatabaseError as error:
            advice = advice_on(error)
            if not advice:
                raise
            raise PostgresError(complaint(error, command, advice)) from error
    import_article()
    if demo := os.environ.get("DEMO"):
        call_command("load_demo", demo)
    collect_static_files(home)
    sign_in = StringIO()
    call_command("first_sign_in", stdout=sign_in)
    connections.close_all()
    return sign_in.getvalue().strip()


def import_article() -> None:
    """The founding article, into a desk without incidents: what the desk makes of it later is the desk's."""
    if apps.get_model("incidents", "Incident").objects.exists():
        return
    say("Importing and publishing the founding article …")
    call_command(
        "import_incidents",
        ARTICLE,
        publish=True,
        reason="First publication.",
        override="They spoke for publication under their own names.",
    )


def advice_on(error: DatabaseError) -> str:
    """What the person at the keyboard can do about it; nothing if the fault is ours and needs its traceback."""
    if getattr(error.__cause__, "pgcode", None) == NOT_ALLOWED or isinstance(error, MigrationSchemaMissing):
        return "Use a login that owns the database and may create roles"
    if isinstance(error, OperationalError):
        return "Start that server, or correct DATABASE_URL"
    return ""


def complaint(error: DatabaseError, command: str, advice: str) -> str:
    """One sentence on which database failed at what; another on the way out."""
    reason = " ".join(str(error).split("\n")[0].split()).rstrip(".")
    return (
        f"The database {without_password(os.environ['DATABASE_URL'])} failed at `manage.py {command}`: {reason}. "
        f"{advice}; without DATABASE_URL, `make run` starts a database of its own."
    )


def without_password(url: str) -> str:
    """The address as it may stand on a screen."""
    place = urlsplit(clients.address(url)[0])
    kept = [(name, value) for name, value in parse_qsl(place.query) if "password" not in name.lower()]
    return place._replace(query=urlencode(kept)).geturl()


def keep_secret_key(home: Path) -> None:
    """The key that signs sessions, made once and readable by its owner alone."""
    try:
        key = os.open(home / "secret_key", os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return
    with os.fdopen(key, "w") as file:
        file.write(secrets.token_urlsafe(60))


def collect_static_files(home: Path) -> None:
    """Copies, hashes and compresses the files that pages name; only when one of them has changed."""
    mark = static_files_mark()
    kept = home / "static.mark"
    if kept.exists() and kept.read_text() == mark:
        return
    say("Collecting style sheets, scripts and fonts …")
    call_command("collectstatic", interactive=False, clear=True, verbosity=0)
    kept.write_text(mark)


def static_files_mark() -> str:
    """Another one whenever a file is added, removed, moved or written."""
    mark = hashlib.sha256()
    for finder in get_finders():
        for name, storage in finder.list([]):
            status = Path(storage.path(name)).stat()
            mark.update(f"{storage.path(name)} {status.st_size} {status.st_mtime_ns}\n".encode())
    return mark.hexdigest()


def serve(number: int, sign_in: str) -> int:
    """Runs the web server until it ends or we are told to end; the answer is its exit code.

    It inherits our lock on the database (the one file that may be inherited): should this process be killed, the
    database stays for as long as the web server does. The worker that does the desk's jobs ends with us.
    """
    gunicorn = [sys.executable, "-m", "gunicorn", "config.wsgi", "--bind", f"127.0.0.1:{number}"]
    options = ["--worker-class", "gthread", "--workers", "2", "--threads", "8"]
    quiet = [
        "--limit-request-line",
        "8190",
        "--log-level",
        "warning",
        "--no-control-socket",
        "--graceful-timeout",
        "5",
    ]
    server = subprocess.Popen([*gunicorn, *options, *quiet], cwd=postgres.PROJECT, close_fds=False)
    worker = None
    if sign_in:
        say(f"\n{sign_in}")  # before anything can go wrong: it is made once and shown once
    try:
        if answers(server, number):
            worker = start_worker()
            say(
                f"\nDemarche is at http://127.0.0.1:{number}/ and its desk at http://127.0.0.1:{number}/desk/"
            )
            say("Ctrl-C ends it.")
        return server.wait()
    finally:
        # The worker first, while the database is there for sure; what it was doing is taken back and done again later.
        for child in (worker, server):
            if child:
                end(child)


def start_worker() -> subprocess.Popen:
    """Imports and whatever else takes longer than a request. It uses the database under the lock of this process."""
    return subprocess.Popen(
        [sys.executable, "manage.py", "work", "--parent", str(os.getpid())], cwd=postgres.PROJECT
    )


def answers(server: subprocess.Popen, number: int) -> bool:
    """Waits until the web server says that it can serve; False if it ends before, or takes too long."""
    deadline = time.monotonic() + SECONDS_TO_ANSWER
    while server.poll() is None and time.monotonic() < deadline:
        connection = HTTPConnection("127.0.0.1", number, timeout=5)
        try:
            connection.request("GET", "/healthz")
            if connection.getresponse().status == 200:
                return True
        except (OSError, HTTPException):
            pass
        finally:
            connection.close()
        time.sleep(0.1)
    say("The web server does not answer; what it says about that is above.")
    return False


def end(child: subprocess.Popen) -> None:
    """Asks a child to end and waits for it. A second Ctrl-C does not hurry this."""
    with postgres.deaf():
        if child.poll() is None:
            child.terminate()
        try:
            child.wait(SECONDS_TO_END)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()


if __name__ == "__main__":
    sys.exit(main())
