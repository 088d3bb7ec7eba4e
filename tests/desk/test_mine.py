"""My desk: what waits, what lacks something, what happened last."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse
from django.utils import timezone
from django.utils.html import strip_tags

from actors.models import Actor
from desk.lacking import OUTCOME_DAYS, gaps
from desk.models import Capture, Report
from incidents.models import Incident, Source
from incidents.workflow import submit
from record.withdrawing import retract
from tests.desk.browser import send
from tests.make import make_actor, make_claim, make_incident, make_source, make_user, publish

pytestmark = pytest.mark.django_db
INDEX = "/desk/"


def groups(client) -> dict[str, list[str]]:
    found = client.get(INDEX).context["mine"]["groups"]
    return {group["code"]: sorted(row.title for row in group["rows"]) for group in found}


def changed(title: str) -> Incident:
    incident = make_incident(title)
    publish(incident)
    Incident.objects.filter(pk=incident.pk).update(summary="Another summary.")
    return incident


def test_what_waits_stands_under_its_heading(analyst):
    make_incident("A draft of mine", assignee=analyst.user)
    make_incident("A draft of nobody")
    publish(make_incident("Public and mine", assignee=analyst.user))
    changed("Changed since")
    waiting = make_incident("For review")
    submit(waiting, user=analyst.user, revision=waiting.revision)
    gone = make_incident("Retracted and mine", assignee=analyst.user)
    publish(gone)
    retract("incident", gone, user=None, revision=gone.revision, reason="Wrong.")
    assert groups(analyst) == {
        "mine": ["A draft of mine"],
        "review": ["For review"],
        "ahead": ["Changed since"],
    }


def test_a_save_that_changes_nothing_public_does_not_put_it_among_the_changed(analyst):
    incident = make_incident("Public")
    publish(incident)
    url = reverse("admin:incidents_incident_change", args=[incident.pk])
    assert send(analyst, url, "incident_form", note="Ask again.").status_code == 302
    assert groups(analyst)["ahead"] == []


LACKING = {
    "incidents: no source": lambda: make_incident().citations.all().delete(),
    "incident: a claim not judged": lambda: make_claim(make_incident(), certainty="unknown"),
    "incident: accused side not searched": lambda: make_claim(make_incident(), certainty="alleged"),
    "source: no archived copy": lambda: make_source(url="https://example.org/report"),
    f"actor: case not looked up for {OUTCOME_DAYS} days": lambda: make_actor(
        "Somebody", "person", case_outcome="charged", case_outcome_on=old()
    ),
}


def old() -> date:
    return date.today() - timedelta(days=OUTCOME_DAYS + 2)


@pytest.mark.parametrize("words", LACKING)
def test_what_lacks_something_is_counted_and_listed(analyst, words):
    LACKING[words]()
    (gap,) = gaps()
    assert gap.words.split(": ")[1] == words.split(": ")[1] and gap.count == 1
    found = analyst.get(gap.url).context["cl"].result_list
    assert len(found) == 1
    assert gap.words in strip_tags(analyst.get(INDEX).content.decode())


def test_what_lacks_nothing_is_not_counted():
    make_claim(make_incident(accused_side_searched="On the ministry's site."), certainty="alleged")
    make_source("Archived", url="https://example.org/a", archived_url="https://example.org/b")
    make_actor("Somebody", "person", case_outcome="charged", case_outcome_on=date.today())
    make_actor("Somebody else", "person", case_outcome="convicted", case_outcome_on=old())
    assert gaps() == []


def test_a_filter_that_is_not_there_lists_everything(analyst):
    make_incident()
    answer = analyst.get(reverse("admin:incidents_incident_changelist") + "?lacks=nothing")
    assert len(answer.context["cl"].result_list) == 1


def test_the_inbox_is_counted(analyst):
    source = make_source("A fresh report")
    Capture.objects.create(source=source, text="Some words.", user=analyst.user)
    page = strip_tags(analyst.get(INDEX).content.decode())
    assert "1 captured and not yet coded" in page and "A fresh report" in page


def test_the_newest_activity_tells_who_did_what(analyst):
    incident = make_incident("Something")
    url = reverse("admin:incidents_incident_change", args=[incident.pk])
    send(analyst, url, "incident_form", title="Something else", save_note="Plainer.")
    publish(incident)
    page = " ".join(strip_tags(analyst.get(INDEX).content.decode()).split())
    assert "analyst saved" in page and "Plainer." in page and "published DI-1" in page


def test_a_deleted_thing_has_no_link(analyst):
    source = make_source()
    url = reverse("admin:incidents_source_change", args=[source.pk])
    send(analyst, url, "source_form", title="Renamed")
    Source.objects.all().delete()
    assert "a deleted source" in strip_tags(analyst.get(INDEX).content.decode())


def test_who_may_not_see_incidents_gets_the_tables_alone(client):
    client.force_login(make_user("guest"))
    answer = client.get(INDEX)
    assert answer.status_code == 200 and "mine" not in answer.context


def test_reports_that_wait_are_counted_for_who_may_read_them(analyst):
    leads = 'href="/desk/desk/report/?decided=no"'
    assert f"<a {leads}>None waits for a decision</a>" in analyst.get(INDEX).text
    for text in ("Wrong.", "Wrong too."):
        Report.objects.create(key=uuid4(), kind="error", text=text)
    decided = {"decision": "declined", "public_line": "It is right.", "decided_at": timezone.now()}
    Report.objects.create(key=uuid4(), kind="error", text="Decided.", **decided)
    assert f"<a {leads}>2 wait for a decision</a>" in analyst.get(INDEX).text
    analyst.user.groups.clear()
    rights = Permission.objects.filter(codename__in=["view_incident", "view_source"])
    analyst.user.user_permissions.set(rights)
    assert leads not in analyst.get(INDEX).text


def test_the_page_takes_as_many_queries_for_many_as_for_few(analyst, django_assert_max_num_queries):
    for number in range(15):
        changed(f"Changed {number}")
        make_incident(f"Mine {number}", assignee=analyst.user)
    Actor.objects.update(note="Seen.")
    with django_assert_max_num_queries(45):
        analyst.get(INDEX)
