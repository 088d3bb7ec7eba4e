"""Columns over time: one tile for each incident while they are few, stacked bars when they are many; one side or two.

Hatched: not yet coded. Dotted: coded in part, none found so far. Blank: coded, none found. Above the axis the first side,
below it the second. Where the axis is broken, a run of periods that nobody coded is folded.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import pairwise

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from pages.charts import svg
from pages.charts.svg import TILE, el, line, text
from pages.numerals import grouped

MOST_TILES = 12  # in one column; more are stacked bars
NAMED = 12  # marks in a whole chart that still get a name beside them
COLUMN = {"ch-n": 350, "ch-m": 680, "ch-l": 896}  # px, for a chart in a column of the page
PAGE = {**COLUMN, "ch-w": 1360}  # and over its whole width
STACK = ("5", "4", "3", "2", "1", "0", "+")  # from the axis outwards
GAP = 2
HATCHED_RUN = 3  # so many uncoded columns in a row become one
BARS = 150  # px of the longest stacked bar
TICK_ROOM = 34  # px that a tick's label needs
WORDS_ROOM = 84  # px for “not yet coded”
TICK_GLYPH = 6.2  # px, mean width of a letter of a tick
FOLD = 90  # px of a run that is folded
FOLDS_SHARE = 0.4  # of a chart, that all runs may take in any case
NARROW_BAR = 12  # px that the other bars keep when runs need more than their share
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
    about: str = ""
    lang: str = ""
    planned: bool = False
    doubted: bool = False


WORDINGS: tuple[Callable[[Mark], str], ...] = (
    lambda mark: f"{mark.date} {mark.name}".strip(),
    lambda mark: mark.name,
    lambda mark: mark.date,
)


@dataclass(frozen=True)
class Column:
    """One period. `marks` and `counts` (step to number) have a member for each side of the chart.

    `spread`: sides with incidents that may have happened in it or in another. A run of `periods` that is folded has its range for a name, and its years alone in `short`.
    """

    name: str
    group: str
    coded: str = "yes"
    counts: tuple[dict[str, int], ...] = ({},)
    marks: tuple[list[Mark], ...] = ([],)
    periods: int = 1
    short: str = ""
    spread: tuple[bool, ...] = ()

    @property
    def empty(self) -> bool:
        return not any(sum(side.values()) for side in self.counts)

    def hatched(self, side: int) -> bool:
        """Whether a side shows nothing because nobody coded the period; the other side may have incidents."""
        return self.coded == "no" and not sum(self.counts[side].values()) and not self.unsure(side)

    def unsure(self, side: int) -> bool:
        """Whether a side has nothing to show but incidents that may have happened then or in another period."""
        return any(self.spread[side : side + 1]) and not sum(self.counts[side].values())

    def dotted(self, side: int) -> bool:
        """The same of a period that was coded in part only."""
        return self.coded == "partly" and not sum(self.counts[side].values()) and not self.unsure(side)


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

    @property
    def folded(self) -> bool:
        return self.column.periods > 1

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
        el("defs", svg.hatch(key), svg.dots(f"{key}-part")),
        *hatches(slots, key, boxes),
        *rules,
        *breaks(slots, dict.fromkeys((base, below))),
        *(part for side in sides for part in side),
        *ticks(slots, base + 16.5, two_lines=len(heights) == 1),
        *names,
        role="group" if chart.unit else "img",
    )


# --- where the columns stand -----------------------------------------------------------------------------------------


def placed(chart: Chart, width: int) -> list[Slot]:
    """The columns with their places. Those with named marks are wide; a folded run has room for its range, if there is any."""
    slots = [Slot(column) for column in folded(chart.columns)]
    runs, others = ([slot for slot in slots if slot.folded is folds] for folds in (True, False))
    spare = width - (TILE if chart.unit else NARROW_BAR) * len(others)
    for slot in runs:
        slot.width = run_width(slot, FOLDS_SHARE * width / len(runs), spare / len(runs)) if others else width
    weights = [weight(chart, slot) for slot in others]
    unit = (width - sum(slot.width for slot in runs)) / (sum(weights) or 1)
    for slot, share in zip(others, weights, strict=True):
        slot.width = share * unit
    for before, slot in pairwise(slots):
        slot.x = before.x + before.width
    return slots


def run_width(slot: Slot, share: float, spare: float) -> float:
    """Room for the range of a folded run as long as the other columns stay wide enough; for words beside it, of its share alone."""
    needed = range_room(slot.column.name)
    return min(max(share, needed) if needed <= spare else share, max(FOLD, needed))


def weight(chart: Chart, slot: Slot) -> float:
    named = chart.unit and chart.total <= NAMED
    return 4.0 if named and not slot.column.empty else 1.0


def label_room(words: str) -> float:
    return max(TICK_ROOM, svg.GLYPH * len(words) + 6)


def range_room(words: str) -> float:
    """px of a range, which has its place for itself."""
    return TICK_GLYPH * len(words) + 4


def folded(columns: list[Column]) -> list[Column]:
    """Runs of HATCHED_RUN and more columns that nobody coded, as one."""
    found: list[Column] = []
    run: list[Column] = []
    for column in [*columns, None]:
        if column and column.empty and column.coded == "no" and not any(column.spread):
            run.append(column)
            continue
        found += [one_of(run)] if len(run) >= HATCHED_RUN else run
        run = []
        if column:
            found.append(column)
    return found


def one_of(run: list[Column]) -> Column:
    """Its range: 1805–1894, or Jan 2025 – Mar 2025."""
    first, last = run[0], run[-1]
    years = (first.group or first.name).partition("–")[0], (last.group or last.name).rpartition("–")[2]
    short = "–".join(dict.fromkeys(years))
    name = f"{first.name} {first.group} – {last.name} {last.group}" if first.group else short
    return Column(name, "", "no", first.counts, first.marks, len(run), short)


def hatches(slots: list[Slot], key: str, sides: list[tuple[float, float]]) -> Iterable[SafeString]:
    """The hatched and the dotted places, each side by itself, with their meaning in words where there is room."""
    for slot in slots:
        for y, height in (box for side, box in enumerate(sides) if slot.column.dotted(side)):
            told = el("title", slot.column.name + ": " + _("coded in part, none found so far"))
            yield el("rect", told, x=slot.x, y=y, width=slot.width, height=height, fill=f"url(#{key}-part)")
        for y, height in (box for side, box in enumerate(sides) if slot.column.unsure(side)):
            told = el("title", slot.column.name + ": " + _("acts of unsure date may lie here"))
            yield el("rect", told, x=slot.x, y=y, width=slot.width, height=height, fill="transparent")
            if slot.width > WORDS_ROOM:
                yield text(slot.middle, y + height / 2 + 4, _("date unsure"), "hn", "middle")
        hatched = [box for side, box in enumerate(sides) if slot.column.hatched(side)]
        title = [el("title", f"{slot.column.name}: {_('not yet coded')}")] if slot.folded else []
        for y, height in hatched:
            yield el("rect", *title, x=slot.x, y=y, width=slot.width, height=height, fill=f"url(#{key})")
        if hatched and slot.width > WORDS_ROOM:
            y, height = hatched[0]
            yield text(slot.middle, y + height / 2 + 4, _("not yet coded"), "hn", "middle")


def breaks(slots: list[Slot], axes: Iterable[float]) -> Iterable[SafeString]:
    """Two strokes through the axis where a run of periods is folded: time does not run on evenly there."""
    for slot in slots:
        for y in axes if slot.folded else ():
            yield el("rect", class_="gap", x=slot.middle - 2, y=y - 2, width=4, height=5)
            for x in (slot.middle - 2, slot.middle + 2):
                yield line("ax brk", x - 2, y + 5.5, x + 2, y - 4.5)


def ticks(slots: list[Slot], y: float, *, two_lines: bool) -> Iterable[SafeString]:
    """Names of the columns, as many as there is room for; the ranges of folded runs first, the group (a year) where it changes."""
    ranges = [(slot, range_of(slot)) for slot in slots if slot.folded]
    taken = [(slot.x, slot.x + slot.width) for slot, words in ranges if words]
    for slot, words in ranges:
        if words:
            yield text(slot.middle, y, words, "tk", "middle")
    free, group = 0.0, ""
    for slot in slots:
        name = "" if slot.folded else slot.column.name
        new = slot.column.group and slot.column.group != group
        half = label_room(name) / 2
        middle = max(half, min(slot.middle, slots[-1].x + slots[-1].width - half))  # within the drawing
        inside = any(middle + half > start and middle - half < end for start, end in taken)
        if name and middle - half >= free and not inside:
            shown = name if two_lines or not new else f"{name} {slot.column.group}"
            yield text(middle, y, shown, "tk", "middle")
            free = middle + svg.GLYPH * len(shown) / 2 + 4
            if new and two_lines:
                yield text(slot.middle, y + 14.5, slot.column.group, "tk tk--y", "middle")
            group = slot.column.group or group


def range_of(slot: Slot) -> str:
    """The range of a folded run as far as its place has room: whole, its years, nothing."""
    fitting = (words for words in (slot.column.name, slot.column.short) if range_room(words) <= slot.width)
    return next(fitting, "")


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
    worded = wording(chart, slots)
    for slot in slots:
        marks = slot.column.marks[side]
        x = slot.x + 6 if worded and slot.width > 4 * TILE else slot.middle - TILE / 2
        for place, mark in enumerate(marks):
            y = base + 4 + place * (TILE + GAP) if way > 0 else base - 2 - (place + 1) * (TILE + GAP) + GAP
            yield svg.tile(
                x,
                y,
                mark.key,
                mark.step,
                mark.label,
                mark.address,
                mark.about,
                lang=mark.lang,
                planned=mark.planned,
                doubted=mark.doubted,
            )
            if worded:
                yield text(x + TILE + 7, y + TILE / 2 + 4.5, worded(mark), "dl")


def wording(chart: Chart, slots: list[Slot]) -> Callable[[Mark], str] | None:
    """What stands beside each tile: date and name, the name or the date, whichever fits whole everywhere; else nothing."""
    if chart.total > NAMED:
        return None
    said = [(slot.width - TILE - 14, mark) for slot in slots for marks in slot.column.marks for mark in marks]
    for words in WORDINGS:
        if all(svg.GLYPH * len(words(mark)) <= room for room, mark in said):
            return words
    return None


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
        yield text(2, y - 3 if way < 0 else y + 12, grouped(value), "tk")
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
