"""Worlds that are built once for a module: each test works in one and leaves it as it was."""

from contextlib import contextmanager

import pytest
from django.db import transaction

from incidents.models import Incident
from tests.leaks import world
from tests.leaks.world import World


@contextmanager
def once(blocker, build):
    """What `build` makes, inside a transaction that is undone at the end; the transactions of tests lie within.

    So no test of such a module may be one of real transactions.
    """
    with blocker.unblock(), transaction.atomic():
        yield build()
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def world_once(django_db_setup, django_db_blocker):
    with once(django_db_blocker, world.build) as built:
        yield built


@pytest.fixture(scope="module")
def public_world_once(django_db_setup, django_db_blocker):
    with once(django_db_blocker, world.build_public) as built:
        yield built


def fresh(built: World) -> World:
    """The same as it stands now, whatever the test before did with the objects."""
    public, other = (Incident.objects.get(ref=ref) for ref in ("DI-1", "DI-2"))
    return World(public, other, type(built.editor).objects.get(pk=built.editor.pk))


@pytest.fixture
def built(world_once, db):
    """All that is public, and all that was taken out."""
    return fresh(world_once)


@pytest.fixture
def public_world(public_world_once, db):
    """All that is public, nothing taken out."""
    return fresh(public_world_once)
