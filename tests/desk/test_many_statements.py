"""An incident with many statements and claims: its pages ask the database no more often than those of one with few."""

from functools import partial
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from incidents.models import Citation, Incident
from tests.desk.browser import errors, open_form
from tests.desk.things import url
from tests.make import make_actor, make_claim, make_incident, make_source, make_statement

pytestmark = pytest.mark.django_db
PAGES = ["change", "publish", "versions", "history"]


@pytest.fixture
def two():
    """One with five statements and claims, and one with fifty, all by one speaker and from one source."""
    speaker, source = make_actor("Orda", "media", "KAZ"), make_source()
    rows = []
    for number in (5, 50):
        incident = make_incident(f"An incident with {number}", source=source)
        for index in range(number):
            statement = make_statement(incident, f"Statement {index}.", speaker=speaker)
            Citation.objects.create(statement=statement, source=source, credibility="2")
            make_claim(incident, f"Claim {index}.")
        rows.append(Incident.objects.get(pk=incident.pk))
    return rows


def asked(ask) -> tuple[int, list[str]]:
    with CaptureQueriesContext(connection) as caught:
        answer = ask()
    assert answer.status_code in (200, 302), errors(answer)
    return len(caught), [query["sql"][:120] for query in caught.captured_queries]


def compare(first, second) -> None:
    """No more, or the statements that were asked more often. (What is kept after the first time may make it fewer.)"""
    more = [sql for sql in set(second[1]) if second[1].count(sql) > first[1].count(sql)]
    assert second[0] <= first[0], more[:5]


def test_pages_and_saves_ask_no_more_often_for_fifty_statements_than_for_five(administrator, two, subtests):
    few, many = two
    ways = {page: partial(opened, page=page) for page in PAGES} | {"save": saved, "statement": of_a_statement}
    for name, way in ways.items():
        way(administrator, few)  # what is asked once and kept
        with subtests.test(name):
            compare(asked(partial(way, administrator, few)), asked(partial(way, administrator, many)))


def opened(client, row, page):
    return client.get(url(row, page))


def saved(client, row):
    form = open_form(client, url(row), "incident_form") | {"summary": f"Two. {uuid4()}"}
    return client.post(url(row), form)


def of_a_statement(client, row):
    statement = row.statements.first()
    form = open_form(client, url(statement), "statement_form") | {"note": f"Checked. {uuid4()}"}
    return client.post(url(statement), form)
