"""No public byte depends on anything unpublished: the same questions get the same answers while hidden things come and go.

The fast profile runs in every test run. `LEAKS=full` asks many more questions.
"""

from django.test import Client

from actors.models import Actor
from incidents.models import (
    Citation,
    Coverage,
    Decision,
    Episode,
    Incident,
    Relation,
    Revision,
    Statement,
)
from record import postings
from record.models import Entry
from tests.leaks import hidden, large, snapshots
from tests.leaks.planted.reading import PROBES
from tests.leaks.world import CANARY, TAKEN_OUT
from tests.make import make_user

GROUPS = ("Analyst", "Editor", "Administrator")


def leaks(client, asked, built):
    """Everything that differs, or shows the canary; asked after every phase, in the fast profile after some."""
    before = snapshots.take(client, asked)
    found = snapshots.with_canary(before)
    for phase in hidden.PHASES:
        phase(built)
        after = snapshots.take(client, asked_after(phase, asked))
        lines = snapshots.differences({key: before[key] for key in after}, after) + snapshots.with_canary(
            after
        )
        found += [f"by {phase.__name__}: {line}" for line in lines]
    return found


def asked_after(phase, asked):
    if snapshots.EVERYTHING or phase is hidden.ALL_IS_CHANGED:
        return asked
    return snapshots.bare() if phase is hidden.ALL_IS_GONE else []


def test_every_route_has_sample_values():
    unknown = {name for _, names in snapshots.routes() for name in names} - snapshots.SAMPLES.keys()
    assert not unknown, "add samples in tests/leaks/snapshots.py"
    assert len(snapshots.bare()) > 100


def test_filters_are_asked_at_every_list_that_has_them_and_the_probes_are_among_the_questions(built):
    client = Client()
    lists = {f"/api/v1/{name}/" for name in ("incidents", "statements", "facets", "series")} | {"/incidents/"}
    assert lists <= set(snapshots.selecting(client))
    assert set(PROBES) <= set(snapshots.questions(client))


def test_the_questions_find_something(built):
    """The control of the questions: a filter that selects nothing would hide what it should show."""
    client = Client()
    for query in ("q=migrants+-draft", "episode=EP-1", "role=victim&actor=A-7", "speaker=A-8&stance=-1"):
        assert client.get(f"/api/v1/incidents/?{query}").json()["results"], query
    for query in ("about=A-1&inside=0", "speaker=A-8&stance=-1", "publisher=A-6"):
        assert client.get(f"/api/v1/statements/?{query}").json()["results"], query
    for query in ("publisher=A-6", "denied_by=A-8", "in_force=2025-05-03", "bbox=60,35,80,50", "country=KAZ"):
        assert client.get(f"/api/v1/incidents/?{query}").json()["results"], query


def test_what_was_taken_out_is_really_out(built):
    """The control of the taken out: the numbers that are asked for are theirs."""
    last = Entry.objects.filter(ref__in=TAKEN_OUT).order_by("ref", "-version").distinct("ref")
    assert dict(last.values_list("ref", "action")) == TAKEN_OUT
    assert not Incident.objects.filter(ref="DI-5").exists() and Incident.objects.filter(ref="DI-6").exists()


def test_the_hidden_world_is_really_there(built):
    """The control of the hidden: without it the tests below could not fail."""
    entries = Entry.objects.count()
    hidden.hide_everything(built)
    built.public.refresh_from_db()
    assert built.public.title == f"{CANARY} new title" and built.public.stage == "review"
    assert Incident.objects.filter(ref="").count() == 4
    for model in (Coverage, Episode, Actor, Statement):
        assert model.objects.filter(ref="").exists(), model
    assert Relation.objects.filter(ref="").count() == 4
    assert Citation.objects.filter(source__confidential=True).count() == 5
    assert Incident.objects.filter(ref__in=TAKEN_OUT, title__contains=CANARY).count() == 3
    assert Decision.objects.filter(note__contains=CANARY).exists() and Revision.objects.exists()
    assert Entry.objects.count() == entries


def test_no_public_answer_depends_on_anything_hidden(built):
    client = Client()
    asked = snapshots.questions(client)
    assert leaks(client, asked, built) == []


def test_what_is_hidden_is_in_no_set_of_a_large_record(built, monkeypatch):
    large.any_record_is(monkeypatch)
    client = Client()
    before = snapshots.take(client, large.COUNTED)
    assert {answer.status for answer in before.values()} == {200} and len(postings.KEPT) == 3
    hidden.hide_everything(built)
    for kept in (postings.KEPT, {}):  # followed, and made anew
        monkeypatch.setattr(postings, "KEPT", kept)
        after = snapshots.take(client, large.COUNTED)
        assert snapshots.differences(before, after) + snapshots.with_canary(after) == []


def test_somebody_signed_in_at_the_desk_gets_what_a_stranger_gets(built):
    hidden.hide_everything(built)
    asked = [
        *(snapshots.bare() if snapshots.EVERYTHING else snapshots.otherwise(("get",))),
        *PROBES,
    ]
    strangers = snapshots.take(Client(), asked)
    for group in GROUPS:
        signed_in = Client()
        signed_in.force_login(make_user(f"signed-in-{group}", group))
        assert snapshots.differences(strangers, snapshots.take(signed_in, asked)) == [], group
