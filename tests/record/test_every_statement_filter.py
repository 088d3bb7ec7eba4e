"""Every filter over statements, on the founding article: what it selects is what the documents say, read in plain Python."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from django.test import Client

from incidents.models import StatementText
from record.statement_filters import StatementFilter
from tests.make import checked, make_incident, make_source, make_statement, publish
from tests.record.founding_article import Article
from tests.record.test_founding_article import imported  # noqa: F401 - a fixture


@dataclass(frozen=True)
class Said:
    """A statement as the documents have it: its part, and the document of its home with its links."""

    part: dict
    home: dict

    @property
    def document(self) -> dict:
        return self.home["document"]


def party(said: Said, name: str) -> set[str]:
    found = said.part[name] or {}
    return {(found.get("actor") or {}).get("ref"), found.get("country")} - {None}


def person(row: dict | None) -> set[str]:
    return {row["ref"]} if row and row["ref"] else set()


def actors(said: Said) -> set[str]:
    people = person(said.part["speaker"]) | person(said.part["relayed_by"])
    return people | {ref for name in ("addressee", "about") for ref in party(said, name) if ref[:2] == "A-"}


def countries(said: Said) -> set[str]:
    named = {code for name in ("addressee", "about") for code in party(said, name) if code[:2] != "A-"}
    return named | set(said.part["parties"])


def publishers(said: Said) -> set[str]:
    cards = [said.home["labels"]["sources"][ref] for ref in said.part["sources"]]
    return {ref for card in cards for ref in person(card["publisher"])}


def pairs(said: Said) -> set[str]:
    return {f"{a}>{b}" for a in said.document.get("initiators", ()) for b in said.document.get("targets", ())}


def episodes(said: Said) -> set[str]:
    return {link["to"] for link in said.home["links"] if link["kind"] == "part_of"} | {said.home["ref"]}


def days(said: Said) -> tuple[str, str]:
    found = said.part["date"] or said.document["date"]
    return found["earliest"] or "0001-01-01", found["latest"] or "9999-12-31"


def touches(said: Said, first: str, last: str) -> bool:
    found = said.part["date"] or said.document["date"]
    return bool(found["earliest"] or found["latest"]) and days(said)[0] <= last and days(said)[1] >= first


Row = tuple[str, Callable[[Said], bool], str | None, str]
# For every filter: a value, what it means, a value that selects nothing (none if there is none), and what is refused.
TABLE: dict[str, Row] = {
    "q": ("drones", lambda said: "drone" in words(said), "submarine", "x" * 501),
    "ref": ("DI-16", lambda said: said.home["ref"] == "DI-16", "ST-999", "four"),
    "speaker": ("A-9", lambda said: "A-9" in person(said.part["speaker"]), "A-999", "Lavrov"),
    "addressee": ("KGZ", lambda said: "KGZ" in party(said, "addressee"), "FJI", "Lavrov"),
    "about": ("RUS", lambda said: "RUS" in party(said, "about"), "FJI", "?"),
    "actor": ("A-9", lambda said: "A-9" in actors(said), "A-999", "Lavrov"),
    "country": ("KAZ", lambda said: "KAZ" in countries(said), "FJI", "Kazakhstan"),
    "statement_kind": ("report", lambda said: said.part["kind"] == "report", "ultimatum", "shout"),
    "stance": ("-1", lambda said: said.part["stance"] == -1, None, "3"),
    "capacity": ("institutional", lambda said: said.part["capacity"] == "institutional", None, "drunk"),
    "officialness_min": (
        "senior",
        lambda said: said.part["officialness"] in ("senior", "top"),
        None,
        "9",
    ),
    "mode": ("paraphrase", lambda said: said.part["mode"] == "paraphrase", None, "sung"),
    "language": (
        "ru",
        lambda said: "ru" in {text["language"] for text in said.part["texts"]},
        "kk",
        "English!",
    ),
    "inside": ("0", lambda said: said.part["inside"] is None, None, "2"),
    "dyad": ("GEO-KAZ", lambda said: bool(pairs(said) & {"KAZ>GEO", "GEO>KAZ"}), "FJI-TON", "KAZ"),
    "type": ("P30", lambda said: said.document.get("type") == "P30", "E30", "Z99"),
    "type_group": ("P", lambda said: said.document.get("type", " ")[0] == "P", "E", "Z"),
    "theme": ("migrants", lambda said: "migrants" in said.document.get("themes", ()), "sport", "weather"),
    "episode": ("EP-1", lambda said: "EP-1" in episodes(said), "EP-999", "wave"),
    "source": ("SR-2", lambda said: "SR-2" in said.part["sources"], "SR-999", "report"),
    "publisher": ("A-2", lambda said: "A-2" in publishers(said), "A-999", "Orda"),
    "from": ("2025-05-05", lambda said: touches(said, "2025-05-05", "9999"), None, "May"),
    "to": ("2025-04-30", lambda said: touches(said, "0001", "2025-04-30"), None, "May"),
    "dates": ("within", lambda said: days(said) > ("2025-01-01",) and days(said)[1] < "2026", None, "about"),
    "updated_since": ("2000-01-01", lambda said: True, "2100-01-01", "today"),
    "exclude_type": ("P30", lambda said: said.document.get("type") != "P30", None, "Z99"),
    "exclude_theme": (
        "migrants",
        lambda said: "migrants" not in said.document.get("themes", ()),
        None,
        "weather",
    ),
    "exclude_country": ("KAZ", lambda said: "KAZ" not in countries(said), None, "Kazakhstan"),
    "exclude_actor": ("A-9", lambda said: "A-9" not in actors(said), None, "Lavrov"),
}
WITH = {"dates": "from=2025-01-01&to=2025-12-31&"}
ALL_OF_THEM = ("updated_since",)  # every row is as new as this run


def words(said: Said) -> str:
    return " ".join(text["text"] for text in said.part["texts"]).casefold()


@pytest.fixture(scope="module")
def world(imported):  # noqa: F811 - the fixture
    """The article, and an exchange that has what the article's statements lack."""
    incident = make_incident("Kazakhstan closes a crossing", sides=("KAZ", "GEO"))
    make_statement(
        incident, "Мы обеспокоены.", addressee_country_id="KGZ", officialness="senior", about_country_id="RUS"
    )
    make_statement(incident, "Nothing was said of drones.", date="2025-04-02", capacity="institutional")
    make_source("A report of nobody")
    publish(incident)
    said = incident.statements.first()
    said.texts.update(language="ru")
    checked(StatementText(statement=said, language="zh-Hant", text="我們很擔心。"))
    publish(incident, "In Russian.")
    return Article.published()


