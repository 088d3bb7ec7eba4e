"""What the resources that count over a selection do alike: the filters of the list, at one moment."""

from typing import Any

from django.http import QueryDict

from api.parameters import AS_OF, FORMAT, Parameter, of_filters
from api.resource import Resource
from record import codebook
from record.codebook import Codebook
from record.filters import IncidentFilter
from record.models import IncidentIndex, IndexRow, StatementIndex
from record.moments import Moment
from record.parameters import RecordFilter
from record.statement_filters import StatementFilter

FILTERS, FILTERS_OF_STATEMENTS = of_filters(IncidentFilter), of_filters(StatementFilter)


class OverSelection(Resource):
    """Takes the filters of a list, and parameters of its own."""

    own: tuple[Parameter, ...]
    filter_set: type[RecordFilter]
    index: type[IndexRow]

    def filters(self, query: QueryDict, moment: Moment, book: Codebook) -> Any:
        """The filters that a query string names; raises FilterError once they are asked for rows."""
        controls = frozenset(item.name for item in (*self.own, AS_OF, FORMAT))
        rows = self.index._default_manager.at(moment)
        return self.filter_set(query, rows, codebook=book, moment=moment, controls=controls)

    def start(self) -> tuple[Moment, Codebook]:
        """The moment that was asked for and the codebook as it stood; raises FilterError."""
        moment = self.moment()
        return moment, codebook.at(moment)


class OverIncidents(OverSelection):
    """Takes the filters of incidents/."""

    filter_set, index = IncidentFilter, IncidentIndex


class OverStatements(OverSelection):
    """Takes the filters of statements/."""

    filter_set, index = StatementFilter, StatementIndex
