"""Rows made once for a whole file of tests."""

from contextlib import contextmanager

from django.db import transaction


@contextmanager
def undone_after(blocker):
    """Rows for a whole file, made once and undone after it; each test undoes its own changes before."""
    with blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)
