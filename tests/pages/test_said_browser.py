"""Statements and search in a real browser: filters without a new page, threads, the box in the masthead by keyboard."""

import re
import shutil

import pytest
from playwright.sync_api import expect, sync_playwright

from tests.make import make_actor, make_incident, make_statement, publish

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(CHROMIUM is None, reason="NO BROWSER: statements were not tried. Install chromium."),
]


@pytest.fixture
def page(db):
    """A concern and its denial, in a browser that remembers what the console said and how many pages it loaded."""
    incident = make_incident(date="2025-05-02")
    concern = make_statement(incident, "We are concerned.")
    lavrov = make_actor("Sergey Lavrov", "person", "RUS")
    make_statement(
        incident,
        "Not so.",
        speaker=lavrov,
        kind="denial",
        mode="direct",
        replies_to=concern,
        reply_kind="denies",
    )
    publish(incident)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        page.said, page.loaded = [], []
        page.on("console", lambda message: page.said.append(message.text))
        page.on("pageerror", lambda error: page.said.append(str(error)))
        page.on("load", lambda _page: page.loaded.append(1))
        yield page
        browser.close()


def test_reading_statements_from_the_list_to_a_name_in_another_script(live_server, page):
    page.goto(f"{live_server.url}/statements/")
    page.get_by_role("checkbox", name="Denial").check()
    expect(page.locator(".head-n")).to_have_text(re.compile("1 of 2 statements match"))
    expect(page).to_have_url(f"{live_server.url}/statements/?statement_kind=denial")
    expect(page).to_have_title("Statements: Denial · Demarche")
    assert page.loaded == [1], "no page was loaded anew"
    page.go_back()
    expect(page.locator(".head-n")).to_have_text(re.compile("2 statements on record"))
    page.locator(".views").get_by_role("link", name="Threads").click()
    expect(page.locator(".st--1 .lag")).to_have_text("same day")
    for width in (390, 1440):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, width
    page.locator(".st--1").get_by_role("link", name="ST-2").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sergey Lavrov")
    page.get_by_role("searchbox", name="Search the record").fill("Lawrow")
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{live_server.url}/search/?q=Lawrow")
    page.get_by_role("link", name="Sergey Lavrov").click()
    expect(page.locator("#actors")).to_contain_text("Sergey Lavrov")
    assert page.said == []
