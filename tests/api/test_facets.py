"""GET /api/v1/facets/: counts that say what choosing another value would give."""

import pytest

from incidents.models import Participation
from record.dimensions import CLOSED
from record.facets import FACETS, FIRST_CHOICE, FIRST_OF_STATEMENTS, OF_STATEMENTS
from tests.api.conftest import make_rich, make_three, newest
from tests.make import checked, make_actor, make_incident, make_statement, publish

pytestmark = pytest.mark.django_db


@pytest.fixture
def three(db):
    make_three()


ALL = "facets/?" + "&".join(f"facet={name}" for name in FACETS)


def counts(door, path) -> dict[str, dict[str, int]]:
    """Facet to value to count."""
    return {
        row["facet"]: {one["value"]: one["count"] for one in row["values"]}
        for row in door.json(path)["results"]
    }


def some(found: dict[str, int]) -> dict[str, int]:
    return {value: n for value, n in found.items() if n}


def test_a_first_choice_of_facets_comes_when_none_is_named(door, three):
    assert tuple(counts(door, "facets/")) == tuple(n for n in FACETS if n in FIRST_CHOICE) == FIRST_CHOICE


def test_facets_that_are_named_come_alone_and_in_their_own_order(door, three):
    assert tuple(counts(door, "facets/?facet=type&facet=country")) == ("country", "type")


def test_a_value_comes_with_its_label_and_count(door, three):
    found = door.json("facets/?facet=country")
    assert found["selected"] == 3 and found["entry"] == newest()
    assert found["results"] == [
        {
            "facet": "country",
            "values": [
                {"value": "RUS", "label": "Russia", "count": 3},
                {"value": "KAZ", "label": "Kazakhstan", "count": 1},
                {"value": "KGZ", "label": "Kyrgyzstan", "count": 1},
                {"value": "UZB", "label": "Uzbekistan", "count": 1},
            ],
            "left_out": 0,
        }
    ]


def test_a_facet_leaves_its_own_filter_out_and_keeps_the_others(door, three):
    found = counts(door, "facets/?country=KAZ&level_min=3&facet=country&facet=type")
    assert found["country"] == {"RUS": 2, "KAZ": 1, "UZB": 1}
    assert found["type"] == {"P10": 1}


def test_selected_is_what_all_filters_leave(door, three):
    assert door.json("facets/?country=KAZ&facet=country")["selected"] == 1


@pytest.mark.parametrize("query", ["", "country=RUS", "level_min=3", "from=2025-05-01&type=D10", "q=protest"])
def test_choosing_a_value_gives_as_many_incidents_as_the_facet_says(door, three, query):
    names = ("country", "initiator", "target", "dyad", "type", "type_group", "step", "level", "certainty")
    facets = "&".join(f"facet={name}" for name in names)
    for name, found in counts(door, f"facets/?{query}&{facets}").items():
        kept = "&".join(part for part in query.split("&") if not part.startswith(f"{name}="))
        for value, n in found.items():
            asked = f"{name}={value.replace('+', '%2B')}"
            answer = door.json(f"incidents/?{kept}&{asked}&count=exact".replace("?&", "?"))
            assert answer["count"] == n, (name, value)


@pytest.mark.parametrize("name", sorted({*CLOSED} & {*FACETS} - {"role", "through"}))
def test_the_filter_takes_every_value_of_a_scale(door, three, name):
    for value in counts(door, f"facets/?facet={name}")[name]:
        door.json(f"incidents/?{name}={value.replace('+', '%2B')}")


def test_scales_come_with_zeros(door, three):
    found = counts(door, "facets/?facet=step&facet=certainty&top=1")
    assert list(found["step"].items()) == [
        *(("+", 0), ("0", 0), ("1", 1), ("2", 1), ("3", 1), ("4", 0), ("5", 0))
    ]
    assert len(found["certainty"]) == 6 and sum(found["certainty"].values()) == 3


def test_top_says_how_many_and_how_many_more_there_are(door, three):
    (found,) = door.json("facets/?facet=country&top=2")["results"]
    assert [one["value"] for one in found["values"]] == ["RUS", "KAZ"]
    assert found["left_out"] == 2


def test_every_facet_counts_an_incident_that_has_everything(door):
    incident = make_rich()
    found = counts(door, ALL)
    assert some(found["theme"]) == {"migrants": 1} and found["place_country"] == {"UZB": 1}
    assert found["dyad"] == {"RUS-UZB": 1} and some(found["type_group"]) == {"D": 1}
    assert some(found["role"]) == {"initiator": 1, "target": 1, "affected": 1}
    assert some(found["through"]) == {"state": 1}
    assert set(found["denied_by"].values()) == {1} and len(found["denied_by"]) == 2
    assert set(found["actor"].values()) == {1} and len(found["actor"]) == 2
    assert set(found["source"].values()) == {1} and incident.citations.exists()
    assert "CIS" in found["grouping"]


def test_actors_are_labelled_with_their_names(door):
    make_rich()
    (found,) = door.json("facets/?facet=actor")["results"]
    assert {one["label"] for one in found["values"]} == {"Ministry of Labour", "Migrant workers"}


