"""Duplicates on the incident form: asked before saving, shown while typing, remembered."""

import pytest

from desk.models import Distinct
from incidents.models import Incident
from tests.desk.browser import follow, open_form, read_form
from tests.make import make_incident

pytestmark = pytest.mark.django_db
ADD, TYPING = "/desk/incidents/incident/add/", "/desk/incidents/incident/duplicates/"
TITLE = "Uzbekistan hands a note of protest to Russia"


@pytest.fixture
def known(db):
    return make_incident(TITLE)


def filled(client, **fields) -> dict:
    return (
        open_form(client, ADD, "incident_form")
        | {"title": TITLE, "type": "D10", "level": "3", "date": "2025-05-02"}
        | fields
    )


def test_a_new_incident_like_one_on_file_is_asked_about_and_keeps_what_was_typed(analyst, known):
    page = analyst.post(ADD, {**filled(analyst, summary="As typed."), "_save": "Save"})
    html = page.content.decode()
    assert Incident.objects.count() == 1 and "similar title" in html and f"/{known.pk}/change/" in html
    assert read_form(page, "incident_form")["summary"] == ["As typed."]


def test_the_answer_is_remembered_with_the_save(analyst, known):
    page = analyst.post(ADD, {**filled(analyst), "_save": "Save"})
    form = read_form(page, "incident_form") | {"distinct": str(known.pk), "_save": "Save"}
    follow(analyst, analyst.post(ADD, form))
    (pair,) = Distinct.objects.all()
    assert pair.first == known and pair.second == Incident.objects.get(title=TITLE, pk__gt=known.pk)


def test_one_that_came_after_the_question_is_asked_about_too(analyst, known):
    page = analyst.post(ADD, {**filled(analyst), "_save": "Save"})
    form = read_form(page, "incident_form") | {"distinct": str(known.pk), "_save": "Save"}
    make_incident(TITLE)
    assert (
        "may be on file already" in analyst.post(ADD, form).content.decode() and Incident.objects.count() == 2
    )


def test_an_incident_like_no_other_is_saved_at_once(analyst, known):
    answer = analyst.post(
        ADD, {**filled(analyst, title="Kazakhstan closes its airspace", date="2024"), "_save": "Save"}
    )
    assert answer.status_code == 302 and Incident.objects.count() == 2


def test_what_is_typed_is_compared(analyst, known):
    html = analyst.get(TYPING, {"title": TITLE, "date": "2025-05-02"}).content.decode()
    assert str(known) in html and "similar title" in html and "<html" not in html
    assert analyst.get(TYPING, {"title": "Nothing of the kind"}).content.decode().strip() == ""


def test_the_panel_understands_a_date_in_words_as_the_form_does(analyst, known):
    """The same pair and type count only within the days of both."""
    same = {"type": known.type_id, "country": ["UZB", "RUS"]}
    for date, found in (
        ("2025-05-02", True),
        ("2 May 2025", True),
        ("2019-05-02", False),
        ("2 May 2019", False),
    ):
        page = analyst.get(TYPING, same | {"date": date}).content.decode()
        assert (str(known) in page) == found, date


def test_a_number_of_any_length_in_the_answer_is_no_number_of_an_incident(analyst, known):
    form = filled(analyst) | {"distinct": "9" * 5000, "_save": "Save"}
    assert analyst.post(ADD, form).status_code == 200


@pytest.mark.parametrize(
    "asked",
    [{}, {"title": "\x00" * 9}, {"date": "x", "incident": "x" * 30, "source": ["9" * 40, "²"], "country": "????"}, {"title": "%" * 999}],
)  # fmt: skip
def test_whatever_is_sent_is_answered(analyst, known, asked):
    assert analyst.get(TYPING, asked).status_code == 200


def test_not_a_duplicate_is_remembered_and_not_shown_again(analyst, known):
    other = make_incident(TITLE)
    asked = {"title": TITLE, "incident": other.pk}
    assert str(known) in analyst.get(TYPING, asked).content.decode()
    follow(analyst, analyst.post(f"/desk/incidents/incident/{other.pk}/distinct/", {"other": known.pk}))
    assert analyst.get(TYPING, asked).content.decode().strip() == ""
    assert Distinct.objects.get().user == analyst.user


@pytest.mark.parametrize("other", ["", "x", "999999", "9" * 40])
def test_an_incident_cannot_be_told_from_one_that_is_not_there(analyst, known, other):
    assert analyst.post(f"/desk/incidents/incident/{known.pk}/distinct/", {"other": other}).status_code == 404


def test_nor_from_itself(analyst, known):
    answer = analyst.post(f"/desk/incidents/incident/{known.pk}/distinct/", {"other": known.pk})
    assert answer.status_code == 404 and not Distinct.objects.exists()


def test_strangers_learn_nothing(stranger, sign_in, known):
    assert "/desk/login/" in stranger.get(TYPING)["Location"]
    assert sign_in("", "outsider").get(TYPING).status_code == 403
