"""Facets: what choosing another value of a filter would give."""

from django.http import QueryDict
from rest_framework.request import Request
from rest_framework.response import Response

from api.parameters import AS_OF, FORMAT, Parameter, read_number
from api.selection import FILTERS, OverIncidents
from api.shapes.series import FacetList
from record.dimensions import labels
from record.facets import FACETS, FIRST_CHOICE, MOST, TOP, Tally, how_many, tallies, with_zeros
from record.filters import IncidentFilter

FACET = Parameter("facet", f"Which facets; left out: {', '.join(FIRST_CHOICE)}.", FACETS, many=True)
MOST_FREQUENT = Parameter(
    "top",
    f"So many values of each facet, the most frequent: 1 to {MOST}. Scales and groups of types come whole.",
    default=TOP,
    type=int,
    least=1,
    most=MOST,
)


class Facets(OverIncidents):
    """How many incidents of a selection have each value of each filter.

    The counts of a facet leave out that filter's own choice: they say what choosing another of its values would give.
    Merged actors count under the number they live on under.
    """

    own = (FACET, MOST_FREQUENT)
    parameters = (*FILTERS, *own, AS_OF, FORMAT)
    shape = FacetList

    def get(self, request: Request) -> Response:
        query = request.query_params
        top = read_number(query, "top", TOP, 1, MOST)
        moment, book = self.start()
        filters = self.filters(query, moment, book)
        chosen = filters.selected()
        names = [name for name in FACETS if name in query.getlist("facet")] or FIRST_CHOICE
        selections = {name: self.without(name, query, filters) if name in query else chosen for name in names}
        found = {
            name: with_zeros(name, tally, book)
            for name, tally in tallies(selections, moment, top, filters.dimensions()).items()
        }
        words = labels({name: tally.counts for name, tally in found.items()}, book, moment)
        return Response(
            {
                "entry": moment.entry,
                "selected": how_many({"all": chosen})["all"],
                "results": [facet(name, found[name], words[name]) for name in names],
            }
        )

    def without(self, name: str, query: QueryDict, whole: IncidentFilter):
        """The selection with one filter dropped; words were understood once for all facets."""
        kept = query.copy()
        del kept[name]
        assert whole.moment
        filters = self.filters(kept, whole.moment, whole.codebook)
        filters.question = whole.question
        return filters.selected()


def facet(name: str, found: Tally, words: dict[str, str]) -> dict:
    values = [{"value": value, "label": words[value], "count": n} for value, n in found.counts.items()]
    return {"facet": name, "values": values, "left_out": found.left_out}
