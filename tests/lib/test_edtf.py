import csv
import re
from datetime import date, timedelta
from pathlib import Path

import edtf as other_package
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lib import edtf
from lib.edtf_dates import Point

SCALE = Path(__file__).parents[2] / "data/codebook/scales/date_precision.csv"

years = st.integers(1, 9999).map(lambda year: f"{year:04}")
months = st.builds("{}-{:02}".format, years, st.integers(1, 12))
days = st.dates().map(date.isoformat)
plain_dates = years | months | days
seasons = st.builds("{}-{}".format, years, st.integers(21, 24))
unspecified = st.one_of(
    years.map(lambda year: f"{year}-XX"),
    years.map(lambda year: f"{year}-XX-XX"),
    months.map(lambda month: f"{month}-XX"),
    st.integers(1, 999).map(lambda decade: f"{decade:03}X"),
    st.integers(1, 99).map(lambda century: f"{century:02}XX"),
)
dates = st.builds(str.__add__, plain_dates | seasons | unspecified, st.sampled_from(["", "~", "?", "%"]))


def in_order(pair: tuple[str, str]) -> bool:
    start, end = (edtf.parse(side) for side in pair)
    return start.earliest <= end.latest


pairs = st.tuples(dates, dates).filter(in_order)
accepted = st.one_of(
    st.just(""),
    dates,
    pairs.map("/".join),
    pairs.map("..".join).map("[{}]".format),
    st.lists(dates, min_size=2, max_size=4).map(",".join).map("[{}]".format),
    st.builds(str.format, st.sampled_from(["../{}", "{}/..", "/{}", "{}/", "[..{}]", "[{}..]"]), dates),
)


@pytest.mark.parametrize(
    ("text", "earliest", "latest", "precision"),
    [
        ("", None, None, "unknown"),
        ("2025-05-02", date(2025, 5, 2), date(2025, 5, 2), "day"),
        ("2024-12", date(2024, 12, 1), date(2024, 12, 31), "month"),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29), "month"),
        ("2025", date(2025, 1, 1), date(2025, 12, 31), "year"),
        ("2025-04-XX", date(2025, 4, 1), date(2025, 4, 30), "month"),
        ("2025-XX", date(2025, 1, 1), date(2025, 12, 31), "year"),
        ("202X", date(2020, 1, 1), date(2029, 12, 31), "interval"),
        ("20XX", date(2000, 1, 1), date(2099, 12, 31), "interval"),
        ("2025-21", date(2025, 3, 1), date(2025, 5, 31), "interval"),
        ("2025-22", date(2025, 6, 1), date(2025, 8, 31), "interval"),
        ("2025-23", date(2025, 9, 1), date(2025, 11, 30), "interval"),
        ("2025-24", date(2025, 12, 1), date(2026, 2, 28), "interval"),
        ("2025-04~", date(2025, 4, 1), date(2025, 4, 30), "approximate"),
        ("2025-04%", date(2025, 4, 1), date(2025, 4, 30), "approximate"),
        ("2025-04-23?", date(2025, 4, 23), date(2025, 4, 23), "uncertain"),
        ("2022-05/2024-05", date(2022, 5, 1), date(2024, 5, 31), "interval"),
        ("2025-04/2025-05-08", date(2025, 4, 1), date(2025, 5, 8), "interval"),
        ("2025-05-20/2025", date(2025, 5, 20), date(2025, 12, 31), "interval"),
        ("2024-12/..", date(2024, 12, 1), None, "bounded"),
        ("2024-12/", date(2024, 12, 1), None, "bounded"),
        ("../2025-04-22", None, date(2025, 4, 22), "bounded"),
        ("/2025-04-22", None, date(2025, 4, 22), "bounded"),
        ("[2025-04-01..2025-05-08]", date(2025, 4, 1), date(2025, 5, 8), "bounded"),
        ("[..2025-05-08]", None, date(2025, 5, 8), "bounded"),
        ("[2025-06-22..]", date(2025, 6, 22), None, "bounded"),
        ("[2025-05-09,2025-05-02]", date(2025, 5, 2), date(2025, 5, 9), "bounded"),
        ("9999", date(9999, 1, 1), date(9999, 12, 31), "year"),
        ("9999-24", date(9999, 12, 1), date(9999, 12, 31), "interval"),
        ("0001", date(1, 1, 1), date(1, 12, 31), "year"),
    ],
)
def test_a_text_gives_its_bounds_and_precision(text, earliest, latest, precision):
    parsed = edtf.parse(text)
    assert (parsed.earliest, parsed.latest, parsed.precision) == (earliest, latest, precision)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (" 2025-05-02\n", "2025-05-02"),
        ("2025-04-xx", "2025-04-XX"),
        ("2022-05 / 2024-05", "2022-05/2024-05"),
        ("[ 2025-04-01 .. 2025-05-08 ]", "[2025-04-01..2025-05-08]"),
        ("[2025-05-02, 2025-05-09]", "[2025-05-02,2025-05-09]"),
        ("   ", ""),
    ],
)
def test_spaces_and_a_small_x_are_put_right(typed, kept):
    assert edtf.parse(typed).text == kept


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("2025-13", "there is no month 13"),
        ("2025-00", "there is no month 00"),
        ("2025-02-30", "there is no day 30 in 2025-02, which has 28 days"),
        ("2025-02-00", "there is no day 00"),
        ("2025-05/2025-04", "it ends before it starts"),
        ("[2025-05-08..2025-04-01]", "it ends before it starts"),
        ("2025/05/02", "a period has one slash"),
        ("../..", "both ends are open"),
        ("/", "both ends are open"),
        ("[..]", "both ends are open"),
        ("[2025]", "one date alone needs no brackets"),
        ("[2025..2026..2027]", "has .. once"),
        ("[2025..2026,2028]", "not both"),
        ("[2025,]", "a date is missing"),
        ("0000", "there is no year 0"),
        ("000X", "there is no year 0"),
        ("12025", "years have four digits, 0001 to 9999"),
        ("-0044", "years have four digits, 0001 to 9999"),
        ("Y17000", "years have four digits, 0001 to 9999"),
        ("202X-05", "needs a whole year"),
        ("2025-XX-02", "a day needs a known month"),
        ("2025-21-02", "a season has no days"),
        ("2025-05-02T10:00", "a time of day is not taken"),
        ("02.05.2025", "none of the accepted forms"),
        ("May 2025", "none of the accepted forms"),
        ("2025-5-2", "none of the accepted forms"),
        ("{2025,2026}", "none of the accepted forms"),
        ("2025..2026", "none of the accepted forms"),
        ("٢٠٢٥", "none of the accepted forms"),
        ("[2025," * 40, "longer than 200 characters"),
    ],
)
def test_an_error_says_what_is_wrong_and_what_is_accepted(text, reason):
    with pytest.raises(edtf.EdtfError) as caught:
        edtf.parse(text)
    assert reason in caught.value.reason
    assert "2024-12" in str(caught.value)
    assert "0001 to 9999" in str(caught.value)


