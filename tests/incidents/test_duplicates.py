"""What may be on file already, each with its reason; what is known to be distinct is left out."""

from datetime import date

import pytest

from incidents.duplicates import Asked, asked_by, candidates, source_candidates
from incidents.models import Citation
from tests.make import checked, make_incident, make_source

pytestmark = pytest.mark.django_db


@pytest.fixture
def known(db):
    return make_incident("Uzbekistan hands a note of protest to Russia", date="2025-05-02")


def reasons(**asked) -> list[str]:
    return [reason for one in candidates(Asked(**asked)) for reason in one.reasons]


def days(text: str) -> dict:
    return {"earliest": date.fromisoformat(text), "latest": date.fromisoformat(text)}


@pytest.mark.parametrize(
    "title",
    [
        "Uzbekistan hands a note of protest to Russia",
        "Uzbekistan hands note of protest to Russia",
        "Узбекистан hands a note of protest to Russia",
    ],
)
def test_a_similar_title_is_a_reason(known, title):
    (reason,) = reasons(title=title)
    assert reason.startswith("similar title")


def test_a_similar_title_in_cyrillic_is_found_too():
    make_incident("Узбекистан вручил России ноту протеста")
    assert reasons(title="Узбекистан вручил ноту протеста России")


def test_another_title_is_none(known):
    assert reasons(title="Kazakhstan closes the airspace for a week") == []


def test_a_title_that_is_less_alike_counts_when_the_days_may_be_the_same(known):
    title = "Uzbekistan sends a note to Russia over migrants"
    assert reasons(title=title) == [] and reasons(title=title, **days("2025-05-02")) != []


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"type": "D10", "countries": frozenset({"UZB", "RUS"}), **days("2025-05-02")}, True),
        ({"type": "D10", "countries": frozenset({"UZB", "RUS", "KAZ"}), "earliest": date(2025, 4, 1)}, True),
        ({"type": "D10", "countries": frozenset({"UZB", "RUS"}), **days("2025-05-03")}, False),
        ({"type": "D20", "countries": frozenset({"UZB", "RUS"}), **days("2025-05-02")}, False),
        ({"type": "D10", "countries": frozenset({"UZB", "KAZ"}), **days("2025-05-02")}, False),
        ({"type": "D10", "countries": frozenset({"UZB", "RUS"})}, False),
    ],
)
def test_the_same_pair_and_type_at_a_time_that_may_be_the_same_is_a_reason(known, asked, found):
    assert bool(reasons(**asked)) is found


def test_the_same_source_alone_is_usual_and_with_another_reason_is_told(known):
    sources = frozenset(known.citations.values_list("source", flat=True))
    assert reasons(sources=sources) == []
    assert "cites the same source" in reasons(sources=sources, title=known.title)


def test_a_source_that_is_cited_twice_is_one_reason(known):
    source = known.citations.get().source
    checked(Citation(incident=known, source=source, locator="line 3"))
    assert reasons(sources=frozenset({source.pk})) == []


def test_the_same_address_under_another_source_is_the_same_source():
    source = make_source("One", url="https://www.example.org/a?utm_source=x")
    make_incident("Uzbekistan hands a note of protest to Russia", source=source)
    asked = {
        "addresses": frozenset({"example.org/a"}),
        "title": "Uzbekistan hands a note of protest to Russia",
    }
    assert "cites the same source" in reasons(**asked)


def test_an_incident_is_no_duplicate_of_itself_and_asks_with_all_it_has(known):
    asked = asked_by(known)
    assert candidates(asked) == [] and asked.countries == {"UZB", "RUS"} and len(asked.sources) == 1


def test_what_is_known_to_be_distinct_is_not_shown_again(known):
    other = make_incident(known.title, date="2025-05-02")
    assert [one.row for one in candidates(asked_by(other))] == [known]
    assert candidates(asked_by(other), {known.pk}) == []


def test_those_with_more_reasons_come_first(known):
    later = make_incident(known.title, date="2024-01-01")
    found = candidates(Asked(known.title, "D10", **days("2025-05-02"), countries=frozenset({"UZB", "RUS"})))
    assert [one.row for one in found] == [known, later] and len(found[0].reasons) == 2


def test_a_source_is_found_by_address_and_by_title():
    source = make_source("Is the tone shifting?", url="https://example.org/tone")
    (found,) = source_candidates("http://www.example.org/tone/", "Is the tone shifting")
    assert found.row == source and found.reasons[0] == "same address" and len(found.reasons) == 2
    assert source_candidates("https://example.org/other", "Nothing of the kind") == []


def test_queries_do_not_grow_with_what_is_found(known, django_assert_max_num_queries):
    for number in range(9):
        make_incident(f"{known.title} {number}", date="2025-05-02")
    asked = asked_by(known)
    with django_assert_max_num_queries(6):
        assert len(candidates(asked)) == 8