@pytest.fixture
def client(world, db):
    return Client()


def found(client, query: str) -> list[str]:
    answer = client.get(f"/api/v1/statements/?page_size=200&{query}")
    assert answer.status_code == 200, answer.content
    return [row["ref"] for row in answer.json()["results"]]


@pytest.fixture
def everything(client) -> dict[str, Said]:
    """Every statement by its ref, from the documents of incidents and episodes."""
    said = {}
    for kind in ("incidents", "episodes"):
        for row in client.get(f"/api/v1/{kind}/?page_size=200&fields=ref").json()["results"]:
            home = client.get(f"/api/v1/{kind}/{row['ref']}/").json()
            said |= {part["ref"]: Said(part, home) for part in home["document"]["statements"]}
    return said


def test_the_table_has_every_filter():
    assert set(TABLE) == set(StatementFilter.base_filters)


def test_a_filter_selects_what_the_documents_say(client, everything, subtests):
    assert set(found(client, "")) == set(everything) and len(everything) > 20
    for name, (value, holds, _, _) in TABLE.items():
        with subtests.test(name):
            wanted = {ref for ref, said in everything.items() if holds(said)}
            selected = found(client, f"{WITH.get(name, '')}{name}={value}")
            assert set(selected) == wanted and len(selected) == len(wanted)
            assert wanted and (len(wanted) < len(everything) or name in ALL_OF_THEM), wanted


def test_a_filter_that_nothing_fits_selects_nothing(client, subtests):
    for name, row in TABLE.items():
        if row[2] is not None:
            with subtests.test(name):
                assert found(client, f"{name}={row[2]}") == []


def test_a_malformed_value_is_an_error_that_names_the_filter(client, subtests):
    for name, row in TABLE.items():
        with subtests.test(name):
            answer = client.get(f"/api/v1/statements/?{name}={row[3]}")
            assert answer.status_code == 400
            assert [problem["parameter"] for problem in answer.json()["errors"]] == [name]


def test_a_language_is_found_however_its_tag_is_written(client):
    answers = [found(client, f"language={tag}") for tag in ("zh-Hant", "zh-hant", "ZH-HANT")]
    assert answers[0] and answers[1:] == answers[:1] * 2


def test_an_empty_value_is_no_filter(client, subtests):
    everything = found(client, "")
    for name in TABLE:
        with subtests.test(name):
            assert found(client, f"{name}=") == everything


def test_a_span_that_ends_before_it_begins_is_refused(client):
    answer = client.get("/api/v1/statements/?from=2025-05-02&to=2025-05-01")
    assert (answer.status_code, answer.json()["errors"][0]["parameter"]) == (400, "to")


def test_statements_are_found_where_the_filters_of_incidents_find_their_homes(client):
    """The two lists agree: a filter about statements means the same on both."""
    for query in (
        "speaker=A-9",
        "statement_kind=report",
        "stance=-1",
        "language=ru",
        "language=zh-Hant",
        "officialness_min=senior",
    ):
        homes = {
            row["home"]["ref"]
            for row in client.get(f"/api/v1/statements/?page_size=200&{query}").json()["results"]
        }
        rows = client.get(f"/api/v1/incidents/?page_size=200&{query}").json()["results"]
        assert {row["ref"] for row in rows} == {ref for ref in homes if ref.startswith("DI-")}, query
