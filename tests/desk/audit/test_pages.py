"""The audit page, its export, and the full history of a thing."""

import csv
from io import StringIO

import pytest
from django.utils.html import strip_tags

from actors.models import Country
from codebook.models import IncidentType, Theme
from incidents.models import Source, Statement
from incidents.workflow import submit
from tests.desk.browser import send
from tests.desk.things import url
from tests.make import make_actor, make_incident, make_source, make_statement, publish

pytestmark = pytest.mark.django_db
PAGE = "/desk/audit/"


def text(answer) -> str:
    return " ".join(strip_tags(answer.content.decode()).split())


def lines(answer) -> list[tuple[str, str, str]]:
    assert answer.status_code == 200
    return [(one.who, f"{one.what} {one.table}", one.title) for one in answer.context["lines"]]


def rename(client, source, title="Renamed", note="Plainer."):
    return send(client, url(source), "source_form", title=title, save_note=note)


def test_a_save_is_told_with_who_what_and_why(editor):
    source = make_source("A report")
    rename(editor, source)
    found = editor.get(PAGE, {"table": "incidents.source", "who": editor.user.pk})
    assert lines(found) == [("editor", "Changed source", "Renamed")]
    assert found.context["lines"][0].why == "Plainer."
    assert f"/desk/incidents/source/{source.pk}/history/" in found.content.decode()


def test_a_thing_is_found_by_its_public_number_or_by_table_and_key(editor):
    incident = make_incident("Known by number")
    make_statement(incident)
    publish(incident)
    by_number = lines(editor.get(PAGE, {"object": "DI-1"}))
    assert by_number == lines(editor.get(PAGE, {"object": str(incident.pk), "table": "incidents.incident"}))
    assert ("a program", "Added incident", "Known by number") in by_number
    assert lines(editor.get(PAGE, {"object": "ST-1", "what": "insert"}))
    assert Statement.objects.get().ref == "ST-1"


def test_decisions_stand_beside_changes(editor):
    incident = make_incident("Submitted")
    submit(incident, user=editor.user, revision=incident.revision, note="Please look.")
    found = editor.get(PAGE, {"what": "decision", "who": editor.user.pk})
    assert lines(found) == [("editor", "Submitted incident", "Submitted")]
    assert "Please look." in text(found)


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"object": "DI-999"}, "Nothing has this public number."),
        ({"object": "x", "table": "incidents.source"}, "This cannot be a key of that table."),
        ({"since": "2025-05-02", "until": "2025-05-01"}, "Swap the two days."),
        ({"since": "soon"}, "Enter a valid date."),
        ({"until": "9999-12-31"}, "Choose a day between 1900-01-01 and 2200-12-31."),
        ({"since": "0001-01-01"}, "Choose a day between 1900-01-01 and 2200-12-31."),
        ({"table": "auth.user"}, "is not one of the available choices"),
        ({"who": "999"}, "Select a valid choice"),
        ({"object": "\x00", "table": "incidents.source"}, "Null characters are not allowed"),
    ],
)
def test_what_cannot_be_asked_is_told_so(editor, asked, said):
    found = editor.get(PAGE, asked)
    assert said in text(found) and not found.context["lines"]


def test_a_made_up_page_is_refused(editor):
    assert editor.get(PAGE, {"after": "nonsense"}).status_code == 400


def test_older_pages_follow_without_gap_or_repetition(editor):
    for number in range(60):
        make_source(f"Report {number}")
    first = editor.get(PAGE, {"table": "incidents.source"})
    second = editor.get(PAGE + first.context["older"])
    titles = [one.title for answer in (first, second) for one in answer.context["lines"]]
    assert titles == [f"Report {number}" for number in reversed(range(60))]
    assert second.context["older"] == ""


def test_the_selection_is_exported_with_formulas_made_harmless(editor):
    make_source("=1+1")
    make_source("+7 700")
    make_actor("Not asked for")
    answer = editor.get(PAGE, {"table": "incidents.source", "format": "csv"})
    assert (
        answer["Content-Type"] == "text/csv; charset=utf-8" and "attachment" in answer["Content-Disposition"]
    )
    rows = list(csv.DictReader(StringIO(b"".join(answer.streaming_content).decode())))
    assert [row["title"] for row in rows] == ["'+7 700", "'=1+1"]
    assert rows[0]["what"] == "Added" and rows[0]["table"] == "source"


def test_many_rows_cost_as_many_queries_as_few(editor, django_assert_num_queries):
    asked = {"table": "incidents.source", "who": editor.user.pk}
    editor.get(PAGE)  # what is made in this transaction is from now on by this editor
    for number in range(3):
        make_source(f"Report {number}")
    with django_assert_num_queries(10):
        editor.get(PAGE, asked)
    for number in range(40):
        make_source(f"Another {number}")
    with django_assert_num_queries(10):
        editor.get(PAGE, asked)


