"""A worker of the desk that is killed while it publishes leaves nothing, or all of it: SIGKILL after every write in turn."""

import os
import re
import signal
import traceback
from io import StringIO
from itertools import count
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection, connections
from django.test import Client

from actors.models import Actor
from incidents.models import Claim, Decision, Incident, Source, Statement
from record.models import Document, Entry, IncidentIndex, Numbering, ThingIndex
from tests.desk.browser import open_form
from tests.make import make_claim, make_incident, make_statement, make_user

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
WRITES = re.compile(r"\s*(?:INSERT INTO|UPDATE|DELETE FROM)\s+\"?(\w+)")
NUMBERED = {"DI": Incident, "ST": Statement, "CL": Claim, "A": Actor, "SR": Source}


class Killing:
    """Ends this process by SIGKILL at the nth moment: after a write, before the COMMIT, or after it."""

    def __init__(self, nth: int, note: Path):
        self.nth, self.note, self.passed = nth, note, 0
        self.commit = connection._commit
        connection._commit = self.committing

    def __call__(self, execute, sql, params, many, context):
        answer = execute(sql, params, many, context)
        if found := WRITES.match(sql):
            self.moment(found[1])
        return answer

    def committing(self):
        self.moment("before COMMIT")
        self.commit()
        self.moment("after COMMIT")

    def moment(self, name: str) -> None:
        self.passed += 1
        if self.passed == self.nth:
            self.note.write_text(name)
            os.kill(os.getpid(), signal.SIGKILL)


def in_a_worker(work) -> int:
    """Runs `work` in a process of its own with a connection of its own; its exit code, or minus the signal."""
    connections.close_all()
    pid = os.fork()
    if pid == 0:
        try:
            work()
            os._exit(0)
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(1)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def killed_at(nth: int, client: Client, url: str, form: dict, note: Path) -> str:
    """Publishes in a worker that is killed at the nth moment; says what it had just done."""

    def publish():
        with connection.execute_wrapper(Killing(nth, note)):
            client.post(url, form)

    assert in_a_worker(publish) == -signal.SIGKILL
    return note.read_text()


def rows() -> dict[str, list]:
    """All that publishing writes, row by row."""
    models = [*apps.get_app_config("record").get_models(), Decision, *NUMBERED.values()]
    return {model.__name__: list(model.objects.order_by("pk").values()) for model in models}


def assert_all_agree() -> None:
    """Entries, documents, index rows, decisions and public numbers speak of the same things."""
    entries = list(Entry.objects.order_by("number"))
    numbers = [entry.number for entry in entries]
    assert list(Document.objects.order_by("entry").values_list("entry", flat=True)) == numbers
    assert sorted(Decision.objects.values_list("entry", flat=True)) == numbers
    indexed = {(row.ref, row.since) for model in (IncidentIndex, ThingIndex) for row in model.objects.all()}
    assert indexed == {(entry.ref, entry.number) for entry in entries if entry.kind != "codebook"}
    for prefix, model in NUMBERED.items():
        refs = set(model.objects.exclude(ref="").values_list("ref", flat=True))
        last = Numbering.objects.filter(prefix=prefix).values_list("last", flat=True).first() or 0
        assert refs == {f"{prefix}-{number}" for number in range(1, last + 1)}
        if prefix in ("DI", "A", "SR"):
            assert refs == {entry.ref for entry in entries if entry.ref.startswith(f"{prefix}-")}
    call_command("verify_record", stdout=StringIO())


def test_a_worker_that_is_killed_while_it_publishes_leaves_all_or_nothing(tmp_path):
    incident = make_incident()
    make_statement(incident)
    make_claim(incident)
    client = Client()
    client.force_login(make_user("editor", "Editor"))
    url = f"/desk/incidents/incident/{incident.pk}/publish/"
    form = open_form(client, url, "publish_form") | {"reason": "First report."}
    before, moments = rows(), []
    for nth in count(1):
        moments.append(killed_at(nth, client, url, form, tmp_path / "moment"))
        assert_all_agree()
        if moments[-1] == "after COMMIT":
            break
        assert rows() == before, f"Killed at moment {nth}: {moments[-1]}"
    assert Entry.objects.filter(kind="incident").count() == 1
    assert Incident.objects.get().ref == "DI-1" and Statement.objects.get().ref == "ST-1"
    tables = {
        model._meta.db_table for model in (Entry, Document, IncidentIndex, ThingIndex, Numbering, Decision)
    }
    assert tables | {"incidents_incident", "before COMMIT"} <= set(moments)


def test_after_a_worker_was_killed_the_same_form_publishes(tmp_path):
    """The lock that the dead worker held is gone with it."""
    incident = make_incident()
    client = Client()
    client.force_login(make_user("editor", "Editor"))
    url = f"/desk/incidents/incident/{incident.pk}/publish/"
    form = open_form(client, url, "publish_form") | {"reason": "First report."}
    killed_at(5, client, url, form, tmp_path / "moment")
    assert client.post(url, form).status_code == 302
    assert Entry.objects.get(kind="incident").ref == "DI-1"
    assert_all_agree()
