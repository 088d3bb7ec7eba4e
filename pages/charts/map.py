"""A map of coasts and capitals with a line for each directed pair; no borders.

Number and gravest step stand on each line where there is room; a line of which everything is in doubt is dashed. Cut to the capitals it
joins. What does not fit, or has no capital, stands in the table beside it.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from pages.charts import land, svg
from pages.charts.land import Frame
from pages.charts.projection import EqualEarth, Point, suited, vector
from pages.charts.svg import el, text
from pages.languages import of_record
from pages.numerals import grouped

SIZES = {"ch-n": (350, 400), "ch-w": (760, 460)}  # px; the box of the page picks one
MARGINS = {"ch-n": (44, 56), "ch-w": (96, 70)}
CLOSEST = 1400  # px to the radius of the earth: one country is no larger than this
BEND = 0.18  # of a line, in its length
MOST_NAMES, MOST_NUMBERS = 14, 14  # capitals with their names, lines with their numbers on them
CLEAR = 18  # px between a capital and the numbers of a line
APART = 30  # px between the numbers of two lines
FEW = 6  # lines that all have their numbers, even if one lies on another
CAPITAL = 7  # px kept free round a capital
LINE = 15  # px from the name of a capital to that of its state
STEPS = 24  # points of a line that names keep off

Box = tuple[float, float, float, float]  # left, top, right, bottom


@dataclass(frozen=True)
class Place:
    """A capital."""

    code: str
    name: str
    short: str
    longitude: float
    latitude: float
    state: str = ""  # what the state is called, in the language of the page


@dataclass(frozen=True)
class Line:
    """What one state did to another."""

    start: Place
    end: Place
    n: int
    step: str
    dashed: bool
    label: str

    @property
    def key(self) -> str:
        return "c" if self.step == "+" else self.step


def drawings(lines: list[Line], near: float = land.NEAR) -> list[tuple[str, SafeString]]:
    """(class, drawing) for each size; the busiest lines lie on top. `near`: how fine the coasts are, in px."""
    return [(name, draw(lines, name, near)) for name in SIZES] if lines else []


def draw(lines: list[Line], size: str, near: float = land.NEAR) -> SafeString:
    places = {place.code: place for one in lines for place in (one.start, one.end)}
    frame = framed(list(places.values()), size)
    at = {code: frame.place(vector(place.longitude, place.latitude)) for code, place in places.items()}
    ordered = sorted(lines, key=lambda one: one.n)
    most = max(one.n for one in lines)
    numbered = with_numbers(ordered[::-1][: MOST_NUMBERS // (1 if size == "ch-w" else 2)], at)
    clip = f"map-{size}"
    ends = [arrowhead(key, f"{clip}-{key}") for key in dict.fromkeys(one.key for one in lines)]
    drawn = [arc(one, at[one.start.code], at[one.end.code], most, f"{clip}-{one.key}") for one in ordered]
    counts = [count(one, *spot) for one, spot in numbered]
    box = el("clipPath", el("rect", width=frame.width, height=frame.height), id=clip)
    return svg.drawing(
        frame.width,
        frame.height,
        spoken(lines),
        el("defs", box, *ends),
        el(
            "path",
            class_="land",
            d=land.path(frame._replace(near=near)),
            fill_rule="evenodd",
            clip_path=f"url(#{clip})",
        ),
        *drawn,
        *counts,
        *capitals(places.values(), at, frame, [spot for _one, spot in numbered], passed(ordered, at)),
        class_="ch ch--map",
    )


def framed(places: list[Place], size: str) -> Frame:
    """The cut that shows all places, with room for their names; a single place has its surroundings."""
    width, height = SIZES[size]
    across, down = MARGINS[size]
    points = [vector(place.longitude, place.latitude) for place in places]
    projection = suited(points)
    columns, rows = zip(*map(projection, points), strict=True)
    wide, high = max(columns) - min(columns), max(rows) - min(rows)
    scale = min((width - 2 * across) / max(wide, 1e-6), (height - 2 * down) / max(high, 1e-6), CLOSEST)
    middle = (max(columns) + min(columns)) / 2, (max(rows) + min(rows)) / 2
    # Rounded, so that like selections share the drawing of the coasts.
    if isinstance(projection, EqualEarth):
        height = min(height, max(200, round(high * scale) + 2 * down))
    scale = float(f"{scale:.2g}") if scale > 10 else scale
    return Frame(
        projection,
        width,
        height,
        scale,
        float(round(width / 2 - middle[0] * scale)),
        float(round(height / 2 + middle[1] * scale)),
    )


# --- lines ------------------------------------------------------------------------------------------------------------


def curve(start: Point, end: Point) -> tuple[Point, Point, Point]:
    """A bent line that ends before the dots: where it begins, what pulls it aside, where it ends. Back runs on the other side."""
    (x1, y1), (x2, y2) = start, end
    pull = (x1 + x2) / 2 + (y2 - y1) * BEND, (y1 + y2) / 2 - (x2 - x1) * BEND
    return towards(start, pull, CAPITAL), pull, towards(end, pull, CAPITAL + 4)


def towards(point: Point, other: Point, by: float) -> Point:
    length = math.dist(point, other) or 1.0
    by = min(by, length * 0.4)
    return point[0] + (other[0] - point[0]) * by / length, point[1] + (other[1] - point[1]) * by / length


def arc(one: Line, start: Point, end: Point, most: int, marker: str) -> SafeString:
    (x1, y1), (x, y), (x2, y2) = curve(start, end)
    return el(
        "path",
        el("title", one.label),
        class_="arc",
        data_l=one.key,
        d=f"M{x1:.1f} {y1:.1f}Q{x:.1f} {y:.1f} {x2:.1f} {y2:.1f}",
        stroke_width=1.4 + 2.6 * math.sqrt(one.n / most),
        stroke_dasharray="3 5" if one.dashed else None,
        marker_end=f"url(#{marker})",
    )


def arrowhead(key: str, name: str) -> SafeString:
    return el(
        "marker",
        el("path", d="M0 .6 7.4 4 0 7.4z"),
        id=name,
        class_="mk",
        data_l=key,
        viewBox="0 0 8 8",
        refX=5,
        refY=4,
        markerWidth=10,
        markerHeight=10,
        markerUnits="userSpaceOnUse",
        orient="auto",
    )


def with_numbers(lines: list[Line], at: dict[str, Point]) -> list[tuple[Line, Point]]:
    """Lines with the place of their numbers, the busiest first; on a crowded map only those that lie on nothing else."""
    found: list[tuple[Line, Point]] = []
    for one in lines:
        spots = along(at[one.start.code], at[one.end.code])
        free = [
            spot
            for spot in spots
            if all(math.dist(spot, dot) > CLEAR for dot in at.values())
            and all(math.dist(spot, other) > APART for _line, other in found)
        ]
        if free or len(lines) <= FEW:
            found.append((one, (free or spots)[0]))
    return found


def along(start: Point, end: Point, steps: Iterable[float] = (0.5, 0.4, 0.6, 0.3, 0.7)) -> list[Point]:
    """Points of a line, the middle first."""
    (x1, y1), (x, y), (x2, y2) = curve(start, end)
    return [
        (
            (1 - t) ** 2 * x1 + 2 * t * (1 - t) * x + t * t * x2,
            (1 - t) ** 2 * y1 + 2 * t * (1 - t) * y + t * t * y2,
        )
        for t in steps
    ]


def passed(lines: list[Line], at: dict[str, Point]) -> list[Point]:
    """Points that lines pass, close to one another; names keep off them where they can, so that no arrowhead is hidden."""
    steps = [n / STEPS for n in range(STEPS + 1)]
    return [spot for one in lines for spot in along(at[one.start.code], at[one.end.code], steps)]


def count(one: Line, cx: float, cy: float) -> SafeString:
    """How many in a circle, the gravest in a square beside it, in the middle of the line."""
    number = grouped(one.n)
    radius = 10.5 if len(number) < 3 else 4 + 3.7 * len(number)
    return el(
        "g",
        el("rect", x=cx + radius - 4, y=cy - 8, width=19, height=16),
        text(cx + radius + 7, cy + 4, one.step, "lt"),
        el("circle", cx=cx, cy=cy, r=radius),
        text(cx, cy + 4.3, number, "nr"),
        class_="cnt",
        data_l=one.key,
    )


# --- capitals ---------------------------------------------------------------------------------------------------------


def capitals(
    places: Iterable[Place], at: dict[str, Point], frame: Frame, numbers: list[Point], lines: list[Point]
) -> Iterable[SafeString]:
    """Dots with names, or with the codes of the states where they are many; a name that would lie on another is left out."""
    places, language = list(places), of_record() or None
    few = len(places) <= MOST_NAMES
    taken: list[Box] = [(x - 5, y - 5, x + 5, y + 5) for x, y in at.values()]
    taken += [(x - 11, y - 11, x + 26, y + 11) for x, y in numbers]
    for place in places:
        x, y = at[place.code]
        title = el("title", place.name, lang=language)
        yield el("circle", title, class_="cap", cx=x, cy=y, r=4.5 if few else 3.0)
        names = [name for name in (place.name, place.state) if name] if few else [place.short]
        wide = svg.GLYPH * 1.1 * max(map(len, names))
        if spot := free_spot(x, y, (wide, LINE * (len(names) - 1)), frame, taken, lines):
            left, base, anchor = spot
            yield text(
                left, base, names[0], "ml" if few else "ml minor", anchor, lang=language if few else None
            )
            if len(names) > 1:
                yield text(left, base + LINE, names[1], "ml minor", anchor)


def free_spot(
    x: float, y: float, size: Point, frame: Frame, taken: list[Box], lines: list[Point]
) -> tuple[float, float, str] | None:
    """Where a name can stand beside its dot: below, above, behind or before it, where the fewest lines pass; it is taken then."""
    wide, more = size
    found = []
    for left, base, anchor in (
        (x - wide / 2, y + 19, "middle"),
        (x - wide / 2, y - 10 - more, "middle"),
        (x + 9, y + 5 - more / 2, "start"),
        (x - 9 - wide, y + 5 - more / 2, "end"),
    ):
        box = (left, base - 12, left + wide, base + 3 + more)
        inside = box[0] >= 0 and box[2] <= frame.width and box[1] >= 0 and box[3] <= frame.height
        if inside and not any(overlap(box, other) for other in taken):
            across = sum(box[0] < px < box[2] and box[1] < py < box[3] for px, py in lines)
            found.append((across, len(found), box, (left, base, anchor)))
    if not found:
        return None
    _across, _nth, box, (left, base, anchor) = min(found)
    taken.append(box)
    return {"middle": left + wide / 2, "start": left, "end": left + wide}[anchor], base, anchor


def overlap(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def spoken(lines: list[Line]) -> str:
    """The busiest lines in words; the rest stand in the table."""
    return _("Map of who acts on whom. ") + "; ".join(one.label for one in lines[:12])
