"""Search: the rows that a question finds, and the order of how well they fit."""

from math import isqrt

from django.contrib.postgres.search import SearchRank
from django.db.models import F, FloatField, IntegerField, QuerySet, Value
from django.db.models.functions import Cast

from record.question import Question
from record.vectors import Written

RARE = 2_000  # hits that are fetched before the list is read; in a large record more
RANKED = 2_000  # only the newest hits are ranked
A_PAGE = 50
FINENESS = 1_000_000.0


def found(question: Question, rows: QuerySet, public: QuerySet, entries: int) -> tuple[QuerySet, bool]:
    """Those of `rows` that the question finds, and whether the list has to look for them.

    One query, over `public`: all rows at the moment. A sorted list of a rare word would be read in its order to the end,
    row by row, and each row's vector with it. So a few hits are fetched first, which the index on `search` is good at, and
    named. Many are left to the list, which meets a page of them before it has read as many rows; `entries`, those of
    the record, say how many that is.
    """
    most = max(RARE, isqrt(A_PAGE * entries))
    hits = public.filter(search=Written(question.query)).order_by()
    few = list(hits.values_list("pk", flat=True)[: most + 1])
    if len(few) <= most:
        return rows.filter(pk__in=few), False
    return rows.filter(search=Written(question.query)), True


def by_relevance(question: Question, rows: QuerySet, entries: int = 0) -> QuerySet:
    """The newest RANKED of `rows` with their `relevance`: a whole number, so that a cursor can carry it exactly.

    One query if the list has to look for them among `entries`: hits that are too many to fetch and too few to meet soon are
    gathered by the database, with a limit that keeps it from walking the list.
    """
    most = isqrt(RANKED * entries)
    if entries and rows.order_by().values("pk")[: most + 1].count() <= most:
        rows = rows.model.objects.using(rows.db).filter(pk__in=rows.order_by().values("pk")[:most])
    newest = rows.order_by("-day_desc", "-number").values("pk")[:RANKED]
    # F("search"), because for a mere name Django would make a vector from the vector's text, without weights.
    rank = SearchRank(F("search"), Written(question.query)) * Value(FINENESS, output_field=FloatField())
    return (
        rows.model.objects.using(rows.db).filter(pk__in=newest).annotate(relevance=Cast(rank, IntegerField()))
    )


def all_ranked(rows: QuerySet) -> bool:
    """Whether by_relevance has all of `rows`; one query."""
    return not rows.order_by("-day_desc", "-number")[RANKED : RANKED + 1].exists()
