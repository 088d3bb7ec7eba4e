"""GET /api/v1/docs/: the documentation page works under the site's own content security policy, from its own files."""

import re
import shutil

import pytest
from django.contrib.staticfiles import finders

CHROMIUM = shutil.which("chromium")


@pytest.mark.django_db
def test_every_file_of_the_page_is_ours(door):
    page = door.get("docs/").content.decode()
    files = re.findall(r'(?:src|href)="([^"]+)"', page)
    assert len(files) == 6
    for file in files:
        assert file == "/api/v1/schema/" or finders.find(file.removeprefix("/static/")), file


@pytest.mark.django_db
def test_the_page_has_no_inline_script_and_no_inline_style(door):
    page = door.get("docs/").content.decode()
    assert not re.search(r"<script(?![^>]*src=)|<style|\sstyle=|\son\w+=|javascript:", page)
    assert re.search(r"<script[^>]*></script>", page)


@pytest.mark.django_db
def test_the_policy_is_the_sites_own_without_exceptions(door, settings):
    policy = door.get("docs/")["Content-Security-Policy"]
    assert "script-src 'self';" in f"{policy};" and "style-src 'self';" in f"{policy};"
    assert "unsafe" not in policy


@pytest.mark.django_db
def test_an_error_of_the_page_is_a_problem_like_any_other(door):
    answer = door.get("docs/?x=1", accept="text/html")
    assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json")
    assert door.get("docs/", accept="application/json").status_code == 406


@pytest.mark.browser
@pytest.mark.skipif(not CHROMIUM, reason="NO CHROMIUM: the documentation page was not tried in a browser")
@pytest.mark.django_db(transaction=True)
def test_in_a_browser_a_request_can_be_tried_without_a_complaint(live_server, settings):
    from playwright.sync_api import sync_playwright

    settings.SITE_URL = live_server.url
    complaints, asked = [], []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_page()
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("request", lambda request: asked.append(request.url))
        page.goto(f"{live_server.url}/api/v1/docs/")
        resource = page.locator("#operations-types-read_types")
        resource.click()
        resource.locator(".try-out__btn").click()
        resource.locator(".execute").click()
        answer = resource.locator("tr.response .response-col_status").first
        answer.wait_for()
        seen = answer.inner_text()
        browser.close()
    assert seen.startswith("200")
    assert complaints == []
    assert all(url.startswith((live_server.url, "data:")) for url in asked)
