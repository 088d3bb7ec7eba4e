"""The published JSON Schema is the code's own, and sound files pass it in another program's eyes too."""

import json
from io import StringIO

import jsonschema
import pytest
from django.core.management import call_command

from config.postgres import PROJECT
from incidents.interchange.schema import file_schema
from incidents.interchange.shape import KINDS, Part, below

DOCS = PROJECT / "docs"
SCHEMA = DOCS / "interchange.schema.json"
SOUND = ["data/examples/central_asia_2025.json", "tests/incidents/samples/whole.json"]
INDEPENDENT = jsonschema.Draft202012Validator


def published() -> dict:
    return json.loads(SCHEMA.read_text(encoding="utf-8"))


def test_the_published_schema_is_the_one_the_code_checks_by():
    made = "Make it again: manage.py export_incidents --schema > docs/interchange.schema.json"
    assert published() == json.loads(json.dumps(file_schema())), made


def test_the_command_prints_the_schema_as_it_is_published():
    out = StringIO()
    call_command("export_incidents", schema=True, stdout=out)
    assert out.getvalue() == SCHEMA.read_text(encoding="utf-8")


def test_the_schema_is_a_schema():
    INDEPENDENT.check_schema(published())


@pytest.mark.parametrize("name", SOUND)
def test_a_sound_file_passes(name):
    content = json.loads((PROJECT / name).read_text(encoding="utf-8"))
    assert [error.message for error in INDEPENDENT(published()).iter_errors(content)] == []


@pytest.mark.parametrize(
    "change",
    [{"level": "3"}, {"titel": "x"}, {"intent": "delibarate"}, {"title": ""}, {"participations": [{}]}],
)
def test_a_broken_record_fails(change):
    content = json.loads((PROJECT / SOUND[1]).read_text(encoding="utf-8"))
    content["incidents"][0] |= change
    assert not INDEPENDENT(published()).is_valid(content)


def described(part: Part) -> set[str]:
    """The keys that docs/interchange.md names in the table under the heading of a list."""
    text = (DOCS / "interchange.md").read_text(encoding="utf-8")
    _, found, rest = text.partition(f"\n### `{part.key}`")
    assert found, f"docs/interchange.md has no heading for {part.key}"
    rows = rest.partition("\n#")[0].splitlines()
    return {row.split("`")[1] for row in rows if row.startswith("| `")}


def all_parts() -> dict[str, Part]:
    """Every list of the format once, by key; citations, statements and claims have the same keys wherever they stand."""
    return {
        part.key: part for kind in KINDS for part in [kind.part, *(inner for _, inner in below(kind.part))]
    }


@pytest.mark.parametrize("key", list(all_parts()))
def test_the_document_names_the_keys_of_each_list(key):
    part = all_parts()[key]
    own = {*part.names, *(inner.key for inner in part.parts)} | ({"id"} if part.has_id else set())
    assert described(part) == own
