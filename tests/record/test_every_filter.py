"""Every filter, on the founding article: a value that selects some, one that selects none, a malformed one; alike on every door."""

import csv
import io
import re
from dataclasses import replace

import pytest
from django.db import transaction
from django.test import Client

from actors.models import Actor
from codebook.models import IncidentType
from incidents.models import ClaimPosition, Incident
from record import ledger
from record.filters import IncidentFilter
from record.publishing import publish_codebook
from record.withdrawing import merge_actors, merge_incidents, retract
from tests.make import checked, make_actor, make_claim, make_incident, make_statement, publish
from tests.record.founding_article import Article
from tests.record.test_founding_article import imported  # noqa: F401 - a fixture

ROW = re.compile(r'<dd class="no">(DI-\d+)</dd>')
ALL = 28  # the article's 27, and a measure that somebody denies
# For every filter: what selects some of the incidents, what selects none, and what is refused (none if nothing can be).
TABLE = {
    "q": ("Lavrov", "submarine", "x" * 501),
    "ref": ("DI-3", "DI-999", "three"),
    "country": ("KAZ", "FJI", "Kazakhstan"),
    "initiator": ("UZB", "FJI", "XX"),
    "target": ("RUS", "FJI", "XX"),
    "dyad": ("KAZ-RUS", "FJI-TON", "KAZ"),
    "grouping": ("G7", "AU", "Club"),
    "actor": ("A-2", "A-999", "Lavrov"),
    "role": ("victim", "co_initiator", "boss"),
    "through": ("quasi", "tolerated", "public"),
    "denied_by": ("RUS", "FJI", "?"),
    "type": ("C10", "E30", "Z99"),
    "type_group": ("P", "E", "Z"),
    "theme": ("migrants", "sport", "weather"),
    "episode": ("EP-1", "EP-999", "wave"),
    "step": ("3", "4", "6"),
    "level": ("4", "6", "9"),
    "level_min": ("5", None, "9"),
    "level_max": ("0", None, "low"),
    "certainty": ("alleged", "refuted", "sure"),
    "counted": ("1", None, "yes"),
    "nature": ("series", "package", "storm"),
    "status": ("planned", "suspended", "over"),
    "in_force": ("2025-06-01", "2020-01-01", "June"),
    "from": ("2025-05-05", None, "May"),
    "to": ("2014-01-01", None, "May"),
    "dates": ("within", None, "about"),
    "place_country": ("KGZ", "FJI", "Osh"),
    "bbox": ("60,35,75,45", "-20,-20,-10,-10", "1,2,3"),
    "has": ("statements", None, "pictures"),
    "speaker": ("A-9", "A-999", "Lavrov"),
    "statement_kind": ("prediction", "ultimatum", "shout"),
    "stance": ("-1", "2", "3"),
    "capacity": ("institutional", "anonymous", "drunk"),
    "officialness_min": ("senior", "top", "9"),
    "language": ("en", "kk", "English!"),
    "source": ("SR-2", "SR-999", "report"),
    "publisher": ("A-2", "A-999", "Orda"),
    "updated_since": ("2000-01-01", "2100-01-01", "today"),
    "exclude_type": ("C10", None, "Z99"),
    "exclude_theme": ("migrants", None, "weather"),
    "exclude_country": ("KAZ", None, "Kazakhstan"),
    "exclude_actor": ("A-2", None, "Lavrov"),
    "exclude_certainty": ("alleged", None, "sure"),
}
TAKES_ALL = {"updated_since": "all are as new as this run", "dates": "it says how `from` and `to` are meant"}
WITH = {"dates": "from=2025-04-01&to=2025-05-31&"}


@pytest.fixture(scope="module")
def world(imported):  # noqa: F811 - the fixture
    """The article, and a measure in force that a Russian ministry denies."""
    measure = make_incident(
        "Kazakhstan closes a crossing", sides=("KAZ", "GEO"), nature="measure", effective="2025-05-10"
    )
    claim = make_claim(measure)
    ministry = make_actor("Foreign Ministry of Russia, of this test", country="RUS")
    checked(ClaimPosition(claim=claim, actor=ministry, position="denies"))
    publish(measure)
    return Article.published()


@pytest.fixture
def client(world, db):
    return Client()


def by_api(client, query: str) -> list[str]:
    answer = client.get(f"/api/v1/incidents/?page_size=200&{query}")
    assert answer.status_code == 200, answer.content
    return [row["ref"] for row in answer.json()["results"]]


def by_page(client, query: str) -> list[str]:
    answer = client.get(f"/incidents/?page_size=200&{query}")
    assert answer.status_code == 200
    return ROW.findall(answer.content.decode())


