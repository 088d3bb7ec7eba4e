"""/desk/api/drafts/: programs bring drafts, never anything public, and are told exactly what is wrong."""

import copy
import json
from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from desk.access.tokens import make
from desk.drafts import bearers, bringing
from desk.groups import ensure_groups
from desk.models import SentDraft, Token
from incidents.models import Coverage, Incident, Revision, Source
from incidents.workflow import submit
from record.models import Entry
from tests.desk.codes import give_second_factor
from tests.make import make_incident, make_user, publish

pytestmark = pytest.mark.django_db
URL = "/desk/api/drafts/"
SOURCE = {"id": "feed:s1", "kind": "newspaper", "title": "Report of the day", "language": "en"}
INCIDENT = {
    "id": "feed:1",
    "title": "Uzbekistan protests to Russia",
    "summary": "Two sentences. No more.",
    "date": "2025-05-02",
    "type": "D10",
    "level": 3,
    "participations": [
        {"country": "UZB", "role": "initiator", "through": "state"},
        {"country": "RUS", "role": "target"},
    ],
    "citations": [{"source": "feed:s1", "credibility": "2"}],
}
FILE = {"format": "demarche-interchange", "version": 1, "sources": [SOURCE], "incidents": [INCIDENT]}


class Program:
    """What brings drafts: a token and nothing else."""

    def __init__(self, owner, name="kloop feed", days=90, **fields):
        token = Token(name=name, expires_at=timezone.now() + timedelta(days=days), **fields)
        self.token, self.secret = make(owner, token)
        self.client = Client(headers={"Authorization": f"Bearer {self.secret}"})

    def send(self, content=FILE, **more):
        data = content if isinstance(content, (str, bytes)) else json.dumps(content)
        return self.client.post(URL, data, **{"content_type": "application/json", **more})

    def list(self, query=""):
        return self.client.get(URL + query)


@pytest.fixture
def owner(db):
    return make_user("coder", "Analyst")


@pytest.fixture
def program(owner):
    return Program(owner)


def file(**changes) -> dict:
    """The file with other facts about its incident."""
    content = copy.deepcopy(FILE)
    content["incidents"][0] |= changes
    return content


def problem(response, status: int) -> dict:
    """The body of a refusal, held to RFC 9457."""
    assert response.status_code == status, response.content
    assert response["Content-Type"] == "application/problem+json"
    body = response.json()
    assert body["status"] == status and body["title"] and body["detail"] and body["type"] == "about:blank"
    return body


def test_a_file_becomes_drafts_and_nothing_public(program):
    response = program.send()
    assert response.status_code == 201
    assert response.json()["new"] == {"sources": 1, "incidents": 1}
    incident = Incident.objects.get(external_id="feed:1")
    assert (incident.stage, incident.ref, incident.participations.count()) == ("draft", "", 2)
    assert not Entry.objects.filter(kind="incident").exists()


def test_the_token_and_its_owner_stand_in_the_history(program, owner):
    program.send()
    revision = Revision.objects.get(kind="incident")
    assert revision.user == owner and revision.imported
    assert "token kloop feed (dmr_" in revision.reason
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.metadata FROM incidents_incidentevent e JOIN pghistory_context c ON c.id = e.pgh_context_id "
            "WHERE e.external_id = 'feed:1' LIMIT 1"
        )
        metadata = json.loads(cursor.fetchone()[0])
    assert metadata["user"] == owner.pk and metadata["token"].startswith("kloop feed (dmr_")


def test_the_same_file_again_changes_nothing(program):
    program.send()
    response = program.send()
    assert response.status_code == 200
    assert response.json()["same"] == {"sources": 1, "incidents": 1} and not response.json()["new"]
    assert Incident.objects.count() == 1 and SentDraft.objects.count() == 2


def test_a_draft_follows_its_program(program, owner):
    program.send()
    assert program.send(file(title="Uzbekistan protests")).json()["changed"] == {"incidents": 1}
    other_token = Program(owner, "the same desk's second feed")
    assert other_token.send(file(title="Again")).status_code == 200
    assert Incident.objects.get().title == "Again"


def test_a_file_with_a_mistake_is_refused_whole_with_place_and_remedy(program):
    found = problem(program.send(file(type="Z99", date="yesterday")), 422)["errors"]
    assert {(error["record"], error["field"], error["value"]) for error in found} >= {
        ("incidents[0] (feed:1)", "date", "yesterday")
    }
    assert all(error["remedy"] and error["detail"] for error in found)
    assert not Source.objects.exists() and not SentDraft.objects.exists()


