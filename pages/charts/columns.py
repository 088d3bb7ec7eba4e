"""Columns over time: one tile for each incident while they are few, stacked bars when they are many; one side or two.

Hatched: not yet coded. Blank: coded, none found. Above the axis the first side, below it the second.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from pages.charts import svg
from pages.charts.svg import TILE, el, line, text

MOST_TILES = 12  # in one column; more are stacked bars
NAMED = 12  # marks in a whole chart that still get a name beside them
COLUMN = {"ch-n": 350, "ch-m": 680, "ch-l": 896}  # px, for a chart in a column of the page
PAGE = {**COLUMN, "ch-w": 1360}  # and over its whole width
STACK = ("5", "4", "3", "2", "1", "0", "+")  # from the axis outwards
GAP = 2
HATCHED_RUN = 3  # so many uncoded columns in a row become a narrow one
BARS = 150  # px of the longest stacked bar
TICK_ROOM = 34  # px that a tick's label needs
MOST_LINES = 5  # of the scale behind stacked bars
AXIS = 24  # px between the sides of a chart, where the ticks stand


@dataclass(frozen=True)
class Mark:
    """One incident on the chart."""

    step: str
    key: str
    label: str
    address: str
    date: str = ""
    name: str = ""
    planned: bool = False


@dataclass(frozen=True)
class Column:
    """One period. `marks` and `counts` (step to number) have a member for each side of the chart."""

    name: str
    group: str
    coded: str = "yes"
    counts: tuple[dict[str, int], ...] = ({},)
    marks: tuple[list[Mark], ...] = ([],)
    periods: int = 1

    @property
    def empty(self) -> bool:
        return not any(sum(side.values()) for side in self.counts)


@dataclass(frozen=True)
class Chart:
    """Columns in the order of time. `sides` has one or two names; `label` says the numbers for those who hear the page."""

    key: str
    label: str
    columns: list[Column]
    sides: tuple[str, ...] = ("",)
    unit: bool = True

    @property
    def total(self) -> int:
        return sum(sum(side.values()) for column in self.columns for side in column.counts)


@dataclass
class Slot:
    """Where a column stands in a drawing, in px."""

    column: Column
    x: float = 0
    width: float = 0
    hatched: bool = field(init=False)

    def __post_init__(self):
        self.hatched = self.column.empty and self.column.coded == "no"

    @property
    def middle(self) -> float:
        return self.x + self.width / 2


def drawings(chart: Chart, widths: dict[str, int]) -> list[tuple[str, SafeString]]:
    """(class, drawing) for each width; the page shows the one that fits its box."""
    return [(name, draw(chart, width, f"{chart.key}-{name[-1]}")) for name, width in widths.items()]


def draw(chart: Chart, width: int, key: str) -> SafeString:
    slots = placed(chart, width)
    heights = [side_height(chart, side) for side in range(len(chart.sides))]
    top = 18 if chart.sides[0] else 4
    base = top + heights[0]
    below = base + AXIS if len(heights) > 1 else base
    bottom = below + (heights[1] + 18 if len(heights) > 1 else 34)
    rules = [line("ax", 0, edge + 0.5, width, edge + 0.5) for edge in dict.fromkeys((base, below))]
    names = [text(0, 12, chart.sides[0], "lb")] if chart.sides[0] else []
    names += [text(0, bottom - 4, chart.sides[1], "lb")] if len(heights) > 1 else []
    draw_side = tiles if chart.unit else bars
    boxes = list(zip((top, below), heights, strict=False))
    sides = [draw_side(chart, slots, 0, base, -1)]
    sides += [draw_side(chart, slots, 1, below, 1)] if len(heights) > 1 else []
    return svg.drawing(
        width,
        bottom,
        chart.label,
        el("defs", svg.hatch(key)),
        *hatches(slots, key, boxes),
        *rules,
        *(part for side in sides for part in side),
        *ticks(slots, base + 16.5, two_lines=len(heights) == 1),
        *names,
        role="group" if chart.unit else "img",
    )


# --- where the columns stand -----------------------------------------------------------------------------------------


def placed(chart: Chart, width: int) -> list[Slot]:
    """The columns with their places. Those with named marks are wide, runs that nobody coded narrow."""
    slots = [Slot(column) for column in folded(chart.columns)]
    weights = [weight(chart, slot, width / max(1, len(slots))) for slot in slots]
    x, unit = 0.0, width / (sum(weights) or 1)
    for slot, share in zip(slots, weights, strict=True):
        slot.x, slot.width = x, share * unit
        x += slot.width
    return slots


def weight(chart: Chart, slot: Slot, even: float) -> float:
    if slot.column.periods > 1:
        return min(2.0, max(1.0, 70 / even))
    named = chart.unit and chart.total <= NAMED
    return 4.0 if named and not slot.column.empty else 1.0


def folded(columns: list[Column]) -> list[Column]:
    """Runs of HATCHED_RUN and more columns that nobody coded, as one."""
    found: list[Column] = []
    run: list[Column] = []
    for column in [*columns, None]:
        if column and column.empty and column.coded == "no":
            run.append(column)
            continue
        found += [one_of(run)] if len(run) >= HATCHED_RUN else run
        run = []
        if column:
            found.append(column)
    return found


def one_of(run: list[Column]) -> Column:
    first, last = (" ".join(filter(None, (end.name, end.group))) for end in (run[0], run[-1]))
    return Column(f"{first} – {last}", "", "no", run[0].counts, run[0].marks, len(run))


def hatches(slots: list[Slot], key: str, sides: Iterable[tuple[float, float]]) -> Iterable[SafeString]:
    """The hatched places, with their meaning in words where there is room."""
    for slot in slots:
        if not slot.hatched:
            continue
        for y, height in sides:
            yield el("rect", x=slot.x, y=y, width=slot.width, height=height, fill=f"url(#{key})")
        y, height = next(iter(sides))
        if slot.width > 84:
            yield text(slot.middle, y + height / 2 + 4, _("not yet coded"), "hn", "middle")


def ticks(slots: list[Slot], y: float, *, two_lines: bool) -> Iterable[SafeString]:
    """Names of the columns, as many as there is room for; the group (a year) where it changes."""
    free, group = 0.0, ""
    for slot in slots:
        name = slot.column.name if slot.column.periods == 1 else ""
        new = slot.column.group and slot.column.group != group
        room = max(TICK_ROOM, svg.GLYPH * len(name) + 6)
        if name and slot.middle - room / 2 >= free:
            shown = name if two_lines or not new else f"{name} {slot.column.group}"
            yield text(slot.middle, y, shown, "tk", "middle")
            free = slot.middle + svg.GLYPH * len(shown) / 2 + 4
            if new and two_lines:
                yield text(slot.middle, y + 14.5, slot.column.group, "tk tk--y", "middle")
            group = slot.column.group or group


# --- what stands on the axis -----------------------------------------------------------------------------------------


def side_height(chart: Chart, side: int) -> float:
    """px that a side needs."""
    if not chart.unit:
        longest = max((sum(column.counts[side].values()) for column in chart.columns), default=0)
        most = max((sum(counts.values()) for column in chart.columns for counts in column.counts), default=0)
        return BARS * longest / most + 14 if most else 40
    most = max((len(column.marks[side]) for column in chart.columns), default=0)
    return max(2, most) * (TILE + GAP) + 8


def tiles(chart: Chart, slots: list[Slot], side: int, base: float, way: int) -> Iterable[SafeString]:
    """A tile for each incident, the lowest nearest the axis; with its date and name where there are few."""
    named = chart.total <= NAMED
    for slot in slots:
        marks = slot.column.marks[side]
        x = slot.x + 6 if named and slot.width > 4 * TILE else slot.middle - TILE / 2
        for place, mark in enumerate(marks):
            y = base + 4 + place * (TILE + GAP) if way > 0 else base - 2 - (place + 1) * (TILE + GAP) + GAP
            yield svg.tile(x, y, mark.key, mark.step, mark.label, mark.address, planned=mark.planned)
            if (
                words := svg.fitting(f"{mark.date} {mark.name}".strip(), slot.width - TILE - 16)
                if named
                else ""
            ):
                yield text(x + TILE + 7, y + TILE / 2 + 4.5, words, "dl")


def bars(chart: Chart, slots: list[Slot], side: int, base: float, way: int) -> Iterable[SafeString]:
    """Stacked bars, the gravest on the axis, and the scale of numbers behind them."""
    most = max((sum(counts.values()) for column in chart.columns for counts in column.counts), default=0)
    if not most:
        return
    scale, every = BARS / most, round_step(most)
    longest = max(sum(column.counts[side].values()) for column in chart.columns)
    for value in range(every, longest + 1, every):
        y = base + way * value * scale
        yield line("gl", 0, y + 0.5, slots[-1].x + slots[-1].width, y + 0.5)
        yield text(2, y - 3 if way < 0 else y + 12, str(value), "tk")
    for slot in slots:
        yield from stacked(slot, slot.column.counts[side], base, way * scale)


def stacked(slot: Slot, counts: dict[str, int], base: float, scale: float) -> Iterable[SafeString]:
    y, gap = base, min(1.0, slot.width * 0.15)
    for step in STACK:
        if n := counts.get(step, 0):
            length = n * scale
            edge = min(y, y + length)
            yield el(
                "rect",
                class_="bar flat",
                data_l="c" if step == "+" else step,
                x=slot.x + gap,
                y=edge,
                width=max(0.5, slot.width - 2 * gap),
                height=max(0.6, abs(length) - 0.4),
            )
            y += length


def round_step(most: int) -> int:
    """The smallest of 1, 2, 5, 10, 20 … that goes into `most` at most five times."""
    power = 1
    while True:
        for step in (power, 2 * power, 5 * power):
            if most / step <= MOST_LINES:
                return step
        power *= 10
