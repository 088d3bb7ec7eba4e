"""Every page of the desk answers the same questions: works, strangers and wrong roles may not, bad id, constant queries, CSP."""

from io import StringIO

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from actors.models import Actor, ActorName, Affiliation, Country, CountryName
from desk.admin.base import ReadOnlyAdmin
from desk.groups import ensure_groups
from incidents.models import Citation, Decision, Episode, PublisherGrade, Relation, Revision
from record.withdrawing import merge_actors
from tests.desk.things import make_coverage, put
from tests.make import make_actor, make_claim, make_incident, make_source, make_statement, make_user, publish
from tests.once import undone_after

pytestmark = pytest.mark.django_db

OURS = ["codebook", "actors", "incidents", "record"]
MODELS = sorted((m for m in admin.site._registry if m._meta.app_label in OURS), key=lambda m: m._meta.label)
LABELS = [m._meta.label for m in MODELS]
SEARCHABLE = [m for m in MODELS if admin.site._registry[m].search_fields]


def listing(model) -> str:
    return f"/desk/{model._meta.app_label}/{model._meta.model_name}/"


def fill(number: int) -> None:
    """One more row of everything."""
    incident = make_incident(f"Incident {number}", date=f"2025-05-{number:02d}")
    other = make_incident(f"Other {number}")
    statement = make_statement(incident)
    Citation.objects.create(statement=statement, source=make_source(f"Source {number}"))
    make_claim(incident, f"Claim {number}")
    person, body = make_actor(f"Person {number}", "person"), make_actor(f"Body {number}")
    ActorName.objects.create(actor=person, name=f"Name {number}")
    Affiliation.objects.create(actor=person, organisation=body, role="Head")
    PublisherGrade.objects.create(publisher=body, grade="B", reason="Known.")
    Relation.objects.create(kind="repeats", from_incident=incident, to_incident=other, basis="implied")
    Episode.objects.create(title=f"Episode {number}")
    put("coverage", make_coverage())
    publish(other)
    publish(incident)
    old, kept = make_actor(f"Old {number}"), make_actor(f"Kept {number}")
    for row in (old, kept):
        put("actor", row)
    merge_actors(old, kept, user=None, revision=old.revision, reason="The same.")
    user = make_user(f"user{number}")
    Revision.objects.create(kind="incident", object_id=incident.pk, number=99, document={}, user=user)
    Decision.objects.create(kind="incident", object_id=incident.pk, action="returned", user=user)


def queries(client, url: str) -> int:
    with CaptureQueriesContext(
        connection,
    ) as caught:
        assert client.get(url).status_code == 200
    return len(caught)


def test_every_model_has_a_page_or_stands_on_the_page_of_another():
    inlined = {inline.model for page in admin.site._registry.values() for inline in page.inlines}
    ours = {
        model
        for label in OURS
        for model in apps.get_app_config(label).get_models()
        if not model._meta.proxy and not hasattr(model, "pgh_id")
    }
    assert ours - set(admin.site._registry) - inlined == set()


def test_every_list_works_and_its_queries_do_not_grow(administrator, subtests):
    fill(1)
    few = {model: queries(administrator, listing(model)) for model in MODELS}
    for number in range(2, 6):
        fill(number)
    for model in MODELS:
        with subtests.test(model._meta.label):
            assert queries(administrator, listing(model)) == few[model]


@pytest.mark.parametrize("model", MODELS, ids=LABELS)
def test_a_stranger_is_sent_to_sign_in(stranger, model):
    answer = stranger.get(listing(model))
    assert answer.status_code == 302 and answer["Location"].startswith("/desk/login/?next=")


@pytest.mark.parametrize("model", MODELS, ids=LABELS)
def test_staff_without_a_group_may_not(sign_in, model):
    assert sign_in("", "newcomer").get(listing(model)).status_code == 403


@pytest.fixture(scope="class")
def filled(django_db_setup, django_db_blocker):
    """A row of everything, made once for the tests of a class."""
    with undone_after(django_db_blocker):
        fill(1)
        yield


class TestForms:
    @pytest.mark.parametrize("model", MODELS, ids=LABELS)
    def test_add_and_change_forms_open_under_the_policy(self, filled, administrator, model):
        is_open_under_the_policy(administrator, model)


def is_open_under_the_policy(administrator, model) -> None:
    page = admin.site._registry[model]
    row = page.model._default_manager.order_by("pk").first()
    answers = [administrator.get(f"{listing(model)}{row.pk}/change/")]
    if not isinstance(page, ReadOnlyAdmin):
        answers.append(administrator.get(f"{listing(model)}add/"))
    for answer in answers:
        assert answer.status_code == 200
        policy = answer["Content-Security-Policy"]
        assert "default-src 'none'" in policy and "unsafe" not in policy
        text = answer.content.decode()
        assert "<style" not in text and " style=" not in text and "onclick" not in text
        assert text.count("<script") == text.count("<script src=") + text.count("<script id=")


@pytest.mark.parametrize("model", MODELS, ids=LABELS)
@pytest.mark.parametrize("pk", ["999999", "no-such", "0"])
def test_a_bad_id_is_no_fault(administrator, model, pk):
    assert administrator.get(f"{listing(model)}{pk}/change/").status_code in (302, 404)


@pytest.mark.parametrize("model", SEARCHABLE, ids=[m._meta.label for m in SEARCHABLE])
def test_a_search_works(administrator, model):
    assert administrator.get(listing(model), {"q": "Казахстан 7"}).status_code == 200


def test_an_analyst_may_look_at_the_codebook_but_not_change_it(analyst, administrator):
    url = "/desk/actors/country/KAZ/change/"
    assert analyst.get(url).status_code == 200
    assert analyst.post(url, {}).status_code == 403
    assert administrator.post(url, {}).status_code == 200


