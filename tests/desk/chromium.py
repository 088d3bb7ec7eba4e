"""A real Chromium for the desk's threads: people in windows of their own, signed in by their cookie, every complaint noted."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.conf import settings
from django.db import connections
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
MARKS = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        CHROMIUM is None,
        reason="NO BROWSER: the desk was not opened. Install chromium (apt-get install chromium).",
    ),
]
SAVED = "ul.messagelist .success"


@contextmanager
def chromium() -> Iterator[Browser]:
    """A browser. The test's own thread may ask the database meanwhile: Playwright's loop rests between its calls."""
    before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"]
            )
            yield browser
            browser.close()
            connections.close_all()  # inside a running loop Django has connections of its own
    finally:
        if before is None:
            del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


class Person:
    """Somebody at the desk: a context of the browser, their page, and what its console complained about."""

    def __init__(self, browser: Browser, live_server, user, **options):
        self.user, self.site = user, str(live_server)
        self.complaints: list[str] = []
        self.asked = 0  # how often a page asked before it was left
        self.context: BrowserContext = browser.new_context(
            **{"viewport": {"width": 1440, "height": 900}, **options}
        )
        self.enter()
        self.page = self.window()

    def enter(self) -> None:
        """Signs in by the cookie that signing in gives; the page of signing in has tests of its own."""
        client = Client()
        client.force_login(self.user)
        cookie = client.cookies[settings.SESSION_COOKIE_NAME]
        self.session = cookie.value
        self.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": f"{self.site}/desk/"}])

    def window(self) -> Page:
        page = self.context.new_page()
        page.set_default_timeout(10_000)
        page.on("console", lambda message: self.hear(page.url, message))
        page.on("pageerror", lambda error: self.complaints.append(f"{page.url}: {error}"))
        page.on("dialog", self.answer)
        return page

    def hear(self, where: str, message) -> None:
        """Everything but the browser's own hints on how forms could be filled in."""
        if not message.text.startswith("[DOM] "):
            self.complaints.append(f"{where}: {message.text}")

    def answer(self, dialog) -> None:
        self.asked += 1
        dialog.accept()

    def until(self, script: str, value) -> None:
        """Waits until a script says a value; Playwright's own way of waiting needs eval, which the policy forbids."""
        for _ in range(100):
            if self.page.evaluate(script) == value:
                return
            self.page.wait_for_timeout(50)
        raise AssertionError(f"{script} never became {value}.")

    def goto(self, path: str) -> Page:
        self.page.goto(f"{self.site}/desk/{path}")
        return self.page

    def pick(self, field: str, text: str, option: str = "", page: Page | None = None) -> None:
        """Chooses from a pick list by typing, as somebody who does not know the number of a row."""
        page = page or self.page
        page.click(f"{field} .select2-selection")
        page.keyboard.type(text)
        page.click(f".select2-results__option:has-text('{option or text}')")

    def save(self, button: str = "_save") -> Page:
        self.page.click(f"input[name={button}]")
        self.page.wait_for_selector(SAVED)
        return self.page
