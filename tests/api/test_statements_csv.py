"""GET /api/v1/statements/?format=csv: the whole selection as one file, one line for a statement."""

import csv
import hashlib
import io
from pathlib import Path

import pytest

from incidents.models import StatementText
from record.exports.statements import COLUMNS
from tests.make import checked, make_incident, make_statement, publish

pytestmark = pytest.mark.django_db
DOCS = Path(__file__).resolve().parents[2] / "docs" / "api.md"


@pytest.fixture(autouse=True)
def said(db):
    """ST-1 in two languages, with all there is to say; ST-2 inside it, with next to nothing."""
    incident = make_incident("=Uzbekistan protests", date="2025-04")
    first = make_statement(
        incident,
        '+We protest; "much".\nTwice.',
        date="2025-05-02",
        about_country_id="RUS",
        role_at_time="Minister",
    )
    checked(StatementText(statement=first, language="ru", text="Мы протестуем.", original=True))
    make_statement(incident, "Quoted.", inside=first, stance=None)
    publish(incident)


def content(answer) -> bytes:
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


def lines(door, query: str = "") -> list[dict]:
    answer = door.get(f"statements/?format=csv&{query}")
    assert answer.status_code == 200, answer.content
    return list(csv.DictReader(io.StringIO(content(answer).decode(), newline="")))


def test_a_line_says_who_said_what_where(door):
    line = next(line for line in lines(door) if line["ref"] == "ST-1")
    assert (line["home"], line["home_date"], line["type"], line["pairs"]) == (
        "DI-1",
        "2025-04",
        "D10",
        "UZB>RUS",
    )
    assert (line["date"], line["stance"], line["kind"]) == ("2025-05-02", "-1", "concern")
    assert (line["speaker"], line["parties"], line["parties_cow"], line["about"]) == (
        "A-1",
        "UZB",
        "704",
        "RUS",
    )
    assert (line["original_language"], line["text_original"]) == ("ru", "Мы протестуем.")
    assert (line["languages"], line["role_at_time"]) == ("en;ru", "Minister")


def test_no_text_is_a_formula(door):
    line = next(line for line in lines(door) if line["ref"] == "ST-1")
    assert (
        line["text_en"] == '\'+We protest; "much".\nTwice.' and line["home_title"] == "'=Uzbekistan protests"
    )


def test_what_is_not_known_is_empty(door):
    line = next(line for line in lines(door) if line["ref"] == "ST-2")
    assert (line["inside"], line["stance"], line["date"], line["text_original"]) == ("ST-1", "", "", "")


@pytest.mark.parametrize(
    "query", ["", "stance=-1", "inside=1", "from=2025-05-01", "q=protest", "theme=migrants"]
)
def test_the_file_has_the_rows_of_the_list_in_its_order(door, query):
    assert [line["ref"] for line in lines(door, query)] == door.refs(f"statements/?{query}")


def test_the_sums_are_those_of_the_file(door):
    answer = door.get("statements/?format=csv")
    whole, sums = content(answer), door.get("statements/?format=csv&sums=1").json()
    assert sums["rows"] == 2 and sums["bytes"] == len(whole)
    assert sums["sha256"] == hashlib.sha256(whole).hexdigest()
    assert (
        sums["file"].startswith("demarche-statements_entry-")
        and sums["file"] in answer["Content-Disposition"]
    )


@pytest.mark.parametrize(("name", "value"), [("page_size", "5"), ("fields", "ref"), ("ordering", "date")])
def test_what_only_pages_take_is_refused(door, name, value):
    assert "Leave" in door.refused(f"statements/?format=csv&{name}={value}", name)


def test_every_column_is_explained():
    text = DOCS.read_text()
    assert [name for name in COLUMNS if f"`{name}`" not in text] == []