def by_csv(client, query: str) -> list[str]:
    answer = client.get(f"/api/v1/incidents/?{query}&format=csv")
    assert answer.status_code == 200, answer.content
    text = b"".join(answer.streaming_content).decode() if answer.streaming else answer.content.decode()
    return [row["ref"] for row in csv.DictReader(io.StringIO(text))]


def test_the_table_has_every_filter():
    assert set(TABLE) == set(IncidentFilter.base_filters)


@pytest.mark.parametrize("name", TABLE)
def test_a_filter_selects_some_and_not_all_and_alike_on_page_api_and_csv(client, name):
    query = f"{WITH.get(name, '')}{name}={TABLE[name][0]}"
    found = by_api(client, query)
    assert 0 < len(found) < ALL or (name in TAKES_ALL and found)
    assert by_page(client, query) == found == by_csv(client, query)


@pytest.mark.parametrize("name", [name for name, row in TABLE.items() if row[1] is not None])
def test_a_filter_that_nothing_fits_selects_nothing(client, name):
    query = f"{name}={TABLE[name][1]}"
    assert by_api(client, query) == by_page(client, query) == by_csv(client, query) == []


@pytest.mark.parametrize("name", TABLE)
def test_a_malformed_value_is_an_error_that_names_the_filter(client, name):
    query = f"{name}={TABLE[name][2]}"
    for suffix in ("", "&format=csv"):
        answer = client.get(f"/api/v1/incidents/?{query}{suffix}")
        assert answer.status_code == 400
        assert [problem["parameter"] for problem in answer.json()["errors"]] == [name]
    assert client.get(f"/incidents/?{query}").status_code == 400


@pytest.mark.parametrize("name", [name for name in TABLE if name.startswith("exclude_")])
def test_excluding_leaves_what_the_filter_does_not_select(client, name):
    value = TABLE[name][0]
    chosen = set(by_api(client, f"{name.removeprefix('exclude_')}={value}"))
    left = set(by_api(client, f"{name}={value}"))
    assert chosen | left == set(by_api(client, "")) and not chosen & left


def test_filters_about_statements_hold_together_for_one_statement(client, world):
    """DI-16 has a neutral report by one and an unmarked insult by another; no statement is both."""
    said = {
        (row["speaker"] or {}).get("ref"): row["kind"]
        for row in client.get("/api/v1/incidents/DI-16/").json()["document"]["statements"]
    }
    (one, his), (other, theirs) = said.items()
    assert his != theirs
    assert "DI-16" in by_api(client, f"speaker={one}&statement_kind={his}")
    assert "DI-16" not in by_api(client, f"speaker={one}&statement_kind={theirs}")
    assert {"DI-16"} <= set(by_api(client, f"speaker={other}")) & set(by_api(client, f"statement_kind={his}"))


def test_a_role_holds_with_country_and_actor_in_one_participation(client):
    documents = [client.get(f"/api/v1/incidents/{ref}/").json()["document"] for ref in by_api(client, "")]
    as_target = sum(
        any(row["role"] == "target" and "RUS" in row["parties"] for row in document["participants"])
        for document in documents
    )
    found = by_api(client, "role=target&country=RUS")
    anywhere = set(by_api(client, "role=target")) & set(by_api(client, "country=RUS"))
    assert len(found) == as_target < len(anywhere)


def test_in_one_participation_means_country_and_actor_too(client):
    actor = next(
        row["actor"]["ref"]
        for ref in by_api(client, "role=initiator&country=UZB")
        for row in client.get(f"/api/v1/incidents/{ref}/").json()["document"]["participants"]
        if row["actor"] and row["role"] == "initiator" and "UZB" in row["parties"]
    )
    assert by_api(client, f"role=initiator&country=UZB&actor={actor}")
    assert by_api(client, f"role=initiator&country=RUS&actor={actor}") == []


def test_an_actor_is_found_under_every_number_it_ever_had_and_the_past_stays(client, world):
    before = f"as_of=entry:{ledger.moment().entry}"
    copy = make_actor("Radio Ozodlik, logged twice", kind="media", country="")
    incident = make_incident("Another report")
    publish_speaker(incident, copy)
    told = Actor.objects.get(ref="A-2")
    apart = by_api(client, "actor=A-2")
    merged = replace(ledger.moment(), now=False).entry
    copy.refresh_from_db()
    merge_actors(copy, told, user=None, revision=copy.revision, reason="The same outlet.")
    together = by_api(client, "actor=A-2")
    assert set(together) == {*apart, incident.ref} == set(by_api(client, f"actor={copy.ref}"))
    assert set(by_api(client, f"actor=A-2&as_of=entry:{merged}")) == set(apart)
    assert set(by_api(client, f"actor=A-2&{before}")) == set(apart)


