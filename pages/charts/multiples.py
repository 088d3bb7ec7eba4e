"""Small multiples: the same columns over time for each of the most frequent values, all on one scale."""

from collections import defaultdict
from dataclasses import dataclass

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from pages.charts import over_time, svg
from pages.charts.svg import el, line
from pages.numerals import grouped
from pages.rows import naming
from record.codebook import Codebook, label
from record.filters import IncidentFilter
from record.moments import Moment
from record.series import Row, series
from record.series_tables import How

MOST = 12  # values
WIDTH, HEIGHT = 240, 44
SPLITS = {"initiator": "initiator", "dyad": "directed_dyad", "theme": "theme", "type": "type"}


@dataclass(frozen=True)
class Multiple:
    """One value with its number of incidents; a bar's colour is that of the gravest of its period."""

    value: str
    name: str
    n: int
    drawing: SafeString


def multiples(filters: IncidentFilter, moment: Moment, lane: str) -> list[Multiple]:
    """The most frequent values of a lane. Three queries. Nothing if no incident can be placed."""
    days = over_time.extent([filters])
    if not days:
        return []
    period, years = over_time.suited(*days)
    found = series(filters, moment, How(period=period, split=SPLITS[lane], top=MOST))
    places = {name: place // years for place, name in enumerate(over_time.calendar(period, *days))}
    columns = max(places.values(), default=0) + 1
    cells: dict[str, dict[int, list[Row]]] = defaultdict(lambda: defaultdict(list))
    for row in found.rows:
        if row.value is not None and row.period in places:
            cells[row.value][places[row.period]].append(row)
    most = max((sum(row.n for row in rows) for cell in cells.values() for rows in cell.values()), default=1)
    return [
        Multiple(
            value,
            name := named(lane, value, filters.codebook),
            n,
            drawn(name, n, cells[value], columns, most),
        )
        for value, n in found.values.items()
        if value is not None and cells[value]
    ][:MOST]


def drawn(name: str, n: int, cell: dict[int, list[Row]], columns: int, most: int) -> SafeString:
    width = WIDTH / columns
    bars = []
    for place, rows in sorted(cell.items()):
        height = max(2.0, sum(row.n for row in rows) / most * (HEIGHT - 4))
        gravest = max(rows, key=lambda row: row.level if row.level is not None else -9)
        bars.append(
            el(
                "rect",
                class_="bar flat",
                data_l="c" if gravest.step == "+" else gravest.step,
                x=place * width + min(1.0, width / 4) / 2,
                y=HEIGHT - height - 1,
                width=max(1.0, width - min(1.0, width / 4)),
                height=height,
            )
        )
    spoken = ngettext("%(name)s: %(n)s incident", "%(name)s: %(n)s incidents", n) % {
        "name": name,
        "n": grouped(n),
    }
    return svg.drawing(WIDTH, HEIGHT, spoken, *bars, line("ax", 0, HEIGHT - 0.5, WIDTH, HEIGHT - 0.5))


def named(lane: str, value: str, book: Codebook) -> str:
    """A value in words."""
    party = naming(book)
    if lane == "dyad":
        first, second = (party(code).name for code in value.split(">"))
        return _("%(first)s → %(second)s") % {"first": first, "second": second}
    if lane == "initiator":
        return party(value).name
    return label((book.types if lane == "type" else book.themes).get(value, {})) or value
