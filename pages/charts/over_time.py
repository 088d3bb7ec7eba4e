"""What columns over time show: periods that suit the span, numbers from the series, tiles while the incidents are few."""

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.db.models import F, QuerySet
from django.db.models.functions import TruncMonth
from django.urls import reverse
from django.utils.dates import MONTHS_3
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from pages import signs
from pages.charts.columns import COLUMN, GAP, MOST_TILES, Chart, Column, Mark, drawings, folded
from pages.charts.svg import TILE
from pages.data_links import by_period
from pages.kept import kept
from pages.languages import of_record
from pages.numerals import grouped
from pages.rows import naming, step_words
from record.codebook import Codebook, label
from record.ends import ends
from record.filters import IncidentFilter
from record.lists import card
from record.models import IncidentIndex
from record.models.indexes import FIRST_DAY, LAST_DAY
from record.moments import Moment
from record.series import Row, Series, periods, series
from record.series_tables import FATES, How

MOST_COLUMNS = 60
MOST_SPREAD = 2000  # incidents of a side of which those are sought that lie in several periods
MOST_MARKS = 200  # incidents on a chart that are still drawn one by one
BINS = (1, 2, 5, 10, 20, 25, 50, 100)  # years in one column
LEFT_OUT = FATES[:-1]
CODED = ("no", "partly", "yes")


@dataclass(frozen=True)
class OverTime:
    """A chart with what has to stand beside it. `numbers`: name of a period to incidents on each side; `data`: their files.

    `unsure`: in some periods a side shows nothing, though incidents whose days are not sure may lie there.
    """

    drawings: list[tuple[str, SafeString]]
    levels: list[signs.Level]
    period: str
    totals: dict[str, int]
    numbers: list[tuple[str, list[int]]]
    sides: tuple[str, ...]
    placed: list[int]
    unit: bool
    data: list[str]
    unsure: bool = False

    @property
    def left_out(self) -> list[str]:
        """Why incidents are not on the chart, in words, with how many."""
        words = {
            "not_counted": _("%s not counted (plans, patterns, processes, refuted)"),
            "undated": _("%s undated"),
            "spread": _("%s whose days lie in more than one period"),
        }
        return [words[name] % grouped(self.totals[name]) for name in words if self.totals[name]]


def over_time(
    key: str,
    filters: list[IncidentFilter],
    moment: Moment,
    sides: tuple[str, ...] = ("",),
    *,
    counted: bool = True,
    pinned: bool = False,
    widths: dict[str, int] = COLUMN,
) -> OverTime | None:
    """Columns of one selection, or of two, the second below the axis; none if nothing can be placed.

    `key` names the drawing on the page. `pinned` links to the versions shown, for past states. Kept until something is
    published. Two queries of each side, one for the ends, and one of each side while tiles are drawn.
    """
    asked = [
        "over time",
        key,
        *(one.data.urlencode() for one in filters),
        *sides,
        counted,
        pinned,
        *widths.values(),
    ]

    def make() -> OverTime | None:
        return drawn(key, filters, moment, sides, counted=counted, pinned=pinned, widths=widths)

    return kept(moment, asked, make)


def drawn(
    key: str,
    filters: list[IncidentFilter],
    moment: Moment,
    sides: tuple[str, ...],
    *,
    counted: bool,
    pinned: bool,
    widths: dict[str, int],
) -> OverTime | None:
    """The same, made anew."""
    days = extent(filters)
    if not days:
        return None
    period, years = suited(*days)
    found = [
        series(one, moment, How(period=period, split="step", zeros=True, counted=counted)) for one in filters
    ]
    columns = columns_of(found, period, days)
    columns = binned(with_spread(columns, filters, found, period, days, counted=counted), years)
    unit = sum(one.totals["placed"] for one in found) <= MOST_MARKS
    unit = unit and (period != "year" or room_for_tiles(columns, widths))
    book = filters[0].codebook
    if unit:
        columns = with_marks(
            columns, [marks_of(one, period, years, counted, book, pinned) for one in filters]
        )
        unit = all(len(side) <= MOST_TILES for column in columns for side in column.marks)
    totals = {name: sum(one.totals[name] for one in found) for name in FATES}
    placed = [one.totals["placed"] for one in found]
    if not any(placed):
        return None
    chart = Chart(key, spoken(columns, sides), columns, sides, unit)
    data = [by_period(one, moment, period, counted=counted) for one in filters]
    return OverTime(
        drawings(chart, widths),
        levels(found, book),
        period,
        totals,
        numbers(columns),
        sides,
        placed,
        unit,
        data,
        any(column.unsure(side) for column in columns for side in range(len(found))),
    )


# --- periods ----------------------------------------------------------------------------------------------------------


