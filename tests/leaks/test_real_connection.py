"""The same over the reader's own connection, which sees the record and nothing else: a planted leak fails there."""

import sys

import pytest
from django.core.signals import got_request_exception
from django.db import ProgrammingError
from django.test import Client

from tests.leaks import hidden, snapshots, world
from tests.leaks.planted import reading

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "reader"])


def test_nothing_leaks_through_the_real_connection(settings):
    settings.PUBLIC_ALIAS = "reader"
    built, client = world.build(), Client()
    every = snapshots.bare() if snapshots.EVERYTHING else snapshots.otherwise(["get"])  # or each route once
    asked = [*every, *reading.PROBES]
    before = snapshots.take(client, asked)
    hidden.hide_everything(built)
    after = snapshots.take(client, asked)
    assert snapshots.differences(before, after) + snapshots.with_canary(after) == []


@pytest.fixture
def errors():
    """What went wrong inside requests, as whoever listens for errors gets it."""
    found = []

    def listen(**_):
        found.append(sys.exc_info()[1])

    got_request_exception.connect(listen)
    yield found
    got_request_exception.disconnect(listen)


def test_under_the_readers_login_every_planted_leak_is_harmless(settings, monkeypatch, errors):
    """The database refuses what the code would have leaked: an error, or the honest answer; never a hidden byte."""
    settings.PUBLIC_ALIAS = "reader"
    hidden.hide_everything(world.build())
    client = Client(raise_request_exception=False)
    honest = snapshots.take(client, reading.PROBES)
    assert not errors
    for plant in reading.ALL:
        planted = reading.answers_under(plant, monkeypatch, client)
        answered = {key: answer for key, answer in planted.items() if answer.status < 500}
        assert snapshots.differences(answered, honest) == [], plant.__name__
        assert errors, f"{plant.__name__} was never reached"
        assert all(refused(error) for error in errors), plant.__name__
        errors.clear()


def refused(error: BaseException) -> bool:
    return isinstance(error, ProgrammingError) and "permission denied" in str(error)
