"""Facets of statements count what the filters of the same names find."""

import pytest
from django.http import QueryDict

from record import codebook, facets, ledger
from record.models import StatementIndex
from record.statement_dimensions import STATEMENT_DIMENSIONS
from record.statement_filters import StatementFilter
from record.withdrawing import merge_actors
from tests.make import make_actor, make_incident, make_statement, make_user, publish

pytestmark = pytest.mark.django_db


@pytest.fixture
def said(db):
    """Two spokesmen that turn out to be one, a state spoken to, words in two languages."""
    one, other = make_actor("Spokesman", "person"), make_actor("Spokesman of the ministry", "person")
    first, second = (
        make_incident(),
        make_incident("Kazakhstan protests", sides=("KAZ", "RUS"), type_id="P10", level=4),
    )
    make_statement(first, speaker=one, about_country_id="RUS")
    make_statement(first, "Wir sind besorgt.", speaker=other, kind="protest", stance=-2).texts.update(
        language="de"
    )
    make_statement(second, speaker=other, mode="direct", addressee_country_id="RUS", capacity="personal")
    publish(first), publish(second)
    for actor in (one, other):
        actor.refresh_from_db()
    merge_actors(other, one, user=make_user("chief", "Editor"), revision=other.revision, reason="One person.")


@pytest.mark.parametrize("name", STATEMENT_DIMENSIONS)
def test_each_count_is_what_its_filter_finds(said, name):
    moment = ledger.moment("")
    book, rows = codebook.at(moment), StatementIndex.objects.at(moment)
    counts = facets.tallies({name: rows}, moment, dimensions=STATEMENT_DIMENSIONS)[name].counts
    assert counts or name in ("theme", "source")
    for value, n in counts.items():
        query = QueryDict(mutable=True)
        query[name] = value
        chosen = StatementFilter(query, rows, codebook=book, moment=moment)
        assert chosen.selected().count() == n, value
