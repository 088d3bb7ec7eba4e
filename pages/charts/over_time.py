"""What columns over time show: periods that suit the span, numbers from the series, tiles while the incidents are few."""

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.db.models import Max, Min
from django.urls import reverse
from django.utils.dates import MONTHS_3
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from pages import signs
from pages.charts.columns import COLUMN, MOST_TILES, Chart, Column, Mark, drawings
from pages.kept import kept
from pages.rows import step_words
from record.codebook import Codebook, label
from record.filters import IncidentFilter
from record.lists import card
from record.models import IncidentIndex
from record.models.indexes import FIRST_DAY, LAST_DAY
from record.moments import Moment
from record.series import Row, Series, periods, series
from record.series_tables import FATES, How

MOST_COLUMNS = 60
MOST_MARKS = 200  # incidents on a chart that are still drawn one by one
BINS = (1, 2, 5, 10, 20, 25, 50, 100)  # years in one column
LEFT_OUT = FATES[:-1]
CODED = ("no", "partly", "yes")


@dataclass(frozen=True)
class OverTime:
    """A chart with what has to stand beside it. `numbers`: name of a period to incidents on each side."""

    drawings: list[tuple[str, SafeString]]
    levels: list[signs.Level]
    period: str
    totals: dict[str, int]
    numbers: list[tuple[str, list[int]]]
    sides: tuple[str, ...]
    placed: list[int]
    unit: bool

    @property
    def left_out(self) -> list[str]:
        """Why incidents are not on the chart, in words, with how many."""
        words = {
            "not_counted": _("%d not counted (plans, patterns, processes, refuted)"),
            "undated": _("%d undated"),
            "spread": _("%d whose days lie in more than one period"),
        }
        return [words[name] % self.totals[name] for name in words if self.totals[name]]


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
    columns = binned(columns_of(found, period, days), years)
    unit = sum(one.totals["placed"] for one in found) <= MOST_MARKS and period != "year"
    book = filters[0].codebook
    if unit:
        columns = with_marks(columns, [marks_of(one, period, counted, book, pinned) for one in filters])
        unit = all(len(side) <= MOST_TILES for column in columns for side in column.marks)
    totals = {name: sum(one.totals[name] for one in found) for name in FATES}
    placed = [one.totals["placed"] for one in found]
    if not any(placed):
        return None
    chart = Chart(key, spoken(columns, sides), columns, sides, unit)
    return OverTime(
        drawings(chart, widths), levels(found, book), period, totals, numbers(columns), sides, placed, unit
    )


# --- periods ----------------------------------------------------------------------------------------------------------


def extent(filters: list[IncidentFilter]) -> tuple[date, date] | None:
    """The first and the last day that a selection can be drawn from and to; what was asked for cuts it. A query for each."""
    first, last = [], []
    for one in filters:
        dated = one.selected().filter(span__isnull=False).order_by()
        ends = dated.aggregate(first=Min("day_asc"), last=Max("day_desc"))
        if ends["first"]:
            first.append(ends["first"])
            last.append(ends["last"])
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


def binned(columns: list[Column], years: int) -> list[Column]:
    """Years put together by fives, tens and so on, each bin named by its first year."""
    if years == 1:
        return columns
    bins: dict[int, list[Column]] = defaultdict(list)
    for column in columns:
        bins[int(column.name) // years * years].append(column)
    return [together(str(start), bins[start]) for start in sorted(bins)]


def together(name: str, columns: list[Column]) -> Column:
    sides = range(len(columns[0].counts))
    counts = tuple(added([column.counts[side] for column in columns]) for side in sides)
    known = min((column.coded for column in columns), key=CODED.index)
    return Column(name, "", known, counts, tuple([] for _side in sides))


def added(counts: list[dict[str, int]]) -> dict[str, int]:
    total: dict[str, int] = defaultdict(int)
    for one in counts:
        for step, n in one.items():
            total[step] += n
    return dict(total)


# --- tiles ------------------------------------------------------------------------------------------------------------


def marks_of(
    filters: IncidentFilter, period: str, counted: bool, book: Codebook, pinned: bool
) -> dict[tuple[str, str], list[Mark]]:
    """(name, group) of a column to its incidents, the least hostile first. One query."""
    rows = filters.selected().filter(span__isnull=False)
    rows = rows.filter(counted=True) if counted else rows
    found: dict[tuple[str, str], list[Mark]] = defaultdict(list)
    for row in rows.order_by("level", "day_asc", "number").defer("search")[: 2 * MOST_MARKS]:
        if name := whole_period(row, period):
            column = named(name, period, Column("", ""))
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
    return Mark(
        step,
        level.key,
        f"{known['title']}, {when}. {level.word}",
        reverse("incident", args=[f"{row.ref}@{row.version}" if pinned else row.ref]),
        when,
        label(book.types.get(known["type"], {})) or known["type"],
        planned=row.status in ("planned", "proposed"),
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
        said = ", ".join(f"{side} {n}".strip() for side, n in zip(sides, counts, strict=True) if n)
        parts.append(f"{name}: {said}")
    return _("Incidents by period. ") + "; ".join(parts)
