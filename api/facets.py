"""Facets: what choosing another value of a filter would give."""

from django.http import QueryDict
from rest_framework.request import Request
from rest_framework.response import Response

from api.parameters import AS_OF, FORMAT, Parameter, read_number
from api.selection import FILTERS, FILTERS_OF_STATEMENTS, OverIncidents, OverSelection, OverStatements
from api.shapes.series import FacetList
from record.dimensions import labels
from record.facets import (
    FACETS,
    FIRST_CHOICE,
    FIRST_OF_STATEMENTS,
    MOST,
    OF_STATEMENTS,
    TOP,
    Tally,
    how_many,
    tallies,
    with_zeros,
)
from record.parameters import RecordFilter

MOST_FREQUENT = Parameter(
    "top",
    f"So many values of each facet, the most frequent: 1 to {MOST}. Scales and groups of types come whole.",
    default=TOP,
    type=int,
    least=1,
    most=MOST,
)


def which(names: tuple[str, ...], first: tuple[str, ...]) -> Parameter:
    return Parameter("facet", f"Which facets; left out: {', '.join(first)}.", names, many=True)


class Counted(OverSelection):
    """What the facets of incidents and of statements do alike: `names` are all of them, `first` those that come unasked."""

    names: tuple[str, ...]
    first: tuple[str, ...]
    shape = FacetList

    def get(self, request: Request) -> Response:
        query = request.query_params
        top = read_number(query, "top", TOP, 1, MOST)
        moment, book = self.start()
        filters = self.filters(query, moment, book)
        chosen = filters.selected()
        names = [name for name in self.names if name in query.getlist("facet")] or self.first
        selections = {name: self.without(name, query, filters) if name in query else chosen for name in names}
        found = {
            name: with_zeros(name, tally, book)
            for name, tally in tallies(selections, moment, top, filters.dimensions()).items()
        }
        words = labels({name: tally.counts for name, tally in found.items()}, book, moment)
        return Response(
            {
                "entry": moment.entry,
                "selected": how_many({"all": chosen}, moment)["all"],
                "results": [facet(name, found[name], words[name]) for name in names],
            }
        )

    def without(self, name: str, query: QueryDict, whole: RecordFilter):
        """The selection with one filter dropped; words were understood once for all facets."""
        kept = query.copy()
        del kept[name]
        assert whole.moment
        filters = self.filters(kept, whole.moment, whole.codebook)
        filters.question = whole.question
        return filters.selected()


class Facets(OverIncidents, Counted):
    """How many incidents of a selection have each value of each filter.

    The counts of a facet leave out that filter's own choice: they say what choosing another of its values would give.
    Merged actors count under the number they live on under.
    """

    names, first = FACETS, FIRST_CHOICE
    own = (which(FACETS, FIRST_CHOICE), MOST_FREQUENT)
    parameters = (*FILTERS, *own, AS_OF, FORMAT)


class StatementFacets(OverStatements, Counted):
    """How many statements of a selection have each value of each filter.

    The counts of a facet leave out that filter's own choice: they say what choosing another of its values would give.
    Merged actors count under the number they live on under.
    """

    names, first = OF_STATEMENTS, FIRST_OF_STATEMENTS
    own = (which(OF_STATEMENTS, FIRST_OF_STATEMENTS), MOST_FREQUENT)
    parameters = (*FILTERS_OF_STATEMENTS, *own, AS_OF, FORMAT)


def facet(name: str, found: Tally, words: dict[str, str]) -> dict:
    values = [{"value": value, "label": words[value], "count": n} for value, n in found.counts.items()]
    return {"facet": name, "values": values, "left_out": found.left_out}
