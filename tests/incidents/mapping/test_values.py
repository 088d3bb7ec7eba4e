"""What a mapping can say of a cell: unknown markers, dates, lists held as text, codes by date, values, choices."""

import pytest

from incidents.mapping.cells import Reader, cut, split
from incidents.mapping.countries import Countries
from incidents.mapping.faults import CellFault
from incidents.mapping.values import Row, Values, columns_of
from incidents.tables.reading import Table

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def countries(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        return Countries()


@pytest.fixture
def read(countries):
    def read(value, mapping=None, **cells):
        table = Table("t", list(cells), [(2, list(cells.values()))])
        mapping = mapping or {}
        return Values(mapping, countries).read(value, Row(table, 2, Reader(table, mapping), table.rows[0][1]))

    return read


PARTS = {"date": {"year": {"column": "y"}, "month": {"column": "m"}, "day": {"column": "d"}}}
MINUS_NINE = {"columns": {name: {"unknown": ["-9"]} for name in "ymd"}}


@pytest.mark.parametrize(
    ("y", "m", "d", "edtf"),
    [
        ("1914", "7", "28", "1914-07-28"),
        ("1914", "7", "-9", "1914-07"),
        ("1914", "-9", "-9", "1914"),
        ("1914", "-9", "28", "1914"),
        ("-9", "-9", "-9", None),
        ("1914.0", "7.0", "-9.0", "1914-07"),
        ("1914", "July", "", "1914-07"),
        ("1914", "июля", "28", "1914-07-28"),
    ],
)
def test_a_date_from_parts_is_as_exact_as_what_is_known(read, y, m, d, edtf):
    assert read(PARTS, MINUS_NINE, y=y, m=m, d=d) == edtf


@pytest.mark.parametrize(
    ("y", "m", "d", "why"),
    [("1914", "13", "1", "no month"), ("1914", "2", "30", "no date"), ("1914", "7", "-9", "no day")],
)
def test_a_part_that_is_no_date_says_how_to_mend_it(read, y, m, d, why):
    with pytest.raises(CellFault, match=why):
        read(PARTS, y=y, m=m, d=d)


FORMATS = [
    "edtf",
    "D.M.YYYY",
    "D MMMM YYYY",
    "MMMM D, YYYY",
    "MMMM YYYY",
    "YYYYMMDD",
    "YYYY-MM-DD hh:mm:ss",
    "D/M/YY",
]


@pytest.mark.parametrize(
    ("text", "edtf"),
    [
        ("2025-04~", "2025-04~"),
        ("3.4.2025", "2025-04-03"),
        ("26 марта 2018", "2018-03-26"),
        ("March 26, 2018", "2018-03-26"),
        ("Mar. 2018", "2018-03"),
        ("20180326", "2018-03-26"),
        ("2018-03-26 10:30:00", "2018-03-26"),
        ("1/2/60", "1960-02-01"),
        ("1/2/49", "2049-02-01"),
        ("1830–31", "1830/1831"),
        ("3.4.2025 – 8.5.2025", "2025-04-03/2025-05-08"),
    ],
)
def test_a_date_is_read_in_the_first_format_that_fits(read, text, edtf):
    assert read({"date": {"of": {"column": "x"}, "formats": FORMATS, "range": ["–"]}}, x=text) == edtf


def test_a_text_that_is_no_date_names_the_formats(read):
    with pytest.raises(CellFault, match=r"is no date in D\.M\.YYYY"):
        read({"date": {"of": {"column": "x"}, "formats": ["D.M.YYYY"]}}, x="soon")


def test_doubts_periods_and_bounds(read):
    year = {"date": {"year": {"column": "y"}}}
    about = {"date": {"year": {"column": "y"}, "approximate": {"column": "q", "in": ["ca."]}}}
    assert read(about, y="1830", q="ca.") == "1830~"
    assert read(about, y="1830", q="") == "1830"
    period = {"date": {"from": year, "to": {"date": {"year": {"column": "z"}}}}}
    assert read(period, y="1830", z="1831") == "1830/1831"
    assert read(period, y="1830", z="1830") == "1830"
    assert read(period, y="1830", z="") == "1830/"
    between = {"date": {"between": [year, {"date": {"year": {"column": "z"}}}]}}
    assert read(between, y="1830", z="1831") == "[1830..1831]"
    assert read({"date": {"year": {"column": "y"}}, "bound": "last"}, y="1830") == "1830-12-31"


def cow(on):
    return {"country": {"column": "c"}, "scheme": "cow", "on": on}


@pytest.mark.parametrize(
    ("code", "on", "state"),
    [
        ("365", "1914-07-28", "RUE"),
        ("365", "1962-10", "SUN"),
        ("365", "1991", "SUN"),  # by the middle of what the date allows
        ("365", "1991-12-27", "RUS"),
        ("365", "2014", "RUS"),
        ("345", "1999-03-24", "FRY"),
        ("345", "2012", "SRB"),
        ("002", "1999", "USA"),
        ("640", "1914", "OTT"),
        ("640", "1960", "TUR"),  # the state of today under another name
        ("490", "1980", "COD"),
        ("260", "1970", "BRD"),
    ],
)
def test_a_cow_number_is_the_state_that_held_it_then(read, code, on, state):
    assert read(cow(on), c=code) == state


def test_a_cow_number_without_a_date_is_the_state_of_today(read):
    assert read({"country": {"column": "c"}, "scheme": "cow"}, c="365") == "RUS"


def test_a_code_of_no_country_is_refused_unless_it_may_be_left_out(read):
    with pytest.raises(CellFault, match="COW number of no country"):
        read(cow("2000"), c="9999")
    assert read(cow("2000") | {"otherwise": "leave out"}, c="9999") is None


@pytest.mark.parametrize(
    "name", ["Kyrgyzstan", "Киргизия", "The Netherlands", "Netherlands, The", "côte d’ivoire"]
)
def test_countries_are_known_by_whole_names_in_every_language(read, name):
    assert read({"country": {"column": "c"}, "scheme": "name"}, c=name) in {"KGZ", "NLD", "CIV"}


def test_an_earlier_name_of_a_state_is_the_state_of_today(read):
    assert read({"country": {"column": "c"}, "scheme": "name"}, c="Zaire") == "COD"
    assert read({"country": {"column": "c"}, "scheme": "iso3"}, c="ZAR") == "ZAR"


def test_a_name_is_never_guessed(read):
    with pytest.raises(CellFault, match="name of no country"):
        read({"country": {"column": "c"}, "scheme": "name"}, c="Turk")


@pytest.mark.parametrize(
    ("text", "separators", "parts"),
    [
        ("RUS; USA ;;CHN", ";", ["RUS", "USA", "CHN"]),
        ("['RUS', \"USA\"]", ";", ["RUS", "USA"]),
        ("['Smith, J', 'B']", ",", ["Smith, J", "B"]),
        ("{RUS,USA}", ",", ["RUS", "USA"]),
        ("RUS/USA;CHN", [";", "/"], ["RUS", "USA", "CHN"]),
        ("[]", ";", []),
    ],
)
def test_lists_held_as_text_are_split(text, separators, parts):
    assert split(text, separators) == parts


def test_values_are_looked_up_whole_and_an_unknown_one_is_refused_kept_or_left_out(read):
    table = {"values": {"acts": {"Expelled": "D50"}}}
    assert read({"column": "a", "values": "acts"}, table, a="expelled") == "D50"
    with pytest.raises(CellFault, match="none of the values"):
        read({"column": "a", "values": "acts"}, table, a="recalled")
    assert read({"column": "a", "values": "acts", "otherwise": "keep"}, table, a="D40") == "D40"
    assert read({"column": "a", "values": "acts", "otherwise": "leave out"}, table, a="x") is None


def test_a_text_with_an_unknown_part_is_unknown_unless_it_may_be_empty(read):
    assert read({"text": "{a} to {b}"}, a="x", b="") is None
    assert read({"text": "{a} to {b?}"}, a="x", b="") == "x to"


def test_braces_in_a_cell_name_nothing(read):
    assert read({"text": "{a}"}, a="{b}", b="secret") == "{b}"


def test_the_same_cells_give_the_same_hash_and_others_another(read):
    value = {"hash": [{"column": "a"}, {"column": "b"}]}
    assert read(value, a="1", b="2") == read(value, b="2", a="1")
    assert read(value, a="12", b="") != read(value, a="1", b="2")


def test_a_number_with_a_fraction_is_no_whole_one(read):
    assert read({"column": "n", "number": "whole"}, n="12.0") == 12
    assert read({"column": "n", "number": "decimal"}, n="42.87") == "42.87"
    with pytest.raises(CellFault, match="no whole number"):
        read({"column": "n", "number": "whole"}, n="12.5")


def test_a_long_text_is_cut_at_a_word():
    assert cut("one two three", 9) == "one two…"


def test_the_columns_of_a_value_are_those_it_reads():
    value = {"text": "{a} {who}", "with": {"who": {"column": "b", "values": {"column": "no column"}}}}
    assert list(columns_of(value)) == ["a", "b"]
