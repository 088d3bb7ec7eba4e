"""Words for numbers, and for citations, without a database."""

import pytest

from pages import citations, incident
from pages.labels import Labels

LABELS = Labels({"scales": {"number_what": {"persons": "Persons", "units": "Military units"}}})


def quantity(**fields):
    empty = {
        "value": "5",
        "to": None,
        "of": None,
        "qualifier": "exact",
        "what": "persons",
        "unit": None,
        "as_of": None,
    }
    return incident.quantity({**empty, **fields}, LABELS)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({}, "5 persons"),
        ({"value": "1"}, "persons: 1"),
        ({"value": "1", "unit": "EUR", "what": "money"}, "1 EUR"),
        ({"qualifier": "at_least"}, "at least 5 persons"),
        ({"qualifier": "about"}, "about 5 persons"),
        ({"to": "7", "qualifier": "range"}, "5–7 persons"),
        ({"value": "8", "of": "20", "what": "units", "qualifier": "share"}, "8 of 20 military units"),
        ({"value": None, "qualifier": "unstated"}, "persons: number not given"),
        ({"as_of": "2025-06-30"}, "5 persons (as of 30 Jun 2025)"),
        ({"unit": "EUR", "what": "money"}, "5 EUR"),
    ],
)
def test_a_number_is_said_in_words(fields, words):
    assert quantity(**fields) == words


@pytest.mark.parametrize(("kind", "said"), [("person", []), ("persons", ["persons: 1"])])
def test_that_a_person_is_one_person_is_not_said(kind, said):
    one = {"value": "1", "to": None, "of": None, "qualifier": "exact", "what": "persons", "unit": None}
    row = {"actor": {"kind": kind}, "through": None, "asserted_by": None, "basis": "explicit"}
    assert incident.notes({**row, "numbers": [{**one, "as_of": None}]}, LABELS) == said


def test_a_mark_inside_a_link_stays_text_because_links_do_not_nest():
    shown = incident.with_reference_links("See [the report [1]](https://example.org/) and this.[1]", 1)
    assert shown.count('href="#src-1"') == 1


def test_the_narrative_cannot_bring_its_own_html():
    assert "<script" not in incident.with_reference_links("<script>alert(1)</script>", 0)


@pytest.mark.parametrize(
    ("piece", "number"), [("[1]", 1), ("[12]", 12), ("[0]", 0), ("[x]", 0), ("<b>", 0), ("", 0)]
)
def test_a_mark_is_a_number_in_brackets(piece, number):
    assert citations.mark_number(piece) == number


@pytest.mark.parametrize("url", ["javascript:alert(1)", "ftp://example.org/", "", None])
def test_a_page_links_to_the_web_only(url):
    assert citations.web(url) == ""