@pytest.mark.parametrize("body", [" ", "{", "[]", "\xff".encode("latin-1"), "[" * 100_000, '{"format": "x"}'])
def test_what_is_no_file_of_the_format_is_refused_in_words(program, body):
    assert problem(program.send(body), 422)["errors"][0]["remedy"]


def test_what_was_published_is_never_changed(program):
    program.send()
    incident = Incident.objects.get()
    publish(incident)
    before = Incident.objects.get().revision
    body = problem(program.send(file(title="Another title")), 409)
    assert "was published as DI-1" in body["errors"][0]["remedy"]
    assert body["errors"][0]["record"] == "incidents (feed:1)"
    assert (Incident.objects.get().title, Incident.objects.get().revision) == (INCIDENT["title"], before)
    assert program.send().status_code == 200  # as it is on file, it is left alone


def test_what_was_edited_at_the_desk_is_kept_and_told(program, sign_in):
    from tests.desk.browser import send

    program.send()
    incident = Incident.objects.get()
    url = f"/desk/incidents/incident/{incident.pk}/change/"
    assert send(sign_in("Editor"), url, "incident_form", title="Better words").status_code == 302
    response = program.send(file(title="Another title"))
    assert response.status_code == 200 and response.json()["kept"] == {"incidents": ["feed:1"]}
    assert Incident.objects.get().title == "Better words"


def test_what_is_in_review_stays_as_its_reviewer_sees_it(program, owner):
    program.send()
    incident = Incident.objects.get()
    submit(incident, user=owner, revision=incident.revision)
    assert "is in review" in problem(program.send(file(title="Another")), 409)["errors"][0]["remedy"]


def test_a_program_changes_no_draft_that_came_another_way(program):
    Program(make_user("other", "Analyst")).send()
    assert "not brought by a token of yours" in problem(program.send(file(title="Mine")), 409)[
        "detail"
    ] + str(problem(program.send(file(title="Mine")), 409)["errors"])
    assert Incident.objects.get().title == INCIDENT["title"]


def test_coverage_is_for_people(program):
    content = FILE | {"coverage": [{"id": "feed:c", "country": "KGZ", "period": "2025", "depth": "full"}]}
    assert problem(program.send(content), 403)["errors"][0]["record"] == "coverage"
    assert not Coverage.objects.exists() and not Incident.objects.exists()


def test_without_a_token_nothing_is_answered(owner, sign_in):
    for client in (Client(), sign_in("Administrator")):
        for response in (client.get(URL), client.post(URL, FILE, content_type="application/json")):
            problem(response, 401)
            assert response["WWW-Authenticate"].startswith("Bearer")
    wrong = Client(headers={"Authorization": "Bearer dmr_wrong"})
    assert "not known here" in problem(wrong.get(URL), 401)["detail"]


def test_expired_and_revoked_tokens_open_nothing(owner):
    for field, at in (("expires_at", -1), ("revoked_at", -1)):
        program = Program(owner)
        Token.objects.filter(pk=program.token.pk).update(
            **{
                "created_at": timezone.now() - timedelta(days=3),
                field: timezone.now() + timedelta(days=at),
            }
        )
        problem(program.send(), 401)
        problem(program.list(), 401)
    assert not Incident.objects.exists()


def test_a_token_does_what_it_was_made_for(owner):
    reader = Program(owner, may_write=False)
    assert "may not bring drafts" in problem(reader.send(), 403)["detail"]
    assert reader.list().status_code == 200
    writer = Program(owner, may_read=False)
    assert writer.send().status_code == 201
    assert "may not list" in problem(writer.list(), 403)["detail"]


@pytest.mark.parametrize("field", ["is_active", "is_staff", "group"])
def test_a_token_ends_with_its_owners_rights(program, owner, field):
    if field == "group":
        owner.groups.clear()
    else:
        setattr(owner, field, False)
        owner.save()
    assert "owner of this token" in problem(program.send(), 403)["detail"]


def test_an_owner_who_needs_a_second_factor_has_one_for_tokens_too(settings):
    settings.TWO_FACTOR = True
    ensure_groups()
    editor = make_user("editor")
    editor.groups.add(Group.objects.get(name="Editor"))
    program = Program(editor)
    assert "needs a second factor" in problem(program.send(), 403)["detail"]
    give_second_factor(editor)
    assert program.send().status_code == 201


