"""Periods of columns over time: bins are named by both their ends, and what is folded is said in words too."""

from pages.charts.columns import Column
from pages.charts.over_time import binned, numbers, room_for_tiles, spoken


def years(*found):
    return [Column(str(year), "", "no", ({"3": n} if n else {},)) for year, n in found]


BINS = binned(years(*((year, 1 if year in (1803, 1897) else 0) for year in range(1800, 1900))), 5)


def test_a_bin_is_named_by_its_first_and_its_last_year():
    assert [name for name, _n in numbers(BINS)] == ["1800–1804", "1895–1899"]


def test_a_year_by_itself_is_named_so():
    assert [column.name for column in binned(years((1803, 1)), 1)] == ["1803"]


def test_years_have_tiles_where_folding_leaves_room_for_them():
    assert room_for_tiles(BINS, {"ch-n": 350})
    busy = binned(years(*((year, 1) for year in range(1800, 1900))), 5)
    assert not room_for_tiles(busy, {"ch-n": 350})


def test_the_words_of_a_chart_say_bins_and_what_it_folds():
    assert spoken(BINS, ("",)) == (
        "Incidents by period. 1800–1804: 1; 1895–1899: 1. Not yet coded: 1805–1894"
    )
