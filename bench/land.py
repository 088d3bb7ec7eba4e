"""Makes data/reference/land.json from the coasts of Natural Earth, as the npm package world-atlas 2 has them in TopoJSON.

    .venv/bin/python -m bench.land PATH/TO/world-atlas

Two sets of rings, `coarse` (1:110m) for maps of the world and `fine` (1:50m) for parts of it. A polygon is a list of rings, the
outline first, then its lakes and inner seas. A ring is a flat list of hundredths of a degree: longitude and latitude of its first point,
then the difference of each following point to the one before. No borders are in it: it is the layer `land`.
"""

import json
import sys
from collections.abc import Iterator
from itertools import accumulate, pairwise
from pathlib import Path

TARGET = Path(__file__).resolve().parent.parent / "data" / "reference" / "land.json"
FILES = {"coarse": "land-110m.json", "fine": "land-50m.json"}
SMALLEST = 2  # hundredths of a degree: a smaller island is no more than a dot on any of our maps

Point = tuple[int, int]


def main(folder: Path) -> None:
    found = {name: list(polygons(json.loads((folder / file).read_text()))) for name, file in FILES.items()}
    TARGET.write_text(json.dumps(found, separators=(",", ":")) + "\n")


def polygons(topology: dict) -> Iterator[list[list[int]]]:
    """Every polygon of the land with its rings as flat differences."""
    arcs = [positions(arc, topology["transform"]) for arc in topology["arcs"]]
    for geometry in topology["objects"]["land"]["geometries"]:
        for polygon in geometry["arcs"]:
            rings = [joined(ring, arcs) for ring in polygon]
            if rings and extent(rings[0]) >= SMALLEST:
                yield [differences(ring) for ring in rings if len(ring) > 2]


def positions(arc: list[list[int]], transform: dict) -> list[Point]:
    """An arc in hundredths of a degree; TopoJSON keeps differences of whole steps."""
    (wide, high), (left, low) = transform["scale"], transform["translate"]
    columns, rows = (accumulate(part) for part in zip(*arc, strict=True))
    return [
        (round(100 * (x * wide + left)), round(100 * (y * high + low)))
        for x, y in zip(columns, rows, strict=True)
    ]


def joined(ring: list[int], arcs: list[list[Point]]) -> list[Point]:
    """The points of a ring, each once; an arc with a negative number runs backwards."""
    found: list[Point] = []
    for number in ring:
        for point in arcs[number] if number >= 0 else reversed(arcs[~number]):
            if not found or found[-1] != point:
                found.append(point)
    return found[:-1] if found[0] == found[-1] else found


def extent(ring: list[Point]) -> int:
    return max(max(axis) - min(axis) for axis in zip(*ring, strict=True))


def differences(ring: list[Point]) -> list[int]:
    flat = [*ring[0]]
    for (x, y), (after, above) in pairwise(ring):
        flat += [after - x, above - y]
    return flat


if __name__ == "__main__":
    main(Path(sys.argv[1]))
