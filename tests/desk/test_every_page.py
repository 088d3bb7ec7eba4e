"""Every page of the desk in a real Chromium: no complaint on the console (so none of the content policy's), nothing
serious or critical to axe in light and dark, nothing wider than a phone.

The suite opens one page of each kind: generic pages of Django's admin once for a table of ours, not for every table.
DESK=full opens every address of the URL map.
"""

import os

import pytest

from actors.models import Actor
from desk.models import SavedFilter
from desk.trash.moving import put as put_into_trash
from incidents.interchange.documents import document_of
from incidents.models import Coverage, Episode, Relation, Source
from incidents.workflow import keep_revision
from tests.axe import AXE, THIN_OUT
from tests.desk.chromium import MARKS, Person, chromium
from tests.desk.imports.conftest import *  # noqa: F403 - its fixtures bring an import
from tests.desk.test_screens import fill
from tests.desk.walking import address, first_rows, patterns
from tests.make import make_claim, make_incident, make_statement, make_user, publish

pytestmark = MARKS
FULL = os.environ.get("DESK") == "full"
# What a route answers that shows no page: it leads elsewhere, or takes only POST.
NO_PAGE = {301, 302, 405}
COLOURS = ["color-contrast", "link-in-text-block"]
LOOK = """async ([runOnly, rules]) => {
  await Promise.all(document.getAnimations().map((one) => one.finished));  // links fade from one theme to the other
  const found = await axe.run(document, {preload: false, resultTypes: ["violations"], rules, ...(runOnly.length ? {runOnly} : {})});
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
    SavedFilter.objects.create(
        owner=user, table="incidents.incident", query="lacks=source", name="Without a source", shared=True
    )
    draft = make_incident("Logged twice")
    put_into_trash(draft, user=user, revision=draft.revision, reason="Logged twice.")
    client.force_login(user)
    bring(client)
    work()
    saved = {"actor": Actor, "source": Source, "episode": Episode, "link": Relation, "coverage": Coverage}
    for kind, row in [
        ("incident", incident),
        *((kind, model.objects.latest("pk")) for kind, model in saved.items()),
    ]:
        keep_revision(kind, row, document_of(kind, row), user=user, reason="As it was.")
    with chromium() as browser:
        person = Person(browser, live_server, user)
        person.page.add_init_script(AXE)
        yield person


def routes() -> list[str]:
    found = sorted(set(patterns()))
    return found if FULL else [route for route in found if is_telling(route)]


# Django's generic pages, and for which tables the suite opens them.
LIST, ADD, CHANGE, PAST, DELETE = (
    "",
    "add/",
    *(f"<path:object_id>/{one}/" for one in ("change", "history", "delete")),
)
ONE = "<path:object_id>/"
STEPS = ("<int:pk>/log/", "<int:pk>/columns/", "<int:pk>/merge/")  # those of incidents tell the others
OPENED = {
    "incidents/incident": [LIST, ADD, CHANGE, PAST],
    "incidents/statement": [CHANGE],
    "actors/actor": [CHANGE],
    "actors/country": [CHANGE],
    "codebook/incidenttype": [LIST],
    "auth/user": [CHANGE],
    "auth/group": [DELETE],
    "record/entry": [CHANGE],
}


def is_telling(route: str) -> bool:
    """Whether a page of this kind is not told by another: generic pages for some tables, steps for incidents."""
    _, app, model, *rest = [*route.split("/"), "", ""]
    end = "/".join(rest).rstrip("/") + "/" * bool("/".join(rest).strip("/"))
    if end in (LIST, ADD, CHANGE, PAST, DELETE) and model:
        return end in OPENED.get(f"{app}/{model}", [LIST] if app in ("account", "imports") else [])
    if end == ONE:  # leads to the form
        return False
    return model in ("incident", "auth") or not end.startswith("<int:pk>/") or end in STEPS


def looked_at(person, route: str, path: str) -> list[str]:
    """What is wrong with one page; about colours each kind of element is asked once, unless everything is."""
    page = person.page
    page.goto(person.site + path)
    found = []
    page.set_viewport_size({"width": 390, "height": 900})
    if page.evaluate(WIDER):
        found.append(f"{route}: wider than a phone")
    page.set_viewport_size({"width": 1440, "height": 900})
    found += [
        f"{route}: {one}" for one in page.evaluate(LOOK, [[], {one: {"enabled": False} for one in COLOURS}])
    ]
    if not FULL:
        page.evaluate(THIN_OUT)
    for theme in ("light", "dark"):
        page.emulate_media(color_scheme=theme)
        found += [f"{route}, {theme}: {one}" for one in page.evaluate(LOOK, [COLOURS, {}])]
    page.emulate_media(color_scheme="light")
    return found


def test_every_page_is_quiet_fits_a_phone_and_is_open_to_everybody(chief, client):
    keys, found, seen = first_rows(), [], 0
    for route in routes():
        path = address(route, keys) + QUERIES.get(route, "")
        answer = client.get(path)
        if answer.status_code in NO_PAGE or route in NO_PAGES:
            continue
        if not answer.headers["content-type"].startswith("text/html"):
            continue
        seen += 1
        if answer.status_code == 403 and route.endswith(("/add/", "/delete/")):
            continue  # nobody may
        if answer.status_code != 200:
            found.append(f"{route}: {answer.status_code} at {path}")
            continue
        found += looked_at(chief, route, path)
        found += [f"{route}: {one}" for one in chief.complaints]
        chief.complaints.clear()
    assert not found, "\n".join(found)
    assert seen >= (100 if FULL else 30)


QUERIES = {
    "desk/incidents/incident/bulk/<str:code>/": "?ids=1,2",
    "desk/incidents/incident/edit/": "?ids=1,2",
    "desk/incidents/claim/move/": "?ids=1",
    "desk/incidents/statement/move/": "?ids=1",
}
# Pieces of pages, and what answers only to a part of signing in.
NO_PAGES = {
    "desk/imports/<int:pk>/progress/",
    "desk/incidents/incident/duplicates/",
    "desk/logout/",
    "desk/autocomplete/",
    "desk/codebook/type/<slug:code>/",
    "desk/r/<path:content_type_id>/<path:object_id>/",
}