def test_a_token_is_no_way_to_the_pages_of_the_desk(program):
    assert program.client.get("/desk/")["Location"].startswith("/desk/login/")


def test_files_that_are_too_large_are_refused(program, monkeypatch):
    monkeypatch.setattr(bringing, "LARGEST", 100)
    monkeypatch.setattr("desk.drafts.views.LARGEST", 100)
    problem(program.send(), 413)
    monkeypatch.setattr("desk.drafts.views.LARGEST", 5_000_000)
    monkeypatch.setattr(bringing, "MOST_RECORDS", 1)
    assert "2 records" in problem(program.send(), 413)["detail"]


def test_other_kinds_of_content_are_refused(program):
    problem(program.send("a=1", content_type="application/x-www-form-urlencoded"), 415)
    problem(program.send(headers={"Content-Encoding": "gzip"}), 415)
    response = program.client.put(URL, "{}", content_type="application/json")
    problem(response, 405)
    assert response["Allow"] == "GET, POST"


def test_too_many_requests_wait(program, monkeypatch):
    monkeypatch.setattr(bearers, "REQUESTS_OF_TOKEN", 2)
    program.list()
    program.list()
    response = program.send()
    problem(response, 429)
    assert 0 < int(response["Retry-After"]) <= 900


def test_guessing_tokens_is_slowed_down_by_address(monkeypatch, program):
    monkeypatch.setattr(bearers, "WRONG_FROM_ADDRESS", 2)
    wrong = Client(headers={"Authorization": "Bearer dmr_wrong"})
    assert [wrong.get(URL).status_code for _ in range(3)] == [401, 401, 429]


def test_a_program_sees_its_drafts_and_what_became_of_them(program, owner):
    program.send()
    listed = program.list().json()
    assert listed["token"] == "kloop feed" and listed["next"] is None
    assert {(draft["kind"], draft["id"], draft["state"]) for draft in listed["drafts"]} == {
        ("sources", "feed:s1", "draft"),
        ("incidents", "feed:1", "draft"),
    }
    incident = Incident.objects.get()
    submit(incident, user=owner, revision=incident.revision)
    assert states(program)["incidents"] == "in review"
    publish(incident)
    assert states(program) == {"incidents": "published", "sources": "published"}
    make_incident("Somebody else's")
    assert len(program.list().json()["drafts"]) == 2
    assert Program(owner, "another").list().json()["drafts"] == []


def states(program) -> dict:
    return {draft["kind"]: draft["state"] for draft in program.list().json()["drafts"]}


def test_a_draft_that_was_deleted_is_told_as_such(program):
    program.send()
    Incident.objects.all().delete()
    assert states(program)["incidents"] == "deleted"


def test_the_list_goes_on_where_it_stopped_and_costs_the_same_for_many(program, monkeypatch):
    program.send()
    with CaptureQueriesContext(connection) as few:
        program.list()
    more = [{**SOURCE, "id": f"feed:s{n}", "title": f"Report {n}"} for n in range(2, 40)]
    program.send(FILE | {"sources": more, "incidents": []})
    with CaptureQueriesContext(connection) as many:
        assert len(program.list().json()["drafts"]) == 40
    assert len(many) == len(few)
    monkeypatch.setattr("desk.drafts.listing.PAGE", 25)
    first = program.list().json()
    second = program.list(first["next"]).json()
    assert (len(first["drafts"]), len(second["drafts"]), second["next"]) == (25, 15, None)
    for wrong in ("?before=x", "?page=2"):
        problem(program.list(wrong), 400)


def test_while_another_import_runs_it_is_told_to_come_again(program, monkeypatch):
    monkeypatch.setattr(bringing, "LOCK_TIMEOUT", "100ms")
    other = connection.copy()
    try:
        other.set_autocommit(False)
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext('demarche import'))")
        response = program.send()
    finally:
        other.close()
    assert "Another import is running" in problem(response, 503)["detail"] and response["Retry-After"]
    assert not Incident.objects.exists()


def test_the_time_of_its_last_use_is_kept(program):
    assert program.token.last_used_at is None
    program.list()
    assert timezone.now() - Token.objects.get().last_used_at < timedelta(minutes=1)
