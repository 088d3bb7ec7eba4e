"""Series: incidents per period, as researchers count them; as JSON or as a table for a spreadsheet."""

from dataclasses import replace

from django.http import HttpResponseBase
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from api import series_csv
from api.files import CSV, SUMS, CSVRenderer, Filed, refuse_sums
from api.parameters import AS_OF, FORMAT_OR_CSV, Parameter, read_number
from api.selection import FILTERS, OverIncidents
from api.shapes.series import SeriesShape
from record.dimensions import labels
from record.series import MOST_VALUES, Row, Series, series
from record.series_tables import NONE, PERIODS, SPLITS, TOP, How

PERIOD = Parameter(
    "period",
    "Length of a period. Weeks are ISO weeks.",
    tuple(PERIODS),
    default="month",
)
SPLIT = Parameter(
    "split",
    "One series for each value of this. An incident counts once for each of its values.",
    SPLITS,
    default=NONE,
)
ZEROS = Parameter(
    "zeros",
    "1: a balanced panel, every value in every period, from `from` to `to`, or else as far as incidents reach.",
    ("0", "1"),
    default="0",
)
MOST_FREQUENT = Parameter(
    "top",
    f"So many values, the most frequent: 1 to {MOST_VALUES}. Those that the split's own filter names come all.",
    default=TOP,
    type=int,
    least=1,
    most=MOST_VALUES,
)
COUNTED = (
    "1: only what charts count (the default); all: plans, patterns, processes, packages and refuted acts too."
)


class IncidentSeries(Filed, OverIncidents):
    """How many incidents fall in each period, the gravest of them, and whether the period was read.

    Incidents whose days do not lie inside one period are in no row; `totals` says how many are left out and why. A row
    has `coded`: yes if all its days were read systematically for its state or pair (or for those that a filter names),
    partly if some were or not as deeply, no if nobody has read them. Only with `coded` yes does a zero say that nothing
    is known to have happened. A CSV file begins with the totals, each in a row of its own.
    """

    own = (PERIOD, SPLIT, ZEROS, MOST_FREQUENT, SUMS)
    parameters = (
        *(
            replace(item, default="1", meaning=COUNTED) if item.name == "counted" else item
            for item in FILTERS
        ),
        *own,
        AS_OF,
        FORMAT_OR_CSV,
    )
    shape = SeriesShape
    renderer_classes = (JSONRenderer, CSVRenderer)

    def get(self, request: Request) -> HttpResponseBase:
        query = request.query_params.copy()
        as_table = request.accepted_renderer.format == CSV
        if not as_table:
            refuse_sums(query)
        how = How(
            period=query.get("period") or "month",
            split=query.get("split") or NONE,
            zeros=query.get("zeros") == "1",
            counted="all" not in query.pop("counted", []),
            top=read_number(query, "top", TOP, 1, MOST_VALUES),
        )
        moment, book = self.start()
        found = series(self.filters(query, moment, book), moment, how)
        values = [value for value in found.values if value is not None]
        named = labels({how.split: values}, book, moment)[how.split]
        if as_table:
            return series_csv.answer(request, found, named, moment)
        return Response(
            {"entry": moment.entry, "period": how.period, "split": how.split, **answer(found, named)}
        )


def answer(found: Series, named: dict[str, str]) -> dict:
    values = [
        {"value": value, "label": None if value is None else named[value], "count": n}
        for value, n in found.values.items()
    ]
    return {
        "totals": found.totals,
        "values": values,
        "values_left_out": found.values_left_out,
        "results": [cell(row) for row in found.rows],
    }


def cell(row: Row) -> dict:
    """One value in one period, as the answer has it."""
    return {
        "period": row.period,
        "start": row.start,
        "end": row.end,
        "value": row.value,
        "count": row.n,
        "level": row.level,
        "step": row.step,
        "coded": row.coded,
    }
