"""Merging two that are the same: choosing the one that stays, seeing what goes over, and what is refused."""

import pytest

from actors.models import Actor
from desk.standing import standing
from incidents.models import Incident, Relation
from lib import canonical
from record.models import Document, Entry, MergeIndex
from record.standing import is_public
from tests.desk.browser import open_form, read_form, send
from tests.desk.things import MAKERS, make_relation, merge, published, put, take, url
from tests.make import make_actor, make_claim, make_incident, make_source, make_statement, publish

pytestmark = pytest.mark.django_db


def two_incidents():
    """A duplicate with a statement, a claim and a source of its own, and the incident that stays; both public."""
    source = make_source("Cited by both")
    into, duplicate = (
        make_incident("The note", source=source),
        make_incident("The note again", source=source),
    )
    make_statement(duplicate, "We protest.")
    make_claim(duplicate, "Two notes were handed over.")
    duplicate.citations.create(source=make_source("Cited by one"), credibility="2")
    for row in (into, duplicate):
        publish(row)
        row.refresh_from_db()
    return duplicate, into


def two_actors():
    kept, old = make_actor("Orda", "media"), make_actor("Orda the old", "media")
    for row in (kept, old):
        put("actor", row)
    return old, kept


def test_what_an_incident_carries_goes_over_and_is_public_there_at_once(editor):
    duplicate, into = two_incidents()
    assert merge(editor, duplicate, into, reason="One note, two reports.")["Location"] == url(into)
    into.refresh_from_db()
    assert into.statements.count() == into.claims.count() == 1 and into.citations.count() == 2
    newest = Document.objects.filter(entry__ref=into.ref).order_by("-entry").first()
    assert canonical.loads(newest.text)["claims"][0]["text"] == "Two notes were handed over."
    entry = Entry.objects.get(ref=duplicate.ref, action="merged")
    assert entry.reason == "One note, two reports." and not is_public(duplicate.ref)
    assert str(standing("incident", into)) == "published (version 2)"


def test_the_page_says_of_each_part_whether_it_goes_over(editor):
    duplicate, into = two_incidents()
    third = make_incident("Third")
    make_relation(duplicate, into)
    make_relation(duplicate, third)
    make_relation(into, third)
    page = editor.get(f"{url(duplicate, 'merge')}?into={into.pk}")
    said = [(part.noun, part.fate) for part in page.context["proposal"].parts]
    assert said == [
        ("Statement", "goes over"),
        ("Claim", "goes over"),
        ("Citation", "stays behind: the other cites it already"),
        ("Citation", "goes over"),
        ("Link", "stays behind: it would lead to itself"),
        ("Link", "stays behind: the other has the same"),
        ("Participant", "stays behind"),
        ("Participant", "stays behind"),
    ]


def test_what_the_page_says_of_each_part_is_what_happens(editor):
    duplicate, into = two_incidents()
    third = make_incident("Third")
    publish(third)
    own, same, over = (
        make_relation(duplicate, into),
        make_relation(duplicate, third),
        make_relation(third, duplicate),
    )
    make_relation(into, third)
    for row in (duplicate, into):
        publish(row, "Links.") if row.relations_from.filter(ref="").exists() else None
    page = editor.get(f"{url(duplicate, 'merge')}?into={into.pk}")
    said = {
        part.words: part.fate for part in page.context["proposal"].parts if part.noun in ("Link", "Citation")
    }
    assert merge(editor, duplicate, into).status_code == 302
    over.refresh_from_db()
    assert over.to_incident == into and said[f"{third} repeats it"] == "goes over"
    assert set(Relation.objects.filter(from_incident=duplicate)) == {own, same}
    assert set(duplicate.citations.values_list("source__title", flat=True)) == {
        words for words, fate in said.items() if "cites it already" in fate
    }


def test_the_form_of_what_was_merged_says_into_what(editor):
    duplicate, into = two_incidents()
    merge(editor, duplicate, into)
    page = editor.get(url(duplicate)).content.decode()
    assert "It lives on as" in page and f'href="{url(into)}">{into.ref}' in page
    old, kept = two_actors()
    merge(editor, old, kept)
    page = editor.get(url(old)).content.decode()
    assert f'href="{url(kept)}">{kept.ref}' in page


@pytest.mark.parametrize(
    ("make", "asked"),
    [
        (two_incidents, {"model_name": "relation", "field_name": "to_incident", "term": "note"}),
        (
            two_actors,
            {"app_label": "incidents", "model_name": "participation", "field_name": "actor", "term": "Orda"},
        ),
    ],
)
def test_what_was_merged_is_not_offered_in_pick_lists(editor, make, asked):
    old, kept = make()
    asked = {"app_label": "incidents", **asked}
    offered = editor.get("/desk/autocomplete/", asked).json()["results"]
    assert {row["id"] for row in offered} == {str(old.pk), str(kept.pk)}
    merge(editor, old, kept)
    offered = editor.get("/desk/autocomplete/", asked).json()["results"]
    assert [row["id"] for row in offered] == [str(kept.pk)]


def test_what_was_merged_is_still_found_in_its_list(editor):
    duplicate, into = two_incidents()
    merge(editor, duplicate, into)
    assert "The note again" in editor.get("/desk/incidents/incident/", {"q": "note"}).content.decode()


def test_actors_are_known_as_one_and_nothing_is_rewritten(editor):
    old, kept = two_actors()
    incident = make_incident()
    incident.participations.create(role="witness", actor=old)
    assert merge(editor, old, kept).status_code == 302
    old.refresh_from_db()
    assert old.merged_into == kept and incident.participations.filter(actor=old).exists()
    assert MergeIndex.objects.get(until__isnull=True).into == kept.ref


