"""examples/mirror.py: whatever happens to the record, and wherever the mirror is killed, it ends equal to the site.

A plain run plays a few random histories; `MIRROR=full` plays 500.
"""

import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing, suppress
from threading import Thread

import pytest
from django.db import connections, transaction
from django.test import Client
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from config.postgres import PROJECT
from examples import mirror
from incidents.models import Incident
from incidents.workflow import WorkflowError
from record import ledger
from record.expunging import expunge
from record.models import CoverageIndex, Document, Entry, IncidentIndex, ThingIndex
from record.obstacles import NothingNew, PublishRefused
from record.publishing import publish_incident
from record.withdrawing import merge_actors, merge_incidents, reinstate, retract
from tests.make import IN_PUBLIC, make_incident, make_source, make_statement, publish
from tests.plain_site import BROKEN_OFF, Said, saying

HISTORIES = 500 if os.environ.get("MIRROR") == "full" else 2
WHY = {"user": None, "reason": "Of a test."}


# --- the site, and what editors do ----------------------------------------------------------------------------------


class Desk:
    """Does one thing after another to the record: each is a name and two numbers that choose what it is done to."""

    def __init__(self) -> None:
        self.source, self.speakers, self.done = make_source(), [], []

    def do(self, step: tuple[str, int, int]) -> None:
        name, first, second = step
        known = list(Incident.objects.exclude(ref="").order_by("pk"))
        if name != "publish" and not known:
            return
        with suppress(PublishRefused, WorkflowError, NothingNew), transaction.atomic():
            if name == "publish":
                self.publish()
            else:
                getattr(self, name)(known[first % len(known)], known[second % len(known)])
            self.done.append(name)

    def publish(self) -> None:
        incident = make_incident(f"Протест «{len(self.speakers) + 1}»", source=self.source)
        self.speakers.append(make_statement(incident).speaker)
        publish(incident)

    def correct(self, one: Incident, other: Incident) -> None:
        Incident.objects.filter(pk=one.pk).update(summary=f"{one.summary} And more.")
        one.refresh_from_db()
        publish_incident(one, revision=one.revision, override=IN_PUBLIC, **WHY)

    def retract(self, one: Incident, other: Incident) -> None:
        retract("incident", one, revision=one.revision, **WHY)

    def reinstate(self, one: Incident, other: Incident) -> None:
        reinstate("incident", one, revision=one.revision, override=IN_PUBLIC, **WHY)

    def merge(self, one: Incident, other: Incident) -> None:
        merge_incidents(one, other, revision=one.revision, **WHY)

    def merge_speakers(self, one: Incident, other: Incident) -> None:
        duplicate, into = (self.speakers[home.pk % len(self.speakers)] for home in (one, other))
        duplicate.refresh_from_db()
        into.refresh_from_db()
        merge_actors(duplicate, into, revision=duplicate.revision, **WHY)

    def expunge(self, one: Incident, other: Incident) -> None:
        expunge("incident", one, revision=one.revision, **WHY)

    def expunge_and_keep(self, one: Incident, other: Incident) -> None:
        expunge("incident", one, revision=one.revision, keep_row=True, **WHY)


STEPS = ("correct", "retract", "reinstate", "merge", "merge_speakers", "expunge", "expunge_and_keep")


def site(page_size: int):
    """What the mirror asks, answered by the API."""

    def fetch(after: int) -> dict:
        answer = Client().get(f"/api/v1/changes/?after={after}&page_size={page_size}")
        assert answer.status_code == 200, answer.content
        return answer.json()

    return fetch