def test_the_audit_is_for_editors_and_administrators(analyst, editor, administrator, sign_in, stranger):
    assert [one.get(PAGE).status_code for one in (editor, administrator)] == [200, 200]
    assert [one.get(PAGE).status_code for one in (analyst, sign_in(""))] == [403, 403]
    assert analyst.get(PAGE, {"format": "csv"}).status_code == 403
    assert stranger.get(PAGE).status_code == 302
    assert 'href="/desk/audit/"' not in analyst.get("/desk/").content.decode()


# --- the full history of one thing


def test_the_history_of_an_incident_has_its_parts_and_what_changed_in_words(analyst):
    incident = make_incident("Before")
    make_statement(incident, "We protest.")
    send(analyst, url(incident), "incident_form", title="After", save_note="Plainer.")
    found = analyst.get(url(incident, "history"))
    (saved,) = [one for one in found.context["lines"] if one.why == "Plainer." and one.table == "incident"]
    assert (saved.who, saved.what) == ("analyst", "Changed")
    assert [(row.label, row.old, row.new) for row in saved.changes] == [("Title", "Before", "After")]
    assert {"incident", "statement", "statement text", "participation", "citation"} <= {
        one.table for one in found.context["lines"]
    }
    assert "We protest." in text(found)


def test_what_leads_elsewhere_is_told_by_name_and_codes_by_label(analyst):
    incident = make_incident()
    incident.themes.add("migrants")
    said = text(analyst.get(url(incident, "history")))
    assert "Uzbekistan" in said and "Initiator" in said and "incident and theme" in said


def test_a_part_that_is_gone_is_in_the_history_still(analyst):
    incident = make_incident()
    incident.citations.all().delete()
    said = [f"{one.what} {one.table}" for one in analyst.get(url(incident, "history")).context["lines"]]
    assert said[0] == "Deleted citation" and "Added citation" in said


def test_a_thing_that_is_gone_has_its_history_still(analyst):
    source = make_source("A report")
    page = url(source, "history")
    Source.objects.all().delete()
    found = analyst.get(page)
    assert "which is deleted" in text(found)
    assert [one.what for one in found.context["lines"]] == ["Deleted", "Added"]


@pytest.mark.parametrize("word", [IncidentType, Theme], ids=lambda word: word.__name__)
def test_a_word_of_the_codebook_that_is_gone_has_its_history_where_the_audit_leads(administrator, word):
    values = {"code": "Z9", "slug": "odd-word", "label": "An odd word", "definition": "It was a mistake."}
    if word is IncidentType:
        values |= {"group": "D", "level_min": 1, "level_default": 1, "level_max": 2}
    fields = {field.name for field in word._meta.fields}
    word.objects.create(**{name: value for name, value in values.items() if name in fields})
    word.objects.filter(label="An odd word").delete()
    told = administrator.get(PAGE, {"table": word._meta.label_lower, "what": "delete"}).context["lines"]
    found = administrator.get(told[0].url)
    assert found.status_code == 200 and "which is deleted" in text(found)
    assert [one.what for one in found.context["lines"]] == ["Deleted", "Added"]


@pytest.mark.parametrize("key", ["987654", "9" * 30, "abc", "%00", "D99"])
def test_a_key_that_the_trail_does_not_know_has_no_history(administrator, key):
    for page in ("incidents/source", "codebook/incidenttype"):
        assert administrator.get(f"/desk/{page}/{key}/history/").status_code == 404


def test_another_thing_is_not_in_it(analyst):
    one, other = make_source("One"), make_source("Other")
    assert other.title not in text(analyst.get(url(one, "history")))


def test_every_form_leads_to_the_history(analyst, administrator):
    incident = make_incident()
    things = [incident, make_statement(incident), make_source("S"), make_actor("A ministry")]
    for thing in [*things, IncidentType.objects.get(pk="D10"), Country.objects.get(pk="KAZ")]:
        page = url(thing, "history")
        assert f'href="{page}"' in administrator.get(url(thing)).content.decode(), thing
        assert administrator.get(page).status_code == analyst.get(page).status_code == 200, thing


def test_a_long_history_has_pages(analyst):
    source = make_source("A report")
    for number in range(60):
        Source.objects.filter(pk=source.pk).update(title=f"Title {number}")
    first = analyst.get(url(source, "history"))
    second = analyst.get(url(source, "history") + first.context["older"])
    assert len(first.context["lines"]) == 50 and len(second.context["lines"]) == 11


def test_a_history_of_many_changes_costs_as_many_queries_as_of_few(analyst, django_assert_num_queries):
    analyst.get(
        url(make_source("Looked at"), "history")
    )  # what is made in this transaction is from now on by this analyst
    source = make_source("A report")
    Source.objects.update(title="Another")
    with django_assert_num_queries(11):
        analyst.get(url(source, "history"))
    for number in range(30):
        Source.objects.filter(pk=source.pk).update(title=f"Title {number}")
    with django_assert_num_queries(11):
        analyst.get(url(source, "history"))


def test_who_may_not_see_a_thing_may_not_see_its_history(sign_in, analyst, stranger):
    page = url(make_source(), "history")
    assert sign_in("").get(page).status_code == 403 and stranger.get(page).status_code == 302
    assert analyst.get("/desk/incidents/source/abc/history/").status_code == 404
