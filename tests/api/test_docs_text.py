"""docs/api.md: its examples run as they stand, against a real server."""

import re
import shlex
from pathlib import Path
from urllib.request import urlopen

import pytest

from tests.make import publish_example

TEXT = (Path(__file__).resolve().parents[2] / "docs" / "api.md").read_text()
ADDRESS = "http://127.0.0.1:8000"


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", TEXT, re.DOTALL)


COMMANDS = [line for block in blocks("sh") for line in block.splitlines()]


@pytest.fixture
def server(live_server, settings):
    settings.SITE_URL = live_server.url
    publish_example()
    return live_server


@pytest.mark.django_db(transaction=True)
def test_every_command_is_answered(server):
    assert len(COMMANDS) > 10
    for command in COMMANDS:
        program, address = shlex.split(command)
        assert program == "curl"
        with urlopen(address.replace(ADDRESS, server.url)) as answer:
            assert answer.status == 200, command


@pytest.mark.django_db(transaction=True)
def test_the_check_of_the_record_runs_as_it_is_printed(server):
    (program,) = blocks("python")
    found: dict = {}
    exec(program.replace(ADDRESS, server.url), found)
    assert found["previous"] == found["page"]["head"]["sha256"]


@pytest.mark.django_db(transaction=True)
def test_the_check_of_the_record_finds_a_changed_document(server):
    (program,) = blocks("python")
    program = program.replace(ADDRESS, server.url)
    spoiled = program.replace(
        "    for entry in", '    page["results"][-1]["document"]["title"] = "Other"\n    for entry in'
    )
    assert spoiled != program
    with pytest.raises(AssertionError):
        exec(spoiled, {})