def assert_equal_to_the_site(database: sqlite3.Connection) -> None:
    """Entries, documents, and what is public now."""
    columns = ", ".join(mirror.FIELDS)
    here = database.execute(f"SELECT {columns} FROM entries ORDER BY number").fetchall()
    there = [{**ledger.fields(entry), "sha256": entry.sha256} for entry in Entry.objects.order_by("number")]
    assert here == [tuple(row[name] for name in mirror.FIELDS) for row in there]
    documents = database.execute("SELECT entry, text FROM documents ORDER BY entry").fetchall()
    assert documents == list(Document.objects.order_by("entry").values_list("entry", "text"))
    kinds = ("incident", "actor", "source", "episode", "coverage")
    places = ", ".join("?" * len(kinds))
    now = database.execute(f"SELECT ref, version, entry FROM now WHERE kind IN ({places})", kinds).fetchall()
    rows = [
        row
        for index in (IncidentIndex, ThingIndex, CoverageIndex)
        for row in index.objects.filter(until__isnull=True).values_list("ref", "version", "since")
    ]
    assert sorted(now) == sorted(rows)


# --- random histories -----------------------------------------------------------------------------------------------


class Killed(BaseException):
    """The process ended here."""


def killed_after(database: sqlite3.Connection, steps: int) -> None:
    """Breaks off whatever SQLite does, once, after so many steps of its machine."""
    left = [steps]

    def tick() -> int:
        left[0] -= 1
        return left[0] == 0

    database.set_progress_handler(tick, 1)


step = st.tuples(st.sampled_from(STEPS), st.integers(0, 9), st.integers(0, 9))
histories = st.lists(st.one_of(step, st.just(("publish", 0, 0))), min_size=4, max_size=12)
EVERYTHING = [
    *[("publish", 0, 0)] * 4,
    ("correct", 0, 0),
    ("retract", 0, 0),
    ("reinstate", 0, 0),
    ("merge", 0, 1),
    ("expunge_and_keep", 0, 0),
    ("merge_speakers", 1, 2),
    ("expunge_and_keep", 2, 0),
    ("reinstate", 2, 0),
    ("expunge", 3, 0),
]


@pytest.mark.django_db
@settings(
    max_examples=HISTORIES,
    deadline=None,
    database=None,
    derandomize=HISTORIES < 100,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(history=histories, page_size=st.integers(1, 7), seed=st.integers(0, 2**32))
@example(history=EVERYTHING, page_size=2, seed=1)
def test_it_ends_equal_to_the_site_whatever_is_published_meanwhile_and_wherever_it_is_killed(
    tmp_path_factory, history, page_size, seed
):
    chance = random.Random(seed)
    path = tmp_path_factory.mktemp("mirror") / "copy.sqlite"
    with transaction.atomic():
        play(list(history), page_size, chance, path)
        transaction.set_rollback(True)


def play(history: list, page_size: int, chance: random.Random, path) -> None:
    """The mirror follows, is killed now and then, and starts again; editors work between two of its questions."""
    desk, ask, all_of_it = Desk(), site(page_size), history == EVERYTHING

    def fetch(after: int) -> dict:
        while history and chance.random() < 0.6:
            desk.do(history.pop(0))
        if chance.random() < 0.1:
            raise Killed
        return ask(after)

    kills = 8
    while True:
        with closing(mirror.open_copy(str(path))) as database:
            if kills:
                killed_after(database, chance.randint(1, 400))
            try:
                mirror.follow(database, fetch)
            except (Killed, sqlite3.OperationalError) as error:
                assert isinstance(error, Killed) or str(error) == "interrupted"
                kills = max(kills - 1, 0)
                continue
            database.set_progress_handler(None, 0)
            if not history:
                assert_equal_to_the_site(database)
                # The control: each step is one that editors can do, so the histories are not empty.
                assert not all_of_it or {*desk.done} == {*STEPS, "publish"}
                return


# --- what it refuses ------------------------------------------------------------------------------------------------


@pytest.fixture
def copy(db, tmp_path):
    publish(make_incident("One"))
    with closing(mirror.open_copy(str(tmp_path / "copy.sqlite"))) as database:
        mirror.follow(database, site(200))
        yield database


def spoiled(change):
    """The site with one thing changed in the last entry of each page."""

    def fetch(after: int) -> dict:
        page = site(200)(after)
        if page["results"]:
            change(page["results"][-1])
        return page

    return fetch


def test_a_changed_document_is_refused_and_nothing_of_its_page_is_kept(copy):
    before = mirror.last_entry(copy)
    publish(make_incident("Two"))
    with pytest.raises(mirror.MirrorError, match="does not have the hash that is given"):
        mirror.follow(copy, spoiled(lambda entry: entry["document"].update(title="Other")))
    assert mirror.last_entry(copy) == before
    mirror.follow(copy, site(200))
    assert_equal_to_the_site(copy)


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("reason", "Other", "hash of what it says"),
        ("number", 999, "does not follow"),
        ("previous", "0" * 64, "follow"),
    ],
)
def test_a_changed_entry_is_refused(copy, field, value, words):
    publish(make_incident("Two"))
    with pytest.raises(mirror.MirrorError, match=words):
        mirror.follow(copy, spoiled(lambda entry: entry.update({field: value})))


