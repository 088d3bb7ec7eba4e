"""Dates in plain words on the forms of the desk."""

import pytest

from desk.date_words import understood
from incidents.models import Incident
from tests.desk.browser import errors, send
from tests.desk.things import url
from tests.make import make_incident

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("3 May 2025", "2025-05-03"),
        (" May 2025 ", "2025-05"),
        ("3 мая 2025", "2025-05-03"),
        ("2025-05-03", "2025-05-03"),
        ("[2025-04-01..2025-04-08]", "[2025-04-01..2025-04-08]"),
        ("3 May 2025 or so", "3 May 2025 or so"),
        ("on Tuesday", "on Tuesday"),
        ("", ""),
    ],
)
def test_what_is_one_date_is_understood_and_nothing_else_is_guessed(text, date):
    assert understood(text) == date


def test_a_date_in_words_is_saved_as_edtf(analyst):
    incident = make_incident()
    answer = send(analyst, url(incident), "incident_form", date="4 May 2025")
    assert answer.status_code == 302, errors(answer)
    assert Incident.objects.get().date == "2025-05-04"


def test_words_that_are_no_date_are_an_error_and_stay(analyst):
    answer = send(analyst, url(make_incident()), "incident_form", date="around the parade")
    assert answer.status_code == 200 and 'value="around the parade"' in answer.content.decode()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("3 May 2025", {"words": "3 May 2025", "edtf": "2025-05-03", "error": ""}),
        ("2025-05", {"words": "May 2025, 2025-05-01 to 2025-05-31", "edtf": "2025-05", "error": ""}),
        ("", {"words": "", "edtf": "", "error": ""}),
        ("\x00", {"words": "", "edtf": "", "error": ""}),
    ],
)
def test_the_reading_says_what_was_understood(analyst, text, said):
    assert analyst.get("/desk/date/", {"text": text}).json() == said


def test_the_reading_says_why_something_is_no_date(analyst):
    assert analyst.get("/desk/date/?text=around+the+parade").json()["error"]


def test_the_reading_is_for_the_signed_in(client):
    assert client.get("/desk/date/?text=2025").status_code == 302