def extent(filters: list[IncidentFilter]) -> tuple[date, date] | None:
    """The first and the last day that a selection can be drawn from and to; what was asked for cuts it. A query for each."""
    found = [of_one for one in filters if (of_one := ends(one.selected(), one.moment))]
    first, last = [of_one[0] for of_one in found], [of_one[1] for of_one in found]
    asked = filters[0].form.cleaned_data
    if not first:
        return None
    begin = max(filter(None, (min(first), asked.get("from"))))
    end = min(filter(None, (max(last), asked.get("to"))))
    return (begin, end) if FIRST_DAY < begin <= end < LAST_DAY else None


def suited(first: date, last: date) -> tuple[str, int]:
    """(period of the series, years in a column): the finest with at most MOST_COLUMNS columns."""
    for period in ("month", "quarter"):
        if periods(period, first, last) <= MOST_COLUMNS:
            return period, 1
    years = periods("year", first, last)
    return "year", next((size for size in BINS if years / size <= MOST_COLUMNS), BINS[-1])


def columns_of(found: list[Series], period: str, days: tuple[date, date]) -> list[Column]:
    """A column for every period from the first day to the last, with the numbers of each side."""
    cells: dict[str, list[dict[str, int]]] = defaultdict(lambda: [{} for _side in found])
    coded: dict[str, str] = {}
    starts: dict[str, str] = {}
    for side, one in enumerate(found):
        for row in one.rows:
            starts[row.period] = row.start
            coded[row.period] = least(coded.get(row.period), row)
            if row.n:
                cells[row.period][side][row.value or ""] = row.n
    return [
        named(
            name,
            period,
            Column("", "", coded.get(name, "no"), tuple(cells[name]), tuple([] for _side in found)),
        )
        for name in calendar(period, *days)
    ]


def least(known: str | None, row: Row) -> str:
    return row.coded if known is None else min(known, row.coded, key=CODED.index)


def calendar(period: str, first: date, last: date) -> list[str]:
    """The names of all periods between two days, as the series writes them."""
    found: dict[str, None] = {}
    day = date(first.year, first.month, 1)
    while day <= last:
        found[name_of(period, day)] = None
        day = (
            (day + timedelta(days=32)).replace(day=1)
            if period != "year"
            else day.replace(year=day.year + 1, month=1)
        )
    return list(found)


def name_of(period: str, day: date) -> str:
    """2025-05, 2025-Q2 or 2025."""
    if period == "month":
        return f"{day:%Y-%m}"
    return f"{day.year:04}-Q{(day.month + 2) // 3}" if period == "quarter" else f"{day.year:04}"


def named(name: str, period: str, column: Column) -> Column:
    """The column with its tick: “May” under 2025, “Q2” under 2025, or the year alone."""
    year, _dash, part = name.partition("-")
    if period == "month":
        return replace(column, name=str(MONTHS_3[int(part)]).capitalize(), group=year)
    return replace(column, name=part, group=year) if period == "quarter" else replace(column, name=year)


def with_spread(
    columns: list[Column],
    filters: list[IncidentFilter],
    found: list[Series],
    period: str,
    days: tuple[date, date],
    *,
    counted: bool,
) -> list[Column]:
    """The columns knowing on which side incidents may lie in them that no period holds whole. A query for each side that has any."""
    spans = [
        spread_days(one.selected(), counted=counted) if looked_at(side) else []
        for one, side in zip(filters, found, strict=True)
    ]
    if not any(spans):
        return columns
    touched = [{name for span in side for name in periods_of(span, period, days)} for side in spans]
    names = calendar(period, *days)
    return [
        replace(column, spread=tuple(name in side for side in touched))
        for name, column in zip(names, columns, strict=True)
    ]


def periods_of(span: tuple[date, date], period: str, days: tuple[date, date]) -> list[str]:
    first, last = max(span[0], days[0]), min(span[1], days[1])
    return calendar(period, first, last) if first <= last else []


def spread_days(rows: QuerySet, *, counted: bool) -> list[tuple[date, date]]:
    """Stretches of the days on which incidents may have happened whose two ends lie in different months. One query."""
    bounded = rows.filter(span__isnull=False, span__lower_inf=False, span__upper_inf=False)
    spread = bounded.filter(counted=True) if counted else bounded
    months = spread.annotate(start=TruncMonth("day_asc"), end=TruncMonth("day_desc"))
    several = months.exclude(start=F("end")).order_by().values_list("start", "day_desc").distinct()
    return list(several)


def looked_at(side: Series) -> bool:
    """Where there are thousands, hardly a period is empty, and the days of all of them are much to read."""
    return bool(side.totals["spread"]) and sum(side.totals.values()) <= MOST_SPREAD


