"""A read-only desk: nothing is written, everybody is told why, what was typed stays, reading and signing in go on."""

from io import StringIO

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.test import Client

from codebook.models import Theme
from desk import maintenance
from incidents.models import Incident, Revision
from record.models import Entry
from tests.desk.browser import errors, open_form, read_form
from tests.desk.codes import enter
from tests.desk.test_drafts_api import Program, problem
from tests.desk.things import open_step, url
from tests.make import make_incident, make_user

pytestmark = pytest.mark.django_db
REASON = "The database moves to another machine"


@pytest.fixture
def on(db):
    """Turns maintenance on; forms are opened before, as people do."""

    def turn():
        call_command("maintenance", "on", "--reason", REASON, stdout=StringIO())

    return turn


def test_a_form_is_refused_with_the_reason_and_keeps_what_was_typed(analyst, on):
    incident = make_incident()
    before = (incident.revision, Revision.objects.count())
    data = open_form(analyst, url(incident), "incident_form") | {"title": "Typed during maintenance"}
    on()
    response = analyst.post(url(incident), {**data, "_save": "Save"})
    assert any(REASON in line for line in errors(response))
    assert read_form(response, "incident_form")["title"] == ["Typed during maintenance"]
    incident.refresh_from_db()
    assert (incident.revision, Revision.objects.count()) == before
    assert incident.title == "Uzbekistan protests to Russia"


def test_nothing_is_published(editor, on):
    incident = make_incident()
    data = open_step(editor, incident, "publish") | {"reason": "First publication."}
    on()
    page = editor.post(url(incident, "publish"), data).content.decode()
    assert REASON in page and "First publication." in page
    assert not Entry.objects.filter(kind="incident").exists()


def test_steps_by_button_and_deleting_are_refused(analyst, on):
    incident = make_incident()
    on()
    seen = {"revision": incident.revision}
    steps = {"submit": {**seen, "note": ""}, "delete": {**seen, "reason": "Twice."}}
    for step, data in steps.items():
        response = analyst.post(url(incident, step), data, follow=True)
        assert REASON in response.content.decode(), step
    assert Incident.objects.get().stage == "draft"


def test_a_page_without_an_answer_of_its_own_keeps_what_was_sent(administrator, on):
    form = open_form(administrator, "/desk/auth/group/add/", "group_form")
    on()
    response = administrator.post("/desk/auth/group/add/", {**form, "name": "Readers <b>", "_save": "Save"})
    assert response.status_code == 503 and REASON in response.content.decode()
    assert read_form(response, "again_form")["name"] == ["Readers <b>"]
    call_command("maintenance", "off", stdout=StringIO())
    sent = read_form(response, "again_form")
    assert administrator.post("/desk/auth/group/add/", sent).status_code == 302


def test_passwords_are_not_kept_on_that_page(administrator, on):
    form = open_form(administrator, "/desk/auth/user/add/", "user_form")
    on()
    secret = "a pass phrase nobody else knows"
    data = {**form, "username": "new", "usable_password": "true", "password1": secret, "password2": secret}
    response = administrator.post("/desk/auth/user/add/", data)
    assert response.status_code == 503 and secret not in response.content.decode()
    assert not User.objects.filter(username="new").exists()


def test_the_codebook_and_tokens_are_not_written(administrator, on):
    form = open_form(administrator, "/desk/codebook/theme/add/", "theme_form")
    on()
    administrator.post(
        "/desk/codebook/theme/add/", {**form, "code": "ice", "label": "Ice", "definition": "G."}
    )
    assert not Theme.objects.filter(code="ice").exists()


def test_reading_goes_on_and_so_does_signing_in(analyst, on, settings):
    settings.MAINTENANCE_NOTICE_SECONDS = 0
    incident = make_incident()
    on()
    for page in ("/desk/", "/desk/incidents/incident/", url(incident)):
        response = analyst.get(page)
        assert response.status_code == 200 and REASON in response.content.decode()
    make_user("late", "Analyst")
    client = Client()
    assert enter(client, "late").status_code == 302 and client.get("/desk/").status_code == 200
    assert client.post("/desk/logout/").status_code == 200


def test_programs_are_refused_with_the_reason(on):
    program = Program(make_user("coder", "Analyst"))
    on()
    response = program.send()
    assert REASON in problem(response, 503)["detail"] and response["Retry-After"]
    assert program.list().status_code == 200
    assert not Incident.objects.exists()


def test_work_outside_requests_asks_first(on):
    maintenance.refuse()
    on()
    with pytest.raises(maintenance.ReadOnly, match=REASON):
        maintenance.refuse()


def test_the_setting_does_the_same_with_a_reason_of_its_own(settings, analyst):
    incident = make_incident()
    data = open_form(analyst, url(incident), "incident_form")
    settings.READ_ONLY = True
    response = analyst.post(url(incident), {**data, "title": "Other", "_save": "Save"})
    assert any("The site is being maintained" in line for line in errors(response))


def test_off_opens_the_desk_again(analyst, on, capsys):
    incident = make_incident()
    on()
    call_command("maintenance", "off")
    assert "can be written to" in capsys.readouterr().out
    data = open_form(analyst, url(incident), "incident_form")
    assert analyst.post(url(incident), {**data, "title": "Other words", "_save": "Save"}).status_code == 302


def test_it_wants_a_reason_that_fits_and_can_be_turned_on_again_with_another(capsys):
    for reason in ("", "x" * 301):
        with pytest.raises(CommandError):
            call_command("maintenance", "on", "--reason", reason)
    call_command("maintenance", "on", "--reason", "One.")
    call_command("maintenance", "on", "--reason", "Two.")
    call_command("maintenance", "status")
    assert capsys.readouterr().out.count("Two. Try again later.") == 2


def test_a_write_that_fails_for_another_reason_is_not_taken_for_maintenance(analyst):
    incident = make_incident()
    data = open_form(analyst, url(incident), "incident_form")
    response = analyst.post(url(incident), {**data, "title": "", "_save": "Save"})
    assert not any("read-only" in line for line in errors(response))
