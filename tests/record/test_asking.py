"""How a question is read: words, phrases, minus, OR, and whatever else people type."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from record.asking import Term, read


def shown(text):
    """A question as it was read: "phrases" in quotation marks, -excluded ones with a minus."""
    return [
        [f"{'-' * term.excluded}{f'“{term.text}”' if term.phrase else term.text}" for term in group]
        for group in read(text)
    ]


@pytest.mark.parametrize(
    ("text", "groups"),
    [
        ("border closure", [["border", "closure"]]),
        ('"border  closure" law', [["“border closure”", "law"]]),
        ("«граница закрыта» закон", [["“граница закрыта”", "закон"]]),
        ("law -border", [["law", "-border"]]),
        ('law -"border closure"', [["law", "-“border closure”"]]),
        ("law −border", [["law", "-border"]]),
        ("law OR border or closure", [["law"], ["border"], ["closure"]]),
        ("a b or c", [["a", "b"], ["c"]]),
        ("or law or or border or", [["law"], ["border"]]),
        ('"border closure', [["border", "closure"]]),
        ('law"border', [["law", "border"]]),
        ('"" law', [["law"]]),
        ("law – border — closure", [["law", "border", "closure"]]),
        ("Russia–Kazakhstan", [["Russia", "Kazakhstan"]]),
        ("Jean-Claude", [["Jean-Claude"]]),
        ("--law", [["-law"]]),
        ("law - border", [["law", "border"]]),
        ("“” … ??? -", []),
        ("", []),
    ],
)
def test_questions(text, groups):
    assert shown(text) == groups


def test_a_code_is_no_word():
    assert [term.code for term in read('c:KGZ a:A-12 "c:KGZ" b:KGZ')[0]] == [True, True, False, False]


def test_letters_are_composed():
    assert read("де\u0438\u0306") == [[Term("дей")]]


@given(st.text(max_size=60))
def test_whatever_is_typed_can_be_read(text):
    assert all(
        term.text and any(char.isalnum() for char in term.text) for group in read(text) for term in group
    )
