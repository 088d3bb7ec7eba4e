"""How much stands behind a selection: documents, their publishers, and documents of which none is recorded."""

import pytest

from record import ledger
from record.models import IncidentIndex
from record.weight import documents_behind
from tests.make import make_actor, make_incident, make_source, publish

pytestmark = pytest.mark.django_db


def behind():
    moment = ledger.moment()
    return documents_behind(IncidentIndex.objects.at(moment), moment)


def test_documents_without_a_publisher_are_counted_apart(reader):
    weekly = make_actor("Weekly", "media", "")
    for number in range(2):
        source = make_source(f"Report {number}", publisher=weekly)
        publish(make_incident(f"Act {number}", source=source))
    for number in range(3):
        publish(make_incident(f"Entry {number}", source=make_source(f"Entry {number}")))
    assert behind() == (5, 1, 3, 0)
    text = " ".join(reader.get("/countries/UZB/").text.split())
    assert "5 documents are cited, by 1 publisher; of 3 no publisher is recorded." in text


def test_documents_that_all_lack_a_publisher_have_a_sentence_of_their_own(reader):
    publish(make_incident(source=make_source("A bare entry")))
    assert behind() == (1, 0, 1, 0)
    assert "whose publisher is not recorded." in reader.get("/countries/UZB/").text


def test_nothing_has_nothing_behind_it(db):
    assert behind() == (0, 0, 0, 0)
