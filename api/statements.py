"""Statements: the list, and one of them with what it answers and what answers it."""

from django.db.models import QuerySet
from rest_framework.request import Request
from rest_framework.response import Response

from api.citing import FORMAT_OR_CITATION, CitedResource
from api.copying import CopiedList
from api.files import SUMS
from api.parameters import (
    AS_OF,
    COUNT,
    CURSOR,
    FIELDS_OF_ROWS,
    FORMAT_OR_LINES,
    OMIT,
    PAGE,
    of_filters,
    ordering,
)
from api.picking import field_names
from api.shapes.statements import StatementEnvelope, StatementPage, StatementRow
from record import codebook, exports, spoken
from record.models import StatementIndex
from record.moments import Moment
from record.statement_filters import StatementFilter

ORDERINGS = ("-date", "date", "relevance")


class StatementList(CopiedList):
    """Statements that match the filters. Repeat a filter for OR; different filters are AND.

    Filters by type, theme and pair are about the incident in which a statement was made. format=csv and format=jsonl
    give the whole selection as one file.
    """

    kind = "statement"
    noun = "statements"
    table = exports.STATEMENTS
    filters = StatementFilter
    orderings = ORDERINGS
    sort_columns = ("day_desc", "day_asc")
    row_fields = field_names(StatementRow)
    parameters = (
        *of_filters(StatementFilter),
        AS_OF,
        ordering(*ORDERINGS),
        PAGE,
        CURSOR,
        COUNT,
        FIELDS_OF_ROWS,
        OMIT,
        FORMAT_OR_LINES,
        SUMS,
    )
    shape = StatementPage

    def rows(self, moment: Moment) -> QuerySet:
        return StatementIndex.objects.at(moment)


class StatementDetail(CitedResource):
    """One statement, with its home, what it answers and what answers it.

    A statement is a part of an incident or an episode: version, entry and hash are those of its home.
    """

    parameters = (AS_OF, FORMAT_OR_CITATION)
    address_meaning = "The public number, such as ST-1."
    address_example = "ST-1"
    shape = StatementEnvelope
    can_be_withdrawn = True

    def get(self, request: Request, address: str) -> Response:
        moment = self.moment()
        found = spoken.read(address, moment)
        return Response(spoken.envelope(found, codebook.at(moment), moment))
