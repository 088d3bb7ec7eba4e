"""The filters of GET /api/v1/incidents/, and what it says of a bad value."""

import pytest
from django.http import QueryDict

from record.lists import Cursor, selection_of
from tests.api.conftest import make_three, undone_after

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module", autouse=True)
def world(django_db_setup, django_db_blocker):
    with undone_after(django_db_blocker):
        make_three()
        yield


@pytest.mark.parametrize(
    ("query", "refs"),
    [
        ("country=KZ", ["DI-2"]),
        ("country=kaz&country=cow:703", ["DI-3", "DI-2"]),
        ("initiator=RUS", ["DI-3"]),
        ("dyad=UZB-RUS", ["DI-1"]),
        ("dyad=RUS%3EUZB", []),
        ("dyad=UNSC-P5-RUS", []),
        ("dyad=RUS%3EUNSC-P5", []),
        ("type=P10", ["DI-2"]),
        ("type_group=D", ["DI-3", "DI-1"]),
        ("exclude_type=P10", ["DI-3", "DI-1"]),
        ("level_min=3&level_max=3", ["DI-1"]),
        ("has=statements&has=claims", ["DI-3"]),
        ("from=2025-05-01&to=2025-05-31", ["DI-1"]),
        ("from=2025-04-30&to=2025-05-02", ["DI-1", "DI-2"]),
        ("from=2025-04-02&dates=within", ["DI-3", "DI-1"]),
        ("to=9999-12-31", ["DI-3", "DI-1", "DI-2"]),
        ("ref=di-2", ["DI-2"]),
        ("country=", ["DI-3", "DI-1", "DI-2"]),
    ],
)
def test_filters(door, query, refs):
    assert door.refs(f"incidents/?{query}") == refs


@pytest.mark.parametrize(
    ("parameter", "value", "allowed"),
    [
        ("country", "Turkey", "alpha-3"),
        ("country", "%00", "alpha-3"),
        ("dyad", "KAZ", "KAZ-RUS"),
        ("dyad", "KAZ-KAZ", "twice"),
        ("initiator", "XXX", "organisation"),
        ("type", "D99", "D10"),
        ("type_group", "?", "Allowed"),
        ("theme", "weather", "migrants"),
        ("step", "9", "0, 1, 2, 3, 4, 5"),
        ("level", "9", "-2"),
        ("level_min", "9", "8"),
        ("level_max", "low", "number"),
        ("certainty", "sure", "confirmed"),
        ("nature", "storm", "event"),
        ("status", "over", "in_force"),
        ("counted", "0", "1, all"),
        ("dates", "near", "overlap, within"),
        ("has", "photos", "statements, claims, place"),
        ("from", "05/06/2025", "2025-06-30"),
        ("from", "2025-02-30", "2025-06-30"),
        ("to", "tomorrow", "2025-06-30"),
        ("updated_since", "lately", "2025-06-30"),
        ("ref", "57", "DI-12"),
        ("actor", "DI", "A-12"),
        ("page_size", "0", "1 to 200"),
        ("page_size", "201", "1 to 200"),
        ("page_size", "-5", "1 to 200"),
        ("page_size", "٣", "1 to 200"),
        ("page_size", "9" * 30, "1 to 200"),
        ("count", "yes", "capped, exact"),
        ("fields", "title,nonsense", "document.statements"),
        ("omit", "nonsense", "document.statements"),
        ("fields", "document.nonsense", "document.statements"),
    ],
)
def test_a_bad_value_is_named_with_what_is_allowed(door, parameter, value, allowed):
    assert allowed in door.refused(f"incidents/?{parameter}={value}", parameter)


@pytest.mark.parametrize("name", ["hostility", "incident", "dyads", "offset"])
def test_filters_that_do_not_exist_are_refused(door, name):
    assert f"no parameter {name!r}" in door.refused(f"incidents/?{name}=1", name)


def test_a_span_that_ends_before_it_begins_is_refused(door):
    assert "before" in door.refused("incidents/?from=2025-05-02&to=2025-05-01", "to")


def test_a_highest_level_below_the_lowest_is_refused(door):
    assert "below the lowest, 5" in door.refused("incidents/?level_min=5&level_max=2", "level_max")


def test_the_page_says_the_same_of_levels_that_exclude_each_other(door):
    page = door.client.get("/incidents/?level_min=5&level_max=2")
    assert page.status_code == 400 and "below the lowest, 5" in page.content.decode()


@pytest.mark.parametrize(
    ("asked", "taught"),
    [
        ("incidents/?ref=A-1", "an incident. Write DI-12."),
        ("incidents/?actor=DI-1", "an actor. Write A-12."),
        ("incidents/?exclude_actor=DI-1", "an actor. Write A-12."),
        ("incidents/?speaker=SR-1", "an actor. Write A-12."),
        ("incidents/?source=A-1", "a source. Write SR-12."),
        ("incidents/?publisher=SR-1", "an actor. Write A-12."),
        ("incidents/?episode=DI-1", "an episode. Write EP-12."),
        (
            "statements/?ref=A-1",
            "of a statement or of an incident or of an episode. Write ST-12 or DI-12 or EP-12.",
        ),
        ("statements/?episode=DI-1", "an episode."),
        ("actors/?ref=SR-1", "an actor."),
        ("sources/?ref=EP-1", "a source."),
        ("sources/?incident=SR-1", "an incident."),
        ("episodes/?ref=SR-1", "an episode."),
        ("links/?ref=DI-1", "a link."),
        ("links/?end=LK-1", "of an incident or of an episode or of a statement."),
        ("coverage/?ref=LK-1", "a stretch of reading."),
    ],
)
def test_a_number_of_another_kind_is_refused_and_not_searched_for(door, asked, taught):
    parameter = asked.partition("?")[2].partition("=")[0]
    assert taught in door.refused(asked, parameter)


def test_the_page_says_the_same_of_a_number_of_another_kind(door):
    page = door.client.get("/incidents/?actor=DI-1")
    assert page.status_code == 400 and "is not the public number of an actor" in page.content.decode()


def test_a_day_given_twice_is_refused(door):
    assert "once" in door.refused("incidents/?from=2025-05-02&from=2025-05-03", "from")


def test_too_many_values_are_refused(door):
    assert "50" in door.refused("incidents/?" + "&".join(["country=KAZ"] * 51), "country")


# Python takes zones up to a day, PostgreSQL up to sixteen hours; the calendars of both have ends.
FAR_ZONES = [("2020-11-30T22:07%2B20:05", 200), ("2020-11-30T22:07-23:59", 200)]
ENDS = [("0001-01-01T00:00%2B05:00", 400), ("0001-01-01T00:00Z", 200), ("9999-12-31T23:59-05:00", 400)]


@pytest.mark.parametrize(("text", "status"), [*FAR_ZONES, *ENDS])
def test_a_time_in_any_zone_is_read_or_refused(door, text, status):
    for asked in (f"incidents/?as_of={text}", f"incidents/?updated_since={text}"):
        assert door.get(asked).status_code == status, asked


@pytest.mark.parametrize(
    ("value", "status"), [("2020-11-30T22:07+20:05", 200), ("0001-01-01T00:00+05:00", 400)]
)
def test_a_cursor_with_a_time_that_we_did_not_write_is_read_or_refused(door, value, status):
    query = "ordering=-published"
    cursor = Cursor(0, "-published", value, 1, False, selection_of(QueryDict(query))).text()
    assert door.get(f"incidents/?{query}&cursor={cursor}").status_code == status
