"""A client's budget, counted by minute, kind and network."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from config.settings import budgets as read_budgets
from record import budgets


@pytest.fixture
def clock(monkeypatch, settings, tmp_path):
    """Two feeds and one export a minute; it is 15 s past the minute."""
    settings.BUDGETS = {budgets.FEEDS: 2, budgets.EXPORTS: 1}
    settings.CACHES = {
        **settings.CACHES,
        "counts": {"BACKEND": "config.counts.CountsCache", "LOCATION": str(tmp_path / "counts")},
    }

    class Clock:
        now = 60 * 30_000_000 + 15.0

    monkeypatch.setattr("record.budgets.time.time", lambda: Clock.now)
    monkeypatch.setattr("config.counts.time.time", lambda: Clock.now)
    return Clock


def test_what_is_over_the_budget_waits_for_the_next_minute(clock, rf):
    assert [budgets.spend(rf.get("/"), budgets.FEEDS) for _ in range(4)] == [0, 0, 45, 45]
    clock.now += 45
    assert budgets.spend(rf.get("/"), budgets.FEEDS) == 0


def test_each_kind_has_a_budget_of_its_own(clock, rf):
    assert [budgets.spend(rf.get("/"), budgets.EXPORTS) for _ in range(2)] == [0, 45]
    assert budgets.spend(rf.get("/"), budgets.FEEDS) == 0


def test_a_kind_without_a_budget_is_never_refused(clock, rf):
    assert not any(budgets.spend(rf.get("/"), budgets.LISTS) for _ in range(5))


def test_another_client_has_a_budget_of_its_own(clock, rf):
    assert not any(
        budgets.spend(rf.get("/", REMOTE_ADDR=f"198.51.100.{n}"), budgets.EXPORTS) for n in range(5)
    )


def test_a_rotating_x_forwarded_for_does_not_help(clock, rf, settings):
    settings.PROXIES = 1
    asked = [rf.get("/", HTTP_X_FORWARDED_FOR=f"203.0.113.{n}, 198.51.100.4") for n in range(3)]
    assert [budgets.spend(request, budgets.EXPORTS) for request in asked] == [0, 45, 45]


def test_addresses_of_one_ipv6_network_spend_one_budget(clock, rf):
    asked = [rf.get("/", REMOTE_ADDR=f"2001:db8::{n}") for n in range(1, 3)]
    assert [budgets.spend(request, budgets.EXPORTS) for request in asked] == [0, 45]


def test_where_nothing_can_be_counted_everybody_is_answered(rf, settings):
    settings.BUDGETS = {budgets.EXPORTS: 1}  # and the cache keeps nothing
    assert [budgets.spend(rf.get("/"), budgets.EXPORTS) for _ in range(3)] == [0, 0, 0]


def test_the_environment_changes_single_budgets():
    assert read_budgets("exports=5, feeds=7") == {
        "lists": 600,
        "exports": 5,
        "feeds": 7,
        "past": 120,
        "pages": 300,
    }
    assert read_budgets("") == {"lists": 600, "exports": 30, "feeds": 120, "past": 120, "pages": 300}
    assert read_budgets("off") == {}


@pytest.mark.parametrize("given", ["exports=0", "exports", "imports=3", "lists=-1", "lists=many"])
def test_a_budget_that_cannot_be_read_stops_the_start(given):
    with pytest.raises(ImproperlyConfigured, match="exports=30"):
        read_budgets(given)
