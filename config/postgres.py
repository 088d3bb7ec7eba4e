"""The embedded PostgreSQL: a server of our own for a desk on one computer, and for the tests.

Whoever uses it says `with in_use(home()):`. The first one in starts the server, the last one out stops it.
Nothing is started when settings are read. Production sets DATABASE_URL, and then none of this runs.
"""

import fcntl
import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from config.cluster import Cluster

PROJECT = Path(__file__).resolve().parent.parent


def home() -> Path:
    """DEMARCHE_HOME, or var/ of this checkout."""
    return Path(os.path.abspath(os.environ.get("DEMARCHE_HOME") or PROJECT / "var"))


def url(home: Path) -> str:
    """The address of this home's database. Starts nothing, and is the same whether or not the server runs."""
    return Cluster(home).url()


@contextmanager
def in_use(home: Path, *, durable: bool = True) -> Iterator[str]:
    """Inside this block DATABASE_URL is set and answers. A DATABASE_URL that was set before is left alone.

    Raises PostgresError when there is no PostgreSQL to start. `durable=False` is for data that may be lost.
    """
    if given := os.environ.get("DATABASE_URL"):
        yield given
        return
    cluster = Cluster(home, durable=durable)
    with orderly_exit():
        use = enter(cluster)
        os.environ["DATABASE_URL"] = cluster.url()
        try:
            yield cluster.url()
        finally:
            os.environ.pop("DATABASE_URL", None)
            leave(cluster, use)


def enter(cluster: Cluster) -> int:
    """Starts the server if it does not run. The answer is a shared lock, to be given back to `leave`.

    The system takes the lock away even from a process that was killed: nobody counts as a user for ever.
    """
    cluster.make_folders()
    with starting_or_stopping(cluster):
        use = lock_file(cluster, "users.lock")
        os.set_inheritable(
            use, True
        )  # for a child that is to keep the server (see config/run.py); others close it
        try:
            fcntl.flock(use, fcntl.LOCK_SH)
            cluster.start()
        except BaseException:
            os.close(use)
            raise
    return use


def leave(cluster: Cluster, use: int) -> bool:
    """Whoever can have the lock alone was the last user, and stops the server. True if it is stopped."""
    with deaf():
        try:
            with starting_or_stopping(cluster):
                fcntl.flock(use, fcntl.LOCK_EX | fcntl.LOCK_NB)
                cluster.stop()
            return True
        except BlockingIOError:
            return False
        finally:
            os.close(use)


def stop(cluster: Cluster) -> bool:
    """Stops a server that nobody uses, such as one whose last user was killed. False if somebody uses it."""
    cluster.make_folders()
    return leave(cluster, lock_file(cluster, "users.lock"))


@contextmanager
def starting_or_stopping(cluster: Cluster) -> Iterator[None]:
    """One process at a time makes, starts or stops the server; others wait here."""
    lock = lock_file(cluster, "start.lock")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
    finally:
        os.close(lock)


def lock_file(cluster: Cluster, name: str) -> int:
    """An open file in the cluster's folder, owned like the folder."""
    lock = os.open(cluster.folder / name, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
    if cluster.user:
        os.fchown(lock, cluster.user.pw_uid, cluster.user.pw_gid)
    return lock


@contextmanager
def orderly_exit() -> Iterator[None]:
    """SIGTERM and SIGHUP become SystemExit, so that `finally` runs; a program's own handlers stay."""

    def end(number, frame):
        sys.exit(128 + number)

    with handling(end, [n for n in (signal.SIGTERM, signal.SIGHUP) if signal.getsignal(n) == signal.SIG_DFL]):
        yield


@contextmanager
def deaf() -> Iterator[None]:
    """Signals that ask us to end wait: a second Ctrl-C must not leave the server running."""
    with handling(signal.SIG_IGN, [signal.SIGTERM, signal.SIGHUP, signal.SIGINT]):
        yield


@contextmanager
def handling(handler, numbers: list) -> Iterator[None]:
    """Sets this handler for the block; only a main thread may."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {number: signal.signal(number, handler) for number in numbers}
    try:
        yield
    finally:
        for number, former in before.items():
            signal.signal(number, former)
