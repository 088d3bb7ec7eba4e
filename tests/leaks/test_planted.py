"""Every leak planted in answering is noticed, and the reader's login makes every one of them harmless."""

import sys

import pytest
from django.core.signals import got_request_exception
from django.db import ProgrammingError
from django.test import Client

from tests.leaks import hidden, snapshots, world
from tests.leaks.planted import forgetting, publishing, reading


def test_there_are_many_and_each_is_one_mistake():
    plants = [*reading.ALL, *forgetting.ALL, *publishing.ALL]
    assert len(reading.ALL) >= 20
    assert len({plant.__name__ for plant in plants}) == len(plants)


@pytest.mark.parametrize("module", [reading, forgetting, publishing], ids=lambda module: module.__name__)
def test_no_plant_is_left_out(module):
    written = {
        name
        for name, value in vars(module).items()
        if getattr(value, "__module__", "") == module.__name__ and "monkeypatch" in parameters(value)
    }
    assert written - {"replaced"} == {plant.__name__ for plant in module.ALL}


def parameters(value) -> tuple[str, ...]:
    code = getattr(value, "__code__", None)
    return code.co_varnames[: code.co_argcount] if code else ()


def answers_under(plant, monkeypatch, client):
    """Answers at the addresses at which it shows; in the full profile, at those of all."""
    asked = reading.PROBES if snapshots.EVERYTHING else [("get", address) for address in reading.ALL[plant]]
    with monkeypatch.context() as patched:
        plant(patched)
        return snapshots.take(client, asked)


@pytest.mark.django_db
def test_every_leak_planted_in_answering_is_noticed(monkeypatch):
    """Each is asked the same before and after hidden things came."""
    built, client = world.build(), Client()
    before = {plant: answers_under(plant, monkeypatch, client) for plant in reading.ALL}
    hidden.hide_everything(built)
    after = {plant: answers_under(plant, monkeypatch, client) for plant in reading.ALL}
    unnoticed = [plant for plant in reading.ALL if not snapshots.differences(before[plant], after[plant])]
    assert [f"{plant.__name__}: {plant.__doc__}" for plant in unnoticed] == []


@pytest.fixture
def errors():
    """What went wrong inside requests, as whoever listens for errors gets it."""
    found = []

    def listen(**_):
        found.append(sys.exc_info()[1])

    got_request_exception.connect(listen)
    yield found
    got_request_exception.disconnect(listen)


@pytest.mark.django_db(transaction=True, databases=["default", "reader"])
def test_under_the_readers_login_every_planted_leak_is_harmless(settings, monkeypatch, errors):
    """The database refuses what the code would have leaked: an error, or the honest answer; never a hidden byte."""
    settings.PUBLIC_ALIAS = "reader"
    hidden.hide_everything(world.build())
    client = Client(raise_request_exception=False)
    honest = snapshots.take(client, reading.PROBES)
    assert not errors
    for plant in reading.ALL:
        planted = answers_under(plant, monkeypatch, client)
        answered = {key: answer for key, answer in planted.items() if answer.status < 500}
        assert snapshots.differences(answered, honest) == [], plant.__name__
        assert errors, f"{plant.__name__} was never reached"
        assert all(refused(error) for error in errors), plant.__name__
        errors.clear()


def refused(error: BaseException) -> bool:
    return isinstance(error, ProgrammingError) and "permission denied" in str(error)
