"""Signing in with a second factor in a real browser, under the strict policy and without a word on the console."""

import shutil
from itertools import product
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

from desk.groups import ensure_groups
from tests.desk.codes import code_of
from tests.make import make_user

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        CHROMIUM is None,
        reason="NO BROWSER: nobody signed in. Install chromium (apt-get install chromium).",
    ),
]


@pytest.fixture
def people(db, settings):
    settings.TWO_FACTOR = True
    ensure_groups()
    return make_user("editor", "Editor"), make_user("analyst", "Analyst")


@pytest.fixture
def browser(people):
    """It starts after the people are stored and ends before the database is put back."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


def opened(context, complaints):
    page = context.new_page()
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    return page


def enter(page, live_server, name):
    page.goto(f"{live_server}/desk/login/")
    page.fill("#id_username", name)
    page.fill("#id_password", "a long pass phrase")
    page.click("input[type=submit]")


def test_an_editor_sets_it_up_keeps_the_codes_and_signs_in_with_it(live_server, browser):
    complaints = []
    context = browser.new_context(accept_downloads=True)
    page = opened(context, complaints)
    enter(page, live_server, "editor")
    page.wait_for_url("**/desk/account/second-factor/")
    assert page.locator("svg.qr path").bounding_box()["width"] > 100
    secret = page.inner_text("code.secret").replace(" ", "")
    page.fill("#id_code", code_of(secret))
    page.click("#set_up_form input[type=submit]")
    spare = page.locator("ul.codes li").all_inner_texts()
    with page.expect_download() as waiting:
        page.click("#download")
    kept = Path(waiting.value.path()).read_text().splitlines()
    assert kept[1:] == spare and len(spare) == 10
    page.click("#logout-form button")
    enter(page, live_server, "editor")
    assert page.evaluate("document.activeElement.id") == "id_code"
    page.fill("#id_code", code_of(secret, 1))
    page.keyboard.press("Enter")
    page.wait_for_url(f"{live_server}/desk/")
    assert {cookie["path"] for cookie in context.cookies()} == {"/desk/"}
    assert complaints == []


def test_pages_of_the_account_are_quiet_and_fit_the_screen(live_server, browser):
    complaints = []
    page = opened(browser.new_context(), complaints)
    enter(page, live_server, "analyst")
    paths = ("account/", "account/tokens/", "account/second-factor/", "password_change/")
    for path, theme, width in product(paths, ("light", "dark"), (390, 1440)):
        page.emulate_media(color_scheme=theme)
        page.set_viewport_size({"width": width, "height": 900})
        assert page.goto(f"{live_server}/desk/{path}").ok
        wider = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
        assert not page.evaluate(wider), (path, theme, width)
    page.goto(f"{live_server}/desk/account/tokens/")
    page.fill("#id_name", "kloop feed")
    page.click("#token_form input[type=submit]")
    assert page.inner_text("#secret").startswith("dmr_")
    assert complaints == []
