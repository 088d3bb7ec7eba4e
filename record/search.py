"""Search: the rows that a question finds, and the order of how well they fit."""

from django.contrib.postgres.search import SearchRank
from django.db.models import F, FloatField, IntegerField, QuerySet, Value
from django.db.models.functions import Cast

from record.question import Question
from record.vectors import Written

RARE = 2_000  # hits that are fetched before the list is read
RANKED = 2_000  # only the newest hits are ranked
FINENESS = 1_000_000.0


def found(question: Question, rows: QuerySet, public: QuerySet) -> QuerySet:
    """Those of `rows` that the question finds; one query, over `public`: all rows at the moment.

    A sorted list of a rare word would be read in its order to the end, row by row. So a few hits are fetched first,
    which the index on `search` is good at, and named; many are left to the list, which meets them soon.
    """
    hits = public.filter(search=Written(question.query)).order_by().values_list("pk", flat=True)
    few = list(hits[: RARE + 1])
    if len(few) <= RARE:
        return rows.filter(pk__in=few)
    return rows.filter(search=Written(question.query))


def by_relevance(question: Question, rows: QuerySet) -> QuerySet:
    """The newest RANKED of `rows` with their `relevance`: a whole number, so that a cursor can carry it exactly."""
    newest = rows.order_by("-day_desc", "-number").values("pk")[:RANKED]
    # F("search"), because for a mere name Django would make a vector from the vector's text, without weights.
    rank = SearchRank(F("search"), Written(question.query)) * Value(FINENESS, output_field=FloatField())
    return (
        rows.model.objects.using(rows.db).filter(pk__in=newest).annotate(relevance=Cast(rank, IntegerField()))
    )


def all_ranked(rows: QuerySet) -> bool:
    """Whether by_relevance has all of `rows`; one query."""
    return not rows.order_by("-day_desc", "-number")[RANKED : RANKED + 1].exists()
