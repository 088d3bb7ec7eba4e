"""Lists while others publish: a walk from page to page sees one state of the record, whatever happens meanwhile."""

import threading
import time
from collections.abc import Callable
from contextlib import suppress

import pytest
from django.db import connections
from django.test import Client

from incidents.models import Incident
from record import ledger
from record.obstacles import NothingNew
from record.withdrawing import retract
from tests.make import make_incident, publish

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "reader"])
ORDERINGS = ("-date", "date", "-published", "-level", "level")


def publish_on(title: str, started: threading.Event, stop: threading.Event, failures: list) -> None:
    """One publisher: new incidents, corrections that move rows in every order, and retractions, until told to stop."""
    try:
        number = 0
        while not stop.is_set():
            number += 1
            incident = make_incident(f"{title} {number}", date=f"2025-05-{number % 28 + 1:02}", level=3)
            publish(incident)
            old = Incident.objects.filter(title__startswith="Known").order_by("?").first()
            old.date, old.level = f"2025-06-{number % 28 + 1:02}", 2 + number % 2
            old.clean()
            old.save()
            if old.ref and number % 3 == 0:
                retract("incident", incident, user=None, revision=incident.revision, reason="Of a test.")
            with suppress(NothingNew):  # the other may have just said the same of it
                publish(old)
            started.set()
    except Exception as error:
        failures.append(error)
        started.set()
    finally:
        connections.close_all()


def walk(
    address: str, pause: Callable[[int], None] = lambda entry: None
) -> tuple[int, list[tuple[str, int]]]:
    """The entry that a list was read at, and every row of all its pages; `pause` comes after the first of them."""
    client, found, entry = Client(), [], 0
    while address:
        page = client.get(address[address.index("/api/") :]).json()
        if not entry:
            entry = page["entry"]
            pause(entry)
        assert page["entry"] == entry
        found += [(row["ref"], row["version"]) for row in page["results"]]
        address = page["next"]
    return entry, found


def until_overtaken(entry: int) -> None:
    """Waits until others have published something after an entry."""
    deadline = time.monotonic() + 60
    while ledger.moment().entry <= entry:
        assert time.monotonic() < deadline, "others publish while pages are turned"
        time.sleep(0.02)


def test_a_walk_sees_one_state_while_two_publish(settings):
    settings.PUBLIC_ALIAS = "reader"  # each request reads in one snapshot
    for number in range(9):
        publish(make_incident(f"Known {number}", date=f"2025-04-{number + 1:02}"))
    publish(make_incident("Known, undated", date=""))
    stop, failures = threading.Event(), []
    started = [threading.Event(), threading.Event()]
    publishers = [
        threading.Thread(target=publish_on, args=(f"Publisher {n}", started[n], stop, failures))
        for n in (0, 1)
    ]
    for publisher in publishers:
        publisher.start()
    for event in started:
        assert event.wait(60)
    try:
        for ordering in ORDERINGS:
            entry, rows = walk(f"/api/v1/incidents/?page_size=2&ordering={ordering}", until_overtaken)
            whole = f"/api/v1/incidents/?page_size=200&ordering={ordering}&as_of=entry:{entry}"
            assert rows == walk(whole)[1] and len(rows) > 9
    finally:
        stop.set()
        for publisher in publishers:
            publisher.join(60)
    assert not failures
