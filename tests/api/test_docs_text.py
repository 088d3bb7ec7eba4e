"""docs/api.md, docs/filters.md and the client's README: what they print runs as it stands, against a real server."""

import re
import shlex
import sys
from pathlib import Path
from urllib.parse import quote
from urllib.request import urlopen

import pytest
from pytest_django.live_server_helper import LiveServer

from api.parameters import WORDS, Parameter, of_filters
from record import codebook, ledger
from record.dimensions import vocabulary
from record.filters import IncidentFilter
from record.statement_filters import StatementFilter
from tests import baseline
from tests.make import publish_example

pytestmark = pytest.mark.django_db
PROJECT = Path(__file__).resolve().parents[2]
TEXT = (PROJECT / "docs" / "api.md").read_text()
README = (PROJECT / "clients" / "python" / "README.md").read_text()
FILTERS = (PROJECT / "docs" / "filters.md").read_text()
ADDRESS = "http://127.0.0.1:8000"
ROW = re.compile(r"\| `(?P<name>\w+)` \| (?P<meaning>.+?) \| `(?P<example>[^`]+)` \| (?P<words>.*) \|")


def blocks(language: str, text: str = TEXT) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", text, re.DOTALL)


COMMANDS = [line for block in blocks("sh") for line in block.splitlines()]
(CHECK,) = [program for program in blocks("python") if "hashlib" in program]


@pytest.fixture(scope="module")
def served(django_db_setup, django_db_blocker):
    """The address of a server whose record is the example."""
    with django_db_blocker.unblock():
        publish_example()
        server = LiveServer("127.0.0.1")
        yield server.url
        server.stop()
        baseline.undo()


@pytest.fixture
def server(served, settings, monkeypatch):
    monkeypatch.syspath_prepend(str(PROJECT / "clients" / "python"))
    settings.SITE_URL = served
    return served


def run(programs: list[str], server: str) -> dict:
    """Runs programs one after the other, as somebody who types them in; what they named in the end."""
    found: dict = {}
    for program in programs:
        exec(program.replace(ADDRESS, server), found)
    return found


def test_every_command_is_answered(server):
    assert len(COMMANDS) > 10
    for command in COMMANDS:
        program, address = shlex.split(command)
        assert program == "curl"
        with urlopen(address.replace(ADDRESS, server)) as answer:
            assert answer.status == 200, command


def test_the_programs_of_the_tour_run_as_they_are_printed(server, capsys):
    run([program for program in blocks("python") if "pandas" not in program], server)
    assert "DI-1" in capsys.readouterr().out


def test_the_programs_with_pandas_run_as_they_are_printed(server):
    pytest.importorskip("pandas", reason="pandas is not installed: what is printed with it is not tested")
    found = run([program for program in blocks("python") if "pandas" in program], server)
    assert len(found["table"]) == 1 and len(found["rows"]) == 1


def test_the_programs_of_the_client_run_as_they_are_printed(server):
    programs = blocks("python", README)
    if "pandas" not in sys.modules:
        programs = [program for program in programs if "to_dataframe" not in program]
    assert run(programs, server)["newest"] > 1


def test_the_check_of_the_record_runs_as_it_is_printed(server):
    found = run([CHECK], server)
    assert found["previous"] == found["page"]["head"]["sha256"]


def test_the_check_of_the_record_finds_a_changed_document(server):
    spoiled = CHECK.replace(
        "    for entry in", '    page["results"][-1]["document"]["title"] = "Other"\n    for entry in'
    )
    assert spoiled != CHECK
    with pytest.raises(AssertionError):
        run([spoiled], server)


# --- docs/filters.md

LISTS = [("incidents", IncidentFilter), ("statements", StatementFilter)]


def rows(noun: str) -> dict[str, re.Match]:
    section = FILTERS.partition(f"## {noun.capitalize()}\n")[2].partition("\n## ")[0]
    return {found["name"]: found for found in ROW.finditer(section)}


@pytest.mark.parametrize(("noun", "filters"), LISTS)
def test_every_filter_is_told_in_the_words_of_the_code(noun, filters):
    told = {name: found["meaning"] for name, found in rows(noun).items()}
    assert told == {item.name: item.meaning for item in of_filters(filters)}


@pytest.mark.parametrize(("noun", "filters"), LISTS)
def test_every_example_of_a_filter_is_answered(noun, filters, client):
    for name, found in rows(noun).items():
        given, _, value = found["example"].partition("=")
        answer = client.get(f"/api/v1/{noun}/?{given}={quote(value)}")
        assert given == name and answer.status_code == 200, found["example"]


def words_of(item: Parameter, client) -> list[str]:
    """All values of a filter; else the codes of its scale as they are published; for other lists their address."""
    address = item.words
    if item.choices or item.listed or not address:
        return list(item.choices or item.listed)
    if not address.startswith("scales/"):
        return [address]
    scale = client.get(f"/api/v1/{address}").json()
    return [entry[scale["key"]] for entry in scale["entries"]]


@pytest.mark.parametrize(("noun", "filters"), LISTS)
def test_the_words_of_every_filter_are_those_of_the_codebook(noun, filters, client):
    for item in of_filters(filters):
        told = re.findall(r"`([^`]+)`", rows(noun)[item.name]["words"])
        assert told == words_of(item, client), item.name


@pytest.mark.parametrize(("noun", "filters"), LISTS)
def test_the_api_takes_every_word_that_is_listed_for_a_filter(noun, filters, client):
    given = [
        (name, word)
        for name, found in rows(noun).items()
        for word in re.findall(r"`([^`/]+)`", found["words"])
    ]
    assert len(given) > 50
    for name, word in given:
        answer = client.get(f"/api/v1/{noun}/", {name: word, "page_size": "1", "fields": "ref"})
        assert answer.status_code == 200, (name, word, answer.json())


def test_the_steps_are_those_of_the_codebook(client):
    told = client.options("/api/v1/incidents/").json()["parameters"]
    values = next(one["values"] for one in told if one["name"] == "step")
    assert sorted(values) == sorted(vocabulary("step", codebook.at(ledger.moment())))


def test_options_lead_to_the_words_of_a_filter(client, settings):
    told = client.options("/api/v1/incidents/").json()["parameters"]
    address = next(one["words"] for one in told if one["name"] == "certainty")
    assert address == f"{settings.SITE_URL}/api/v1/scales/certainty/"
    for address in set(WORDS.values()):
        assert client.get(f"/api/v1/{address}").status_code == 200, address


@pytest.mark.parametrize(
    "address",
    ["actors/?kind", "sources/?kind", "links/?kind", "links/?basis", "links/?part", "coverage/?depth"],
)
def test_every_word_that_options_tell_of_is_taken(address, client):
    """Those of its scale, and those that its meaning names as examples."""
    resource, _, name = address.partition("?")
    told = client.options(f"/api/v1/{resource}").json()["parameters"]
    [item] = [one for one in told if one["name"] == name]
    scale = client.get(item["words"]).json()
    examples = item["meaning"].partition(": ")[2].removesuffix(" …").split(", ")
    for word in [*examples, *(entry[scale["key"]] for entry in scale["entries"])]:
        assert client.get(f"/api/v1/{address}={word}").status_code == 200, word
