"""Who held a post, and who belonged to a grouping, on a given day."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from actors.models import Affiliation, GroupingMember
from tests.make import checked, make_actor

pytestmark = pytest.mark.django_db


def post(start="", end=""):
    return checked(
        Affiliation(
            actor=make_actor("A minister", kind="person"),
            organisation=make_actor("A ministry"),
            role="Minister",
            start=start,
            end=end,
        )
    )


@pytest.mark.parametrize(
    ("start", "end", "day", "held"),
    [
        ("2024-03-01", "2025-04-30", date(2024, 2, 29), False),
        ("2024-03-01", "2025-04-30", date(2024, 3, 1), True),
        ("2024-03-01", "2025-04-30", date(2025, 4, 30), True),
        ("2024-03-01", "2025-04-30", date(2025, 5, 1), False),
        # An imprecise date rules out only the days that no reading of it allows.
        ("2024", "2025-04", date(2023, 12, 31), False),
        ("2024", "2025-04", date(2024, 1, 1), True),
        ("2024", "2025-04", date(2025, 4, 30), True),
        ("2024", "2025-04", date(2025, 5, 1), False),
        # An unknown date rules out none.
        ("", "2025-04-30", date(1950, 1, 1), True),
        ("", "2025-04-30", date(2025, 5, 1), False),
        ("2024-03-01", "", date(2100, 1, 1), True),
        ("2024-03-01", "", date(2024, 2, 29), False),
        ("", "", date(2024, 1, 1), True),
    ],
)
def test_a_post_counts_on_the_days_on_which_it_may_have_been_held(start, end, day, held):
    post(start, end)
    assert Affiliation.objects.on_date(day).exists() is held


@pytest.mark.parametrize(("days", "held"), [(-1, False), (0, True), (1, True)])
def test_a_post_is_current_through_its_last_day(days, held):
    post("2001", (timezone.localdate() + timedelta(days=days)).isoformat())
    assert Affiliation.objects.current().exists() is held


@pytest.mark.parametrize(("days", "held"), [(0, True), (1, False)])
def test_a_post_is_current_from_its_first_day(days, held):
    post((timezone.localdate() + timedelta(days=days)).isoformat())
    assert Affiliation.objects.current().exists() is held


def test_a_post_without_an_end_is_current():
    post("2001")
    assert Affiliation.objects.current().exists()


def standing(grouping, country, day):
    """How a state stood in a grouping on a day: the statuses that held."""
    found = GroupingMember.objects.on_date(day).filter(grouping=grouping, country=country)
    return [member.status for member in found]


@pytest.mark.parametrize(
    ("day", "status"),
    [
        (date(1992, 5, 14), []),
        (date(1992, 5, 15), ["member"]),
        (date(2024, 2, 21), ["member"]),
        (date(2024, 2, 22), ["frozen"]),
        (date(2100, 1, 1), ["frozen"]),
    ],
)
def test_a_membership_is_frozen_from_the_day_after_it_was_a_full_one(day, status):
    assert standing("CSTO", "ARM", day) == status


@pytest.mark.parametrize(
    ("start", "end", "day", "status"),
    [
        ("", "1995", date(1900, 1, 1), ["observer"]),
        ("", "1995", date(1995, 12, 31), ["observer"]),
        ("", "1995", date(1996, 1, 1), []),
        ("1995-06", "", date(1995, 5, 31), []),
        ("1995-06", "", date(1995, 6, 1), ["observer"]),
    ],
)
def test_a_missing_start_of_a_membership_means_always_and_a_missing_end_still(start, end, day, status):
    GroupingMember.objects.filter(grouping="CSTO").delete()
    checked(GroupingMember(grouping_id="CSTO", country_id="MNG", status="observer", start=start, end=end))
    assert standing("CSTO", "MNG", day) == status
