"""format=jsonl: a whole selection, one list row on each line."""

import hashlib
import json

import pytest

from record import ledger
from record.models import IncidentIndex
from tests.api.conftest import copies, make_rich, make_three
from tests.make import make_incident, publish
from tests.once import undone_after

pytestmark = pytest.mark.django_db
LISTS = ["incidents/", "statements/"]


@pytest.fixture(scope="module", autouse=True)
def world(django_db_setup, django_db_blocker):
    """DI-1 to DI-3, and DI-4 with a row in every part of its document."""
    with undone_after(django_db_blocker):
        make_three()
        make_rich()
        yield


def lines(door, path: str, **headers) -> list[dict]:
    answer = door.get(path, **headers)
    assert answer.status_code == 200, answer.content
    assert answer["Content-Type"] == "application/jsonl; charset=utf-8"
    return [json.loads(line) for line in answer.getvalue().decode().splitlines()]


@pytest.mark.parametrize("path", LISTS)
def test_its_lines_are_the_rows_of_the_list(door, path):
    assert lines(door, f"{path}?format=jsonl") == door.json(path)["results"] != []


@pytest.mark.parametrize(
    "query", ["fields=ref,title,document.statements", "fields=document", "omit=summary,participants,document"]
)
def test_fields_and_omit_do_what_they_do_in_the_list(door, query):
    assert lines(door, f"incidents/?format=jsonl&{query}") == door.json(f"incidents/?{query}")["results"]


def test_statements_take_fields_too(door):
    query = "fields=ref,speaker,texts"
    assert lines(door, f"statements/?format=jsonl&{query}") == door.json(f"statements/?{query}")["results"]


def test_a_document_is_the_bytes_that_its_hash_is_of(door):
    answer = door.get("incidents/?format=jsonl&fields=ref,document&ref=DI-4").getvalue().decode()
    text = answer.removeprefix('{"ref":"DI-4","document":').removesuffix("}\n")
    assert hashlib.sha256(text.encode()).hexdigest() == door.json("incidents/DI-4/")["sha256"]


def test_accept_asks_for_it_too(door):
    assert lines(door, "incidents/", accept="application/jsonl") == door.json("incidents/")["results"]


def test_filters_select_as_in_the_list(door):
    for query in ("country=KZ", "has=claims", "q=Protest", "q=nothing", "as_of=entry:0"):
        found = [row["ref"] for row in lines(door, f"incidents/?format=jsonl&{query}")]
        assert found == door.refs(f"incidents/?{query}")


def test_text_with_quotation_marks_and_line_ends_stays_on_its_line(door):
    publish(make_incident('Протест, "резкий" \\ two\ttabs', summary="One.\nTwo."))
    (row,) = lines(door, "incidents/?format=jsonl&ref=DI-5")
    assert row["title"] == 'Протест, "резкий" \\ two\ttabs' and row["summary"] == "One.\nTwo."


def test_it_has_a_name_and_sums(door):
    answer = door.get("incidents/?format=jsonl&country=KAZ&fields=ref,title")
    name = "demarche-incidents_country-KAZ_fields-ref-title_"
    assert answer["Content-Disposition"].startswith(f'attachment; filename="{name}')
    assert answer["Content-Disposition"].endswith(f'_entry-{ledger.moment().entry}.jsonl"')
    sums = door.json("incidents/?format=jsonl&country=KAZ&fields=ref,title&sums=1")
    assert (sums["rows"], sums["sha256"]) == (1, hashlib.sha256(answer.getvalue()).hexdigest())


def test_nothing_selected_is_an_empty_file(door):
    assert lines(door, "incidents/?format=jsonl&ref=DI-99") == []


@pytest.mark.parametrize(
    ("parameter", "value"), [("page_size", "10"), ("cursor", "x"), ("count", "exact"), ("ordering", "date")]
)
def test_what_only_pages_take_is_refused(door, parameter, value):
    assert f"Leave {parameter} out" in door.refused(f"incidents/?format=jsonl&{parameter}={value}", parameter)


def test_shapes_are_those_of_csv(door):
    assert "format=csv" in door.refused("incidents/?format=jsonl&shape=dyad", "shape")


def test_an_unknown_field_is_told(door):
    assert "There is no field" in door.refused("incidents/?format=jsonl&fields=x", "fields")


def test_it_takes_the_same_few_queries_for_any_number_of_rows(door, counted_queries):
    path = "incidents/?format=jsonl&fields=ref,document"
    door.get(path).getvalue()
    for more in (0, 300):
        copies(IncidentIndex, "DI-1", more)
        with counted_queries(4):  # the ETag, the moment, the codebook, the time limit; beside them one COPY
            door.get(path).getvalue()
