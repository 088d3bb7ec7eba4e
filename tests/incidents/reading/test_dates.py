"""Dates in words as EDTF; what needs the day of publication says so."""

from datetime import date

import pytest

from incidents.reading.dates import dates

SUNDAY = date(2025, 6, 22)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("on 27 April 2025 in", "2025-04-27"),
        ("April 27, 2025", "2025-04-27"),
        ("April 27th, 2025", "2025-04-27"),
        ("3–8 May 2025", "2025-05-03/2025-05-08"),
        ("from 3 to 8 May 2025", "2025-05-03/2025-05-08"),
        ("May 3-8, 2025", "2025-05-03/2025-05-08"),
        ("in April 2025", "2025-04"),
        ("in late April 2025", "2025-04~"),
        ("before 9 May 2025", "../2025-05-08"),
        ("by May 9, 2025", "../2025-05-09"),
        ("since February 2022", "2022-02/.."),
        ("since 2022", "2022/.."),
        ("in 2024", "2024"),
        ("in the 1990s", "199X"),
        ("in spring 2025", "2025-21"),
        ("on 2025-05-02", "2025-05-02"),
        ("27.04.2025", "2025-04-27"),
        ("27/04/2025", "2025-04-27"),
        ("04/27/2025", "2025-04-27"),
        ("27 апреля 2025 года", "2025-04-27"),
        ("с 3 по 8 мая 2025 года", "2025-05-03/2025-05-08"),
        ("в апреле 2025 года", "2025-04"),
        ("до 9 мая 2025", "../2025-05-08"),
        ("в 2024 году", "2024"),
        ("весной 2025 года", "2025-21"),
    ],
)
def test_a_date_in_words_becomes_edtf(text, value):
    (found,) = dates(text)
    assert found.date == value and text[found.start : found.end] == found.written


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("on April 16", "2025-04-16"),
        ("27 декабря", "2024-12-27"),
        ("in November", "2024-11"),
        ("on Tuesday", "2025-06-17"),
        ("on Sunday", "2025-06-22"),
        ("во вторник", "2025-06-17"),
        ("yesterday", "2025-06-21"),
        ("позавчера", "2025-06-20"),
        ("last week", "2025-06-09/2025-06-15"),
        ("last month", "2025-05"),
        ("в прошлом году", "2024"),
    ],
)
def test_what_is_relative_is_counted_from_the_publication(text, value):
    assert [found.date for found in dates(text, SUNDAY)] == [value]


@pytest.mark.parametrize("text", ["on April 16", "on Tuesday", "вчера", "last year"])
def test_what_is_relative_says_that_it_needs_the_publication(text):
    (found,) = dates(text)
    assert found.date == "" and not found.sure and "publication" in found.how


@pytest.mark.parametrize(
    "text", ["31 February 2025", "99.99.2025", "It may rain.", "He marched on.", "7 2025"]
)
def test_what_is_no_date_is_not_proposed(text):
    assert dates(text) == []


def test_figures_that_could_be_either_way_are_not_sure():
    (found,) = dates("03/04/2025")
    assert found.date == "2025-04-03" and not found.sure and "day first" in found.how
