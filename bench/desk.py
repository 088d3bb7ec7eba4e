"""How long the desk's pages of an incident with many statements take, and how often they ask the database.

    .venv/bin/python manage.py shell -c "from bench import desk; desk.main()"

against any database that has the codebook (DATABASE_URL, or the one of `make run`). It makes one incident with fifty
statements and as many claims, opens and saves it through the desk's own pages, prints the seconds of the server, and
takes everything back.
"""

import time
from collections.abc import Callable
from uuid import uuid4

from django.contrib.auth.models import User
from django.db import connection, transaction
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext

from incidents.models import Citation, Incident
from tests.desk.browser import open_form
from tests.make import make_actor, make_claim, make_incident, make_source, make_statement

STATEMENTS, TIMES = 50, 5
ALLOWED = 1.0  # seconds, for opening and for saving


def incident_with(number: int) -> Incident:
    speaker, source = make_actor("Speaker of the bench", "media", "KAZ"), make_source("Source of the bench")
    incident = make_incident(f"An incident with {number} statements", source=source)
    for index in range(number):
        statement = make_statement(incident, f"Statement {index}.", speaker=speaker)
        Citation.objects.create(statement=statement, source=source, credibility="2")
        make_claim(incident, f"Claim {index}.")
    return Incident.objects.get(pk=incident.pk)


def best(ask: Callable) -> tuple[float, int]:
    """The fewest seconds of several tries, and the queries of the last."""
    seconds = []
    for _ in range(TIMES):
        with CaptureQueriesContext(connection) as caught:
            began = time.perf_counter()
            answer = ask()
            seconds.append(time.perf_counter() - began)
        assert answer.status_code in (200, 302), answer.status_code
    return min(seconds), len(caught)


def measure(client: Client, number: int) -> None:
    page = f"/desk/incidents/incident/{incident_with(number).pk}"

    def save():
        return client.post(f"{page}/change/", form | {"summary": f"Two. {uuid4()}", "opened_revision": now()})

    def now() -> str:
        return open_form(client, f"{page}/change/", "incident_form")["opened_revision"][0]

    form = open_form(client, f"{page}/change/", "incident_form")
    ways = {"open": f"{page}/change/", "publish page": f"{page}/publish/", "preview": f"{page}/preview/"}
    for name, address in ways.items():
        shown(number, name, *best(lambda: client.get(address)))  # noqa: B023 - called at once
    seconds, queries = best(save)
    opening, asked = best(lambda: client.get(f"{page}/change/"))  # each save opens the form first
    shown(number, "save", seconds - opening, queries - asked)


def shown(number: int, name: str, seconds: float, queries: int) -> None:
    print(
        f"{number:3} statements  {name:14}{seconds:7.2f} s{queries:6} queries{'  TOO SLOW' * (seconds > ALLOWED)}"
    )


def main() -> None:
    with transaction.atomic(), override_settings(ALLOWED_HOSTS=["testserver"], SECURE_SSL_REDIRECT=False):
        client = Client()
        chief = User.objects.create_superuser(f"bench-{uuid4()}", password=None)
        client.force_login(chief)
        with override_settings(TWO_FACTOR=False):
            for number in (5, STATEMENTS):
                measure(client, number)
        transaction.set_rollback(True)
