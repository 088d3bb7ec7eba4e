"""What the desk acknowledged is there after the database was killed: a durable server of its own, SIGKILL to all of it.

SIGKILL leaves the operating system running, so it shows that nothing acknowledged was still in the server's memory. That
it was also forced to the disk, against a power cut, rests on the settings that the test looks at first.
"""

import os
import shutil
import signal
import tempfile
from contextlib import contextmanager, suppress
from io import StringIO
from itertools import count
from pathlib import Path

import dj_database_url
import pytest
from django.core.management import call_command
from django.db import connection, connections
from django.test import Client

from config import clients, postgres
from config.cluster import Cluster
from incidents.models import Decision, Incident, Revision
from lib import canonical
from record import ledger
from record.models import Document, Entry, IncidentIndex
from record.needs import needs
from tests import baseline
from tests.desk.browser import open_form
from tests.make import make_incident, make_user

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
# Each is a save and a publication. CRASHES=full asks fifty.
ROUNDS = 50 if os.environ.get("CRASHES") == "full" else 20


@pytest.fixture
def durable():
    """A server as `make run` starts it, which waits for the disk, with a copy of the baseline; the site works on it."""
    folder = Path(tempfile.mkdtemp(prefix="demarche crash "))
    folder.chmod(0o755)  # the server's user has to pass
    cluster = Cluster(folder)
    use = postgres.enter(cluster)
    try:
        address, question, options = os.environ["DATABASE_URL"].partition("?")
        copy = f"{address.rpartition('/')[0]}/{baseline.COPY}{question}{options}"
        clients.dump(copy, folder / "baseline.dump")
        clients.load(cluster.url(), folder / "baseline.dump")
        with working_on(cluster):
            yield cluster
    finally:
        postgres.leave(cluster, use)
        shutil.rmtree(folder)


@contextmanager
def working_on(cluster: Cluster):
    connections.close_all()
    before = connection.settings_dict
    connection.settings_dict = {**before, **dj_database_url.parse(cluster.url())}
    try:
        yield
    finally:
        connections.close_all()
        connection.settings_dict = before


def shown(setting: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(f"SHOW {setting}")
        return cursor.fetchone()[0]


def kill(cluster: Cluster) -> None:
    """SIGKILL to the server and to every process it started, so that nothing can be written any more."""
    server = int((cluster.data(cluster.programs()) / "postmaster.pid").read_text().split()[0])
    with connection.cursor() as cursor:
        cursor.execute("SELECT pid FROM pg_stat_activity")
        children = [pid for (pid,) in cursor.fetchall()]
    for pid in (server, *children):
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    connections.close_all()


def work(incident: Incident, analyst: Client, editor: Client, say) -> None:
    """An analyst saves and an editor publishes, again and again; says what was answered, after it was."""
    change, publish = (f"/desk/incidents/incident/{incident.pk}/{step}/" for step in ("change", "publish"))
    typed = open_form(analyst, change, "incident_form")
    for number in count(1):
        revision = Incident.objects.values_list("revision", flat=True).get()
        changes = {"title": f"Protest {number}", "opened_revision": revision, "_save": "Save"}
        assert analyst.post(change, typed | changes).status_code == 302
        say(f"saved {number} - -")
        incident.refresh_from_db()
        form = {"revision": incident.revision, "needs": needs(incident).key, "reason": f"Report {number}."}
        assert editor.post(publish, form).status_code == 302
        head = ledger.head()
        say(f"published {number} {head.number} {head.sha256}")


@contextmanager
def worker(incident: Incident):
    """A process that works until it is told to end or the database is gone; gives the lines it says."""
    analyst, editor = Client(), Client()
    analyst.force_login(make_user("analyst", "Analyst"))
    editor.force_login(make_user("editor", "Editor"))
    connections.close_all()  # each process has to have connections of its own
    reading, writing = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            work(incident, analyst, editor, lambda line: os.write(writing, f"{line}\n".encode()))
        finally:
            os._exit(1)  # the database is gone, or something else is wrong, and then too little is said
    os.close(writing)
    try:
        with os.fdopen(reading) as lines:
            yield lines
    finally:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)


def test_acknowledged_saves_and_publications_survive_the_death_of_the_database(durable, tmp_path):
    assert [shown(name) for name in ("fsync", "synchronous_commit", "full_page_writes")] == ["on"] * 3
    incident = make_incident()
    acknowledged = []
    with worker(incident) as lines:
        for line in lines:
            acknowledged.append(line.split())
            if acknowledged[-1][:2] == ["published", str(ROUNDS)]:
                break
        kill(durable)  # while the worker is at its next save
    saved = [number for what, number, *_ in acknowledged if what == "saved"]
    published = [rest for what, *rest in acknowledged if what == "published"]
    assert (len(saved), len(published)) == (ROUNDS, ROUNDS)

    durable.start()
    assert "was not properly shut down; automatic recovery" in durable.log.read_text()
    kept = Revision.objects.filter(kind="incident", object_id=incident.pk, user__username="analyst")
    assert {f"Protest {number}" for number in saved} <= {save.document["title"] for save in kept}
    for number, entry, sha256 in published:
        row = Entry.objects.get(number=entry)
        document = canonical.loads(Document.objects.get(entry=entry).text)
        assert (row.sha256, row.reason, document["title"]) == (
            sha256,
            f"Report {number}.",
            f"Protest {number}",
        )
        assert Decision.objects.filter(entry=entry, user__username="editor").exists()
        assert IncidentIndex.objects.filter(since=entry, ref="DI-1").exists()
    heads = tmp_path / "heads.txt"
    heads.write_text("".join(f"{entry} {sha256}\n" for _, entry, sha256 in published))
    call_command("verify_record", anchor=heads, stdout=StringIO())
