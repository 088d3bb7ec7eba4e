"""What a 400 teaches beside what is wrong."""

import pytest

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("asked", "name", "taught"),
    [
        ("incidents/?limit=10", "limit", "Use page_size."),
        ("incidents/?page=2", "page", "Use cursor."),
        ("incidents/?year=2025", "year", "Use from and to."),
        ("incidents/?hostility=3", "hostility", "Use level and step."),
        ("incidents/?country=KAZ,UZB", "country", "repeat the parameter for more: country=KAZ&country=UZB."),
        ("incidents/?type=P10; P20", "type", "repeat the parameter for more: type=P10&type=P20."),
        ("incidents/?country=Kyrgyzstan", "country", "All are listed at "),
        ("statements/?search=x", "search", "Use q."),
    ],
)
def test_a_slip_is_answered_with_what_was_meant(door, asked, name, taught):
    assert taught in door.refused(asked, name)


@pytest.mark.parametrize(
    ("asked", "name", "untold"),
    [
        ("types/?limit=10", "limit", "Use"),  # a list in one answer has no pages
        ("incidents/?contry=KAZ", "contry", "Use"),  # the nearest name is told already
        ("incidents/?certainty=sure", "certainty", "listed at"),  # all values are told already
        ("incidents/?from=2025,2026", "from", "repeat"),  # one value is all that it takes
        ("incidents/?bbox=1,2,3", "bbox", "repeat"),  # one value has four numbers
    ],
)
def test_nothing_is_hinted_at_where_it_would_mislead(door, asked, name, untold):
    assert untold not in door.refused(asked, name)


def test_what_is_listed_elsewhere_is_at_the_address_that_is_told(door, settings):
    address = door.refused("incidents/?country=Kyrgyzstan", "country").rpartition(" ")[2].rstrip(".")
    assert door.json(address.removeprefix(f"{settings.SITE_URL}/api/v1/"))["results"] is not None
