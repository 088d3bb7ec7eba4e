"""Columns over time: tiles or bars, hatching, ticks; every mark is a link, every word is escaped."""

import re
from itertools import pairwise

import pytest

from pages.charts.columns import Chart, Column, Mark, draw, folded, placed, range_of, round_step

WIDTHS = (896, 540, 350, 160)


def mark(step="3", title="Kazakhstan <refuses> entry"):
    return Mark(step, step, title, "/incidents/DI-1/", "27 Apr 2025", "Refusal of entry to a person")


def tiled(*months, sides=("",)):
    """A chart of tiles; each month is (name, coded, marks of the first side, marks of the second)."""
    columns = [
        Column(name, "2025", coded, tuple({"3": len(side)} if side else {} for side in marks), tuple(marks))
        for name, coded, *marks in months
    ]
    return Chart("c", "Incidents by period.", columns, sides)


def stacked(*counts, width=680):
    columns = [Column(str(2000 + i), "", "yes", (one,), ([],)) for i, one in enumerate(counts)]
    return draw(Chart("c", "Many.", columns, unit=False), width, "k")


def test_each_incident_is_a_tile_that_links_to_it_with_its_title_escaped():
    picture = draw(tiled(("Apr", "yes", [mark()])), 680, "k")
    assert picture.count("<a ") == 1 and 'href="/incidents/DI-1/"' in picture
    assert "Kazakhstan &lt;refuses&gt; entry" in picture and "<refuses>" not in picture
    assert 'role="group"' in picture


def test_few_incidents_are_named_beside_their_tiles():
    picture = draw(tiled(("Apr", "yes", [mark()])), 680, "k")
    assert "27 Apr 2025 Refusal of entry to a person" in picture


def test_many_incidents_are_not_named():
    picture = draw(tiled(*((f"M{i}", "yes", [mark()]) for i in range(13))), 680, "k")
    assert "Refusal of entry" not in picture and picture.count("<a ") == 13


def test_no_name_is_cut_where_there_is_little_room():
    months = [("Apr", "yes", [mark()]), ("May", "yes", [mark()])]
    words = {
        width: set(re.findall(r'class="dl"[^>]*>([^<]+)', draw(tiled(*months), width, "k")))
        for width in WIDTHS
    }
    assert words == {
        896: {"27 Apr 2025 Refusal of entry to a person"},
        540: {"Refusal of entry to a person"},
        350: {"27 Apr 2025"},
        160: set(),
    }


def test_a_month_nobody_coded_is_hatched_and_a_coded_one_is_blank():
    picture = draw(tiled(("Apr", "no", []), ("May", "yes", []), ("Jun", "yes", [mark()])), 896, "k")
    assert picture.count('fill="url(#k)"') == 1 and "not yet coded" in picture


def test_a_month_coded_in_part_looks_unlike_a_coded_and_an_uncoded_one():
    months = [("Apr", "no", []), ("May", "partly", []), ("Jun", "yes", []), ("Jul", "partly", [mark()])]
    picture = draw(tiled(*months), 896, "k")
    assert picture.count('fill="url(#k)"') == picture.count('fill="url(#k-part)"') == 1
    assert 'id="k-part"' in picture and "May: coded in part, none found so far" in picture


def test_in_another_language_a_title_says_its_own():
    made = Mark("3", "3", "Kazakhstan refuses", "/incidents/DI-1/", about="27 апреля 2025. Мера", lang="en")
    picture = draw(tiled(("Apr", "yes", [made])), 680, "k")
    assert '<title lang="en">Kazakhstan refuses</title><desc>27 апреля 2025. Мера</desc>' in picture


def test_a_month_with_incidents_is_never_hatched():
    assert 'fill="url(#k)"' not in draw(tiled(("Apr", "no", [mark()])), 896, "k")


def test_a_side_that_nobody_coded_is_hatched_though_the_other_has_an_incident():
    picture = draw(tiled(("Apr", "no", [mark()], []), sides=("Up", "Down")), 680, "k")
    hatch = float(re.search(r'<rect x="0" y="([\d.]+)" width="680" height="[\d.]+" fill="url', picture)[1])
    assert picture.count('fill="url(#k)"') == 1 and hatch > float(axes(picture)[0])


def axes(picture):
    return re.findall(r'class="ax" x1="0" y1="([\d.]+)"', picture)


def by_year(*years):
    """A chart of bars; each year is (name, coded, number)."""
    columns = [Column(name, "", coded, ({"3": n} if n else {}, {}), ([], [])) for name, coded, n in years]
    return Chart("c", "Many.", columns, ("Up", "Down"), unit=False)


GAP = [
    ("1800–1804", "no", 1),
    *((f"{y}–{y + 4}", "no", 0) for y in range(1805, 1895, 5)),
    ("1895–1899", "no", 2),
]


