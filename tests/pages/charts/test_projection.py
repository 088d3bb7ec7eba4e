"""Projections that keep areas: the middle in the middle, a whole sphere of the right size, the far side out of the way."""

import math

import pytest

from pages.charts.projection import Azimuthal, EqualEarth, suited, vector


def test_the_middle_is_the_origin_and_east_and_north_are_right_and_up():
    plane = Azimuthal(60, 45)
    assert plane(vector(60, 45)) == pytest.approx((0, 0))
    assert plane(vector(61, 45))[0] > 0 and plane(vector(60, 46))[1] > 0


def area(points):
    return (
        abs(sum(x * d - c * y for (x, y), (c, d) in zip(points, [*points[1:], points[0]], strict=True))) / 2
    )


@pytest.mark.parametrize("plane", [Azimuthal(20, 30), EqualEarth()])
@pytest.mark.parametrize("latitude", [0, 40, 65])
def test_areas_are_true(plane, latitude):
    corners = [(10, latitude), (11, latitude), (11, latitude + 1), (10, latitude + 1)]
    low, high = math.sin(math.radians(latitude)), math.sin(math.radians(latitude + 1))
    true = math.radians(1) * (high - low)
    assert area([plane(vector(*corner)) for corner in corners]) == pytest.approx(true, rel=0.01)


def test_land_across_the_line_of_the_date_stays_in_one_piece():
    ring = [vector(longitude, 60) for longitude in (170, 179, -179, -175)]
    columns = [x for x, _y in EqualEarth().outline(ring)]
    assert columns == sorted(columns) and columns[-1] - columns[0] < 0.5


def test_a_ring_on_the_far_side_is_left_out():
    assert Azimuthal(0, 0).outline([vector(longitude, 5) for longitude in (176, 178, 179)]) == []


def test_near_places_have_a_map_of_their_own_and_far_ones_the_whole_earth():
    near = suited([vector(37.6, 55.75), vector(71.4, 51.1)])
    assert isinstance(near, Azimuthal) and 40 < near.longitude < 70
    assert isinstance(suited([vector(-77, 38.9), vector(139.7, 35.7), vector(151, -33)]), EqualEarth)
    assert isinstance(suited([vector(0, 0), vector(180, 0)]), EqualEarth)
