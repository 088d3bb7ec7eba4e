"""Taking jobs one by one, so that none is done twice, and one whose worker died is seen and can be started again.

A worker holds a session lock of the database for as long as it works on a job. The server gives it up when the worker's
connection ends, however it ends: a job that is marked as running and whose lock nobody holds was interrupted. What a job
writes and that it is done become true in one transaction.
"""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.models import User
from django.db import connection, transaction
from django.utils import timezone

from desk.imports import applying, checking, undoing
from desk.imports.steps import StepRefused
from desk.models import Job

LOCK = 20_250_502  # the first half of the lock's name; the second is the job's key
Say = Callable[[str], None]

# A kind of job: what is called in one transaction with the subject's key, who asked, and a way to say how far it is.
KINDS: dict[str, Callable[[int, User, Say], None]] = {
    "import-check": checking.check,
    "import-apply": applying.apply,
    "import-undo": undoing.undo,
}
FAILED = "It failed for a reason that is not in the files. Nothing was written. Ask whoever runs the site to read the log."


def ask(kind: str, subject: int, user: Any) -> Job:
    """Puts a job in the queue; one that waits or runs already is the answer too."""
    assert kind in KINDS
    with transaction.atomic():
        # Two clicks at once: the second waits here and finds the first's job.
        run("SELECT pg_advisory_xact_lock(%s, %s)", LOCK - 1, subject % 2**31)
        sweep()
        found = Job.objects.filter(kind=kind, subject=subject, state__in=["waiting", "running"]).first()
        return found or Job.objects.create(kind=kind, subject=subject, user=user)


def latest(family: str, subject: int) -> Job | None:
    """The newest job of a family of kinds on one subject, as it stands: "import" has import-check and the others."""
    sweep()
    return Job.objects.filter(kind__startswith=f"{family}-", subject=subject).first()


def sweep() -> None:
    """Marks jobs as interrupted whose worker is gone."""
    Job.objects.filter(pk__in=abandoned()).update(state="interrupted", finished_at=timezone.now())


def abandoned() -> list[int]:
    rows = run(
        "SELECT id FROM desk_job j WHERE state = 'running' AND NOT EXISTS (SELECT 1 FROM pg_locks l WHERE "
        "l.locktype = 'advisory' AND l.classid = %s AND l.objid = (j.id %% 2147483648)::int AND l.granted AND "
        "l.database = (SELECT oid FROM pg_database WHERE datname = current_database()))",
        LOCK,
    )
    return [pk for (pk,) in rows]


def work_one() -> Job | None:
    """Does the next job; None if there is none. The lock is held from before the job is marked until after it is over."""
    sweep()
    job = claim()
    if job is None:
        return None
    try:
        do(job)
    except SystemExit:
        # The worker is asked to end: nothing was written, and the next worker starts it again.
        Job.objects.filter(pk=job.pk).update(state="waiting", progress="")
        raise
    finally:
        run("SELECT pg_advisory_unlock(%s, %s)", LOCK, job.pk % 2**31)
    job.refresh_from_db()
    return job


@transaction.atomic
def claim() -> Job | None:
    """The oldest waiting job that no other worker is looking at, marked as ours."""
    job = Job.objects.select_for_update(skip_locked=True).filter(state="waiting").order_by("pk").first()
    if job is None:
        return None
    run("SELECT pg_advisory_lock(%s, %s)", LOCK, job.pk % 2**31)
    job.state, job.started_at = "running", timezone.now()
    job.save(update_fields=["state", "started_at"])
    return job


def do(job: Job) -> None:
    """Runs a job in one transaction and notes how it ended; what it refuses becomes its error."""
    speaker = connection.copy()
    try:
        with transaction.atomic():
            KINDS[job.kind](job.subject, job.user, lambda sentence: tell(speaker, job.pk, sentence))
            end(job, "done", "")
    except StepRefused as refusal:
        end(job, "failed", str(refusal))
    except Exception:
        end(job, "failed", FAILED)
        raise
    finally:
        speaker.close()


def end(job: Job, state: str, error: str) -> None:
    Job.objects.filter(pk=job.pk).update(state=state, error=error, finished_at=timezone.now())


def tell(speaker: Any, pk: int, sentence: str) -> None:
    """Notes how far a job is, through a connection of its own: its transaction would show it only at the end."""
    with speaker.cursor() as cursor:
        cursor.execute("UPDATE desk_job SET progress = %s WHERE id = %s", [sentence[:200], pk])


def run(sql: str, *parameters: Any) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return cursor.fetchall() if cursor.description else []