@pytest.mark.parametrize("width", [350, 1360])
def test_a_run_that_is_folded_says_its_range_and_breaks_both_axes(width):
    picture = draw(by_year(*GAP), width, "k")
    assert ">1805–1894</text>" in picture and "<title>1805–1894: not yet coded</title>" in picture
    assert picture.count('class="ax brk"') == 4


def test_ranges_are_printed_on_a_narrow_chart_with_several_runs():
    years = [(str(1800 + n), "no", 1 if n in (0, 20, 40, 41, 42, 59) else 0) for n in range(60)]
    picture = draw(by_year(*years), 350, "k")
    assert all(f">{run}</text>" in picture for run in ("1801–1819", "1821–1839", "1843–1858"))


def test_time_that_runs_on_has_no_break():
    assert "brk" not in draw(by_year(*GAP[:2], *GAP[-1:]), 680, "k")


def test_a_range_without_room_is_its_years_and_then_nothing():
    run = [Column(name, year, "no") for year in ("2019", "2020") for name in ("Jan", "Feb")]
    (slot,) = placed(Chart("c", "", run), 200)
    assert range_of(slot) == "Jan 2019 – Feb 2020"
    slot.width = 90
    assert range_of(slot) == "2019–2020"
    slot.width = 40
    assert range_of(slot) == ""


def test_the_folded_runs_leave_most_of_the_chart_to_what_is_on_record():
    years = [(str(1800 + n), "no", 0 if n % 4 else 1) for n in range(60)]
    slots = placed(by_year(*years), 350)
    runs = sum(slot.width for slot in slots if slot.folded)
    assert runs <= 0.41 * 350 and slots[-1].x + slots[-1].width == pytest.approx(350)


def test_three_uncoded_months_in_a_row_become_one_narrow_column():
    months = [("Jan", "no", []), ("Feb", "no", []), ("Mar", "no", []), ("Apr", "yes", [mark()])]
    shown = folded(tiled(*months).columns)
    assert [column.periods for column in shown] == [3, 1] and shown[0].name == "Jan 2025 – Mar 2025"


def test_the_second_side_stands_below_the_axis():
    picture = draw(tiled(("Apr", "yes", [mark()], [mark("2")]), sides=("Up", "Down")), 680, "k")
    tops = [float(y) for y in re.findall(r'<rect x="[\d.]+" y="([\d.]+)" width="21"', picture)]
    axis = float(re.search(r'class="ax" x1="0" y1="([\d.]+)"', picture)[1])
    assert tops[0] < axis < tops[1]


def test_bars_are_stacked_with_the_gravest_on_the_axis():
    picture = stacked({"5": 10, "1": 30})
    bars = re.findall(r'data-l="(.)" x="[\d.]+" y="([\d.]+)"', picture)
    assert [step for step, _y in bars] == ["5", "1"] and float(bars[0][1]) > float(bars[1][1])


def test_bars_have_the_length_of_their_numbers():
    picture = stacked({"3": 50}, {"3": 100})
    first, second = (float(h) for h in re.findall(r'class="bar flat"[^>]* height="([\d.]+)"', picture))
    assert second == pytest.approx(2 * first, abs=1)


def test_a_friendly_step_has_the_colour_key_of_its_own():
    assert 'data-l="c"' in stacked({"+": 3})


@pytest.mark.parametrize(("most", "step"), [(1, 1), (5, 1), (6, 2), (11, 5), (60, 20), (1_000_000, 200_000)])
def test_the_scale_has_at_most_five_lines(most, step):
    assert round_step(most) == step


@pytest.mark.parametrize("width", [350, 680, 896, 1360])
def test_ticks_do_not_run_into_each_other(width):
    picture = stacked(*({"3": 1 + i % 7} for i in range(60)), width=width)
    middles = [
        float(x) for x in re.findall(r'class="tk" x="([\d.]+)" y="[\d.]+" text-anchor="middle"', picture)
    ]
    assert middles and all(b - a >= 30 for a, b in pairwise(middles))


@pytest.mark.parametrize("width", [350, 680])
def test_the_names_of_bins_lie_within_the_drawing(width):
    bins = [(f"{year}–{year + 4}", "yes", 1) for year in range(1775, 2030, 5)]
    picture = draw(by_year(*bins), width, "k")
    names = re.findall(r'class="tk" x="([\d.]+)" y="[\d.]+" text-anchor="middle">(\d+–\d+)<', picture)
    assert len(names) > 2 and all(30 <= float(x) <= width - 30 for x, _name in names)


@pytest.mark.parametrize("width", [350, 896])
def test_everything_lies_within_the_drawing(width):
    chart = tiled(*((f"M{i}", "no" if i % 3 else "yes", [mark()] * (i % 4)) for i in range(24)))
    slots = placed(chart, width)
    assert slots[0].x == 0 and slots[-1].x + slots[-1].width == pytest.approx(width)


def test_no_style_is_in_the_picture_because_the_csp_forbids_it():
    assert "style" not in stacked({"3": 2}) + draw(tiled(("Apr", "no", [])), 350, "k")