def test_an_analyst_sees_neither_the_record_nor_the_users(analyst, administrator):
    for url in ("/desk/record/entry/", "/desk/auth/user/"):
        assert (analyst.get(url).status_code, administrator.get(url).status_code) == (403, 200)


def test_nobody_edits_the_record_or_the_history(administrator):
    entry = publish(make_incident())
    for url in (f"/desk/record/entry/{entry.number}/", "/desk/incidents/decision/1/"):
        assert administrator.post(url + "change/", {"reason": "x"}).status_code == 403
        assert administrator.post(url + "delete/", {"post": "yes"}).status_code == 403


def test_deleting_is_offered_for_a_draft_and_refused_for_what_is_public(analyst):
    draft, public = make_incident("Draft"), make_incident("Public")
    publish(public)
    url = "/desk/incidents/incident/{}/delete/"
    assert analyst.post(url.format(public.pk), {"post": "yes"}).status_code == 403
    said = {"revision": draft.revision, "reason": "Logged twice."}
    assert analyst.post(url.format(draft.pk), said).status_code == 302
    assert not type(draft).objects.filter(pk=draft.pk).exists()


def test_deleting_a_statement_keeps_the_working_document_of_its_incident(analyst):
    incident = make_incident()
    statement = make_statement(incident)
    assert (
        analyst.post(f"/desk/incidents/statement/{statement.pk}/delete/", {"post": "yes"}).status_code == 302
    )
    incident.refresh_from_db()
    assert Revision.objects.get(kind="incident", object_id=incident.pk).number == incident.revision


def test_what_is_still_cited_cannot_be_deleted(analyst):
    source = make_incident().citations.get().source
    answer = analyst.post(f"/desk/incidents/source/{source.pk}/delete/", {"post": "yes"})
    assert answer.status_code == 200 and type(source).objects.filter(pk=source.pk).exists()


@pytest.mark.parametrize("home", ["999999", "abc", "-1", "1" * 30])
def test_a_part_of_an_incident_that_does_not_exist_is_not_found(analyst, home):
    assert analyst.get(f"/desk/incidents/statement/add/?incident={home}").status_code == 404


@pytest.mark.parametrize("path", ["", "incidents/incident/", "password_change/"])
def test_the_one_person_desk_is_told_on_every_page(administrator, settings, path):
    settings.FOUR_EYES = False
    assert "One-person desk" in administrator.get(f"/desk/{path}").content.decode()
    settings.FOUR_EYES = True
    assert "One-person desk" not in administrator.get(f"/desk/{path}").content.decode()


def test_the_sign_in_page_asks_for_a_password(stranger):
    page = stranger.get("/desk/login/")
    assert page.status_code == 200 and 'type="password"' in page.content.decode()


def test_a_new_password_works_and_the_old_one_does_not(analyst, stranger):
    old, new = "a long pass phrase", "another long pass phrase"
    fields = {"old_password": old, "new_password1": new, "new_password2": new}
    assert analyst.post("/desk/password_change/", fields).status_code == 302
    assert not stranger.login(username="analyst", password=old)
    assert stranger.login(username="analyst", password=new)


@pytest.mark.parametrize(
    ("model", "term", "found"),
    [(Actor, "Орда", "Orda · Uzbekistan"), (Country, "Казахстан", "Kazakhstan")],
)
def test_a_pick_list_finds_a_name_in_another_script(analyst, model, term, found):
    actor = make_actor("Orda", "media")
    ActorName.objects.create(actor=actor, name="Орда", language="ru")
    assert CountryName.objects.filter(name="Казахстан").exists()
    field = {Actor: "actor", Country: "country"}[model]
    asked = {"app_label": "incidents", "model_name": "participation", "field_name": field, "term": term}
    answer = analyst.get("/desk/autocomplete/", asked)
    assert found in [row["text"] for row in answer.json()["results"]]


def test_a_merged_actor_is_not_offered(analyst):
    kept = make_actor("Orda", "media")
    make_actor("Orda the old", "media", merged_into=kept)
    asked = {"app_label": "incidents", "model_name": "participation", "field_name": "actor", "term": "Orda"}
    assert [row["text"] for row in analyst.get("/desk/autocomplete/", asked).json()["results"]] == [
        "Orda · Uzbekistan"
    ]


def test_only_a_superuser_reaches_a_superuser(administrator, sign_in):
    chief = sign_in("Administrator", "chief", is_superuser=True)
    url = f"/desk/auth/user/{chief.user.pk}/change/"
    assert administrator.post(url, {}).status_code == 403
    assert chief.post(url, {}).status_code == 200


def test_groups_are_made_once_and_mended():
    ensure_groups()
    group = Group.objects.get(name="Editor")
    count = group.permissions.count()
    group.permissions.clear()
    ensure_groups()
    assert group.permissions.count() == count and Group.objects.count() == 3


def test_the_first_sign_in_is_made_and_shown_once(stranger):
    out = StringIO()
    call_command("first_sign_in", stdout=out)
    password = out.getvalue().split("password ")[1].split()[0]
    assert len(password) >= 20 and "changepassword admin" in out.getvalue()
    answer = stranger.post("/desk/login/", {"username": "admin", "password": password, "next": "/desk/"})
    assert answer["Location"] == "/desk/" and stranger.get("/desk/").status_code == 200
    again = StringIO()
    call_command("first_sign_in", stdout=again)
    assert again.getvalue() == ""


def test_no_first_sign_in_where_somebody_is_already(analyst):
    out = StringIO()
    call_command("first_sign_in", stdout=out)
    assert out.getvalue() == ""
