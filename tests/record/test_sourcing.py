"""What rests on the documents of a publisher is the same whether they are few or many."""

import pytest

from record import ledger, sourcing
from record.models import IncidentIndex, StatementIndex, ThingIndex
from record.moments import Moment
from tests.record import plain_counts

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def imported(django_db_setup, django_db_blocker):
    with plain_counts.article_published(django_db_blocker):
        yield


@pytest.mark.parametrize("index", [IncidentIndex, StatementIndex])
def test_few_and_many_documents_find_the_same_rows(imported, db, monkeypatch, index):
    newest = ledger.moment()
    publishers = set(ThingIndex.objects.filter(publisher__gt="").values_list("publisher", flat=True))
    assert publishers
    sizes = set()
    for moment in (newest, Moment(newest.entry // 2, now=False)):
        for publisher in [*publishers, "A-999"]:
            found = {}
            for few in (1_000, -1):
                monkeypatch.setattr(sourcing, "FEW", few)
                rows = sourcing.of_publishers(index.objects.at(moment), [publisher], moment)
                found[few] = set(rows.values_list("ref", flat=True))
            assert found[1_000] == found[-1]
            sizes.add(len(found[-1]))
    assert len(sizes) > 1