def test_the_page_asks_for_the_other_by_the_pick_list_of_the_admin(editor):
    old, _ = two_actors()
    page = editor.get(url(old, "merge"))
    text = page.content.decode()
    assert 'data-field-name="merged_into"' in text and "admin-autocomplete" in text
    assert "admin/js/autocomplete.js" in text and "decision_form" not in text


@pytest.mark.parametrize("into", ["", "abc", "999999", "\x00"])
def test_another_that_does_not_exist_is_no_fault(editor, into):
    old, _ = two_actors()
    answer = editor.get(url(old, "merge"), {"into": into})
    assert answer.status_code == 200 and answer.context["choice"].errors
    answer = editor.post(url(old, "merge"), {"into": into, "revision": old.revision, "reason": "My reason."})
    assert answer.status_code == 200 and read_form(answer, "decision_form")["reason"] == ["My reason."]
    assert not Actor.objects.filter(merged_into__isnull=False).exists()


def refused(editor, row, into, sentence):
    """The page says why before, and the same if it is sent all the same; nothing is written, what was typed stays."""
    before = Entry.objects.count()
    assert sentence in editor.get(f"{url(row, 'merge')}?into={into.pk}").content.decode()
    row.refresh_from_db()
    sent = {"into": into.pk, "revision": row.revision, "reason": "My reason.", "note": "My note."}
    answer = editor.post(url(row, "merge"), sent)
    assert answer.status_code == 200 and sentence in answer.content.decode()
    kept = read_form(answer, "decision_form")
    assert (kept["reason"], kept["note"], kept["into"]) == (["My reason."], ["My note."], [str(into.pk)])
    assert Entry.objects.count() == before


def test_nothing_is_merged_into_a_draft(editor):
    duplicate, _ = two_incidents()
    refused(editor, duplicate, make_incident("Draft"), "Publish it first")


def test_a_draft_is_not_merged(editor):
    _, into = two_incidents()
    refused(editor, make_incident("Draft"), into, "It was never public")


def test_what_was_retracted_is_not_merged_and_nothing_into_it(editor):
    duplicate, into = two_incidents()
    take(editor, into, "retract")
    refused(editor, duplicate, into, "is not public")
    refused(editor, into, duplicate, "is retracted already")


def test_nothing_is_merged_into_itself(editor):
    duplicate, _ = two_incidents()
    old, _ = two_actors()
    for row in (duplicate, old):
        sent = {"into": row.pk, "revision": row.revision, "reason": "x"}
        assert "merged into" in editor.get(f"{url(row, 'merge')}?into={row.pk}").content.decode()
        assert editor.post(url(row, "merge"), sent).status_code == 200 and is_public(row.ref)


@pytest.mark.parametrize("ahead", [0, 1])
def test_incidents_with_unpublished_changes_are_not_merged(editor, analyst, ahead):
    pair = two_incidents()
    send(analyst, url(pair[ahead]), "incident_form", title="Not public yet")
    refused(editor, *pair, "has unpublished changes")


def test_actors_of_different_kinds_are_not_merged(editor):
    old, _ = two_actors()
    ministry = make_actor()
    put("actor", ministry)
    refused(editor, old, ministry, "Correct the kind first")


def test_two_actors_are_not_merged_into_each_other(editor):
    old, kept = two_actors()
    merge(editor, old, kept)
    sent = {"into": old.pk, "revision": kept.revision, "reason": "x"}
    assert editor.post(url(kept, "merge"), sent).status_code == 200 and is_public(kept.ref)


def test_only_the_revision_that_was_looked_at_is_merged(editor, analyst):
    duplicate, into = two_incidents()
    seen = duplicate.revision
    send(analyst, url(duplicate), "incident_form", title="Changed since")
    sent = {"into": into.pk, "revision": seen, "reason": "x"}
    assert editor.post(url(duplicate, "merge"), sent).status_code == 200 and is_public(duplicate.ref)


def test_an_incident_that_does_not_exist_is_not_found(editor):
    assert editor.get("/desk/incidents/incident/999999/merge/").status_code == 404
    assert not Incident.objects.exists()


@pytest.mark.parametrize("kind", MAKERS)
def test_only_incidents_and_actors_are_merged(editor, kind):
    steps = [step.name for step in editor.get(url(published(kind))).context["bar"].ways_out]
    assert ("merge" in steps) == (kind in ("incident", "actor"))


def test_links_that_become_public_by_the_merge_are_named(editor):
    duplicate, into = two_incidents()
    third = make_incident("Third")
    publish(third)
    links = [make_relation(duplicate, third), make_relation(third, into)]
    page = editor.get(f"{url(duplicate, 'merge')}?into={into.pk}")
    fates = [part.fate for part in page.context["proposal"].parts if part.noun.startswith("Link")]
    assert fates == ["goes over and becomes public", "becomes public"]
    merge(editor, duplicate, into)
    assert all(is_public(Relation.objects.get(pk=link.pk).ref) for link in links)


def test_pressing_merge_twice_gets_the_same_answer(editor):
    first, second = make_incident("First"), make_incident("Second")
    for row in (first, second):
        publish(row)
    page = f"{url(first, 'merge')}?into={second.pk}"
    sent = open_form(editor, page, "decision_form") | {"reason": "The same."}
    answers = [editor.post(page, sent) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [302, 302]
    assert Entry.objects.filter(ref="DI-1", action="merged").count() == 1
