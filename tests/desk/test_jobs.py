"""Jobs: done once, in order, all of it or nothing; one whose worker was killed is seen and can be started again."""

import json
import signal
import subprocess
import threading
import time

import pytest
from django.contrib.auth.models import User
from django.db import IntegrityError, connection, transaction

from desk import jobs
from desk.imports.steps import StepRefused
from desk.models import Import, ImportFile, Job
from incidents.models import Incident, Source
from tests.incidents.test_import_crash import assert_no_lock_is_left, write_file
from tests.make import make_user
from tests.processes import start

committed = pytest.mark.django_db(transaction=True)


@pytest.fixture
def user(db):
    return make_user("analyst", "Analyst")


def add_source(pk, user, say):
    say("Half of it.")
    Source.objects.create(title=f"By job on {pk}", kind="newspaper")


@pytest.mark.django_db
def test_jobs_are_done_in_the_order_in_which_they_were_asked_for(user, monkeypatch):
    done = []
    monkeypatch.setitem(jobs.KINDS, "import-check", lambda pk, user, say: done.append(pk))
    for pk in (5, 3, 4):
        jobs.ask("import-check", pk, user)
    while jobs.work_one():
        pass
    assert done == [5, 3, 4]


@pytest.mark.django_db
def test_asking_twice_is_one_job(user):
    assert jobs.ask("import-check", 1, user) == jobs.ask("import-check", 1, user)
    with pytest.raises(IntegrityError), transaction.atomic():
        Job.objects.create(kind="import-check", subject=1, user=user)


@pytest.mark.django_db
def test_what_a_job_refuses_is_its_error_and_what_it_wrote_is_gone(user, monkeypatch):
    def refuse(pk, user, say):
        add_source(pk, user, say)
        raise StepRefused("Mend this first.")

    monkeypatch.setitem(jobs.KINDS, "import-check", refuse)
    jobs.ask("import-check", 1, user)
    job = jobs.work_one()
    assert (job.state, job.error) == ("failed", "Mend this first.")
    assert not Source.objects.exists()


@pytest.mark.django_db
def test_a_fault_of_our_own_is_raised_and_tells_no_secrets_to_the_desk(user, monkeypatch):
    def fault(pk, user, say):
        raise ZeroDivisionError("inner details")

    monkeypatch.setitem(jobs.KINDS, "import-check", fault)
    job = jobs.ask("import-check", 1, user)
    with pytest.raises(ZeroDivisionError):
        jobs.work_one()
    job.refresh_from_db()
    assert job.state == "failed"
    assert "inner details" not in job.error


@committed
def test_progress_is_seen_while_the_job_runs(user, monkeypatch):
    seen = []

    def look():
        seen.append(Job.objects.get().progress)
        seen.append(jobs.latest("import", 1).state)
        connection.close()

    def slow(pk, user, say):
        add_source(pk, user, say)
        other = threading.Thread(target=look)
        other.start()
        other.join()

    monkeypatch.setitem(jobs.KINDS, "import-check", slow)
    jobs.ask("import-check", 1, user)
    assert jobs.work_one().state == "done"
    assert seen == ["Half of it.", "running"]


@committed
def test_two_workers_never_take_the_same_job(user, monkeypatch):
    taken = []

    def take(pk, user, say):
        taken.append(pk)
        time.sleep(0.02)

    def worker():
        while jobs.work_one():
            pass
        connection.close()

    monkeypatch.setitem(jobs.KINDS, "import-check", take)
    for pk in range(8):
        jobs.ask("import-check", pk, user)
    workers = [threading.Thread(target=worker) for _ in range(3)]
    for one in workers:
        one.start()
    for one in workers:
        one.join()
    assert sorted(taken) == list(range(8))