def test_a_past_moment_is_counted_as_it_was(door, three):
    entry = newest()
    publish(make_incident("A fourth", sides=("KAZ", "RUS")))
    assert counts(door, "facets/?facet=country")["country"]["KAZ"] == 2
    then = door.json(f"facets/?facet=country&as_of=entry:{entry}")
    assert (then["entry"], then["selected"]) == (entry, 3)
    assert {one["value"]: one["count"] for one in then["results"][0]["values"]}["KAZ"] == 1


def test_an_empty_record_has_zeros_for_scales_and_nothing_else(door):
    found = counts(door, ALL)
    assert not any(some(values) for values in found.values())
    assert {name for name, values in found.items() if values} == {*CLOSED} & {*FACETS}


@pytest.mark.parametrize(
    ("query", "parameter", "taught"),
    [
        ("facet=colour", "facet", "Allowed: country, initiator"),
        ("top=0", "top", "from 1 to 300"),
        ("top=many", "top", "from 1 to 300"),
        ("top=301", "top", "from 1 to 300"),
        ("country=XXX", "country", "is not a country"),
        ("facet=type&country=XXX", "country", "is not a country"),
        ("page_size=5", "page_size", "There is no parameter"),
        ("as_of=yesterday", "as_of", "is not a moment"),
        ("from=2025-02-01&to=2025-01-01", "to", "lies before the first"),
    ],
)
def test_a_bad_value_is_refused_with_what_is_allowed(door, query, parameter, taught):
    assert taught in door.refused(f"facets/?{query}", parameter)


def test_as_many_queries_for_many_incidents_as_for_three(door, three, counted_queries):
    door.json(ALL)
    with counted_queries(6):  # ETag, moment, codebook, counts, selected, names
        door.json(ALL)
    for number in range(10):
        incident = make_incident(f"Incident {number}", sides=("ISL", "PRY"))
        checked(Participation(incident=incident, role="subject", actor=make_actor(f"Person {number}")))
        publish(incident)
    door.json(ALL)
    with counted_queries(6):
        door.json(ALL)


# --- of statements

SAID = "statements/facets/?" + "&".join(f"facet={name}" for name in OF_STATEMENTS)


@pytest.fixture
def said(db):
    """Two of one incident and one of another: two speakers, one of them spoken to by the other's state."""
    first, second = make_incident(), make_incident("Russia protests", sides=("RUS", "KAZ"), type_id="D10")
    minister, governor = make_actor("A minister", "person", "UZB"), make_actor("A governor", "person", "RUS")
    make_statement(first, speaker=minister, about_country_id="RUS", stance=-1)
    make_statement(first, "I regret this.", speaker=governor, addressee_country_id="UZB", stance=1)
    make_statement(second, "We protest.", speaker=governor, kind="protest", stance=-2)
    publish(first), publish(second)


def test_facets_of_statements_count_statements(door, said):
    found = door.json("statements/facets/?facet=speaker&facet=about")
    assert found["selected"] == 3
    speaker, about = found["results"]
    assert [(one["label"], one["count"]) for one in speaker["values"]] == [
        ("A governor", 2),
        ("A minister", 1),
    ]
    assert about["values"] == [{"value": "RUS", "label": "Russia", "count": 1}]


def test_a_first_choice_of_facets_of_statements_comes_when_none_is_named(door, said):
    assert tuple(counts(door, "statements/facets/")) == tuple(
        name for name in FIRST_OF_STATEMENTS if name in OF_STATEMENTS
    )


def test_scales_of_statements_come_whole_with_their_words(door, said):
    (found,) = door.json("statements/facets/?facet=stance&top=1")["results"]
    assert [(one["value"], one["count"]) for one in found["values"]] == [
        ("-2", 1), ("-1", 1), ("0", 0), ("1", 1), ("2", 0)
    ]  # fmt: skip
    assert all(one["label"] != one["value"] for one in found["values"])


@pytest.mark.parametrize("query", ["country=RUS", "stance=-2&stance=-1", "type=D10", "q=regret"])
def test_choosing_a_value_gives_as_many_statements_as_the_facet_says(door, said, query):
    for name, found in counts(door, f"{SAID}&{query}").items():
        kept = "&".join(part for part in query.split("&") if not part.startswith(f"{name}="))
        for value, n in found.items():
            answer = door.json(f"statements/?{kept}&{name}={value}&count=exact".replace("?&", "?"))
            assert answer["count"] == n, (name, value)


@pytest.mark.parametrize(
    ("query", "name"), [("facet=certainty", "facet"), ("certainty=confirmed", "certainty"), ("top=0", "top")]
)
def test_facets_of_statements_take_what_statements_take(door, query, name):
    assert door.refused(f"statements/facets/?{query}", name)


def test_facets_of_statements_take_as_many_queries_as_those_of_incidents(door, said, counted_queries):
    door.json(SAID)
    with counted_queries(6):
        door.json(SAID)
