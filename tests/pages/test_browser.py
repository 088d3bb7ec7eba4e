"""The pages in a real browser: no console message, no breach of the content policy, nothing wider than the screen."""

import shutil
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

from tests.make import make_claim, make_incident, make_statement, publish, publish_example

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
LONG = (
    "A border closed for a week between two neighbours whose incident has a title that must wrap on a phone"
)
WIDTHS = (360, 390, 1440, 1920)
pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        CHROMIUM is None,
        reason="NO BROWSER: the pages were not opened. Install chromium (apt-get install chromium).",
    ),
]


@pytest.fixture
def addresses(db):
    """A record with short and long texts, and the pages to look at."""
    publish_example()
    incident = make_incident(LONG, summary="Word " * 60, date="2024-12~", sides=("TJK", "KGZ"))
    make_statement(incident, "Donaudampfschifffahrtsgesellschaftskapitänswitwe " * 3, mode="direct")
    make_claim(incident, "https://example.org/" + "very-long-address-without-a-place-to-break" * 3)
    publish(incident)
    return [
        "/",
        "/incidents/",
        "/incidents/?country=KAZ&step=3#filters",
        "/incidents/?country=KAZ&step=5",
        "/incidents/DI-1/",
        "/incidents/DI-2/",
    ]


@pytest.fixture
def chromium(addresses):
    """A browser. It starts after the record is filled and ends before the record is put back: Django refuses queries between."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_pages_are_quiet_and_fit_the_screen(live_server, chromium, addresses, theme):
    page = chromium.new_page(color_scheme=theme)
    complaints = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("requestfailed", lambda request: complaints.append(request.url))
    for address in addresses:
        answer = page.goto(live_server.url + address)
        page.wait_for_load_state("networkidle")
        assert answer.status == 200
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            wider = page.evaluate("document.documentElement.scrollWidth - innerWidth")
            assert wider <= 0, f"{address} is {wider} pixels wider than {width}"
        assert page.evaluate("document.fonts.check('16px \"Source Sans 3 Variable\"')")
    assert complaints == []


def test_filters_work_without_a_script(live_server, chromium):
    page = chromium.new_context(java_script_enabled=False, viewport={"width": 390, "height": 800}).new_page()
    page.goto(f"{live_server.url}/incidents/")
    page.get_by_role("link", name="All filters").click()
    page.get_by_role("checkbox", name="Kazakhstan").check()
    page.get_by_role("button", name="Show 2 incidents").click()
    assert page.url == f"{live_server.url}/incidents/?country=KAZ"
    assert page.locator(".head-n").inner_text() == "1 of 2 incidents match."


def test_the_chosen_theme_stays(live_server, chromium):
    page = chromium.new_page(color_scheme="light")
    page.goto(live_server.url)
    for expected in ("light", "dark"):
        page.get_by_role("button", name="Colour theme").click()
        assert page.evaluate("document.documentElement.dataset.theme") == expected
    page.goto(f"{live_server.url}/incidents/")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(20, 23, 28)"


def test_it_prints_with_the_facts_and_without_the_navigation(live_server, chromium, tmp_path):
    page = chromium.new_page()
    page.goto(f"{live_server.url}/incidents/DI-1/")
    page.emulate_media(media="print")
    assert page.locator(".facts").is_visible()
    assert not page.locator(".mast nav").is_visible() and not page.locator(".toc").is_visible()
    page.pdf(path=Path(tmp_path, "incident.pdf"))
    assert Path(tmp_path, "incident.pdf").stat().st_size > 10_000
