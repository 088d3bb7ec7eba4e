"""Counts for readers stand in groups of three digits; what is no count does not."""

import pytest
from django.utils.translation import override

from pages import home, listing
from pages.numerals import grouped


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", ["999", "1,110", "1,234,567"]), ("ru", ["999", "1\u202f110", "1\u202f234\u202f567"])],
)
def test_a_count_is_grouped_as_the_language_does(language, words):
    with override(language):
        assert [grouped(n) for n in (999, 1110, 1234567)] == words


def test_what_is_no_number_stays_as_it_is():
    assert grouped("2025") == "2025"


@pytest.mark.django_db
@pytest.mark.parametrize(("prefix", "words"), [("", "12,345"), ("/ru", "12\u202f345")])
def test_pages_group_how_many_incidents_there_are(reader, grozin, monkeypatch, prefix, words):
    for module in (home, listing):
        monkeypatch.setattr(module, "capped_count", lambda rows: (12345, False))
    pages = [
        reader.get(f"{prefix}{address}").text for address in ("/", "/incidents/", "/incidents/?country=KAZ")
    ]
    assert all(words in page and "12345" not in page for page in pages)
    assert "27 Apr 2025" in pages[1] or "27 апр" in pages[1]
