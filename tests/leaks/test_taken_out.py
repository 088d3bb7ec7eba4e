"""What was retracted, merged or expunged shows nowhere now, whatever it had said; what was expunged, at no time."""

import re
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.core.cache import caches
from django.db import transaction
from django.test import Client

from incidents.models import Source
from record import ledger
from record.expunging import expunge
from record.models import INDEXES
from tests.leaks import large, snapshots, world
from tests.leaks.planted import forgetting
from tests.leaks.planted.reading import PROBES
from tests.leaks.publishing import rows_of
from tests.leaks.world import EXPUNGED, GONE, Content
from tests.make import make_source

PROJECT = Path(__file__).resolve().parent.parent.parent
ONE_GONE, ONE_EXPUNGED = Content(GONE), Content(EXPUNGED)
# Other words, states, day, type, level, theme and relation.
DIFFERENT = {
    "sides": ("ARM", "AZE"),
    "date": "2024-03-05",
    "type_id": "P10",
    "level": 4,
    "theme": "sport",
    "country": "ARM",
    "relation": "concerns",
}
OTHER_GONE, OTHER_EXPUNGED = Content("feuillemort", **DIFFERENT), Content("porraceous", **DIFFERENT)

# Where the record says what was: versions, earlier moments, the entries. The page of a retracted incident or episode, and
# the version that is its retraction, show the title it had, struck out.
THEN = re.compile(r"@|as_of=|/v1/changes/|/versions/|^/incidents/DI-3/|^/episodes/EP-2/")
# Hashes stay of what was expunged, so that the chain can be checked.
HASHES = re.compile(r"/v1/changes/|/versions/")
ABOUT_THE_GONE = [
    ("get", f"/api/v1/incidents/?q={word}")
    for word in (f"{GONE}+office", f"{GONE}+duplicate", f"{EXPUNGED}+office", f"{GONE}+OR+migrants")
]
# The incidents that were expunged later were public then.
WHEN_PUBLIC = [
    ("get", f"/api/v1/incidents/{address}") for address in ("?as_of=entry:26", "DI-5@1/", "DI-6@1/")
]
# Pages that keep parts with titles in them.
KEEPING = [
    "/",
    "/countries/UZB/",
    "/countries/RUS/UZB/",
    "/incidents/?view=timeline",
]
FEW = [*PROBES, *ABOUT_THE_GONE, *WHEN_PUBLIC]


@pytest.fixture
def one_clock(monkeypatch):
    """All entries of a test are of one time, so that two worlds can be compared to the byte."""
    now = ledger.clock()
    monkeypatch.setattr(ledger, "clock", lambda: now)


@contextmanager
def taken_out(built, gone, expunged):
    """Inside, things that said this were taken out; then all is undone."""
    with transaction.atomic():
        world.take_out(built, gone, expunged)
        yield
        transaction.set_rollback(True)


def state(asked):
    """Answers, index rows of now, and index rows of all times."""
    rows = [row for index in INDEXES for row in rows_of(index)]
    return snapshots.take(Client(), asked), [row for row in rows if "until=None" in row], rows


def after(built, gone, expunged, asked):
    with taken_out(built, gone, expunged):
        return state(asked)


def without(pattern, answers):
    return {key: answer for key, answer in answers.items() if not pattern.search(key[1])}


def words_in(one) -> list:
    """Words of retracted and merged things in the answers of now, and of expunged ones in any answer."""
    return snapshots.containing(GONE, without(THEN, one[0])) + snapshots.containing(EXPUNGED, one[0])


def seen(one, other) -> list:
    """What a stranger can see of the gone: words, or whatever differs now when they had said something else."""
    differing = snapshots.differences(without(THEN, one[0]), without(THEN, other[0]))
    return words_in(one) + differing + sorted(set(one[1]) ^ set(other[1]))


def test_nothing_depends_on_what_taken_out_things_had_said(public_world, one_clock):
    """Now, on none of them; at no time, on those that were expunged."""
    asked = [*(snapshots.questions if snapshots.EVERYTHING else snapshots.telling)(Client()), *FEW]
    one = after(public_world, ONE_GONE, ONE_EXPUNGED, asked)
    assert seen(one, after(public_world, OTHER_GONE, OTHER_EXPUNGED, asked)) == []
    again = asked if snapshots.EVERYTHING else [*snapshots.bare(), *FEW]
    away = after(public_world, ONE_GONE, OTHER_EXPUNGED, again)
    assert snapshots.differences(without(HASHES, away[0]), without(HASHES, one[0])) == []
    assert one[2] == away[2]