def test_a_document_that_is_held_back_is_refused(copy):
    publish(make_incident("Two"))
    with pytest.raises(mirror.MirrorError, match="without its document"):
        mirror.follow(copy, spoiled(lambda entry: entry.update(document=None)))


def test_a_record_that_was_cut_off_is_refused(copy):
    number, _ = mirror.last_entry(copy)
    with pytest.raises(mirror.MirrorError, match="its history is another one"):
        mirror.follow(copy, lambda after: {"results": [], "head": {"number": number - 1, "sha256": "0" * 64}})
    with pytest.raises(mirror.MirrorError, match="its history is another one"):
        mirror.follow(copy, lambda after: {"results": [], "head": None})


def test_an_expunged_text_is_nowhere_in_the_file(copy, tmp_path):
    incident = make_incident("Anna Secretova is arrested", source=make_source())
    publish(incident)
    mirror.follow(copy, site(200))
    assert b"Secretova" in (tmp_path / "copy.sqlite").read_bytes()
    expunge("incident", incident, revision=incident.revision, **WHY)
    mirror.follow(copy, site(200))
    assert b"Secretova" not in (tmp_path / "copy.sqlite").read_bytes()


# --- as a program ---------------------------------------------------------------------------------------------------


def started(address: str, path) -> subprocess.Popen:
    command = [sys.executable, "examples/mirror.py", address, str(path), "--page-size", "1"]
    return subprocess.Popen(command, cwd=PROJECT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


@pytest.mark.django_db(transaction=True)
def test_killed_by_the_system_again_and_again_while_others_publish_it_ends_equal(live_server, tmp_path):
    publish(make_incident("Before"))
    publisher = Thread(target=publish_some)
    publisher.start()
    for _ in range(4):
        running = started(live_server.url, tmp_path / "copy.sqlite")
        time.sleep(random.uniform(0.1, 0.5))
        running.send_signal(signal.SIGKILL)
        running.communicate()
    publisher.join()
    running = started(live_server.url, tmp_path / "copy.sqlite")
    out, told = running.communicate(timeout=60)
    assert running.returncode == 0, told
    head = ledger.head()
    assert out == f"{head.number} {head.sha256}\n"
    with closing(sqlite3.connect(tmp_path / "copy.sqlite")) as database:
        assert_equal_to_the_site(database)


def publish_some() -> None:
    try:
        for number in range(6):
            publish(make_incident(f"Meanwhile {number}"))
    finally:
        connections.close_all()


def test_a_site_that_answers_nothing_of_use_is_told_in_a_sentence(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(mirror, "TRIES", 1)
    monkeypatch.setattr(sys, "argv", ["mirror.py", "http://127.0.0.1:9", str(tmp_path / "copy.sqlite")])
    assert mirror.main() == 1
    assert "cannot be read" in capsys.readouterr().err


def test_an_answer_that_breaks_off_is_asked_for_again(monkeypatch):
    monkeypatch.setattr(mirror.time, "sleep", lambda length: None)
    with saying(BROKEN_OFF, BROKEN_OFF, Said(b'{"results": []}')) as site:
        assert mirror.ask(site)["results"] == []


def test_an_answer_that_always_breaks_off_is_told_in_a_sentence(monkeypatch):
    monkeypatch.setattr(mirror, "TRIES", 1)
    with saying(BROKEN_OFF) as site, pytest.raises(mirror.MirrorError, match="cannot be read"):
        mirror.ask(site)
