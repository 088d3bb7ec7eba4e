"""An incident with many statements and claims: its pages ask the database as often as those of one with few."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from incidents.models import Citation, Incident
from tests.desk.browser import errors, open_form
from tests.desk.things import url
from tests.make import make_actor, make_claim, make_incident, make_source, make_statement, publish

pytestmark = pytest.mark.django_db
PAGES = ["change", "publish", "preview", "versions", "history", "delete"]


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
    """Equal, or the statements that were asked more often."""
    more = [sql for sql in set(second[1]) if second[1].count(sql) > first[1].count(sql)]
    assert first[0] == second[0], more[:5]


@pytest.mark.parametrize("page", PAGES)
def test_a_page_asks_as_often_for_fifty_statements_as_for_five(administrator, two, page):
    few, many = (asked(lambda: administrator.get(url(row, page))) for row in two)
    compare(few, many)


def test_a_save_asks_as_often_for_fifty_statements_as_for_five(administrator, two):
    counts = []
    for row in two:
        form = open_form(administrator, url(row), "incident_form") | {"summary": "Two. Sentences."}
        counts.append(asked(lambda: administrator.post(url(row), form)))  # noqa: B023 - called at once
    compare(*counts)


def test_a_statement_of_many_opens_and_saves_with_as_many_queries(administrator, two):
    counts = []
    for row in two:
        statement = row.statements.first()
        opened = asked(lambda: administrator.get(url(statement)))  # noqa: B023 - called at once
        form = open_form(administrator, url(statement), "statement_form") | {"stance": "-2"}
        saved = asked(lambda: administrator.post(url(statement), form))  # noqa: B023 - called at once
        counts.append((opened[0] + saved[0], opened[1] + saved[1]))
    compare(*counts)


def test_a_public_one_is_compared_with_as_many_queries(administrator, two):
    for row in two:
        publish(row)
        Incident.objects.filter(pk=row.pk).update(summary="Changed.")
    for page in ("publish", "change", "versions"):
        few, many = (asked(lambda: administrator.get(url(row, page))) for row in two)  # noqa: B023 - called at once
        compare(few, many)
