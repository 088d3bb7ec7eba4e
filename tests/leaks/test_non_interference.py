"""No public byte depends on anything unpublished: the same questions get the same answers while hidden things come and go.

The fast profile runs in every test run. `LEAKS=full` asks many more questions.
"""

import os

import pytest
from django.test import Client

from tests.leaks import planted, snapshots, world
from tests.make import make_user

QUERIES = snapshots.FULL if os.environ.get("LEAKS") == "full" else snapshots.FAST


ALL_METHODS = ("get", "head", "options")


def leaks(client, queries, methods=("get",)):
    """Everything that differs, or shows a canary, phase by phase as it is found."""
    built = world.build()
    before = snapshots.take(client, queries, methods)
    yield from snapshots.with_canary(before)
    for phase in world.PHASES:
        phase(built)
        after = snapshots.take(client, queries, methods)
        for line in snapshots.differences(before, after) + snapshots.with_canary(after):
            yield f"{phase.__name__}: {line}"


def test_every_route_has_sample_values():
    unknown = {name for _, names in snapshots.routes() for name in names} - snapshots.SAMPLES.keys()
    assert not unknown, "add samples in tests/leaks/snapshots.py"
    assert len(snapshots.addresses()) > 30


@pytest.mark.django_db
def test_the_hidden_world_is_really_there():
    """The control of the controls: without hidden things the test below could not fail."""
    built = world.build()
    world.add_hidden(built)
    assert snapshots.drafts_exist() and len(built.hidden) == 9


@pytest.mark.django_db
def test_no_public_answer_depends_on_anything_hidden():
    assert list(leaks(Client(), QUERIES, ALL_METHODS)) == []


@pytest.mark.django_db
def test_nor_for_somebody_who_is_signed_in_at_the_desk():
    signed_in = Client()
    signed_in.force_login(make_user("analyst", "Analyst"))
    assert list(leaks(signed_in, [])) == []


@pytest.mark.django_db
@pytest.mark.parametrize("plant", planted.ALL, ids=lambda plant: plant.__name__)
def test_a_planted_leak_is_noticed(monkeypatch, plant):
    plant(monkeypatch)
    found = leaks(Client(), snapshots.FEW)
    assert next(found, None), f"{plant.__doc__} went unnoticed"


@pytest.mark.django_db(transaction=True, databases=["default", "reader"])
@pytest.mark.parametrize("plant", planted.ALL, ids=lambda plant: plant.__name__)
def test_under_the_readers_login_a_planted_leak_is_harmless(settings, monkeypatch, plant):
    """The database refuses what the code would have leaked: an error, never a hidden byte."""
    settings.PUBLIC_ALIAS = "reader"
    built = world.build()
    plant(monkeypatch)
    client, queries = Client(raise_request_exception=False), snapshots.FEW
    before = snapshots.take(client, queries)
    world.add_hidden(built)
    world.change_public_unpublished(built)
    after = snapshots.take(client, queries)
    assert snapshots.differences(before, after) + snapshots.with_canary(after) == []
    assert any(answer.status >= 500 for answer in after.values()), "the leak was never reached"


@pytest.mark.django_db(transaction=True, databases=["default", "reader"])
def test_nothing_leaks_through_the_real_connection(settings):
    settings.PUBLIC_ALIAS = "reader"
    assert list(leaks(Client(), ["as_of=entry:3"])) == []
