"""Every page of the desk in a real Chromium: no complaint on the console (so none of the content policy's), nothing
serious or critical to axe in light and dark, nothing wider than a phone.

The suite opens one page of each kind: generic pages of Django's admin once for a table of ours, not for every table.
DESK=full opens every address of the URL map.
"""

import os
from importlib.resources import files

import pytest

from tests.desk.chromium import MARKS, Person, chromium
from tests.desk.imports.conftest import *  # noqa: F403 - its fixtures bring an import
from tests.desk.test_screens import fill
from tests.desk.walking import address, first_rows, patterns
from tests.make import make_claim, make_incident, make_statement, make_user, publish

pytestmark = MARKS
FULL = os.environ.get("DESK") == "full"
AXE = (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")
# What a route answers that shows no page: it leads elsewhere, or takes only POST.
NO_PAGE = {301, 302, 405}
LOOK = """async (rules) => {
  const found = await axe.run(document, {resultTypes: ["violations"], ...(rules.length ? {runOnly: rules} : {})});
  return found.violations.filter((one) => ["serious", "critical"].includes(one.impact))
    .map((one) => `${one.id}: ${one.nodes.map((node) => node.html.slice(0, 160)).slice(0, 3).join(" | ")}`);
}"""
WIDER = "document.documentElement.scrollWidth > document.documentElement.clientWidth"


@pytest.fixture
def chief(live_server, bring, work, client):
    """An administrator, with something of everything on file."""
    user = make_user("chief", "Administrator")
    fill(1)
    incident = make_incident("The newest, with everything")
    make_statement(incident)
    make_claim(incident)
    publish(incident)
    client.force_login(user)
    bring(client)
    work()
    with chromium() as browser:
        person = Person(browser, live_server, user)
        person.page.add_init_script(AXE)
        yield person


def routes() -> list[str]:
    found = sorted(set(patterns()))
    return found if FULL else [route for route in found if is_telling(route)]


def is_telling(route: str) -> bool:
    """Whether a page of this kind is not told by another: Django's generic pages are looked at for one table each."""
    _, app, model, *rest = [*route.split("/"), "", ""]
    end = "/".join(rest)
    if app == "record" or f"{app}/{model}" in GENERIC:
        return (app, model, end) == ("record", "entry", "<path:object_id>/change/")
    if "history" in end or "delete" in end:
        return model == "incident"
    if any(step in end for step in ("restore", "versions", "retract", "expunge", "publish", "reinstate")):
        return model in ("incident", "actor")
    return True


GENERIC = {
    "incidents/revision",
    "incidents/decision",
    "incidents/publishergrade",
    "codebook/theme",
    "actors/grouping",
    "auth/group",
}


def looked_at(person, route: str, path: str) -> list[str]:
    """What is wrong with one page."""
    page = person.page
    page.goto(person.site + path)
    found = [f"{route}, light: {one}" for one in page.evaluate(LOOK, [])]
    page.emulate_media(color_scheme="dark")
    found += [f"{route}, dark: {one}" for one in page.evaluate(LOOK, ["color-contrast"])]
    page.emulate_media(color_scheme="light")
    page.set_viewport_size({"width": 390, "height": 900})
    if page.evaluate(WIDER):
        found.append(f"{route}: wider than a phone")
    page.set_viewport_size({"width": 1440, "height": 900})
    return found


def test_every_page_is_quiet_fits_a_phone_and_is_open_to_everybody(chief, client):
    keys, found, seen = first_rows(), [], 0
    for route in routes():
        path = address(route, keys)
        answer = client.get(path)
        if answer.status_code in NO_PAGE or route in NO_PAGES:
            continue
        if not answer.headers["content-type"].startswith("text/html"):
            continue
        seen += 1
        if not answer.status_code == 200:
            found.append(f"{route}: {answer.status_code} at {path}")
            continue
        found += looked_at(chief, route, path)
        found += [f"{route}: {one}" for one in chief.complaints]
        chief.complaints.clear()
    assert not found, "\n".join(found)
    assert seen > 60


# Pieces of pages, and what answers only to a part of signing in.
NO_PAGES = {"desk/imports/<int:pk>/progress/", "desk/incidents/incident/duplicates/", "desk/logout/"}
