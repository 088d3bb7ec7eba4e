"""Addresses of the data behind a drawing: of its very filters, periods and moment, so that the file gives its numbers."""

from django.http import QueryDict
from django.urls import reverse

from pages.selection import CONTROLS, address
from record.filters import IncidentFilter
from record.moments import Moment

OUR_OWN = CONTROLS | {"counted"}  # how a page shows; what counts is said by the drawing


def by_period(chosen: IncidentFilter, moment: Moment, period: str, *, counted: bool) -> str:
    """A selection by period and step, as columns over time draw it; bins of several years add up from its years."""
    how = {"period": period, "split": "step", "zeros": "1", **({} if counted else {"counted": "all"})}
    return of("api:series", chosen.data, moment, how)


def by_pair(query: str, moment: Moment) -> str:
    """What counts in a selection, a line for each initiator and each target, as a matrix counts it."""
    return of("api:incidents", QueryDict(query), moment, {"counted": "1", "shape": "dyad"})


def of(name: str, selected: QueryDict, moment: Moment, how: dict[str, str]) -> str:
    found = QueryDict(mutable=True)
    for filter_name, values in selected.lists():
        if filter_name not in OUR_OWN:
            found.setlist(filter_name, values)
    for parameter, value in how.items():
        found[parameter] = value
    if not moment.now:
        found["as_of"] = f"entry:{moment.entry}"
    found["format"] = "csv"
    return reverse(name) + address(found)
