"""Earlier saves and public versions: compared with each other and with the working copy, and brought back."""

import json

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from django.utils.html import strip_tags

from incidents.importing import import_file
from incidents.interchange.documents import document_of
from incidents.models import Incident, Revision
from record.models import Entry
from tests.desk.browser import open_form
from tests.desk.states import everything
from tests.desk.things import MAKERS, make_relation, published, url
from tests.make import make_actor, make_claim, make_incident, make_statement, make_user, publish
from tests.once import remembered

pytestmark = pytest.mark.django_db
WHY = "The change was meant for another incident."


def save(client, incident, **fields):
    """Saves the form of an incident with some fields changed."""
    page = url(incident)
    answer = client.post(page, open_form(client, page, "incident_form") | fields)
    assert answer.status_code == 302, strip_tags(answer.content.decode())
    incident.refresh_from_db()


def text(answer) -> str:
    assert answer.status_code == 200
    return " ".join(strip_tags(answer.content.decode()).split())


def restore_url(row, number: int) -> str:
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_restore", args=[row.pk, number])


@pytest.fixture
def analyst(twice_saved):
    client = Client()
    client.user = User.objects.get(username="analyst")
    client.force_login(client.user)
    return client


@pytest.fixture
def twice_saved(db):
    return save_twice()


@remembered
def save_twice():
    """An incident with a statement and a claim, saved at the desk with one summary and then with another."""
    analyst = Client()
    analyst.force_login(make_user("analyst", "Analyst"))
    incident = make_incident()
    make_statement(incident, "We protest.", speaker=make_actor())
    make_claim(incident)
    save(analyst, incident, summary="The note was handed over on Monday.")
    first = incident.revision
    save(analyst, incident, summary="The note was handed over on Friday.")
    return incident, first, incident.revision


def test_two_saves_are_compared_word_by_word(analyst, twice_saved):
    incident, first, second = twice_saved
    page = analyst.get(f"{url(incident, 'versions')}?old=r{first}&new=r{second}").content.decode()
    assert "The note was handed over on <del>Monday</del>." in page
    assert "The note was handed over on <ins>Friday</ins>." in page


@pytest.mark.parametrize("kind", MAKERS)
def test_every_kind_of_thing_has_its_public_versions_beside_the_working_copy(editor, kind):
    row = published(kind)
    page = text(editor.get(url(row, "versions")))
    assert "Version 1" in page and "They say the same." in page


def test_parts_are_matched_by_what_they_are_not_by_their_place(analyst, twice_saved):
    incident, _, second = twice_saved
    incident.statements.update(order=5)
    make_statement(incident, "And another thing.", speaker=make_actor("Another ministry"), order=1)
    changes = analyst.get(f"{url(incident, 'versions')}?old=r{second}").context["changes"]
    old, new = sorted(row.label.count(",") for row in changes if row.label.startswith("Statement "))
    assert (old, new) == (0, 1), "the new one as a whole, and the order that the old one has now"


def test_a_save_and_a_public_version_are_not_compared(analyst, twice_saved):
    incident, first, _ = twice_saved
    publish(incident)
    page = text(analyst.get(f"{url(incident, 'versions')}?old=r{first}&new=v1"))
    assert "A save of the desk holds internal notes that no public version has." in page


@pytest.mark.parametrize("query", ["old=r99", "old=v1", "old=x", "new=r" + "9" * 30, "old=r1%00"])
def test_what_is_not_on_file_is_not_found(analyst, twice_saved, query):
    assert analyst.get(f"{url(twice_saved[0], 'versions')}?{query}").status_code == 404


def test_the_page_takes_as_many_queries_for_many_saves_as_for_few(
    analyst, twice_saved, django_assert_max_num_queries
):
    incident, *_ = twice_saved
    for number in range(30):
        Revision.objects.create(kind="incident", object_id=incident.pk, number=100 + number, document={})
    with django_assert_max_num_queries(25):
        analyst.get(f"{url(incident, 'versions')}?old=r100&new=r101")


def test_an_earlier_save_is_brought_back_whole(analyst, twice_saved):
    incident, first, second = twice_saved
    wanted = Revision.objects.get(object_id=incident.pk, kind="incident", number=first).document
    statement = incident.statements.get()
    statement.texts.update(text="Something else.")
    incident.refresh_from_db()
    page = restore_url(incident, first)
    assert "Something else." in text(analyst.get(page))
    answer = analyst.post(page, {"revision": incident.revision, "reason": WHY})
    assert answer.status_code == 302
    restored = Incident.objects.get()
    assert document_of("incident", restored) == wanted
    assert restored.statements.get() == statement, "rows keep their identity"
    kept = Revision.objects.get(object_id=incident.pk, kind="incident", number=restored.revision)
    assert (kept.reason, kept.user, kept.imported) == (
        f"Restored revision {first}. {WHY}",
        analyst.user,
        False,
    )
    assert Revision.objects.filter(object_id=incident.pk, number=second).exists()