def test_what_was_taken_out_is_in_no_set_of_a_large_record(public_world, one_clock, monkeypatch):
    large.any_record_is(monkeypatch)
    found = []
    for gone, expunged in ((ONE_GONE, ONE_EXPUNGED), (OTHER_GONE, OTHER_EXPUNGED)):
        snapshots.take(Client(), large.COUNTED)  # sets from before, which have to be followed
        found.append(after(public_world, gone, expunged, large.COUNTED))
    assert seen(*found) == []


def test_what_was_retracted_is_still_readable_where_the_record_says_what_was(public_world):
    """The control: the words are there to be found."""
    where = {"/api/v1/incidents/DI-3@1/", "/api/v1/incidents/DI-4@1/", "/api/v1/changes/"}
    asked = [("get", address) for address in sorted(where)]
    with taken_out(public_world, ONE_GONE, ONE_EXPUNGED):
        showing = {url for _, url in snapshots.containing(GONE, snapshots.take(Client(), asked))}
    assert showing == where


def under(plant, monkeypatch, do):
    with monkeypatch.context() as patched:
        plant(patched)
        return do()


@contextmanager
def parts_kept(settings):
    """Inside, pages keep parts as they do on a site; before and after, nothing is kept."""
    memory = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "leaks"}
    settings.CACHES = {**settings.CACHES, "parts": memory}
    caches["parts"].clear()
    yield
    caches["parts"].clear()


def shown_after_expunging(built):
    """(before, after): which pages of a past moment show an incident before it is expunged, and which after."""
    with transaction.atomic():
        away = world.make_content(ONE_EXPUNGED, "removed", Source.objects.get(ref="SR-4"))
        then = world.put(away, built.editor).number
        world.put_alone("source", make_source("another report"), built.editor)
        asked = [("get", f"{page}{'&' if '?' in page else '?'}as_of=entry:{then}") for page in KEEPING]
        before = snapshots.containing(EXPUNGED, snapshots.take(Client(), asked))
        world.done(expunge, "incident", away, built)
        after = snapshots.containing(EXPUNGED, snapshots.take(Client(), asked))
        transaction.set_rollback(True)
    return before, after


def test_no_part_that_was_kept_shows_what_was_expunged_since(public_world, settings):
    with parts_kept(settings):
        before, after = shown_after_expunging(public_world)
    assert len(before) == len(KEEPING) and after == []


def test_a_kept_part_that_outlives_expunging_is_noticed(public_world, settings, monkeypatch):
    def noticed():
        with parts_kept(settings):
            return shown_after_expunging(public_world)[1]

    plants = forgetting.IN_KEEPING
    assert [plant.__name__ for plant in plants if not under(plant, monkeypatch, noticed)] == []


def test_every_module_that_keeps_parts_is_planted_in():
    keeping = [path for path in (PROJECT / "pages").rglob("*.py") if "import kept" in path.read_text()]
    names = {str(path.relative_to(PROJECT / "pages").with_suffix("")).replace("/", ".") for path in keeping}
    assert names == set(forgetting.KEEPING)


def test_every_leak_planted_in_taking_out_is_noticed(public_world, one_clock, monkeypatch):
    def noticed():
        one = after(public_world, ONE_GONE, ONE_EXPUNGED, FEW)
        return words_in(one) or seen(one, after(public_world, OTHER_GONE, OTHER_EXPUNGED, FEW))

    plants = forgetting.IN_TAKING_OUT
    assert [plant.__name__ for plant in plants if not under(plant, monkeypatch, noticed)] == []


def test_every_planted_answer_about_what_is_gone_is_noticed(public_world, one_clock, monkeypatch):
    plants = forgetting.IN_ANSWERING
    with taken_out(public_world, ONE_GONE, ONE_EXPUNGED):
        one = {plant: under(plant, monkeypatch, lambda: state(FEW)) for plant in plants}
    with taken_out(public_world, OTHER_GONE, OTHER_EXPUNGED):
        other = {plant: under(plant, monkeypatch, lambda: state(FEW)) for plant in plants}
    assert [plant.__name__ for plant in plants if not seen(one[plant], other[plant])] == []