def binned(columns: list[Column], years: int) -> list[Column]:
    """Years put together by fives, tens and so on, each bin named by its first and its last year: 1800–1804."""
    if years == 1:
        return columns
    bins: dict[int, list[Column]] = defaultdict(list)
    for column in columns:
        bins[int(column.name) // years * years].append(column)
    return [together(bin_name(str(start), years), bins[start]) for start in sorted(bins)]


def bin_name(year: str, years: int) -> str:
    """The first and the last year of the bin that a year is in; the year itself where each has a column."""
    start = int(year) // years * years
    return f"{start}–{start + years - 1}" if years > 1 else year


def together(name: str, columns: list[Column]) -> Column:
    sides = range(len(columns[0].counts))
    counts = tuple(added([column.counts[side] for column in columns]) for side in sides)
    known = min((column.coded for column in columns), key=CODED.index)
    spread = tuple(any(any(column.spread[side : side + 1]) for column in columns) for side in sides)
    return Column(name, "", known, counts, tuple([] for _side in sides), spread=spread)


def added(counts: list[dict[str, int]]) -> dict[str, int]:
    total: dict[str, int] = defaultdict(int)
    for one in counts:
        for step, n in one.items():
            total[step] += n
    return dict(total)


# --- tiles ------------------------------------------------------------------------------------------------------------


def room_for_tiles(columns: list[Column], widths: dict[str, int]) -> bool:
    """Whether each column is as wide as a tile in the narrowest drawing; of centuries, only runs that are folded leave so few."""
    return len(folded(columns)) * (TILE + GAP) <= min(widths.values())


def marks_of(
    filters: IncidentFilter, period: str, years: int, counted: bool, book: Codebook, pinned: bool
) -> dict[tuple[str, str], list[Mark]]:
    """(name, group) of a column to its incidents, the least hostile first. One query."""
    rows = filters.selected().filter(span__isnull=False)
    rows = rows.filter(counted=True) if counted else rows
    found: dict[tuple[str, str], list[Mark]] = defaultdict(list)
    for row in rows.order_by("level", "day_asc", "number").defer("search")[: 2 * MOST_MARKS]:
        if name := whole_period(row, period):
            column = named(bin_name(name, years) if period == "year" else name, period, Column("", ""))
            found[column.name, column.group].append(mark(row, book, pinned))
    return found


def whole_period(row: IncidentIndex, period: str) -> str:
    """The period in which all its possible days lie; empty if there is none."""
    if not (row.span.lower and row.span.upper):
        return ""
    first, last = row.span.lower, row.span.upper - timedelta(days=1)
    name = name_of(period, first)
    return name if name == name_of(period, last) else ""


def mark(row: IncidentIndex, book: Codebook, pinned: bool) -> Mark:
    known = card(row, "")
    step = known["hostility"]["step"]
    level = signs.level(step, step_words(book).get(step, ""))
    when = signs.date_words(known["date"]["edtf"])
    dyad = signs.dyad(known, naming(book))
    unsure = [] if row.certainty in signs.SURE else [book.scale_label("certainty", row.certainty).lower()]
    return Mark(
        step,
        level.key,
        known["title"],
        reverse("incident", args=[f"{row.ref}@{row.version}" if pinned else row.ref]),
        when,
        label(book.types.get(known["type"], {})) or known["type"],
        about=", ".join([f"{when}. {level.word}", *unsure, *([dyad.doubt] if dyad.doubted else [])]),
        lang=of_record(),
        planned=row.status in ("planned", "proposed"),
        doubted=dyad.doubted,
    )


def with_marks(columns: list[Column], sides: list[dict[tuple[str, str], list[Mark]]]) -> list[Column]:
    return [
        replace(column, marks=tuple(side.get((column.name, column.group), []) for side in sides))
        for column in columns
    ]


# --- words ------------------------------------------------------------------------------------------------------------


def levels(found: list[Series], book: Codebook) -> list[signs.Level]:
    """The steps that occur, in the order of the scale, for the key."""
    occurring = {row.value for one in found for row in one.rows if row.n}
    return [signs.level(step, word) for step, word in step_words(book).items() if step in occurring]


def numbers(columns: list[Column]) -> list[tuple[str, list[int]]]:
    """Every period with incidents, and how many on each side."""
    return [
        (" ".join(filter(None, (column.name, column.group))), [sum(side.values()) for side in column.counts])
        for column in columns
        if not column.empty
    ]


def spoken(columns: list[Column], sides: tuple[str, ...]) -> str:
    """The numbers of the chart in a sentence, for those who hear the page; the longest are cut."""
    parts = []
    for name, counts in numbers(columns)[:24]:
        said = ", ".join(f"{side} {grouped(n)}".strip() for side, n in zip(sides, counts, strict=True) if n)
        parts.append(f"{name}: {said}")
    return _("Incidents by period. ") + "; ".join(parts) + not_coded(columns)


def not_coded(columns: list[Column]) -> str:
    """The ranges that the drawing folds."""
    ranges = [column.name for column in folded(columns) if column.periods > 1]
    return _(". Not yet coded: %s") % "; ".join(ranges[:24]) if ranges else ""
