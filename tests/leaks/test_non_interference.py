"""No public byte depends on anything unpublished: the same questions get the same answers while hidden things come and go.

The fast profile runs in every test run. `LEAKS=full` asks many more questions.
"""

import os

import pytest
from django.db import transaction
from django.test import Client

from actors.models import Actor
from incidents.models import Incident
from record.models import Entry
from tests.leaks import planted, snapshots, world
from tests.make import make_incident, make_statement, make_user, publish

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


def written_by(hide) -> list[tuple[str, str, str]]:
    """What publishing a new incident and a correction writes, after `hide` did its part; then all of it is undone."""
    with transaction.atomic():
        built = world.build()
        hide(built)
        before = Entry.objects.count()
        fresh = make_incident("Kazakhstan asks Russia for an answer", sides=("KAZ", "RUS"))
        make_statement(fresh, speaker=Actor.objects.exclude(ref="").order_by("pk").first())
        publish(fresh)
        Incident.objects.filter(pk=built.other.pk).update(summary="Corrected. Twice.")
        publish(built.other, "Summary corrected.")
        rows = Entry.objects.filter(number__gt=before).select_related("document").order_by("number")
        found = [(row.number, row.ref, row.action, row.document.text) for row in rows]
        transaction.set_rollback(True)
    return found


def only_around(built) -> None:
    """Hidden things beside what is published, unpublished edits of other public things, none of what is published."""
    world.add_hidden(built)
    world.edit_hidden(built)
    world.change_what_others_refer_to()


@pytest.mark.django_db
def test_what_is_published_does_not_depend_on_anything_hidden():
    assert written_by(only_around) == written_by(lambda built: None)


@pytest.mark.django_db
@pytest.mark.parametrize("plant", planted.IN_WRITING, ids=lambda plant: plant.__name__)
def test_a_leak_planted_in_publishing_is_noticed(monkeypatch, plant):
    plant(monkeypatch)
    assert written_by(only_around) != written_by(lambda built: None)


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
