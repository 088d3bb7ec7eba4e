"""What was said, on a page that is about a state or a pair: the newest statements, and the address of all of them."""

from django.http import QueryDict

from pages.said import said
from record.codebook import Codebook
from record.models import StatementIndex
from record.moments import Moment
from record.reading import things
from record.statement_filters import StatementFilter

SHOWN = 6


def newest(query: str, moment: Moment, book: Codebook) -> dict:
    """Three queries. `query` is that of the list of statements; speech inside another statement stands with it, there alone."""
    rows = StatementIndex.objects.at(moment).filter(nested=False)
    chosen = StatementFilter(QueryDict(query), rows, codebook=book, moment=moment).selected()
    found = list(chosen.order_by("-day_desc", "-number").defer("search")[:SHOWN])
    cards = things({ref for one in found for ref in one.sources}, moment)
    as_of = "" if moment.now else f"entry:{moment.entry}"
    return {
        "statements": [said(one, book, cards, as_of) for one in found],
        "statement_count": chosen.count(),
        "statement_query": query,
    }
