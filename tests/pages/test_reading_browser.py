"""Reading in a real browser, as people do: narrowing a list, sharing it, finding a person by a name in another script, citing,
printing, by keyboard alone, without a script and on a phone.
"""

import re

import pytest
from playwright.sync_api import expect

from tests.pages.served import CORRECTED, MARKS, everything, served

pytestmark = MARKS
PHONE = {"viewport": {"width": 390, "height": 844}}
FOCUSED = "document.activeElement"


@pytest.fixture(scope="module")
def site(django_db_setup, django_db_blocker):
    with served(django_db_blocker, everything) as site:
        yield site


@pytest.fixture
def opened(site):
    """Opens pages, each in a context of its own; at the end no console has said anything."""
    pages = []

    def opened(path, **options):
        pages.append(site.opened(path, **options))
        return pages[-1]

    yield opened
    said = [text for page in pages for text in page.said]
    for page in pages:
        page.context.close()
    assert said == []


def head(page, words: str) -> None:
    expect(page.locator(".head-n")).to_have_text(re.compile(words))


def title(page, words: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(words)


def search(page, words: str) -> None:
    page.get_by_role("searchbox", name="Search the record").fill(words)
    page.keyboard.press("Enter")


def press_until(page, key: str, reached: str) -> None:
    """Presses a key until an element that a script tells has the focus."""
    for _ in range(150):
        page.keyboard.press(key)
        if page.evaluate(f"{FOCUSED}.matches({reached!r})"):
            return
    raise AssertionError(f"{reached} was not reached by {key}.")


# --- the list -----------------------------------------------------------------------------------------------------


def test_a_filter_swaps_rows_counts_and_address_and_back_brings_them_back(opened, site):
    page = opened("/incidents/")
    head(page, "28 incidents on record")
    arrests = page.locator(".opt", has_text="Arrest or detention")
    expect(arrests.locator(".n")).to_have_text("2")
    page.get_by_role("checkbox", name="Kazakhstan").check()
    head(page, "7 of 28 incidents match")
    expect(page.locator(".results .inc")).to_have_count(7)
    expect(page).to_have_url(f"{site.url}/incidents/?country=KAZ")
    expect(page).to_have_title("Incidents: Kazakhstan · Demarche")
    expect(arrests.locator(".n")).to_have_text("0")
    assert arrests.locator("input").is_disabled()
    assert page.loaded == [1], "no page was loaded anew"
    russian = page.locator("header [data-language=ru]")
    expect(russian).to_have_attribute("href", re.compile(r"/ru/incidents/\?.*country=KAZ"))
    page.go_back()
    expect(russian).to_have_attribute("href", re.compile(r"/ru/incidents/$"))
    head(page, "28 incidents on record")
    expect(page).to_have_url(f"{site.url}/incidents/")
    assert not page.get_by_role("checkbox", name="Kazakhstan").is_checked()


def test_a_chip_takes_its_filter_away(opened, site):
    page = opened("/incidents/?country=KAZ&step=3")
    head(page, "2 of 28")
    page.get_by_role("link", name="Remove filter Hostility: 3 Measure").click()
    expect(page).to_have_url(f"{site.url}/incidents/?country=KAZ")
    head(page, "7 of 28")


def test_the_brush_moves_by_keyboard_and_sets_the_dates(opened, site):
    page = opened("/incidents/")
    start = page.get_by_role("slider", name="Start of the span")
    start.focus()
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    head(page, r"^\d+ of 28")
    first = page.locator("#from").input_value()
    expect(page).to_have_url(f"{site.url}/incidents/?from={first}")
    assert f"from {first}" in start.get_attribute("aria-valuetext")
    assert page.evaluate(f"{FOCUSED}.type") == "range", "the brush keeps the focus"


def test_an_address_opened_by_somebody_else_shows_the_same_list(opened, site):
    mine = opened("/incidents/")
    mine.get_by_role("checkbox", name="Uzbekistan").check()
    head(mine, "8 of 28")
    mine.locator("#ordering").select_option("date")
    expect(mine).to_have_url(re.compile("ordering=date"))
    theirs = opened(mine.url.removeprefix(site.url))
    for what in (".head-n", ".chips", ".results .inc h3"):
        expect(theirs.locator(what)).to_have_text(mine.locator(what).all_inner_texts(), use_inner_text=True)
    assert theirs.get_by_role("checkbox", name="Uzbekistan").is_checked()
    assert theirs.locator("#ordering").input_value() == "date"


def test_four_views_keep_the_filters_and_a_filter_keeps_the_view(opened, site):
    page = opened("/incidents/?step=3")
    for name, shown in (
        ("Timeline", ".lanes"),
        ("Map", ".ch--map >> visible=true"),
        ("List", ".inc"),
        ("Table", ".tbl--wide"),
    ):
        page.locator(".views").get_by_role("link", name=name).click()
        expect(page.locator(shown).first).to_be_visible()
        expect(page).to_have_url(re.compile("step=3"))
    page.get_by_role("checkbox", name="Kazakhstan").check()
    expect(page).to_have_url(f"{site.url}/incidents/?country=KAZ&step=3&view=table")
    rows = int(page.locator(".head-n").inner_text().split(" of ")[0])
    expect(page.locator(".tbl--wide tbody tr")).to_have_count(rows)


def test_an_answer_that_does_not_come_is_said_and_can_be_asked_again(opened):
    page = opened("/incidents/")
    page.route("**/incidents/?*", lambda route: route.abort())
    page.get_by_role("checkbox", name="Kazakhstan").check()
    expect(page.get_by_role("alert")).to_contain_text("could not be fetched")
    assert page.get_by_role("checkbox", name="Kazakhstan").is_checked()
    page.unroute("**/incidents/?*")
    page.get_by_role("button", name="Try again").click()
    head(page, "7 of 28")
    page.said.clear()  # of the line that was cut


# --- by other means -----------------------------------------------------------------------------------------------


def test_the_list_is_read_by_keyboard_alone(opened, site):
    page = opened("/incidents/")
    page.keyboard.press("Tab")
    assert page.evaluate(f"{FOCUSED}.classList.contains('skip')")
    page.keyboard.press("Enter")
    press_until(page, "Tab", "[name=country][value=KAZ]")
    page.keyboard.press("Space")
    expect(page.get_by_role("status")).to_have_text(re.compile("7 of 28"))
    assert page.evaluate(f"{FOCUSED}.value") == "KAZ", "the filter keeps the focus"
    press_until(page, "Tab", ".results .inc h3 a")
    first = page.evaluate(f"{FOCUSED}.textContent")
    page.keyboard.press("Enter")
    title(page, first.strip())
    page.go_back()
    expect(page).to_have_url(f"{site.url}/incidents/?country=KAZ")


def test_filters_chips_pages_and_views_need_no_script(opened, site):
    page = opened("/incidents/", java_script_enabled=False)
    assert page.get_by_role("slider").count() == 0
    page.locator(".pager").get_by_role("link", name="Next").click()
    expect(page.locator(".results .inc")).to_have_count(8)
    page.get_by_role("checkbox", name="Russia").check()
    page.locator("#from").fill("2025-04-01")
    page.locator("#filter button[type=submit]").click()
    expect(page).to_have_url(f"{site.url}/incidents/?country=RUS&from=2025-04-01")
    page.get_by_role("link", name="Remove filter Country: Russia").click()
    expect(page).to_have_url(f"{site.url}/incidents/?from=2025-04-01")
    for name, shown in (
        ("Map", ".ch--map"),
        ("Table", ".tbl--wide"),
        ("List", ".inc"),
        ("Timeline", ".lanes"),
    ):
        page.locator(".views").get_by_role("link", name=name).click()
        expect(page.locator(f"{shown} >> visible=true").first).to_be_visible()
    page.locator("#lane").select_option("type")
    page.locator(".toolbar").get_by_role("button", name="Show").click()
    expect(page).to_have_url(f"{site.url}/incidents/?from=2025-04-01&view=timeline&lane=type")


def test_on_a_phone_the_filters_are_a_sheet_that_back_closes(opened, site):
    page = opened("/incidents/", **PHONE)
    kazakhstan = page.get_by_role("checkbox", name="Kazakhstan")
    expect(kazakhstan).not_to_be_visible()
    page.get_by_role("link", name="All filters").click()
    expect(kazakhstan).to_be_visible()
    page.go_back()
    expect(kazakhstan).not_to_be_visible()
    page.get_by_role("link", name="All filters").click()
    kazakhstan.check()
    expect(page.locator("#filter button[type=submit]")).to_have_text("Show 7 incidents")
    page.locator("#filter button[type=submit]").click()
    expect(kazakhstan).not_to_be_visible()
    head(page, "7 of 28")
    expect(page).to_have_url(re.compile(r"\?country=KAZ"))


def test_the_chosen_theme_stays(opened, site):
    page = opened("/about/", color_scheme="light")
    for expected in ("light", "dark"):
        page.get_by_role("button", name="Colour theme").click()
        assert page.evaluate("document.documentElement.dataset.theme") == expected
    page.goto(f"{site.url}/data/")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(20, 23, 28)"


# --- what is found, read and taken away ---------------------------------------------------------------------------


def test_a_name_in_cyrillic_finds_the_person_and_what_he_said(opened):
    page = opened("/about/")
    search(page, "Лавров")
    title(page, "Search the record")
    expect(page.locator("#statements")).to_contain_text("English inscription but none in Russian")
    page.locator("#actors").get_by_role("link", name="Sergey Lavrov", exact=True).click()
    title(page, "Sergey Lavrov")
    expect(page.locator("main")).to_contain_text("Foreign Minister")
    page.locator(".stmts").get_by_role("link", name="ST-12").click()
    title(page, "Sergey Lavrov")
    expect(page).to_have_url(re.compile("/statements/ST-12/$"))


def test_statements_are_filtered_like_incidents_and_stand_in_threads(opened, site):
    page = opened("/statements/")
    head(page, "28 statements on record")
    page.get_by_role("checkbox", name="Demand").check()
    head(page, "1 of 28 statements match")
    expect(page).to_have_url(f"{site.url}/statements/?statement_kind=demand")
    expect(page).to_have_title("Statements: Demand · Demarche")
    assert page.loaded == [1], "no page was loaded anew"
    page.go_back()
    head(page, "28 statements on record")
    page.locator(".views").get_by_role("link", name="Threads").click()
    expect(page.locator(".st--1").first).to_be_visible()


def test_an_old_version_says_so_and_leads_to_the_newest_and_to_what_changed(opened):
    page = opened(f"/incidents/{CORRECTED}@1/")
    old = page.get_by_role("heading", level=1).inner_text()
    expect(page.locator(".notice")).to_contain_text(f"You read version 1 of {CORRECTED}.")
    page.get_by_role("link", name="Read the newest").click()
    title(page, f"{old}, it was said")
    page.goto(page.url + "changes/")
    expect(page.locator("main ins").first).to_contain_text("it was said")


def test_a_citation_is_copied(opened):
    page = opened(f"/incidents/{CORRECTED}/", permissions=["clipboard-read", "clipboard-write"])
    button = page.locator(".panel button[data-copy]").first
    button.click()
    expect(button).to_have_text("Copied")
    assert f"/incidents/{CORRECTED}@2/" in page.evaluate("navigator.clipboard.readText()")


def test_where_there_is_no_clipboard_the_text_is_selected(opened):
    page = opened("/about/")
    page.add_init_script("Object.defineProperty(navigator, 'clipboard', {value: undefined})")
    page.goto(page.url.removesuffix("/about/") + f"/incidents/{CORRECTED}/")
    page.locator(".panel button[data-copy]").first.click()
    assert f"/incidents/{CORRECTED}@2/" in page.evaluate("getSelection().toString()")
    assert page.said == []


def test_the_bibtex_entry_is_copied_line_by_line(opened):
    page = opened(f"/incidents/{CORRECTED}/", permissions=["clipboard-read", "clipboard-write"])
    page.locator("[data-copy=cite-bibtex]").click()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith("@misc{demarche-DI-17-2,\n  author = ") and copied.endswith("\n}")


def test_the_button_of_the_theme_speaks_the_language_of_the_page(opened):
    button = opened("/ru/").locator("[data-theme-toggle]")
    button.click()
    expect(button).to_have_attribute("aria-label", "Цветовая тема: светлая")


def test_an_incident_prints_on_a4_with_its_facts_and_without_the_navigation(opened):
    page = opened(f"/incidents/{CORRECTED}/")
    page.emulate_media(media="print")
    for shown in ("h1", ".prose", ".facts", "#sources"):
        assert page.locator(f"main {shown}").first.is_visible(), shown
    for hidden in (".mast nav", ".toc", ".find", "main button"):
        assert not page.locator(f"{hidden} >> visible=true").count(), hidden
    sheets = re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", page.pdf(prefer_css_page_size=True))
    assert {(round(float(wide)), round(float(high))) for wide, high in sheets} == {(595, 842)}
