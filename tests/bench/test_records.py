"""The record that the bench measures is a sound one, and the same seed makes it again."""

from itertools import islice

import pytest

from bench.records import Maker, load
from record import verifying
from record.models import Entry, IncidentIndex, PairIndex, StatementIndex, ThingIndex
from tests.make import publish_example

pytestmark = pytest.mark.django_db


def test_a_made_record_is_chained_hashed_and_indexed_like_one_that_was_published():
    publish_example()
    before = Entry.objects.count()
    load(Maker(seed=1, incidents=30), told=lambda text: None)
    assert Entry.objects.count() == before + 30 + 3 + 10
    assert IncidentIndex.objects.count() == 1 + 30
    assert StatementIndex.objects.exists() and PairIndex.objects.exists()
    assert ThingIndex.objects.filter(kind="source").count() > 10
    assert list(verifying.faults()) == []
    assert IncidentIndex.objects.values("type").distinct().count() > 5
    assert IncidentIndex.objects.values("day_desc").distinct().count() > 20


def test_the_same_seed_makes_the_same_documents():
    publish_example()
    first, again, other = ([*islice(Maker(seed, 30).documents(), 20)] for seed in (1, 1, 2))
    assert first == again != other
