"""Who may do what in which state, through HTTP: each refusal beside the same request by somebody who may.

`OPEN` says for each action which roles may take it and in which states it is open. Everybody else, and everybody in
any other state, is refused and nothing is written.
"""

import os
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.db import transaction
from django.test import Client

from codebook.models import Theme
from record.models import Document, Entry
from record.needs import needs
from tests.desk.browser import add_row, open_form
from tests.desk.states import EDITS, everything, in_state, other, writes
from tests.desk.things import url
from tests.make import make_actor, make_user
from tests.once import undone_after

pytestmark = pytest.mark.django_db

ROLES = ["anonymous", "outsider", "newcomer", "Analyst", "Editor", "Administrator"]
STATES = ["draft", "review", "published", "changed", "retracted", "merged"]
OTHER_STATES = ["draft", "published", "changed", "retracted"]  # of what is no incident
STAFF, EDITORS, CHIEFS = set(ROLES[3:]), set(ROLES[4:]), set(ROLES[5:])
ALL, OUT, PUBLIC = set(STATES), {"retracted", "merged"}, {"published", "changed"}
OPEN = {
    "change": (STAFF, ALL),
    "add_part": (STAFF, ALL),
    "submit": (STAFF, {"draft", "changed", *OUT}),
    "return": (STAFF, {"review"}),
    "delete": (STAFF, {"draft", "review"}),
    "publish": (EDITORS, {"draft", "review", "changed"}),
    "retract": (EDITORS, PUBLIC),
    "reinstate": (EDITORS, OUT),
    "merge": (EDITORS, {"published"}),
    "expunge": (CHIEFS, PUBLIC | OUT),
}
PAGES = {"change", "add_part", "publish", "retract", "reinstate", "merge", "expunge"}


@dataclass
class Request:
    """What a browser would send."""

    url: str
    data: dict

    def send(self, client: Client) -> Any:
        return client.post(self.url, self.data)


FULL = os.environ.get("MATRIX") == "full"
# All kinds go through the same pages; a short run asks two of them, MATRIX=full all.
KINDS = ["actor", "link"] + (["source", "episode", "coverage"] if FULL else [])


@pytest.fixture(scope="module")
def desk(django_db_setup, django_db_blocker):
    """Browsers by role, and a row of each kind in each state: made once for the file, undone after it."""
    with undone_after(django_db_blocker):
        browsers = {"anonymous": Client(), **{role: signed_in(role) for role in ROLES[1:]}}
        yield browsers, {asked: in_state(*asked) for asked in rows_asked_for()}


def signed_in(role: str) -> Client:
    """An outsider has an account without access to the desk, a newcomer one without a group."""
    client = Client()
    client.user = make_user(role.lower(), role if role in STAFF else "")
    if role == "outsider":
        User.objects.filter(pk=client.user.pk).update(is_staff=False)
    client.force_login(client.user)
    return client


def rows_asked_for() -> set[tuple[str, str]]:
    others = {(kind, state) for kind in KINDS for state in OTHER_STATES}
    return {("incident", state) for state in STATES} | others | {("actor", "merged")}


@pytest.fixture
def clients(desk, db) -> dict[str, Client]:
    return desk[0]


@pytest.fixture
def rows(desk, db) -> dict[tuple[str, str], Any]:
    """Fresh from the database: a test undoes what it wrote, and leaves its rows in memory as they were."""
    for row in desk[1].values():
        row.refresh_from_db()
    return desk[1]


