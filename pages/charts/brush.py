"""The brush over the dates: a histogram that two sliders stand on. It stretches to its box, so it holds no text."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from pages.charts.svg import el
from pages.numerals import grouped

WIDTH, HEIGHT, GAP = 230, 48, 2  # of the drawing before it is stretched, the width nearly
MOST = 60  # steps of weeks, months or quarters; then years are counted
MOST_YEARS = 120
BINS = (1, 2, 5, 10, 20, 50, 100)  # years in one step
LATEST = 9900  # years near the end of the calendar cannot be counted on


@dataclass(frozen=True)
class Scale:
    """Steps of equal periods from `start` on; `days` or `months` say how long one is, for the script too."""

    period: str
    start: date
    count: int
    days: int = 0
    months: int = 0

    def edge(self, step: int) -> date:
        """The first day of a step; that of `count` is the day after the last."""
        if self.days:
            return self.start + timedelta(days=self.days * step)
        months = self.start.year * 12 + self.start.month - 1 + self.months * step
        return date(months // 12, months % 12 + 1, 1)

    def step_of(self, day: date) -> int:
        """The step in which a day lies, also before the first and behind the last."""
        if self.days:
            return (day - self.start).days // self.days
        return ((day.year - self.start.year) * 12 + day.month - self.start.month) // self.months


@dataclass(frozen=True)
class Brush:
    """The drawing and where the two sliders stand: on the edges `first` and `last` of `count` steps."""

    scale: Scale
    first: int
    last: int
    drawing: SafeString
    ticks: tuple[str, str]

    @property
    def start(self) -> date:
        return self.scale.start

    @property
    def days(self) -> int:
        return self.scale.days

    @property
    def months(self) -> int:
        return self.scale.months

    @property
    def count(self) -> int:
        return self.scale.count


def scale(first: date, last: date) -> Scale:
    """The finest steps that are few enough to be told apart."""
    monday = first - timedelta(days=first.weekday())
    weeks = (last - monday).days // 7 + 1
    if weeks <= MOST:
        return Scale("week", monday, weeks, days=7)
    begin = {"month": first.month, "quarter": (first.month - 1) // 3 * 3 + 1}
    for period, length in (("month", 1), ("quarter", 3)):
        made = Scale(period, date(first.year, begin[period], 1), 0, months=length)
        if (steps := made.step_of(last) + 1) <= MOST:
            return Scale(period, made.start, steps, months=length)
    years = next((n for n in BINS if (last.year - first.year) // n < MOST_YEARS), BINS[-1])
    start = max(1, first.year // years * years)
    steps = (min(last.year, LATEST) - start) // years + 1
    return Scale("year", date(start, 1, 1), steps, months=12 * years)


def brush(scale: Scale, counted: dict[date, int], begin: date | None, end: date | None) -> Brush:
    """`counted`: first day of a period to its incidents; `begin` and `end` are the days asked for."""
    bars = [0] * scale.count
    for day, n in counted.items():
        if 0 <= (step := scale.step_of(day)) < scale.count:
            bars[step] += n
    first = clipped(scale, begin, 0, scale.step_of)
    last = max(first + 1, clipped(scale, end, scale.count, lambda day: scale.step_of(day) + 1))
    ticks = tuple(named(scale.edge(step), scale.period) for step in (0, scale.count - 1))
    return Brush(scale, first, last, drawn(bars, first, last, scale), ticks)  # type: ignore[arg-type]


def clipped(scale: Scale, day: date | None, default: int, step: Callable[[date], int]) -> int:
    return default if day is None else min(max(step(day), 0), scale.count - (0 if default else 1))


def drawn(bars: list[int], first: int, last: int, scale: Scale) -> SafeString:
    most = max(*bars, 1)
    tops = [HEIGHT - max(2, round(n / most * (HEIGHT - 4))) if n else HEIGHT for n in bars]
    bar = max(2, round(WIDTH / len(bars)) - GAP)
    width = bar + GAP
    # Whole numbers and one outline, because a list of incidents may weigh little and this is much of it.
    path = f"M1 {HEIGHT}" + "".join(f"V{top}h{bar}V{HEIGHT}h{GAP}" for top in tops)
    return el(
        "svg",
        el("rect", class_="sel", x=first * width, y=0, width=(last - first) * width, height=HEIGHT),
        el("path", d=path, class_="bars"),
        class_="ch ch--brush",
        viewBox=f"0 0 {width * len(bars)} {HEIGHT}",
        preserveAspectRatio="none",
        role="img",
        aria_label=spoken(bars, scale),
    )


def spoken(bars: list[int], scale: Scale) -> str:
    """The numbers behind the drawing, the largest and the whole."""
    most = max(bars)
    if not most:
        return _("No incident can be placed in time.")
    return _("%(n)s incidents over time, most of them, %(most)s, in the period that begins on %(day)s.") % {
        "n": grouped(sum(bars)),
        "most": grouped(most),
        "day": date_format(scale.edge(bars.index(most)), "j E Y"),
    }


def named(day: date, period: str) -> str:
    """A step's name under the histogram."""
    return str(day.year) if period == "year" else date_format(day, "M Y")
