"""The codebook's page: every word of the record's codebook, with its sign, at a moment."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from codebook.models import IncidentType
from record import codebook, ledger
from record.publishing import publish_codebook
from tests.make import make_incident, publish

pytestmark = pytest.mark.django_db


@pytest.fixture
def book(db):
    return codebook.at(ledger.moment())


def part(text, anchor):
    """What stands under one anchor, up to the next section."""
    return text[text.index(f'id="{anchor}"') :].split("<section", 1)[0]


def test_every_type_theme_and_scale_has_its_anchor(reader, book):
    text = reader.get("/codebook/").text
    wanted = {*book.types, *(f"theme-{code}" for code in book.themes)}
    found = re.findall(r'id="([^"]+)"', text)
    assert wanted <= set(found) and len(found) == len(set(found))
    assert {"hostility", "certainty", "dates", "counted", "coverage", "scale-claim_positions"} <= set(found)


def test_a_type_says_what_belongs_and_what_does_not(reader, book):
    text, row = part(reader.get("/codebook/").text, "P10"), book.types["P10"]
    assert row["definition"] in text and "Not:" in text
    assert "usually level 4, from 3 to 4" in text


def test_every_level_has_its_tile_and_its_test(reader, book):
    text = part(reader.get("/codebook/").text, "hostility")
    assert text.count('class="lv"') == len(book.scales["hostility_scale"]["entries"])
    assert "−2" in text and 'data-l="c"' in text


def test_every_certainty_has_its_ring(reader, book):
    text = part(reader.get("/codebook/").text, "certainty")
    assert {f"#c-{code}" for code in book.scales["certainty"]["by_code"]} == set(
        re.findall(r'href="(#c-\w+)"', text)
    )


def test_a_type_tells_how_many_incidents_are_coded_so(reader, db):
    publish(make_incident(type_id="D10"))
    text = reader.get("/codebook/").text
    assert 'href="/incidents/?type=D10">1 incident<' in text and "?type=D20" not in text
    assert "?theme=" not in text and "0 incidents" not in text, "no link leads to an empty list"


def test_an_earlier_moment_shows_the_codebook_of_then(reader, editor):
    before = ledger.moment().entry
    IncidentType.objects.filter(code="P10").update(definition="Somebody stands before a closed door.")
    publish_codebook(user=editor, reason="Clearer.")
    assert "closed door" in reader.get("/codebook/").text
    then = reader.get(f"/codebook/?as_of=entry:{before}").text
    assert "closed door" not in then and "You read the record as it stood" in then


def test_before_the_first_codebook_the_page_says_so(reader, db):
    assert "No codebook had been published" in reader.get("/codebook/?as_of=2020-01-01").text


def test_an_unknown_parameter_is_an_error_that_names_it(reader, db):
    answer = reader.get("/codebook/?type=P10")
    assert answer.status_code == 400 and "There is no parameter" in answer.text


def test_the_number_of_queries_does_not_grow_with_incidents(reader, db):
    def asked():
        with CaptureQueriesContext(connection) as found:
            reader.get("/codebook/")
        return len(found)

    reader.get("/codebook/")
    few = asked()
    for n in range(3):
        publish(make_incident(f"Incident {n}", type_id="D20"))
    reader.get("/codebook/")
    assert asked() == few < 12


@pytest.mark.parametrize("address", ["/", "/incidents/"])
def test_keys_lead_to_how_to_read_them(reader, grozin, address):
    assert 'href="/codebook/#hostility"' in reader.get(address).text


def test_an_incident_leads_to_its_type_and_to_how_certainty_is_judged(reader, grozin):
    text = reader.get(f"/incidents/{grozin.ref}/").text
    assert f'href="/codebook/#{grozin.type_id}"' in text and 'href="/codebook/#certainty"' in text
