"""The readers' site as a browser meets it: a record made once for a file of tests, a server that shows it, one Chromium."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import NamedTuple

from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from incidents.models import Incident
from record.withdrawing import retract
from tests import baseline
from tests.desk import chromium
from tests.make import make_claim, make_incident, make_statement, publish, publish_article
from tests.once import remembered

LONG = (
    "A border closed for a week between two neighbours whose incident has a title that must wrap on a phone"
)
CORRECTED = "DI-17"
# These tests ask for no rows of their own: the file's are there.
MARKS = [mark for mark in chromium.MARKS if mark.name != "django_db"]


class Site(NamedTuple):
    """Where the site stands, and the browser that reads it."""

    url: str
    browser: Browser

    def opened(self, path: str, **options) -> Page:
        """A page in a context of its own, which notes what the console says, what is asked for and how often it loads whole."""
        page = self.browser.new_context(**{"viewport": {"width": 1440, "height": 900}, **options}).new_page()
        page.set_default_timeout(10_000)
        page.said, page.asked, page.loaded = [], [], []
        page.on("console", lambda message: page.said.append(message.text))
        page.on("pageerror", lambda error: page.said.append(str(error)))
        page.on("request", lambda request: page.asked.append(request.url))
        page.on("load", lambda _page: page.loaded.append(1))
        page.goto(self.url + path)
        return page


@contextmanager
def served(blocker, make: Callable) -> Iterator[Site]:
    """For a fixture of a whole file: its tests share rows and browser, so they only read, and none asks for `db`."""
    with blocker.unblock():
        try:
            make()
            server = LiveServer("localhost")
            try:
                with chromium.chromium() as browser:
                    yield Site(server.url, browser)
            finally:
                server.stop()
        finally:
            baseline.undo()


@remembered
def everything() -> None:
    """The article whole, one of its incidents corrected, one more that was taken back, and one of words that hardly break."""
    publish_article()
    corrected = Incident.objects.get(external_id="founding-article:INC-17")
    corrected.title = f"{corrected.title}, it was said"
    corrected.save()
    publish(corrected, reason="The title said more than the source.")
    gone = make_incident("It never happened")
    publish(gone)
    retract("incident", gone, user=None, revision=gone.revision, reason="The source took it back.")
    long = make_incident(LONG, summary="Word " * 60, date="2024-12~", sides=("TJK", "KGZ"))
    make_statement(long, "Donaudampfschifffahrtsgesellschaftskapitänswitwe " * 3, mode="direct")
    make_claim(long, "https://example.org/" + "very-long-address-without-a-place-to-break" * 3)
    publish(long)