@committed
def test_a_job_that_nobody_works_on_is_interrupted_and_can_be_asked_for_again(user, monkeypatch):
    monkeypatch.setitem(jobs.KINDS, "import-check", add_source)
    lost = Job.objects.create(kind="import-check", subject=1, user=user, state="running")
    assert jobs.latest("import", 1).state == "interrupted"
    again = jobs.ask("import-check", 1, user)
    assert again != lost
    assert jobs.work_one().state == "done"


@committed
def test_a_worker_that_is_told_to_end_leaves_its_job_waiting(user, monkeypatch):
    def told(pk, user, say):
        add_source(pk, user, say)
        raise SystemExit(0)

    monkeypatch.setitem(jobs.KINDS, "import-check", told)
    job = jobs.ask("import-check", 1, user)
    with pytest.raises(SystemExit):
        jobs.work_one()
    job.refresh_from_db()
    assert job.state == "waiting"
    assert not Source.objects.exists()


def ready_import(folder) -> Import:
    """A checked import of 1,500 incidents."""
    user = User.objects.get(username="analyst")
    one = Import.objects.create(user=user, name="many.json", state="ready")
    ImportFile.objects.create(of=one, name="many.json", content=write_file(folder, "many").read_bytes())
    return one


def worker(*options):
    return start("work", *options, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)


def wait_for(what, seconds=60):
    deadline = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < deadline, "It did not come to that."
        time.sleep(0.02)


@pytest.mark.slow
@committed
def test_a_worker_that_is_killed_while_it_writes_leaves_nothing_and_the_import_can_be_applied_again(
    user, tmp_path
):
    one = ready_import(tmp_path)
    job = jobs.ask("import-apply", one.pk, user)
    child = worker()
    try:
        wait_for(lambda: Job.objects.get(pk=job.pk).progress == "Writing …")
    finally:
        child.kill()
        child.wait()
    assert_no_lock_is_left()
    assert not Incident.objects.exists()
    assert not Source.objects.exists()
    assert jobs.latest("import", one.pk).state == "interrupted"
    one.refresh_from_db()
    assert one.state == "ready"
    jobs.ask("import-apply", one.pk, user)
    again = worker("--once")
    assert again.wait(120) == 0, again.stderr.read()
    assert Incident.objects.count() == 1500
    one.refresh_from_db()
    assert (one.state, len(one.written["incident"]["new"])) == ("applied", 1500)


@pytest.mark.slow
@committed
def test_a_worker_ends_by_sigterm_in_the_middle_and_the_next_one_does_the_job(user, tmp_path):
    one = ready_import(tmp_path)
    job = jobs.ask("import-apply", one.pk, user)
    child = worker()
    try:
        wait_for(lambda: Job.objects.get(pk=job.pk).progress == "Writing …")
        child.send_signal(signal.SIGTERM)
        assert child.wait(30) == 0
    finally:
        if child.poll() is None:
            child.kill()
    assert not Incident.objects.exists()
    assert Job.objects.get(pk=job.pk).state == "waiting"
    assert worker("--once").wait(120) == 0
    assert Job.objects.get(pk=job.pk).state == "done"
    assert Incident.objects.count() == 1500


@pytest.mark.django_db
@pytest.mark.parametrize("step", range(3))
def test_an_application_that_breaks_at_any_step_leaves_nothing(user, tmp_path, monkeypatch, step):
    source = {"id": "x:1", "kind": "newspaper", "title": "Report"}
    content = {"format": "demarche-interchange", "version": 1, "sources": [source]}
    one = Import.objects.create(user=user, name="a.json", state="ready")
    ImportFile.objects.create(of=one, name="a.json", content=json.dumps(content).encode())
    where = [
        "desk.imports.applying.lock_imports",
        "incidents.importing.write",
        "desk.imports.applying.written",
    ][step]

    def break_off(*args, **kwargs):
        raise RuntimeError(where)

    monkeypatch.setattr(where, break_off)
    jobs.ask("import-apply", one.pk, user)
    with pytest.raises(RuntimeError):
        jobs.work_one()
    one.refresh_from_db()
    assert (one.state, one.written) == ("ready", {})
    assert not Source.objects.exists()