def test_relations_stay_as_they_are(analyst, twice_saved):
    incident, first, _ = twice_saved
    relation = make_relation(incident, make_incident("Another"))
    incident.refresh_from_db()
    analyst.post(restore_url(incident, first), {"revision": incident.revision, "reason": WHY})
    relation.refresh_from_db()
    assert Incident.objects.get(pk=incident.pk).summary == "The note was handed over on Monday."


def test_what_was_restored_to_what_is_public_waits_for_nobody(analyst, twice_saved):
    incident, first, _ = twice_saved
    analyst.post(restore_url(incident, first), {"revision": incident.revision, "reason": WHY})
    publish(incident)
    save(analyst, incident, summary="Another.")
    number = Revision.objects.filter(kind="incident", object_id=incident.pk).earliest("pk").number
    incident.refresh_from_db()
    analyst.post(restore_url(incident, number), {"revision": incident.revision, "reason": WHY})
    incident.refresh_from_db()
    assert "with unpublished changes" not in text(analyst.get(url(incident)))


def test_no_later_import_takes_a_restored_thing_for_its_own(analyst, tmp_path, twice_saved):
    """A thing that somebody restored is an edit of the desk, which files leave alone."""

    incident, first, _ = twice_saved
    file = tmp_path / "again.json"
    record = document_of("incident", incident) | {"summary": "From a file."}
    content = {"format": "demarche-interchange", "version": 1, "incidents": [record]}
    file.write_text(json.dumps(content))
    analyst.post(restore_url(incident, first), {"revision": incident.revision, "reason": WHY})
    assert import_file(file).kept == {"incidents": [incident.external_id]}


def test_a_public_statement_is_not_restored_away(analyst, twice_saved):
    incident, first, _ = twice_saved
    make_statement(incident, "And another thing.", speaker=make_actor("Another ministry"))
    publish(incident)
    before = everything()
    answer = analyst.post(restore_url(incident, first), {"revision": incident.revision, "reason": WHY})
    assert "has a public number" in text(answer) or "public" in text(answer)
    assert everything() == before


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"reason": ""}, "Say why, so that others understand the history."),
        ({"revision": 1}, "was changed after you opened it"),
    ],
)
def test_what_is_refused_changes_nothing(analyst, twice_saved, sent, said):
    incident, first, _ = twice_saved
    before = everything()
    fields = {"revision": incident.revision, "reason": WHY} | sent
    assert said in text(analyst.post(restore_url(incident, first), fields))
    assert everything() == before


def test_restoring_what_it_says_already_is_said(analyst, twice_saved):
    incident, _, second = twice_saved
    answer = analyst.post(restore_url(incident, second), {"revision": incident.revision, "reason": WHY})
    assert f"It says what it said at revision {second} already." in text(answer)


def test_who_may_not_change_it_may_not_restore_it(sign_in, analyst, twice_saved):
    incident, first, _ = twice_saved
    nobody = sign_in("")
    fields = {"revision": incident.revision, "reason": WHY}
    assert nobody.post(restore_url(incident, first), fields).status_code == 403
    assert nobody.get(url(incident, "versions")).status_code == 403
    assert nobody.get(url(incident, "preview")).status_code == 403
    assert analyst.post(restore_url(incident, first), fields).status_code == 302


def test_a_preview_is_the_readers_page_and_leaves_nothing(analyst, twice_saved):
    incident, *_ = twice_saved
    before = everything()
    answer = analyst.get(url(incident, "preview"))
    page = text(answer)
    assert "Only people who are signed in see this page" in page
    assert "We protest." in page and "The note was handed over on Friday." in page
    assert incident.citations.get().source.title in page, "a source that is not public yet"
    assert 'content="noindex"' in answer.content.decode() and "no-store" in answer["Cache-Control"]
    assert everything() == before and not Entry.objects.filter(kind="incident").exists()


def test_a_preview_of_a_public_incident_shows_what_waits(analyst, twice_saved):
    incident, *_ = twice_saved
    publish(incident)
    save(analyst, incident, summary="A correction that nobody published.")
    assert "A correction that nobody published." in text(analyst.get(url(incident, "preview")))
    stranger = analyst.get(f"/incidents/{incident.ref}/").content.decode()
    assert "A correction that nobody published." not in stranger


def test_a_preview_needs_a_sign_in(client, twice_saved):
    assert client.get(url(twice_saved[0], "preview")).status_code == 302