def test_an_error_can_be_shown_whatever_was_typed():
    with pytest.raises(edtf.EdtfError) as caught:
        edtf.parse("\ud800\x00")
    assert str(caught.value).isprintable()


def test_every_example_in_the_error_is_accepted():
    examples = re.findall(r"\[[^\]]*\]|(?:\.\./)?[0-9]{3}[0-9X](?:[^\s,).]|\.\.)*", edtf.ACCEPTED)
    assert len(examples) > 15
    for example in examples:
        assert edtf.parse(example).text == example


def test_precisions_are_the_codes_of_the_scale():
    with SCALE.open(encoding="utf-8") as file:
        assert set(edtf.PRECISIONS) == {row["code"] for row in csv.DictReader(file)}


def test_two_readings_of_one_text_are_equal():
    assert edtf.parse("2025-05-02/..") == edtf.parse("2025-05-02 / ..")


@given(accepted)
def test_earliest_is_never_after_latest(text):
    parsed = edtf.parse(text)
    assert None in (parsed.earliest, parsed.latest) or parsed.earliest <= parsed.latest


@given(accepted)
def test_the_kept_text_reads_as_the_same_date(text):
    parsed = edtf.parse(text)
    assert edtf.parse(parsed.text) == parsed


@given(accepted)
def test_only_the_unknown_date_has_no_bound(text):
    parsed = edtf.parse(text)
    assert (parsed.earliest is None and parsed.latest is None) == (parsed.precision == "unknown")
    assert parsed.precision in edtf.PRECISIONS


@given(
    st.text()
    | st.text("0123456789-/.[]X~?%, ")
    | st.from_regex(r"\[?[0-9X]{4}(-[0-9X]{2}){0,2}[~/.,\]]{0,2}")
)
def test_any_other_text_is_refused_with_our_own_error(text):
    try:
        parsed = edtf.parse(text)
    except edtf.EdtfError as error:
        assert error.reason
    else:
        assert edtf.parse(parsed.text) == parsed


@given(dates)
def test_what_follows_a_date_starts_the_day_after_it(text):
    (point,) = edtf.parse(text).members
    following = point.next()
    assert isinstance(point, Point)
    assert point.last == (following.first - timedelta(days=1) if following else date.max)


def bounds_of_the_other_package(text: str) -> list[date | None]:
    parsed = other_package.parse_edtf(text)
    # An open end is plus or minus infinity there; a closed one a time.struct_time.
    return [
        date(*bound[:3]) if isinstance(bound, tuple) else None
        for bound in (parsed.lower_strict(), parsed.upper_strict())
    ]


oracle_texts = st.one_of(
    plain_dates,
    plain_dates.map("{}~".format),
    plain_dates.map("{}?".format),
    months.map("{}-XX".format),
    st.integers(1, 999).map("{:03}X".format),
    st.tuples(plain_dates, plain_dates).filter(in_order).map("/".join),
    st.tuples(days, days).filter(in_order).map("..".join).map("[{}]".format),
    plain_dates.map("{}/..".format),
    plain_dates.map("../{}".format),
    days.map("[{}..]".format),
    days.map("[..{}]".format),
)


@settings(max_examples=60, deadline=None)
@given(oracle_texts)
def test_bounds_agree_with_the_edtf_package(text):
    parsed = edtf.parse(text)
    assert [parsed.earliest, parsed.latest] == bounds_of_the_other_package(text)
