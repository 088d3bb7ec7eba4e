"""An import in a real browser, with a real worker beside it: three bad rows, the mended file, application, undo."""

import subprocess

import pytest
from playwright.sync_api import expect, sync_playwright

from desk.groups import ensure_groups
from tests.desk.imports.conftest import ROW, table
from tests.desk.test_browser import CHROMIUM, sign_in
from tests.make import make_user
from tests.processes import start

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(CHROMIUM is None, reason="NO BROWSER: imports were not opened. Install chromium."),
]
SECONDS = 60_000
BAD = [
    ROW.format(2).replace("2025-05-02", "soon"),
    ROW.format(3).replace("KAZ,RUS", "KAZ,XXX"),
    ROW.format(4).replace(",3,", ",8,"),
]


@pytest.fixture
def browser(db):
    """It starts after the people are stored, and so does the worker."""
    ensure_groups()
    make_user("analyst", "Analyst")
    worker = start("work", stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
            yield browser
            browser.close()
    finally:
        worker.terminate()
        worker.wait(30)


def upload(page, live_server, content):
    page.goto(f"{live_server}/desk/imports/")
    file = {"name": "incidents.csv", "mimeType": "text/csv", "buffer": content}
    page.set_input_files("#id_uploads", [file])
    page.click("#upload_form input[type=submit]")


def test_three_bad_rows_are_mended_applied_and_undone(live_server, browser):
    complaints = []
    page = sign_in(browser.new_context(), live_server, complaints, "analyst")
    upload(page, live_server, table(ROW.format(1), *BAD))
    page.check("#id_mapping_0")
    page.click("#mapping_form input[type=submit]")
    expect(page.locator("#problems tbody tr")).to_have_count(3, timeout=SECONDS)
    expect(page.locator("#problems tbody th").nth(1)).to_have_text("incidents, row 4, column H “targets”")
    upload(page, live_server, table(*(ROW.format(number) for number in range(1, 5))))
    page.click("#apply_form input[type=submit]", timeout=SECONDS)
    expect(page.locator("#undo_form")).to_be_visible(timeout=SECONDS)
    expect(page.locator("#counts tr", has_text="Incidents").locator("td").first).to_have_text("4")
    page.click("#undo_form input[type=submit]")
    expect(page.locator(".flow__state")).to_contain_text("Undone", timeout=SECONDS)
    page.goto(f"{live_server}/desk/incidents/incident/")
    expect(page.locator("#content-main")).not_to_contain_text("Kazakhstan protests")
    assert complaints == []


def test_an_import_goes_through_without_javascript(live_server, browser):
    page = sign_in(browser.new_context(java_script_enabled=False), live_server, [], "analyst")
    upload(page, live_server, table(ROW.format(1)))
    page.check("#id_mapping_0")
    page.click("#mapping_form input[type=submit]")
    for _ in range(60):
        if page.locator("#apply_form").count():
            break
        page.wait_for_timeout(500)
        page.reload()
    page.click("#apply_form input[type=submit]")
    expect(page.locator("#job, #undo_form").first).to_be_visible()
