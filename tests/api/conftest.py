"""What the API's tests share: a reader who asks for JSON, and records to read."""

from contextlib import contextmanager
from dataclasses import dataclass

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from actors.models import ActorCountry
from incidents.models import (
    ClaimPosition,
    Coverage,
    Episode,
    Incident,
    Participation,
    Quantity,
    Relation,
)
from record.models import Entry, IndexRow
from record.publishing import publish_alone, publish_episode
from tests.make import (
    checked,
    make_actor,
    make_claim,
    make_incident,
    make_statement,
    publish,
    publish_example,
)
from tests.once import remembered, undone_after


@dataclass
class Door:
    """The API as a stranger sees it."""

    client: Client

    def get(self, path: str, **headers):
        return self.client.get(f"/api/v1/{path}", headers=headers)

    def json(self, path: str, **headers):
        answer = self.get(path, **headers)
        assert answer.status_code == 200, answer.content
        assert answer["Content-Type"] == "application/json"
        return answer.json()

    def refused(self, path: str, parameter: str) -> str:
        """What a 400 says about one parameter."""
        answer = self.get(path)
        assert answer.status_code == 400, answer.content
        assert answer["Content-Type"] == "application/problem+json"
        return {error["parameter"]: error["detail"] for error in answer.json()["errors"]}[parameter]

    def refs(self, path: str) -> list[str]:
        return [row["ref"] for row in self.json(path)["results"]]


@pytest.fixture
def door(db):
    return Door(Client())


@pytest.fixture
def counted_queries():
    """Fails unless exactly so many queries are made inside; savepoints of the test's own transaction do not count."""

    @contextmanager
    def exactly(expected: int):
        with CaptureQueriesContext(connection) as found:
            yield
        queries = [query["sql"] for query in found if "SAVEPOINT" not in query["sql"]]
        assert len(queries) == expected, "\n".join(queries)

    return exactly


@pytest.fixture(scope="module")
def example(django_db_setup, django_db_blocker):
    """The first incident, published once for a whole file as DI-1."""
    with undone_after(django_db_blocker):
        publish_example()
        yield


@pytest.fixture
def grozin(example, db):
    """DI-1 as the desk has it, to be edited."""
    return Incident.objects.get(ref="DI-1")


@remembered
def make_three() -> None:
    """DI-1 in May, DI-2 in April, DI-3 in June."""
    publish(make_incident("Protest of May", date="2025-05-02", level=3))
    publish(make_incident("Refusal of April", date="2025-04", type_id="P10", level=4, sides=("KAZ", "RUS")))
    last = make_incident("Protest of June", date="2025-06-10", level=2, sides=("RUS", "KGZ"))
    make_statement(last)
    make_claim(last)
    publish(last)


def make_rich() -> Incident:
    """A published incident that has a row in every part of its document."""
    incident = make_incident(
        "Uzbekistan protests to Russia over migrants",
        place_country_id="UZB",
        place_names=["Tashkent", "Ташкент"],
        latitude="41.3",
        longitude="69.24",
    )
    incident.themes.add("migrants")
    speaker = make_actor("Ministry of Labour", "ministry", "UZB")
    group = make_actor("Migrant workers", "group", "")
    checked(ActorCountry(actor=group, country_id="TJK", basis="explicit"))
    people = checked(Participation(incident=incident, role="affected", actor=group, asserted_by=speaker))
    checked(Quantity(participation=people, value="120", qualifier="about", what="detained"))
    first = make_statement(incident, speaker=speaker, about_country_id="RUS", date="2025-05-02")
    make_statement(incident, "We reject it.", speaker=group, replies_to=first, reply_kind="rejects")
    claim = make_claim(incident)
    checked(ClaimPosition(claim=claim, actor=speaker, position="denies", date="2025-05-03"))
    publish(incident)
    incident.refresh_from_db()
    return incident


def make_every_kind(incident: Incident) -> Episode:
    """EP-1 with an incident as its member, LK-1 that says so, CV-1: one thing of every kind that has none yet."""
    episode = checked(Episode(title="Spring of refusals", summary="A run.", date="2025-04/2025-05"))
    checked(
        Relation(kind="part_of", from_incident=incident, to_episode=episode, basis="analyst", part="core")
    )
    publish_episode(episode, user=None, revision=episode.revision, reason="A new episode.")
    coverage = checked(
        Coverage(
            country_id="UZB", start="2025-01-01", end="2025-06-30", depth="systematic", note="Two outlets."
        )
    )
    publish_alone("coverage", coverage, user=None, revision=coverage.revision, reason="Read.")
    episode.refresh_from_db()
    return episode


def copies(index: type[IndexRow], ref: str, how_many: int) -> None:
    """Rows of an index like the one of `ref`, under numbers of their own."""
    row = index.objects.get(ref=ref, until__isnull=True)
    made = []
    for number in range(1000, 1000 + how_many):
        row.pk, row.number, row.ref = None, number, f"{ref.partition('-')[0]}-{number}"
        made.append(index(**{f.attname: getattr(row, f.attname) for f in index._meta.concrete_fields}))
    index.objects.bulk_create(made)


def newest() -> int:
    return Entry.objects.order_by("-number").first().number
