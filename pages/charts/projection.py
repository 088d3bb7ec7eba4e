"""The earth on a plane, every area at its size: round a point for parts of it, the whole with Equal Earth."""

import math
from dataclasses import dataclass
from functools import cached_property

Vector = tuple[float, float, float]
Point = tuple[float, float]

WIDEST = math.radians(62)  # farther than this from the middle, the whole earth is drawn
# Equal Earth: B. Šavrič, T. Patterson and B. Jenny, "The Equal Earth map projection" (2018).
A1, A2, A3, A4 = 1.340264, -0.081106, 0.000893, 0.003796
M = math.sqrt(3) / 2
POLAR = -math.sin(math.radians(65))  # Antarctica lies south of here


def vector(longitude: float, latitude: float) -> Vector:
    """A place in degrees as a point on the unit sphere."""
    lon, lat = math.radians(longitude), math.radians(latitude)
    return math.cos(lat) * math.cos(lon), math.cos(lat) * math.sin(lon), math.sin(lat)


@dataclass(frozen=True)
class Azimuthal:
    """Lambert's azimuthal projection round a place in degrees; x to the east, y to the north, in radii of the earth.

    What lies farther away than EDGE is drawn on the edge, so that no coast runs across the picture.
    """

    longitude: float
    latitude: float
    EDGE = math.cos(math.radians(125))

    @cached_property
    def axes(self) -> tuple[Vector, Vector, Vector]:
        """East, north and up at the middle."""
        lon, lat = math.radians(self.longitude), math.radians(self.latitude)
        east = (-math.sin(lon), math.cos(lon), 0.0)
        north = (-math.sin(lat) * math.cos(lon), -math.sin(lat) * math.sin(lon), math.cos(lat))
        return east, north, vector(self.longitude, self.latitude)

    def __call__(self, place: Vector) -> Point:
        (e0, e1, e2), (n0, n1, n2), (u0, u1, u2) = self.axes
        x, y, z = place
        east, north, up = x * e0 + y * e1 + z * e2, x * n0 + y * n1 + z * n2, x * u0 + y * u1 + z * u2
        if up < self.EDGE:
            far = math.hypot(east, north) or 1e-9
            wide = math.sqrt(1 - self.EDGE**2)
            east, north, up = east / far * wide, north / far * wide, self.EDGE
        scale = math.sqrt(2 / (1 + up))
        return east * scale, north * scale

    def outline(self, ring: list[Vector]) -> list[Point]:
        """A ring on the plane; nothing for one that lies altogether on the far side."""
        x, y, z = vector(self.longitude, self.latitude)
        if all(a * x + b * y + c * z < self.EDGE for a, b, c in ring):
            return []
        return [self(point) for point in ring]


@dataclass(frozen=True)
class EqualEarth:
    """The whole earth with Greenwich in the middle. Land that crosses the line of the date goes on beyond the edge."""

    def __call__(self, place: Vector) -> Point:
        return self.at(math.atan2(place[1], place[0]), place[2])

    def at(self, longitude: float, height: float) -> Point:
        angle = math.asin(max(-1.0, min(1.0, M * height)))
        square = angle * angle
        sixth = square**3
        east = longitude * math.cos(angle) / (M * (A1 + 3 * A2 * square + sixth * (7 * A3 + 9 * A4 * square)))
        return east, angle * (A1 + A2 * square + sixth * (A3 + A4 * square))

    def outline(self, ring: list[Vector]) -> list[Point]:
        """A ring on the plane in one piece; nothing for one round the pole, which the plane has no room for."""
        if min(point[2] for point in ring) < POLAR:
            return []
        found, before, turns = [], math.atan2(ring[0][1], ring[0][0]), 0
        for x, y, height in ring:
            longitude = math.atan2(y, x)
            turns += (longitude - before < -math.pi) - (longitude - before > math.pi)
            found.append((longitude + turns * math.tau, height))
            before = longitude
        # Most of it stands on the map, wherever the ring began.
        away = round(sum(longitude for longitude, _height in found) / len(found) / math.tau) * math.tau
        return [self.at(longitude - away, height) for longitude, height in found]


def suited(places: list[Vector]) -> Azimuthal | EqualEarth:
    """The projection for these places: round their middle if they are near enough to each other, else of the whole earth."""
    middle = [sum(axis) for axis in zip(*places, strict=True)]
    length = math.hypot(*middle)
    if length < 1e-6:
        return EqualEarth()
    x, y, z = (part / length for part in middle)
    farthest = min(x * a + y * b + z * c for a, b, c in places)
    if farthest < math.cos(WIDEST):
        return EqualEarth()
    # Whole degrees: neighbouring selections share one drawing of the coasts.
    return Azimuthal(round(math.degrees(math.atan2(y, x))), round(math.degrees(math.asin(z))))
