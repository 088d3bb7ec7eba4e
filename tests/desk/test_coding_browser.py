"""From a pasted text to a draft in a real browser, with reference data alone; by keyboard too; every step is counted."""

import shutil
from itertools import product

import pytest
from playwright.sync_api import sync_playwright

from desk.groups import ensure_groups
from tests.make import make_user

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        CHROMIUM is None,
        reason="NO BROWSER: the desk was not opened. Install chromium (apt-get install chromium).",
    ),
]
MOST = 20
TEXT = """Report on a refused entry
On 27 April 2025 Kazakhstan denied entry to Andrei Grozin, head of a department in Russia.
The outlet Orda noted that he had earlier spoken of Kazakhstan in a “chauvinistic, imperial tone”."""


class Counted:
    """A page on which every click, choice and filled field is counted."""

    def __init__(self, page):
        self.page, self.count = page, 0

    def fill(self, field: str, text: str) -> None:
        self.page.fill(field, text)
        self.count += 1

    def choose(self, field: str, value: str) -> None:
        self.page.select_option(field, value)
        self.count += 1

    def click(self, what: str) -> None:
        self.page.click(what)
        self.count += 1


@pytest.fixture
def browser(db):
    ensure_groups()
    make_user("analyst", "Analyst")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def opened(browser, live_server):
    """A signed-in analyst's page, and what its console complained about."""
    complaints: list[str] = []
    page = browser.new_context(viewport={"width": 1440, "height": 900}).new_page()
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(f"{live_server}/desk/login/")
    page.fill("#id_username", "analyst")
    page.fill("#id_password", "a long pass phrase")
    page.click("input[type=submit]")
    return page, complaints


def row(page, prefix: str, label: str) -> str:
    """The name that the fields of a proposal begin with."""
    box = page.locator("[data-row]", has_text=label).locator(f"input[name^='{prefix}-'][name$='-take']").first
    return str(box.get_attribute("name")).removesuffix("-take")


def paste(page, live_server) -> Counted:
    counted = Counted(page)
    page.goto(f"{live_server}/desk/incidents/source/start/")
    counted.fill("#id_url", "https://example.org/report")
    counted.fill("#id_text", TEXT)
    counted.click("input.default")
    page.wait_for_selector("#log_form")
    return counted


def test_an_incident_from_a_pasted_text_takes_at_most_twenty_interactions(opened, live_server):
    page, complaints = opened
    counted = paste(page, live_server)
    speaker = row(page, "said", "Statement 1")
    counted.click(f"[name={speaker}-take]")
    counted.choose("#id_credibility", "2")
    counted.click("#log_form input.default")
    page.wait_for_selector("ul.messagelist .success")
    assert (page.input_value("#id_type"), page.input_value("#id_date")) == ("P10", "2025-04-27")
    text = page.inner_text("#incident_form")
    for part in ("Kazakhstan, Initiator", "Andrei Grozin, Person acted on", "Report on a refused entry"):
        assert part in text
    assert "Orda" in page.inner_text("#statements")
    assert counted.count <= MOST and complaints == []


def test_proposals_are_walked_ticked_and_shown_by_keyboard(opened, live_server):
    page, complaints = opened
    paste(page, live_server)
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("j")
    first = page.evaluate("document.activeElement.name")
    assert first == "who-0-take" and page.locator(".lit").count() == 1
    before = page.is_checked(f"[name={first}]")
    page.keyboard.press("x")
    assert page.is_checked(f"[name={first}]") is not before
    page.keyboard.press("j")
    page.keyboard.press("k")
    assert page.evaluate("document.activeElement.name") == first
    page.focus("#id_title")
    page.keyboard.press("End")
    page.keyboard.type("jxk")
    assert page.input_value("#id_title").endswith("jxk") and complaints == []


def test_the_pages_fit_the_screen_and_are_quiet(opened, browser, live_server):
    page, complaints = opened
    paste(page, live_server)
    pages = (page.url, *(f"{live_server}/desk/incidents/source/{name}/" for name in ("start", "inbox")))
    for path, theme, width in product(pages, ("light", "dark"), (390, 1440)):
        page.emulate_media(color_scheme=theme)
        page.set_viewport_size({"width": width, "height": 900})
        assert page.goto(path).ok
        wider = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
        assert not page.evaluate(wider), (path, theme, width)
    assert complaints == []
