"""Steps of the desk that are killed on their way leave nothing, or all of it: SIGKILL after a write, in a real process."""

import signal
from datetime import timedelta
from io import StringIO
from itertools import count
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.utils import timezone

from desk import embargoes
from desk.models import Embargo
from incidents.models import Revision, Statement
from record.models import Entry, MergeIndex
from tests.desk.browser import open_form
from tests.desk.states import everything
from tests.desk.test_bulk_edit import page as edit_page
from tests.desk.test_embargoes import hold
from tests.desk.test_merging import two_actors, two_incidents
from tests.desk.test_moving import page as move_page
from tests.desk.things import url
from tests.make import make_incident, make_statement, make_user
from tests.record.test_faults import Killing, in_a_worker

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
# What a request writes besides its step, and outside of its transaction: who is signed in, and where they were seen.
BESIDE = {"usersessions_usersession", "auth_user", "django_session"}


class Broken(Exception):
    """What a step is made to raise."""


class Raising(Killing):
    """Raises at the nth moment instead of ending the process; the transaction is given up as after any fault."""

    def __init__(self, nth: int):
        self.nth, self.passed = nth, 0

    def moment(self, name: str) -> None:
        self.passed += 1
        if self.passed == self.nth:
            raise Broken(name)


def stored() -> dict[str, str]:
    return {table: rows for table, rows in everything().items() if table not in BESIDE}


def editor() -> Client:
    client = Client()
    client.user = make_user("editor", "Editor")
    client.force_login(client.user)
    return client


def form_of_a_merge(client, two) -> tuple[str, dict]:
    row, into = two()
    address = f"{url(row, 'merge')}?into={into.pk}"
    return address, open_form(client, address, "decision_form") | {"reason": "The same."}


@pytest.mark.parametrize("two", [two_actors, two_incidents])
def test_a_merge_that_fails_at_any_write_leaves_nothing(two):
    client = editor()
    assert moments(client, *form_of_a_merge(client, two)) > 3
    assert MergeIndex.objects.filter(until=None).count() == 1
    call_command("verify_record", stdout=StringIO())


def moments(client, address: str, form: dict) -> int:
    """Sends a form that fails at its first write, then at its second and so on, until it passes; how often that was."""
    before = stored()
    for nth in count(1):
        try:
            with connection.execute_wrapper(Raising(nth)):
                answer = client.post(address, form)
        except Broken as broken:
            assert stored() == before, f"Moment {nth}: {broken}"
        else:
            break
    assert answer.status_code == 302
    return nth


def test_a_move_that_fails_at_any_write_leaves_nothing():
    client, here, there = editor(), make_incident("From here"), make_incident("To there")
    first = make_statement(here, utterance=1)
    first.also_about.add(there)
    make_statement(here, speaker=first.speaker, utterance=1)
    address = move_page(there, first)
    form = open_form(client, address, "move_form") | {"reason": "Said there."}
    assert moments(client, address, form) > 4
    assert set(Statement.objects.values_list("incident", flat=True)) == {there.pk}
    assert Revision.objects.filter(user=client.user, reason="Said there.").count() == 2


@pytest.mark.parametrize(
    "edit", [{"do": "add_theme", "theme": "migrants"}, {"do": "code", "type": "V10", "level": 2}]
)
def test_a_bulk_edit_that_fails_at_any_write_leaves_nothing(edit):
    client, incidents = editor(), [make_incident(f"Draft {number}", subtype="note") for number in range(3)]
    address = edit_page(incidents, **edit)
    form = open_form(client, address, "bulk_form") | {"reason": "New in the codebook."}
    assert moments(client, address, form) > 6
    assert Revision.objects.filter(user=client.user, reason="New in the codebook.").count() == 3


@pytest.mark.parametrize("two", [two_actors, two_incidents])
def test_a_web_process_that_is_killed_while_it_merges_leaves_nothing_and_the_same_form_merges(two, tmp_path):
    client = editor()
    address, form = form_of_a_merge(client, two)
    before = stored()
    for nth in (2, 5):
        assert killed(nth, lambda: client.post(address, form), tmp_path / "moment") != "after COMMIT"
        assert stored() == before
    assert client.post(address, form).status_code == 302
    assert Entry.objects.filter(action="merged").count() == 1
    call_command("verify_record", stdout=StringIO())


def killed(nth: int, work, note: Path) -> str:
    """Does some work in a process that is killed at the nth moment; says what it had just done."""

    def doing():
        with connection.execute_wrapper(Killing(nth, note)):
            work()

    assert in_a_worker(doing) == -signal.SIGKILL
    return note.read_text()


def test_a_worker_that_is_killed_at_an_embargo_publishes_nothing_and_the_next_one_does(tmp_path):
    client, incident = editor(), make_incident()
    assert hold(client, incident).status_code == 302
    Embargo.objects.update(due_at=timezone.now() - timedelta(seconds=1))
    before = stored()
    work = lambda: call_command("work", once=True, stdout=StringIO())  # noqa: E731
    for nth in (1, 6, 12):
        assert killed(nth, work, tmp_path / "moment") != "after COMMIT"
        assert stored() == before
    call_command("work", once=True, stdout=StringIO())
    embargo = Embargo.objects.get()
    assert (embargo.refused, embargo.entry) == ("", Entry.objects.get(kind="incident").number)
    assert embargoes.carry_out() == []
    call_command("verify_record", stdout=StringIO())
