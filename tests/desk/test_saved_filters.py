"""Filters of lists that people keep under a name: saved, opened, shared, renamed, deleted, and refused where they must be."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from desk.models import SavedFilter
from desk.saved_filter_pages import MOST
from desk.saved_filters import kept
from tests.desk.browser import open_form, read_form
from tests.make import make_incident

pytestmark = pytest.mark.django_db
LIST, ALL, SAVE = "/desk/incidents/incident/", "/desk/filters/", "/desk/filters/save/"
LACKING = "lacks=source"


def save(client, query=LACKING, name="Without a source", address=LIST, **fields):
    """Opens the list, fills in the form above it and sends it."""
    return client.post(SAVE, open_form(client, f"{address}?{query}", "save_filter") | {"name": name} | fields)


def make(user, query=LACKING, name="Without a source", table="incidents.incident", **fields) -> SavedFilter:
    return SavedFilter.objects.create(owner=user, table=table, query=query, name=name, **fields)


def said(client, answer) -> str:
    return " ".join(str(one) for one in client.get(answer["Location"]).context["messages"])


def refused(answer) -> str:
    assert answer.status_code == 200 and not SavedFilter.objects.exists()
    return " ".join(str(one) for errors in answer.context["form"].errors.values() for one in errors)


def test_a_list_is_saved_as_it_stands_and_opens_so_again(analyst):
    make_incident("With one")
    make_incident("With none").citations.all().delete()
    assert save(analyst, "o=2&lacks=source&p=1&q=")["Location"] == f"{LIST}?lacks=source&o=2"
    row = SavedFilter.objects.get()
    assert (row.owner, row.query, row.shared) == (analyst.user, "lacks=source&o=2", False)
    answer = analyst.get(f"{ALL}{row.pk}/open/")
    assert answer["Location"] == f"{LIST}?lacks=source&o=2"
    page = analyst.get(answer["Location"])
    assert [one.title for one in page.context["cl"].result_list] == ["With none"]


def test_what_it_asks_is_said_in_the_words_of_the_list(analyst):
    make_incident(assignee=analyst.user)
    query = f"assignee__id__exact={analyst.user.pk}&q=note&stage__exact=draft"
    save(analyst, query, name="My drafts")
    asks = "assignee: analyst; search: note; stage: Draft"
    assert SavedFilter.objects.get().asks.lower() == asks.lower()
    assert "assignee: analyst" in analyst.get(ALL).content.decode().lower()


def test_one_saved_before_it_had_words_is_told_by_its_codes(analyst):
    make(analyst.user, "stage__exact=draft")
    assert "stage: draft" in analyst.get(ALL).content.decode()


def test_it_stands_above_its_own_list_alone_and_on_my_desk(analyst):
    row = make(analyst.user)
    link = f'href="{ALL}{row.pk}/open/"'
    assert link in analyst.get(LIST).content.decode()
    assert link in analyst.get("/desk/").content.decode()
    assert link not in analyst.get("/desk/incidents/claim/").content.decode()
    assert f"{link} aria-current" in analyst.get(f"{LIST}?{LACKING}").content.decode()


def test_a_list_that_shows_everything_offers_nothing_to_save(analyst):
    assert 'id="save_filter"' not in analyst.get(LIST).content.decode()
    sent = {"table": "incidents.incident", "query": "p=2", "name": "All"}
    assert "shows everything" in refused(analyst.post(SAVE, sent))


def test_a_pick_window_has_no_saved_filters(analyst):
    make(analyst.user)
    assert "Without a source" not in analyst.get(f"{LIST}?_popup=1").content.decode()


def test_one_of_somebody_else_is_seen_only_if_it_is_shared(analyst, editor):
    hidden, shown = make(analyst.user, name="Mine alone"), make(analyst.user, name="For all", shared=True)
    for address in (LIST, "/desk/", ALL):
        text = editor.get(address).content.decode()
        assert "For all" in text and "Mine alone" not in text
    assert editor.get(f"{ALL}{shown.pk}/open/").status_code == 302
    assert editor.get(f"{ALL}{hidden.pk}/open/").status_code == 404


def test_who_may_not_open_the_list_does_not_see_the_filter(administrator, analyst):
    row = make(administrator.user, "is_active__exact=0", "Gone people", "auth.user", shared=True)
    assert "Gone people" in administrator.get(ALL).content.decode()
    for address in (ALL, "/desk/"):
        assert "Gone people" not in analyst.get(address).content.decode()
    for step in ("", "open/"):
        assert analyst.get(f"{ALL}{row.pk}/{step}").status_code == 404
    assert analyst.post(f"{ALL}{row.pk}/delete/").status_code == 404


@pytest.mark.parametrize("table", ["auth.user", "desk.job", "../../incidents", ""])
def test_only_a_list_that_one_may_open_is_saved(analyst, table):
    assert analyst.post(SAVE, {"table": table, "query": "q=x", "name": "No list"}).status_code == 403
    assert not SavedFilter.objects.exists()


@pytest.mark.parametrize(
    "query", ["nonsense=1", "lacks=nothing-known", "assignee__password=x", "q=a%00b", f"q={'x' * 2000}"]
)
def test_what_the_list_does_not_know_is_not_saved(analyst, query):
    sent = {"table": "incidents.incident", "query": query, "name": "Broken"}
    assert "does not know" in refused(analyst.post(SAVE, sent))


@pytest.mark.parametrize("query", ["nonsense=1", "lacks=gone", "assignee__password=x"])
def test_one_that_no_longer_works_says_so_and_shows_every_row(analyst, query):
    make_incident("Still here")
    answer = analyst.get(f"{ALL}{make(analyst.user, query).pk}/open/")
    assert answer["Location"] == LIST
    assert "no longer knows" in said(analyst, answer)


def test_a_list_says_that_it_did_not_know_its_address(analyst):
    answer = analyst.get(f"{LIST}?nonsense=1")
    assert answer["Location"] == f"{LIST}?e=1"
    assert "Every row is shown" in analyst.get(answer["Location"]).content.decode()
    assert "Every row is shown" not in analyst.get(LIST).content.decode()


def test_a_name_is_used_once_by_each_and_what_was_typed_stays(analyst, editor):
    make(editor.user)
    assert save(analyst).status_code == 302
    answer = save(analyst, "q=note")
    assert "You have a saved filter with this name already" in str(answer.context["form"].errors)
    again = read_form(answer, "filter_form") | {"name": "Notes"}
    assert analyst.post(SAVE, again)["Location"] == f"{LIST}?q=note"
    assert SavedFilter.objects.filter(owner=analyst.user).count() == 2


def test_it_needs_a_name(analyst):
    assert "Give the filter a name" in refused(save(analyst, name=" "))


def test_one_more_than_the_most_is_refused(analyst):
    rows = [
        SavedFilter(owner=analyst.user, table="incidents.claim", query="q=x", name=f"Number {number}")
        for number in range(MOST)
    ]
    SavedFilter.objects.bulk_create(rows)
    assert f"You have {MOST} saved filters" in str(save(analyst).context["form"].errors)
    assert SavedFilter.objects.count() == MOST


def test_its_owner_renames_and_shares_it(analyst):
    row = make(analyst.user)
    form = open_form(analyst, f"{ALL}{row.pk}/", "filter_form")
    assert analyst.post(f"{ALL}{row.pk}/", form | {"name": "Unsourced", "shared": "on"})["Location"] == ALL
    row.refresh_from_db()
    assert (row.name, row.shared, row.query) == ("Unsourced", True, LACKING)


def test_a_name_already_used_is_refused_when_renaming_too(analyst):
    make(analyst.user, name="Taken")
    row = make(analyst.user)
    answer = analyst.post(f"{ALL}{row.pk}/", {"name": "Taken"})
    assert "with this name already" in str(answer.context["form"].errors)
    row.refresh_from_db()
    assert row.name == "Without a source"


def test_a_shared_one_is_renamed_by_nobody_else(analyst, administrator):
    row = make(analyst.user, shared=True)
    assert administrator.get(f"{ALL}{row.pk}/").status_code == 403
    assert administrator.post(f"{ALL}{row.pk}/", {"name": "Another"}).status_code == 403


def test_it_is_deleted_by_its_owner_or_if_shared_by_an_administrator(analyst, editor, administrator):
    own, shared, hidden = (make(analyst.user, name=name, shared=name == "b") for name in "abc")
    assert editor.post(f"{ALL}{shared.pk}/delete/").status_code == 403
    assert administrator.post(f"{ALL}{hidden.pk}/delete/").status_code == 404
    assert analyst.get(f"{ALL}{own.pk}/delete/").status_code == 405
    assert "is deleted" in said(analyst, analyst.post(f"{ALL}{own.pk}/delete/"))
    assert administrator.post(f"{ALL}{shared.pk}/delete/")["Location"] == ALL
    assert list(SavedFilter.objects.all()) == [hidden]


@pytest.mark.parametrize(
    "fields", [{"name": ""}, {"query": ""}, {"name": "Taken"}], ids=["no name", "no query", "name taken"]
)
def test_the_database_refuses_what_no_form_would_send(analyst, fields):
    make(analyst.user, name="Taken")
    row = SavedFilter(
        owner=analyst.user, table="incidents.claim", **{"query": "q=x", "name": "New", **fields}
    )
    with pytest.raises(ValidationError):
        row.validate_constraints()
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save()


def queries(client, address: str) -> int:
    with CaptureQueriesContext(connection) as caught:
        assert client.get(address).status_code == 200
    return len(caught)


@pytest.mark.parametrize("address", [LIST, ALL, "/desk/"])
def test_many_filters_take_as_many_queries_as_one(analyst, address):
    make(analyst.user)
    one = queries(analyst, address)
    for number in range(9):
        make(analyst.user, name=f"Number {number}", shared=True)
    assert queries(analyst, address) == one


@pytest.mark.parametrize(
    ("query", "stays"),
    [
        ("region__exact=", "region__exact="),
        ("q=&region__exact=Asia", "region__exact=Asia"),
        ("all=", "all="),
        ("p=2&q=Grozin", "q=Grozin"),
    ],
)
def test_a_condition_without_a_value_is_kept_and_an_empty_search_is_not(query, stays):
    assert kept(query) == stays
