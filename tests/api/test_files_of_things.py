"""format=csv and format=jsonl of actors, sources, episodes, links and coverage."""

import csv
import hashlib
import io
import json
import re
from pathlib import Path

import pytest

from incidents.models import Episode, Incident, Relation
from record import exports
from record.models import ThingIndex
from record.publishing import publish_alone
from tests.api.conftest import copies, make_every_kind, make_rich
from tests.make import checked, make_actor, make_incident, make_source, publish, publish_example
from tests.once import undone_after

pytestmark = pytest.mark.django_db
TABLES = {
    table.name: table
    for table in (exports.ACTORS, exports.SOURCES, exports.EPISODES, exports.LINKS, exports.COVERAGE)
}
DOCS = (Path(__file__).resolve().parents[2] / "docs" / "api.md").read_text()


@pytest.fixture(scope="module", autouse=True)
def world(django_db_setup, django_db_blocker):
    """The example, one thing of every kind, a source with a title like a formula, an episode of two members."""
    with undone_after(django_db_blocker):
        publish_example()
        episode = make_every_kind(make_rich())
        other = make_incident(
            "Another refusal",
            source=make_source("=1+1; a report", publisher=make_actor("A paper", "media", "KAZ")),
        )
        publish(other)
        checked(
            Relation(kind="part_of", from_incident=other, to_episode=episode, basis="analyst", part="core")
        )
        episode.refresh_from_db()
        relation = Relation.objects.latest("pk")
        publish_alone("link", relation, user=None, revision=relation.revision, reason="A member.")
        yield


def content(door, path: str) -> str:
    answer = door.get(path)
    assert answer.status_code == 200, answer.getvalue()
    return answer.getvalue().decode()


def table(door, path: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content(door, path), newline="")))


@pytest.mark.parametrize("name", TABLES)
def test_the_lines_of_json_are_the_rows_of_the_list_in_its_order(door, name):
    lines = [json.loads(line) for line in content(door, f"{name}/?format=jsonl").splitlines()]
    assert lines == door.json(f"{name}/")["results"] != []


@pytest.mark.parametrize("name", TABLES)
def test_the_lines_of_csv_are_the_rows_of_the_list_in_its_order(door, name):
    rows, found = table(door, f"{name}/?format=csv"), door.json(f"{name}/")["results"]
    assert [(row["ref"], row["version"], row["entry"], row["url"], row["published_at"]) for row in rows] == [
        (row["ref"], str(row["version"]), str(row["entry"]), row["url"], row["published"]) for row in found
    ]


@pytest.mark.parametrize("name", TABLES)
def test_a_file_says_what_it_adds_up_to_and_ends_its_lines_as_csv_does(door, name):
    text, sums = content(door, f"{name}/?format=csv"), door.json(f"{name}/?format=csv&sums=1")
    assert (sums["bytes"], sums["sha256"]) == (len(text.encode()), hashlib.sha256(text.encode()).hexdigest())
    assert sums["rows"] == len(door.json(f"{name}/")["results"]) and text.endswith("\r\n")


@pytest.mark.parametrize("name", TABLES)
def test_every_column_is_told_in_the_docs(door, name):
    columns = list(table(door, f"{name}/?format=csv")[0])
    told = re.search(rf"\n\| `{name}/` \| (`ref`.*|`.*`) \|\n", DOCS.partition("other lists have")[2])
    assert columns == ["ref", "version", "entry", "url", *re.findall("`([^`]+)`", told[1]), "published_at"]


@pytest.mark.parametrize("name", TABLES)
def test_as_many_queries_for_many_lines_as_for_few(door, name, counted_queries):
    if name in ("actors", "sources", "episodes"):
        few = content(door, f"{name}/?format=csv")
        with counted_queries(4):
            content(door, f"{name}/?format=csv")
        copies(ThingIndex, ThingIndex.objects.filter(kind=name.removesuffix("s")).earliest("pk").ref, 50)
        with counted_queries(4):
            assert len(content(door, f"{name}/?format=csv")) > len(few)


def test_an_actor_has_its_countries_in_both_codes(door):
    row = next(row for row in table(door, "actors/?format=csv") if row["name"] == "Ministry of Labour")
    assert (row["kind"], row["countries"], row["countries_cow"]) == ("ministry", "UZB", "704")


def test_a_source_has_its_publisher_and_no_formula(door):
    row = next(row for row in table(door, "sources/?format=csv") if row["title"].endswith("a report"))
    assert (row["title"], row["publisher_name"]) == ("'=1+1; a report", "A paper")


def test_an_episode_counts_its_members(door):
    (row,) = table(door, "episodes/?format=csv")
    assert row["member_count"] == "2" == str(door.json("episodes/")["results"][0]["member_count"])


def test_an_episode_had_fewer_members_before(door):
    before = door.json("links/?ref=LK-1")["results"][0]["entry"]
    (row,) = table(door, f"episodes/?format=csv&as_of=entry:{before}")
    assert row["member_count"] == "1"


def test_a_link_says_what_it_joins(door):
    row = table(door, "links/?format=csv&kind=part_of")[0]
    assert (row["from"], row["to"], row["to_home"], row["part"]) == (
        Incident.objects.get(ref="DI-2").ref,
        Episode.objects.get().ref,
        "EP-1",
        "core",
    )


def test_coverage_says_of_whom_when_and_how(door):
    (row,) = table(door, "coverage/?format=csv&country=UZB")
    assert (row["country_cow"], row["counterpart"], row["start"], row["depth"]) == (
        "704",
        "",
        "2025-01-01",
        "systematic",
    )


def test_filters_and_fields_are_those_of_the_list(door):
    asked = "actors/?kind=ministry&fields=ref,name,document.description"
    lines = [json.loads(line) for line in content(door, f"{asked}&format=jsonl").splitlines()]
    assert lines == door.json(asked)["results"] != []


@pytest.mark.parametrize(
    ("asked", "name"),
    [("page_size=5", "page_size"), ("fields=ref", "fields"), ("ordering=-published", "ordering")],
)
def test_what_a_file_has_no_use_for_is_refused(door, asked, name):
    assert "Leave" in door.refused(f"links/?format=csv&{asked}", name)