def publish_speaker(incident, speaker) -> None:
    make_statement(incident, speaker=speaker)
    publish(incident)
    speaker.refresh_from_db()


def test_a_box_may_cross_the_line_of_the_date(client):
    assert by_api(client, "bbox=170,-90,-170,90") == []
    assert set(by_api(client, "bbox=-180,-90,180,90")) == set(by_api(client, "bbox=30,0,90,90"))


@pytest.mark.parametrize("box", ["1E-99999,0,1,1", "0.0000000000000000001,0,1,1", "1e5,0,1,1", "NaN,0,1,1"])
def test_a_rectangle_of_odd_numbers_is_understood_or_refused(client, box):
    assert client.get(f"/api/v1/incidents/?bbox={box}").status_code in (200, 400)


@pytest.mark.parametrize("name", TABLE)
def test_an_empty_value_is_no_filter_on_every_door(client, name):
    everything = by_api(client, "")
    assert by_api(client, f"{name}=") == everything
    answer = client.get(f"/incidents/?{name}=")
    assert answer.status_code in (200, 302)


def test_a_blank_value_is_refused_alike_on_both_doors(client):
    for door in ("/api/v1/incidents/", "/incidents/"):
        assert client.get(f"{door}?country=%20").status_code == 400


def test_a_group_of_types_is_known_by_its_letter_whatever_it_is_called(client):
    """A later codebook may call a group otherwise; its incidents stay in it."""
    before = by_api(client, "type_group=P")
    with transaction.atomic():
        IncidentType.objects.filter(code__startswith="P").update(group="Called otherwise")
        publish_codebook(user=None, reason="Plainer words.")
        assert before and by_api(client, "type_group=P") == before == by_page(client, "type_group=P")
        transaction.set_rollback(True)


def test_every_filter_gives_later_what_it_gave_at_the_entry(client, subtests):
    """The past stays as it was whatever is corrected, retracted, merged and renamed since."""
    queries = {
        name: f"{WITH.get(name, '')}{name}={row[0]}" for name, row in TABLE.items() if name != "updated_since"
    }
    head = ledger.moment().entry
    before = {name: by_api(client, query) for name, query in queries.items()}
    take = {"user": None, "reason": "Of a test."}
    with transaction.atomic():
        one, two, three, four = Incident.objects.exclude(ref="").order_by("pk")[:4]
        Incident.objects.filter(pk=one.pk).update(title="Otherwise", level=0, type_id="C10", date="")
        one.statements.all().delete()
        publish(one, "Corrected.")
        retract("incident", two, revision=two.revision, **take)
        merge_incidents(three, four, revision=three.revision, **take)
        actor, into = Actor.objects.exclude(ref="").filter(kind="person").order_by("pk")[:2]
        merge_actors(actor, into, revision=actor.revision, **take)
        IncidentType.objects.filter(code__startswith="P").update(group="Called otherwise")
        publish_codebook(**take)
        for name, query in queries.items():
            with subtests.test(name):
                assert by_api(client, f"{query}&as_of=entry:{head}") == before[name]
        transaction.set_rollback(True)


@pytest.mark.parametrize(
    ("query", "facet", "name"),
    [
        ("role=initiator", "country", "country"),
        ("role=target&role=victim", "country", "country"),
        ("role=initiator&country=RUS", "country", "country"),
        ("country=RUS", "role", "role"),
        ("role=initiator&country=RUS", "role", "role"),
        ("role=initiator", "actor", "actor"),
        ("role=initiator&country=UZB", "actor", "actor"),
        ("role=initiator&actor=A-30", "country", "country"),
        ("actor=A-2", "role", "role"),
    ],
)
def test_a_role_qualifies_countries_and_actors_in_facets_as_in_filters(client, query, facet, name):
    """Each count is what choosing that value instead would give."""
    found = client.get(f"/api/v1/facets/?{query}&facet={facet}&top=300").json()
    (values,) = [one["values"] for one in found["results"]]
    rest = "&".join(part for part in query.split("&") if not part.startswith(f"{name}="))
    counted = {
        row["value"]: client.get(f"/api/v1/incidents/?{rest}&{name}={row['value']}&count=exact").json()[
            "count"
        ]
        for row in values[:12]
    }
    assert values and counted == {row["value"]: row["count"] for row in values[:12]}