@contextmanager
def undone():
    """Whatever happens inside did not happen."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def request_for(action: str, kind: str, row: Any, reader: Client) -> Request:
    """The request that takes an action; `reader` opens the forms that it is filled in on."""
    if action in ("change", "add_part"):
        return saving(action, kind, row, reader)
    if action == "delete":
        why = {"revision": row.revision, "reason": "Logged twice."} if kind == "incident" else {}
        return Request(url(row, "delete"), {"post": "yes", **why})
    said = {"revision": row.revision, "reason": "For a reason.", "note": "To be mended."}
    if kind in ("incident", "episode") and action in ("publish", "reinstate"):
        said["needs"] = needs(row).key
    more = {"merge": lambda: {"into": other(kind, row).pk}, "expunge": lambda: {"number": row.ref or "DI-1"}}
    return Request(url(row).replace("/change/", f"/{action}/"), said | more.get(action, dict)())


def saving(action: str, kind: str, row: Any, reader: Client) -> Request:
    if action == "change":
        form = open_form(reader, url(row), f"{row._meta.model_name}_form")
        return Request(url(row), {**form, **EDITS[kind], **NEW, "_save": "Save"})
    page = f"/desk/incidents/statement/add/?incident={row.pk}"
    form = open_form(reader, page, "statement_form")
    form |= {"kind": "concern", "mode": "paraphrase", "speaker": make_actor("Speaker").pk}
    add_row(form, "texts", language="en", text="We are concerned.")
    return Request(page, {**form, "_save": "Save"})


NEW = {"title": "Changed through the form"}  # else a row that was changed already would be saved as it is


@contextmanager
def nothing_changes(role: str, before: dict):
    written = writes()
    yield
    assert writes() == written or everything() == before, f"{role} changed something"


def refused_by_role(client: Client, role: str, request: Request, before: dict) -> None:
    with undone():
        with nothing_changes(role, before):
            answer = request.send(client)
        if role in ("anonymous", "outsider"):
            assert answer.status_code == 302 and answer["Location"].startswith("/desk/login/"), role
        else:
            assert answer.status_code == 403, (role, answer.status_code)


def refused_by_state(client: Client, role: str, request: Request, before: dict) -> None:
    """Somebody who may elsewhere is told why not here."""
    with undone():
        with nothing_changes(role, before):
            answer = request.send(client)
        assert answer.status_code in (200, 302, 403), role
        page = client.get(answer["Location"]) if answer.status_code == 302 else answer
        if answer.status_code != 403:
            said = page.content.decode()
            assert 'class="errsum"' in said or 'class="error"' in said, f"{role} is not told why"


def allowed(client: Client, role: str, request: Request, before: dict) -> None:
    with undone():
        answer = request.send(client)
        assert answer.status_code == 302, (role, answer.context and answer.context.get("refused"))
        assert everything() != before, f"{role} changed nothing"


def looks(client: Client, role: str, url: str, roles: set[str]) -> None:
    """A page opens for `roles` alone."""
    status = {"anonymous": 302, "outsider": 302}.get(role, 200 if role in roles else 403)
    assert client.get(url).status_code == status, (role, url)


def roles_asked(action: str, kind: str, state: str) -> list[str]:
    """All roles for a draft of an incident and in a full run; else those at the border, the most who may not and the least who may."""
    if FULL or (kind, state) == ("incident", "draft"):
        return ROLES
    allowed = OPEN[action][0]
    return [
        [role for role in ROLES if role not in allowed][-1],
        next(role for role in ROLES if role in allowed),
    ]


def check(action: str, kind: str, row: Any, state: str, clients: dict[str, Client]) -> None:
    """Roles take the same action on the same row, each as if the others had not."""
    request = request_for(action, kind, row, clients["Administrator"])
    before, (roles, states) = everything(), OPEN[action]
    for role in roles_asked(action, kind, state):
        client = clients[role]
        if action in PAGES:
            looks(client, role, request.url, roles)
        if role not in roles:
            refused_by_role(client, role, request, before)
        elif state not in states:
            refused_by_state(client, role, request, before)
        else:
            allowed(client, role, request, before)


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("action", OPEN)
def test_an_incident_in_every_state_is_open_to_whom_the_table_says(clients, rows, action, state):
    check(action, "incident", rows["incident", state], state, clients)


@pytest.mark.parametrize("state", OTHER_STATES)
@pytest.mark.parametrize("action", ["delete", "publish", "retract", "reinstate", "expunge"])
@pytest.mark.parametrize("kind", KINDS)
def test_everything_else_is_open_to_whom_the_table_says(clients, rows, kind, action, state):
    check(action, kind, rows[kind, state], state, clients)


@pytest.mark.parametrize("state", ["draft", "published", "retracted", "merged"])
def test_merging_an_actor_is_open_to_whom_the_table_says(clients, rows, state):
    check("merge", "actor", rows["actor", state], state, clients)


@pytest.mark.parametrize("action", ["retract", "expunge"])
def test_a_merged_actor_is_open_to_whom_the_table_says(clients, rows, action):
    check(action, "actor", rows["actor", "merged"], "merged", clients)


def test_every_action_is_open_to_somebody_somewhere_and_closed_to_somebody():
    for action, (roles, states) in OPEN.items():
        assert roles and states and set(ROLES) - roles, action


# --- what hangs on no state


def new_theme() -> dict:
    return {"code": "ice", "label": "Ice", "definition": "Glaciers."}


def new_user() -> dict:
    return {
        "username": "colleague",
        "usable_password": "true",
        "password1": "a long pass phrase",
        "password2": "a long pass phrase",
    }


FORMS: dict[str, tuple[str, str, Any]] = {
    "publish the codebook": (
        "/desk/codebook/publish/",
        "publish_form",
        lambda: {"reason": "x", "add": "ports"},
    ),
    "add a theme": ("/desk/codebook/theme/add/", "theme_form", new_theme),
    "add a user": ("/desk/auth/user/add/", "user_form", new_user),
    "add a group": ("/desk/auth/group/add/", "group_form", lambda: {"name": "Readers"}),
}


@pytest.mark.parametrize("action", FORMS)
def test_codebook_and_users_are_for_administrators(clients, action):
    Theme.objects.create(code="ports", label="Ports", definition="Harbours.")
    page, form, fill = FORMS[action]
    request = Request(page, {**open_form(clients["Administrator"], page, form), **fill(), "_save": "Save"})
    before = everything()
    for role, client in clients.items():
        looks(client, role, page, CHIEFS)
        (allowed if role in CHIEFS else refused_by_role)(client, role, request, before)


@pytest.mark.parametrize("page", ["record/entry/", "record/document/", "auth/user/", "auth/group/"])
def test_the_record_and_the_users_are_seen_by_administrators(clients, page):
    for role, client in clients.items():
        looks(client, role, f"/desk/{page}", CHIEFS)


@pytest.mark.parametrize("page", ["incidents/incident/", "incidents/decision/", "codebook/theme/"])
def test_the_lists_of_the_desk_are_seen_by_everybody_in_a_group(clients, page):
    for role, client in clients.items():
        looks(client, role, f"/desk/{page}", STAFF)


@pytest.mark.parametrize("state", STATES)
def test_an_incident_is_seen_in_every_state_by_everybody_in_a_group(clients, rows, state):
    page = url(rows["incident", state])
    for role, client in clients.items():
        looks(client, role, page, STAFF)


def test_nobody_gives_themselves_more_than_they_have(clients):
    """The same form that an administrator saves is refused to an editor, about themselves too."""
    editor = clients["Editor"].user
    page = f"/desk/auth/user/{editor.pk}/change/"
    form = open_form(clients["Administrator"], page, "user_form")
    group = str(Group.objects.get(name="Administrator").pk)
    request = Request(page, {**form, "groups": [group], "_save": "Save"})
    before = everything()
    for role in ("Analyst", "Editor"):
        refused_by_role(clients[role], role, request, before)
    allowed(clients["Administrator"], "Administrator", request, before)


def test_no_role_writes_to_the_record_by_its_pages(clients, rows):
    row = rows["incident", "published"]
    entry, before = Entry.objects.get(ref=row.ref), everything()
    for role, client in clients.items():
        if role in STAFF:
            for page in (f"entry/{entry.pk}", f"document/{entry.pk}"):
                for step in ("change", "delete"):
                    request = Request(f"/desk/record/{page}/{step}/", {"post": "yes"})
                    refused_by_role(client, role, request, before)
    assert Document.objects.filter(entry=entry).exists()
