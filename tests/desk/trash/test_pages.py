"""The pages of the trash, as analysts and administrators use them."""

import pytest
from django.urls import reverse
from django.utils.html import strip_tags

from desk.models import Trashed
from desk.trash.moving import restore
from incidents.models import Incident
from tests.desk.browser import follow, open_form, read_form
from tests.desk.things import make_relation, url
from tests.make import make_incident, make_statement, publish

pytestmark = pytest.mark.django_db
LIST = "/desk/trash/"
EMPTY = "/desk/trash/empty/"
MEANT = {"sure": "on", "reason": "Test data."}


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


def test_what_will_not_come_back_is_told_before_and_after_the_button(analyst):
    asked, answered = make_incident("Asked"), make_incident("Answered")
    make_statement(answered, replies_to=make_statement(asked), reply_kind="answers")
    make_relation(answered, asked)
    delete(analyst, answered)
    page = reverse("admin:trash_restore", args=[Trashed.objects.get().pk])
    assert "does not come back" not in text(analyst.get(page))
    delete(analyst, asked)
    before = text(analyst.get(page))
    assert (
        "does not come back: 1 relation, 1 link “replies to” (statement)." in before
        and "1 statement" in before
    )
    answer = analyst.post(page, open_form(analyst, page, "decision_form") | {"reason": "Needed."})
    said = text(follow(analyst, answer))
    assert (
        "Left out, because what they refer to was deleted meanwhile: 1 relation, 1 link “replies to” (statement)."
        in said
    )


def test_what_cannot_come_back_at_all_says_so_before_the_button(analyst):
    delete(analyst, make_incident())
    row = Trashed.objects.get()
    next(one for one in row.rows if one["model"] == "incidents.incident")["fields"]["type"] = "gone"
    row.save()
    page = reverse("admin:trash_restore", args=[row.pk])
    assert "Its type was deleted meanwhile" in text(answer := analyst.get(page))
    assert "decision_form" not in answer.content.decode()


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
        delete(administrator, incident := make_incident(title))
    assert "First" in text(administrator.get(EMPTY)) and "Second" in text(administrator.get(EMPTY))
    form = open_form(administrator, EMPTY, "delete_form")
    assert "Tick that you mean it" in text(administrator.post(EMPTY, form)) and Trashed.objects.count() == 2
    assert (
        "Say why" in text(administrator.post(EMPTY, form | {"sure": "on"})) and Trashed.objects.count() == 2
    )
    assert administrator.post(EMPTY, form | MEANT).status_code == 302
    assert not Trashed.objects.exists()
    for page in ("/desk/audit/", url(incident, "history")):
        assert "Deleted for good: Test data." in text(administrator.get(page))


def test_what_came_into_the_trash_after_the_page_was_opened_is_not_emptied_unseen(administrator):
    delete(administrator, make_incident("First"))
    form = open_form(administrator, EMPTY, "delete_form") | MEANT
    delete(administrator, make_incident("Second"))
    assert "has changed since you looked" in text(administrator.post(EMPTY, form))
    assert Trashed.objects.count() == 2


def test_one_restored_and_another_deleted_meanwhile_are_not_taken_for_what_was_shown(administrator):
    delete(administrator, make_incident("First"))
    form = open_form(administrator, EMPTY, "delete_form") | MEANT
    restore(Trashed.objects.get(), user=administrator.user, reason="Needed.")
    delete(administrator, make_incident("Second"))
    answer = administrator.post(EMPTY, form)
    assert "has changed since you looked" in text(answer) and Trashed.objects.get().title == "Second"
    again = read_form(answer, "delete_form") | MEANT
    assert administrator.post(EMPTY, again).status_code == 302 and not Trashed.objects.exists()


def test_one_alone_is_deleted_for_good(administrator):
    for title in ("First", "Second"):
        delete(administrator, make_incident(title))
    page = reverse("admin:trash_delete", args=[Trashed.objects.get(title="First").pk])
    administrator.post(page, open_form(administrator, page, "delete_form") | MEANT)
    assert [row.title for row in Trashed.objects.all()] == ["Second"]


def test_analysts_and_editors_restore_and_administrators_empty(analyst, editor, sign_in, stranger):
    delete(analyst, make_incident())
    pk = Trashed.objects.get().pk
    back, goodbye = (reverse(f"admin:trash_{step}", args=[pk]) for step in ("restore", "delete"))
    for client in (analyst, editor):
        assert [client.get(page).status_code for page in (LIST, back, EMPTY, goodbye)] == [
            200,
            200,
            403,
            403,
        ]
        assert client.post(EMPTY, MEANT | {"shown": pk}).status_code == 403
    newcomer = sign_in("")
    assert [newcomer.get(page).status_code for page in (LIST, back, EMPTY)] == [403] * 3
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
