"""The coasts of the earth as one path of a drawing. No borders: the data has none."""

import json
import math
from functools import cache, lru_cache
from itertools import accumulate
from typing import NamedTuple

from django.conf import settings

from pages.charts.projection import Azimuthal, EqualEarth, Point, Vector, vector

FILE = settings.BASE_DIR / "data" / "reference" / "land.json"  # made by bench/land.py
NEAR = 1.6  # px between two points that are still told apart
LIGHT = 5.0  # the same where a page has to stay light
SMALLEST = 2.5  # square px of an island that is still drawn
MARGIN = 4  # px that the coasts go on beyond the picture

Ring = list[Vector]
SMALL = 300  # points of an island that can be left out by its first one
COARSE_ENOUGH = 12  # px to a degree on the ground: the coarse coasts are fine enough below it


class Frame(NamedTuple):
    """How the plane lies in the picture: px to one radius of the earth, where its origin is, how fine the coasts are in px."""

    projection: Azimuthal | EqualEarth
    width: int
    height: int
    scale: float
    left: float
    top: float
    near: float = NEAR

    def place(self, point: Vector) -> Point:
        return self.on_screen(self.projection(point))

    def outline(self, ring: Ring) -> list[Point]:
        return [self.on_screen(point) for point in self.projection.outline(ring)]

    def on_screen(self, point: Point) -> Point:
        return self.left + point[0] * self.scale, self.top - point[1] * self.scale


@cache
def polygons(name: str) -> list[list[Ring]]:
    """Outlines with their lakes, as points on the sphere; read once."""
    found = json.loads(FILE.read_text())[name]
    return [[points(ring) for ring in polygon] for polygon in found]


def points(flat: list[int]) -> Ring:
    columns, rows = accumulate(flat[::2]), accumulate(flat[1::2])
    return [vector(x / 100, y / 100) for x, y in zip(columns, rows, strict=True)]


@lru_cache(maxsize=32)
def path(frame: Frame) -> str:
    """The path of all land in the frame, for `fill-rule="evenodd"`."""
    name = "coarse" if frame.scale * math.radians(1) < COARSE_ENOUGH else "fine"
    return "".join(drawn(polygon, frame) for polygon in polygons(name) if may_be_seen(polygon[0], frame))


def may_be_seen(outline: Ring, frame: Frame) -> bool:
    """Whether it is worth while to draw an outline: not for islands far from the picture."""
    if len(outline) > SMALL:
        return True
    x, y = frame.place(outline[0])
    room = frame.scale * math.radians(15)
    return -room < x < frame.width + room and -room < y < frame.height + room


def drawn(polygon: list[Ring], frame: Frame) -> str:
    rings = [frame.outline(ring) for ring in polygon]
    if not rings[0]:
        return ""
    whole = ""
    if isinstance(frame.projection, Azimuthal) and contains_antipode(rings[0]):
        # The land lies round the far side of the earth: what the outline encloses here is the sea.
        whole = written(box(frame))
    parts = (cut(ring, frame) for ring in rings if ring)
    return whole + "".join(written(simple) for part in parts if (simple := simplified(part, frame.near)))


def contains_antipode(outline: list[Point]) -> bool:
    """Whether an outline runs the wrong way round in the plane: outlines run clockwise round their land, on a screen."""
    return area(outline) < 0


def area(ring: list[Point]) -> float:
    """Positive for a ring that runs clockwise on the screen, where y grows downwards."""
    return (
        sum(x * below - after * y for (x, y), (after, below) in zip(ring, [*ring[1:], ring[0]], strict=True))
        / 2
    )


def box(frame: Frame) -> list[Point]:
    right, bottom = frame.width + MARGIN, frame.height + MARGIN
    return [(-MARGIN, -MARGIN), (right, -MARGIN), (right, bottom), (-MARGIN, bottom)]


def cut(ring: list[Point], frame: Frame) -> list[Point]:
    """A ring cut to the picture, edge by edge (Sutherland and Hodgman)."""
    for axis, edge, sign in (
        (0, -MARGIN, 1),
        (0, frame.width + MARGIN, -1),
        (1, -MARGIN, 1),
        (1, frame.height + MARGIN, -1),
    ):
        inside = [sign * (point[axis] - edge) >= 0 for point in ring]
        if all(inside):
            continue
        if not any(inside):
            return []
        ring = cut_at(ring, inside, axis, edge)
    return ring


def cut_at(ring: list[Point], inside: list[bool], axis: int, edge: float) -> list[Point]:
    found: list[Point] = []
    for number, (point, within) in enumerate(zip(ring, inside, strict=True)):
        before = ring[number - 1]
        if within != inside[number - 1]:
            share = (edge - before[axis]) / (point[axis] - before[axis])
            found.append(
                (before[0] + share * (point[0] - before[0]), before[1] + share * (point[1] - before[1]))
            )
        if within:
            found.append(point)
    return found


def simplified(ring: list[Point], near: float = NEAR) -> list[Point]:
    """A ring without points that would fall on the one before; nothing for an island too small to see."""
    if len(ring) < 3 or abs(area(ring)) < SMALLEST * (near / NEAR) ** 2:
        return []
    found = [ring[0]]
    for x, y in ring[1:]:
        if abs(x - found[-1][0]) + abs(y - found[-1][1]) >= near:
            found.append((x, y))
    return found if len(found) > 2 else []


def written(ring: list[Point]) -> str:
    """A closed piece of a path in steps from point to point, in tenths of a pixel."""
    x, y = (round(10 * part) for part in ring[0])
    text = [f"M{tenths(x)} {tenths(y)}l"]
    for point in ring[1:]:
        after, below = (round(10 * part) for part in point)
        text.append(f"{tenths(after - x)} {tenths(below - y)} ")
        x, y = after, below
    return "".join(text).rstrip().replace(" -", "-") + "z"


def tenths(n: int) -> str:
    text = f"{n / 10:.1f}".removesuffix(".0")
    return text.replace("0.", ".", 1) if text.startswith(("0.", "-0.")) else text
