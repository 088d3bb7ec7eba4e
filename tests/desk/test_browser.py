"""The desk in a real browser: rows are added, names are picked, errors and conflicts take focus; the console stays silent."""

import shutil

import pytest
from playwright.sync_api import sync_playwright

from desk.groups import ensure_groups
from tests.make import make_incident, make_user, publish

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        CHROMIUM is None,
        reason="NO BROWSER: the desk was not opened. Install chromium (apt-get install chromium).",
    ),
]
FOCUSED = "document.activeElement.id"


@pytest.fixture
def incident(db):
    ensure_groups()
    make_user("editor", "Editor")
    return make_incident()


@pytest.fixture
def public(incident):
    """Two that are public and say the same."""
    make_user("chief", "Administrator")
    rows = [make_incident("Tashkent hands over a note"), make_incident("The same once more")]
    for row in rows:
        publish(row)
    return rows


@pytest.fixture
def browser(incident, public):
    """It starts after the incidents are stored and ends before the database is put back."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


def sign_in(context, live_server, complaints, name="editor"):
    page = context.new_page()
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(f"{live_server}/desk/login/")
    page.fill("#id_username", name)
    page.fill("#id_password", "a long pass phrase")
    page.click("input[type=submit]")
    return page


def test_an_analyst_adds_a_row_is_led_to_an_error_and_saves(live_server, browser, incident):
    complaints = []
    page = sign_in(browser.new_context(), live_server, complaints)
    page.goto(f"{live_server}/desk/incidents/incident/{incident.pk}/change/")
    page.click("text=Add another Participant")
    page.select_option("#id_participations-2-role", "host")
    page.fill("#id_participations-2-order", "9")
    page.select_option("#id_participations-2-through", "state")
    page.click("#participations-2 .field-country .select2-selection")
    page.keyboard.type("Казахстан")
    page.click(".select2-results__option:has-text('Kazakhstan')")
    page.click("input[name=_save]")
    page.wait_for_selector("#errsum")
    assert page.evaluate(FOCUSED) == "errsum"
    page.click("#errsum a")
    assert page.evaluate(FOCUSED) == "id_participations-2-through"
    page.select_option("#id_participations-2-through", "")
    page.click("input[name=_save]")
    page.wait_for_selector("ul.messagelist .success")
    page.goto(f"{live_server}/desk/incidents/incident/{incident.pk}/change/")
    assert page.input_value("#id_participations-2-country") == "KAZ"
    assert complaints == []


def test_the_second_window_is_told_and_keeps_its_text(live_server, browser, incident):
    complaints = []
    context = browser.new_context()
    first = sign_in(context, live_server, complaints)
    address = f"{live_server}/desk/incidents/incident/{incident.pk}/change/"
    first.goto(address)
    second = context.new_page()
    second.goto(address)
    first.fill("#id_title", "Saved first")
    first.click("input[name=_save]")
    first.wait_for_selector("ul.messagelist .success")
    second.fill("#id_title", "Typed second")
    second.click("input[name=_save]")
    second.wait_for_selector("#conflict")
    assert second.evaluate(FOCUSED) == "conflict"
    assert second.input_value("#id_title") == "Typed second"
    first.goto(address)
    assert first.input_value("#id_title") == "Saved first" and complaints == []


def test_the_one_that_stays_is_picked_by_its_title(live_server, browser, public):
    complaints, (stays, duplicate) = [], public
    page = sign_in(browser.new_context(), live_server, complaints)
    page.goto(f"{live_server}/desk/incidents/incident/{duplicate.pk}/merge/")
    page.click("#choice_form .select2-selection")
    page.keyboard.type("hands over")
    page.click(f".select2-results__option:has-text('{stays.title}')")
    page.click("text=Show what happens")
    page.fill("#id_reason", "The same note.")
    page.click("input[type=submit].grave")
    page.wait_for_selector("ul.messagelist .success")
    page.goto(f"{live_server}/desk/incidents/incident/{duplicate.pk}/change/")
    assert "It lives on as DI-1" in page.inner_text(".flow") and complaints == []
