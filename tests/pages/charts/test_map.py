"""The map: land where land is, lines between capitals, doubt dashed, names and numbers that do not cover each other."""

import math
import re

import pytest

from pages.charts import land
from pages.charts import map as charts
from pages.charts.land import Frame
from pages.charts.map import Line, Place
from pages.charts.projection import Azimuthal, EqualEarth, vector

MOSCOW = Place("RUS", "Moscow", "RU", 37.62, 55.75)
ASTANA = Place("KAZ", "Astana", "KZ", 71.43, 51.13)
BISHKEK = Place("KGZ", "Bishkek", "KG", 74.6, 42.87)
NUMBER = r"-?\d*\.?\d+"
LIMA = Place("PER", "Lima", "PE", -77.03, -12.04)


def line(start=MOSCOW, end=ASTANA, n=3, step="3", dashed=False):
    return Line(start, end, n, step, dashed, f"{start.name} on {end.name}: {n}")


def covered(frame, longitude, latitude):
    """Whether a place lies on drawn land: a ray to the right crosses its edges an odd number of times."""
    x, y = frame.place(vector(longitude, latitude))
    inside = False
    for ring in re.findall(r"M([^z]+)z", land.path(frame)):
        start, steps = ring.split("l")
        points = [[float(part) for part in re.findall(NUMBER, start)]]
        numbers = [float(n) for n in re.findall(NUMBER, steps)]
        for a, b in zip(numbers[::2], numbers[1::2], strict=True):
            points.append([points[-1][0] + a, points[-1][1] + b])
        for (x1, y1), (x2, y2) in zip(points, [*points[1:], points[0]], strict=True):
            if (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1:
                inside = not inside
    return inside


CENTRAL_ASIA = Frame(Azimuthal(58, 50), 760, 460, 1000.0, 380.0, 230.0)
PERU = Frame(Azimuthal(-75, -20), 760, 460, 800.0, 380.0, 230.0)
WORLD = Frame(EqualEarth(), 760, 460, 140.0, 380.0, 230.0)


@pytest.mark.parametrize(
    ("frame", "longitude", "latitude", "is_land"),
    [
        (CENTRAL_ASIA, 66, 50, True),
        (CENTRAL_ASIA, 51, 41, False),  # the Caspian Sea is no land
        (PERU, -70, -15, True),
        (PERU, -85, -20, False),  # the land on the far side of the earth does not turn sea into land
        (WORLD, 20, 5, True),
        (WORLD, -40, 40, False),
        (WORLD, 100, 60, True),
        (WORLD, -150, 10, False),
    ],
)
def test_land_is_drawn_where_land_is(frame, longitude, latitude, is_land):
    assert covered(frame, longitude, latitude) is is_land


def test_nothing_to_join_is_no_map():
    assert charts.drawings([]) == []


def test_a_map_is_drawn_wide_and_narrow():
    assert [name for name, _drawing in charts.drawings([line()])] == ["ch-n", "ch-w"]


def test_a_line_in_doubt_is_dashed_and_another_is_not():
    assert "stroke-dasharray" in charts.draw([line(dashed=True)], "ch-w")
    assert "stroke-dasharray" not in charts.draw([line()], "ch-w")


def test_number_and_gravest_step_stand_on_the_line():
    drawing = charts.draw([line(n=12, step="+")], "ch-w")
    assert ">12</text>" in drawing and 'data-l="c"' in drawing and ">+</text>" in drawing


def test_there_and_back_lie_apart():
    there, back = (charts.curve(*ends)[1] for ends in (((0, 0), (100, 0)), ((100, 0), (0, 0))))
    assert there != back and there[0] == back[0] and there[1] == -back[1]


def test_capitals_lie_inside_the_picture():
    for size, (width, height) in charts.SIZES.items():
        for pair in ((MOSCOW, ASTANA), (MOSCOW, LIMA)):
            drawing = charts.draw([line(*pair)], size)
            dots = re.findall(r'<circle class="cap" cx="([\d.]+)" cy="([\d.]+)"', drawing)
            assert len(dots) == 2
            assert all(0 < float(x) < width and 0 < float(y) < height for x, y in dots)


def test_a_name_keeps_off_the_lines_that_meet_at_its_capital():
    text = charts.drawings([line(ASTANA, MOSCOW), line(BISHKEK, MOSCOW)])[1][1]
    [(dot, name)] = re.findall(r'cy="([\d.]+)" r="4.5"><title>Moscow.*?y="([\d.]+)"[^>]*>Moscow<', text)
    assert float(name) < float(dot), "the lines come from below"


def test_numbers_on_a_crowded_map_lie_apart_and_the_busiest_has_one():
    hub = Place("USA", "Washington", "US", -77, 38.9)
    ends = [Place(f"X{n}", f"Capital {n}", f"X{n}", 5 + n, 48 + n % 3) for n in range(12)]
    lines = [line(hub, end, n=number) for number, end in enumerate(ends, start=1)]
    at = {place.code: (40.0 * number, 40.0) for number, place in enumerate([hub, *ends])}
    found = charts.with_numbers(lines[::-1], at)
    assert found[0][0].n == 12
    spots = [spot for _line, spot in found]
    assert all(
        math.dist(one, other) > charts.APART for place, one in enumerate(spots) for other in spots[:place]
    )


def test_the_busiest_lines_are_said_in_words():
    assert "Moscow on Astana: 3" in charts.spoken([line()])


def test_many_capitals_have_their_codes_and_few_lines_their_numbers():
    places = [Place(f"X{n}", f"Capital {n}", f"X{n}", 10 + 3 * (n % 7), 30 + 4 * (n // 7)) for n in range(21)]
    lines = [line(places[n], places[n + 1], n=n + 1) for n in range(20)]
    drawing = charts.draw(lines, "ch-w")
    assert 1 <= drawing.count('class="cnt"') <= charts.MOST_NUMBERS and drawing.count('class="arc"') == 20
    assert "Capital 3</text>" not in drawing and "X3</text>" in drawing


def test_light_coasts_of_the_whole_earth_weigh_less_than_half():
    whole, light = (len(land.path(WORLD._replace(near=near))) for near in (land.NEAR, land.LIGHT))
    assert 3000 < light < whole / 2
