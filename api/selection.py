"""What the resources that count over a selection of incidents do alike: the filters of the list, at one moment."""

from django.http import QueryDict

from api.parameters import AS_OF, FORMAT, Parameter, of_filters
from api.resource import Resource
from record import codebook
from record.codebook import Codebook
from record.filters import IncidentFilter
from record.models import IncidentIndex
from record.moments import Moment

FILTERS = of_filters(IncidentFilter)


class OverIncidents(Resource):
    """Takes the filters of incidents/, and parameters of its own."""

    own: tuple[Parameter, ...]

    def filters(self, query: QueryDict, moment: Moment, book: Codebook) -> IncidentFilter:
        """The filters that a query string names; raises FilterError once they are asked for rows."""
        controls = frozenset(item.name for item in (*self.own, AS_OF, FORMAT))
        rows = IncidentIndex.objects.at(moment)
        return IncidentFilter(query, rows, codebook=book, moment=moment, controls=controls)

    def start(self) -> tuple[Moment, Codebook]:
        """The moment that was asked for and the codebook as it stood; raises FilterError."""
        moment = self.moment()
        return moment, codebook.at(moment)
