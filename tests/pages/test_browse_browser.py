"""Browsing in a real browser: filters without a new page, the brush by keyboard, Back, four views, no script, no network."""

import re
import shutil

import pytest
from playwright.sync_api import expect, sync_playwright

from tests.make import make_incident, publish
from tests.once import remembered

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(CHROMIUM is None, reason="NO BROWSER: browsing was not tried. Install chromium."),
]


@pytest.fixture
@remembered
def three(db):
    publish(make_incident("Uzbekistan protests", date="2025-05-02"))
    publish(
        make_incident(
            "Kazakhstan turns back", date="2025-04-09", sides=("KAZ", "RUS"), type_id="P10", level=4
        )
    )
    publish(
        make_incident("Kyrgyzstan arrests", date="2025-03-20", sides=("KGZ", "RUS"), type_id="P30", level=4)
    )


@pytest.fixture
def browser(three):
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield started
        started.close()


def opened(browser, address, **options):
    """A page that remembers what the console said, and how many pages it loaded whole."""
    page = browser.new_context(viewport={"width": 1440, "height": 900}, **options).new_page()
    page.said, page.loaded = [], []
    page.on("console", lambda message: page.said.append(message.text))
    page.on("pageerror", lambda error: page.said.append(str(error)))
    page.on("load", lambda _page: page.loaded.append(1))
    page.goto(address)
    return page


def test_a_filter_swaps_the_results_and_back_brings_the_list_back(live_server, browser):
    page = opened(browser, f"{live_server.url}/incidents/")
    page.get_by_role("checkbox", name="Kazakhstan").check()
    expect(page.locator(".head-n")).to_have_text(re.compile("1 of 3 incidents match"))
    expect(page).to_have_url(f"{live_server.url}/incidents/?country=KAZ")
    expect(page).to_have_title("Incidents: Kazakhstan · Demarche")
    expect(page.get_by_role("status")).to_have_text(re.compile("1 of 3"))
    expect(page.locator('.opt:has([value="D10"]) .n')).to_have_text("0")
    assert page.locator('input[value="D10"]').is_disabled()
    assert page.loaded == [1], "no page was loaded anew"
    page.go_back()
    expect(page.locator(".head-n")).to_have_text(re.compile("3 incidents on record"))
    expect(page).to_have_url(f"{live_server.url}/incidents/")
    assert not page.get_by_role("checkbox", name="Kazakhstan").is_checked()
    assert page.said == []


def test_a_chip_takes_its_filter_away(live_server, browser):
    page = opened(browser, f"{live_server.url}/incidents/?country=KAZ&step=3")
    page.get_by_role("link", name="Remove filter Country: Kazakhstan").click()
    expect(page).to_have_url(f"{live_server.url}/incidents/?step=3")
    expect(page.locator(".head-n")).to_have_text(re.compile("2 of 3"))
    assert page.said == []


def test_the_brush_moves_by_keyboard_and_sets_the_dates(live_server, browser):
    page = opened(browser, f"{live_server.url}/incidents/")
    start = page.get_by_role("slider", name="Start of the span")
    start.focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator(".head-n")).to_have_text(re.compile("2 of 3"))
    assert page.locator("#from").input_value() == "2025-03-24"
    assert "from 2025-03-24" in start.get_attribute("aria-valuetext")
    expect(page).to_have_url(re.compile(r"from=2025-03-24$"))
    assert page.evaluate("document.activeElement.type") == "range", "the brush keeps the focus"
    assert page.said == []


def test_four_views_keep_the_filters(live_server, browser):
    page = opened(browser, f"{live_server.url}/incidents/?step=3")
    for name, shown in (
        ("Timeline", ".lanes"),
        ("Map", ".ch--map >> visible=true"),
        ("Table", ".tbl--wide"),
        ("List", ".inc"),
    ):
        page.locator(".views").get_by_role("link", name=name).click()
        expect(page.locator(shown).first).to_be_visible()
        assert "step=3" in page.url
        for width in (390, 1440):
            page.set_viewport_size({"width": width, "height": 900})
            assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, (
                f"{name} at {width}"
            )
    assert page.said == []


def test_a_filter_keeps_the_view(live_server, browser):
    page = opened(browser, f"{live_server.url}/incidents/?view=table")
    page.get_by_role("checkbox", name="Kazakhstan").check()
    expect(page).to_have_url(f"{live_server.url}/incidents/?country=KAZ&view=table")
    expect(page.locator(".tbl--wide tbody tr")).to_have_count(1)


def test_an_answer_that_does_not_come_is_said_and_can_be_asked_again(live_server, browser):
    page = opened(browser, f"{live_server.url}/incidents/")
    page.route("**/incidents/?*", lambda route: route.abort())
    page.get_by_role("checkbox", name="Kazakhstan").check()
    expect(page.get_by_role("alert")).to_contain_text("could not be fetched")
    assert page.get_by_role("checkbox", name="Kazakhstan").is_checked()
    page.unroute("**/incidents/?*")
    page.get_by_role("button", name="Try again").click()
    expect(page.locator(".head-n")).to_have_text(re.compile("1 of 3"))


def test_without_a_script_the_views_and_the_dates_are_forms_and_links(live_server, browser):
    page = opened(browser, f"{live_server.url}/incidents/", java_script_enabled=False)
    assert page.get_by_role("slider").count() == 0
    page.locator("#from").fill("2025-04-01")
    page.get_by_role("button", name="Show 3 incidents").click()
    assert page.url == f"{live_server.url}/incidents/?from=2025-04-01"
    page.locator(".views").get_by_role("link", name="Timeline").click()
    assert page.locator(".lane .tile").count() == 2
    page.locator("#lane").select_option("type")
    page.locator(".toolbar").get_by_role("button", name="Show").click()
    assert page.url == f"{live_server.url}/incidents/?from=2025-04-01&view=timeline&lane=type"
