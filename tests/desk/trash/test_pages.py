"""The pages of the trash, as analysts and administrators use them."""

import pytest
from django.urls import reverse
from django.utils.html import strip_tags

from desk.models import Trashed
from incidents.models import Incident
from tests.desk.browser import open_form
from tests.desk.things import url
from tests.make import make_incident, make_statement, publish

pytestmark = pytest.mark.django_db
LIST = "/desk/trash/"
EMPTY = "/desk/trash/empty/"


def delete(client, incident, **said):
    page = url(incident, "delete")
    return client.post(page, open_form(client, page, "decision_form") | {"reason": "Logged twice."} | said)


def text(answer) -> str:
    return " ".join(strip_tags(answer.content.decode()).split())


def test_the_forms_delete_leads_to_the_trash_and_back(analyst):
    incident = make_incident("A protest")
    make_statement(incident)
    assert "2 participations, 1 statement" in text(analyst.get(url(incident, "delete")))
    answer = delete(analyst, incident)
    assert answer["Location"] == "/desk/incidents/incident/" and not Incident.objects.exists()
    assert "A protest" in text(analyst.get(LIST)) and "Logged twice." in text(analyst.get(LIST))
    page = reverse("admin:trash_restore", args=[Trashed.objects.get().pk])
    back = analyst.post(page, open_form(analyst, page, "decision_form") | {"reason": "Needed."})
    assert back["Location"] == url(incident) and analyst.get(url(incident)).status_code == 200


def test_a_reason_is_needed(analyst):
    incident = make_incident()
    assert "Say why" in text(delete(analyst, incident, reason=" ")) and Incident.objects.exists()


def test_a_draft_that_was_changed_meanwhile_is_kept(analyst):
    incident = make_incident()
    page = url(incident, "delete")
    form = open_form(analyst, page, "decision_form") | {"reason": "Twice."}
    Incident.objects.update(summary="Changed.")
    assert "was changed after you opened it" in text(analyst.post(page, form))


def test_my_desk_counts_what_is_in_the_trash_and_no_longer_lists_it(analyst):
    incident = make_incident("A protest", assignee=analyst.user)
    delete(analyst, incident)
    answer = analyst.get("/desk/")
    assert "1 deleted draft" in text(answer)
    assert not [row for group in answer.context["mine"]["groups"] for row in group["rows"]]


def test_a_public_incident_has_no_page_of_deleting(analyst):
    incident = make_incident()
    publish(incident)
    assert analyst.get(url(incident, "delete")).status_code == 403


def test_an_administrator_empties_it_after_a_page_that_says_what_goes(administrator):
    for title in ("First", "Second"):
        delete(administrator, make_incident(title))
    assert "First" in text(administrator.get(EMPTY)) and "Second" in text(administrator.get(EMPTY))
    form = open_form(administrator, EMPTY, "delete_form")
    assert "Tick that you mean it" in text(administrator.post(EMPTY, form)) and Trashed.objects.count() == 2
    assert administrator.post(EMPTY, form | {"sure": "on"}).status_code == 302
    assert not Trashed.objects.exists()


def test_what_came_into_the_trash_after_the_page_was_opened_is_not_emptied_unseen(administrator):
    delete(administrator, make_incident("First"))
    form = open_form(administrator, EMPTY, "delete_form") | {"sure": "on"}
    delete(administrator, make_incident("Second"))
    assert "has changed since you looked" in text(administrator.post(EMPTY, form))
    assert Trashed.objects.count() == 2


def test_one_alone_is_deleted_for_good(administrator):
    for title in ("First", "Second"):
        delete(administrator, make_incident(title))
    page = reverse("admin:trash_delete", args=[Trashed.objects.get(title="First").pk])
    administrator.post(page, open_form(administrator, page, "delete_form") | {"sure": "on"})
    assert [row.title for row in Trashed.objects.all()] == ["Second"]


def test_analysts_and_editors_restore_and_administrators_empty(analyst, editor, sign_in, stranger):
    delete(analyst, make_incident())
    pk = Trashed.objects.get().pk
    restore, goodbye = (reverse(f"admin:trash_{step}", args=[pk]) for step in ("restore", "delete"))
    for client in (analyst, editor):
        assert [client.get(page).status_code for page in (LIST, restore, EMPTY, goodbye)] == [
            200,
            200,
            403,
            403,
        ]
        assert client.post(EMPTY, {"sure": "on", "count": 1}).status_code == 403
    newcomer = sign_in("")
    assert [newcomer.get(page).status_code for page in (LIST, restore, EMPTY)] == [403] * 3
    assert stranger.get(LIST).status_code == 302 and Trashed.objects.exists()


def test_a_full_trash_is_listed_with_as_many_queries_as_a_small_one(analyst, django_assert_num_queries):
    Trashed.objects.bulk_create(
        Trashed(
            key=n, title=f"Draft {n}", external_id=str(n), rows=[], document={}, reason="x", user=analyst.user
        )
        for n in range(60)
    )
    with django_assert_num_queries(6):
        answer = analyst.get(LIST)
    assert len(answer.context["rows"]) == 50
    older = analyst.get(f"{LIST}?before={answer.context['older']}")
    assert [row.key for row in older.context["rows"]] == list(range(9, -1, -1))
