"""The audit trail as one stream: everything is in it, in order, whatever page it stands on."""

from datetime import UTC, datetime, timedelta

import pghistory
import pytest
from django.db import connection
from django.utils import timezone

from desk.audit.events import Asked, Cursor, page, pages, trails
from incidents.models import Source
from incidents.workflow import submit
from tests.make import make_incident, make_source, make_user

pytestmark = pytest.mark.django_db


def now():
    """The time that every row of this test has: that of its transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT now()")
        return cursor.fetchone()[0]


def everything(size=1000, **asked) -> list[tuple[str, str]]:
    asked = {"since": now(), **asked}
    return [(row.source, row.what) for rows in pages(Asked(**asked), size) for row in rows]


def test_every_change_and_decision_is_in_it_once_whatever_the_size_of_a_page():
    source = make_source()
    Source.objects.filter(pk=source.pk).update(title="Another")
    submit(incident := make_incident(source=source), user=make_user(), revision=incident.revision)
    whole, start = everything(), now()
    assert everything(size=2) == everything(size=5) == whole
    counts = sum(trail.objects.filter(pgh_created_at__gte=start).count() for trail in trails().values())
    assert len(whole) == counts + 1
    assert {
        ("incidents.incident", "update"),
        ("incidents.source", "update"),
        ("decision", "submitted"),
    } <= set(whole)


def test_it_is_newest_first():
    make_incident()
    times = [row.when for row in page(Asked(), None, 100)]
    assert times == sorted(times, reverse=True)


def test_who_what_when_and_which_table_are_filters():
    user, other = make_user("one"), make_user("two")
    with pghistory.context(user=user.pk):
        make_source("By one")
    with pghistory.context(user=other.pk):
        make_source("By two")
    mine = page(Asked(user=user.pk, table="incidents.source"), None, 10)
    assert len(mine) == 1 and mine[0].what == "insert"
    assert not everything(table="incidents.source", what="delete")
    tomorrow = timezone.now() + timedelta(days=1)
    assert not everything(since=tomorrow) and not everything(until=datetime(2020, 1, 1, tzinfo=UTC))


def test_decisions_are_filtered_by_who_decided_and_about_what():
    user, incident = make_user(), make_incident()
    submit(incident, user=user, revision=incident.revision)
    assert everything(what="decision", user=user.pk) == [("decision", "submitted")]
    assert everything(what="decision", table="incidents.source") == []
    assert everything(what="decision", table="incidents.claim") == []
    wanted = {"incidents.incident": frozenset([str(incident.pk)])}
    assert everything(what="decision", objects=wanted) == [("decision", "submitted")]


def test_what_is_newer_than_the_cursor_does_not_come_twice():
    make_source("First")
    first = page(Asked(table="incidents.source"), None, 1)
    make_source("Second")
    assert page(Asked(table="incidents.source"), first[-1].cursor, 10) == []


@pytest.mark.parametrize("text", ["", "x", "2025-01-01~a~1", "2025-01-01T00:00:00+00:00~a~-1", "~~"])
def test_what_is_no_cursor_is_none(text):
    assert Cursor.read(text) is None


def test_a_cursor_is_read_as_it_was_written():
    made = Cursor(timezone.now(), "incidents.source", 7)
    assert Cursor.read(str(made)) == made


def test_a_page_is_one_query_and_reads_each_table_by_its_index(django_assert_num_queries):
    with django_assert_num_queries(1):
        page(Asked(), None, 50)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tablename FROM pg_indexes WHERE indexdef LIKE '%(pgh_created_at DESC, pgh_id DESC)'"
        )
        indexed = {table for (table,) in cursor.fetchall()}
    assert {trail._meta.db_table for trail in trails().values()} <= indexed


def test_a_cursor_in_any_zone_is_a_time_that_postgresql_reads():
    read = Cursor.read("2026-05-01T12:00:00+20:05~actor~3")
    assert (read.when.isoformat(), read.when.utcoffset()) == ("2026-04-30T15:55:00+00:00", timedelta(0))
    assert Cursor.read("0001-01-01T00:00:00+20:05~actor~3") is None
