"""q and ordering=relevance of GET /api/v1/incidents/, and the same on the page."""

import re
from urllib.parse import quote

import pytest
from django.db import connection
from jsonschema import Draft202012Validator

from record import search
from record.models import IncidentIndex
from tests.api.conftest import copies, newest, undone_after
from tests.api.test_openapi import promised
from tests.make import make_incident, make_statement, publish

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module", autouse=True)
def world(django_db_setup, django_db_blocker):
    """DI-1 and DI-3 are about Kyrgyzstan, DI-2 is not; all three name a border."""
    with undone_after(django_db_blocker):
        publish(make_incident("Kyrgyzstan closes a border", date="2025-05-02", sides=("KGZ", "UZB")))
        publish(make_incident("A protest", date="2025-05-03", summary="About a border & <b>more</b>."))
        last = make_incident("A warning", date="2025-05-04", sides=("KGZ", "RUS"))
        make_statement(last, "The border, the border, the border: граница закрыта.")
        publish(last)
        yield


def page_refs(text):
    return re.findall(r'<dd class="no">(DI-\d+)</dd>', text)


@pytest.mark.parametrize(
    ("q", "refs"),
    [
        ("border", ["DI-3", "DI-2", "DI-1"]),
        ("Киргизии", ["DI-3", "DI-1"]),
        ("border -Киргизия", ["DI-2"]),
        ('"closes a border"', ["DI-1"]),
        ("границы", ["DI-3"]),
        ("protest or warning", ["DI-3", "DI-2"]),
        ("xylophone", []),
        ("", ["DI-3", "DI-2", "DI-1"]),
        ("  ", ["DI-3", "DI-2", "DI-1"]),
    ],
)
def test_the_list_and_the_page_find_the_same(door, reader, q, refs):
    assert door.refs(f"incidents/?q={quote(q)}") == refs
    answer = reader.get(f"/incidents/?q={quote(q)}", follow=True)
    assert answer.status_code == 200 and page_refs(answer.text) == refs


@pytest.mark.parametrize(
    ("q", "sentence"),
    [
        ("the", "every text"),
        ("-border", "leave out"),
        ('""', "no word"),
        ("%00", "Null"),
        ("x" * 501, "at most 500"),
        ("я" * 600, "at most 500"),
    ],
)
def test_what_cannot_be_answered_is_an_error_with_a_sentence(door, reader, q, sentence):
    assert sentence in door.refused(f"incidents/?q={q}", "q")
    answer = reader.get(f"/incidents/?q={q}")
    assert answer.status_code == 400 and sentence in answer.text


def test_a_question_may_be_given_once(door):
    assert "once" in door.refused("incidents/?q=border&q=law", "q")


def test_the_answer_says_which_names_it_understood(door):
    found = door.json(f"incidents/?q={quote('border -Киргизии')}")["search"]
    assert found["names"] == [
        {"code": "KGZ", "kind": "country", "name": "Kyrgyzstan", "matched": "Киргизии", "excluded": True}
    ]
    assert found["ranked"] is None


def test_the_answer_says_why_each_row_was_found(door):
    matches = door.json(f"incidents/?q={quote('Киргизии border')}")["search"]["matches"]
    assert list(matches) == ["DI-3", "DI-1"]
    assert matches["DI-1"] == [
        {"field": "name", "ref": "c:KGZ", "parts": [{"text": "Kyrgyzstan", "hit": True}]},
        {
            "field": "title",
            "ref": None,
            "parts": [
                {"text": "Kyrgyzstan", "hit": True},
                {"text": " closes a ", "hit": False},
                {"text": "border", "hit": True},
            ],
        },
    ]
    assert [(match["field"], match["ref"]) for match in matches["DI-3"]] == [
        ("name", "c:KGZ"),
        ("statement", "ST-1"),
    ]


@pytest.mark.parametrize("query", ["q=border+-law", "q=border&ordering=relevance&count=capped", "q=c:KGZ"])
def test_answers_are_as_the_schema_promises(door, query):
    schema = promised("/api/v1/incidents/")
    assert list(Draft202012Validator(schema).iter_errors(door.json(f"incidents/?{query}"))) == []


def test_without_a_question_the_answer_has_no_search(door):
    assert "search" not in door.json("incidents/")


def test_relevance_needs_a_question(door, reader):
    assert "q" in door.refused("incidents/?ordering=relevance", "ordering")
    answer = reader.get("/incidents/?ordering=relevance")
    assert answer.status_code == 400 and "<code>ordering</code>" in answer.text


def test_best_first(door, reader):
    assert door.refs("incidents/?q=border&ordering=relevance")[0] == "DI-1"
    assert page_refs(reader.get("/incidents/?q=border&ordering=relevance").text) == door.refs(
        "incidents/?q=border&ordering=relevance"
    )


def walk(door, path):
    found = []
    while path:
        answer = door.json(path)
        found += [row["ref"] for row in answer["results"]]
        path = answer["next"] and answer["next"].partition("/api/v1/")[2]
    return found


def test_a_walk_by_relevance_meets_every_row_once_while_others_publish(door):
    for number in range(7):
        publish(make_incident(f"Border {number}", summary="border " * (number + 1)))
    whole = door.refs("incidents/?q=border&ordering=relevance&page_size=200")
    answer = door.json("incidents/?q=border&ordering=relevance&page_size=2")
    publish(make_incident("Border border border", summary="border " * 9))
    rest = walk(door, answer["next"].partition("/api/v1/")[2])
    assert [row["ref"] for row in answer["results"]] + rest == whole and len(set(whole)) == 10


def test_the_way_back_by_relevance(door):
    first = door.json("incidents/?q=border&ordering=relevance&page_size=1")
    second = door.json(first["next"].partition("/api/v1/")[2])
    back = door.json(second["previous"].partition("/api/v1/")[2])
    assert back["results"] == first["results"] != second["results"]


def test_a_cursor_of_another_question_is_refused(door):
    cursor = door.json("incidents/?q=border&ordering=relevance&page_size=1")["next"].partition("cursor=")[2]
    assert door.refused(f"incidents/?q=law&ordering=relevance&page_size=1&cursor={cursor}", "cursor")


def test_it_says_if_only_the_newest_are_ranked(door, reader, monkeypatch):
    path = "incidents/?q=border&ordering=relevance"
    assert door.json(path)["search"]["ranked"] == {"newest": 2000, "all": True}
    monkeypatch.setattr(search, "RANKED", 2)
    assert door.json(path)["search"]["ranked"]["all"] is False
    assert set(door.refs(path)) == {"DI-2", "DI-3"}
    assert "are ranked and shown" in reader.get(f"/{path}").text


def test_a_past_state_is_searched_as_it_was(door):
    before = newest()
    publish(make_incident("A border again"))
    assert (
        door.refs("incidents/?q=border&page_size=1") == ["DI-3"]
        and len(door.refs("incidents/?q=border")) == 4
    )
    assert door.refs(f"incidents/?q=border&as_of=entry:{before}") == ["DI-3", "DI-2", "DI-1"]


def test_drafts_are_not_found(door):
    make_incident("A border draft")
    assert door.refs("incidents/?q=draft") == []


@pytest.mark.parametrize(
    ("query", "queries"), [("", 9), ("&ordering=relevance", 10), ("&count=exact", 10), ("&country=KGZ", 9)]
)
def test_the_number_of_queries_does_not_grow_with_the_rows(door, query, queries, counted_queries):
    path = f"incidents/?q=Kyrgyzstan{query}"
    door.json(path)  # reads the codebook once for the process
    with counted_queries(queries):
        door.json(path)
    copies(IncidentIndex, "DI-1", 300)
    with counted_queries(queries):
        assert len(door.json(f"{path}&page_size=200")["results"]) == 200


def test_the_readers_login_may_search(door):
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE demarche_reader")
        refs = door.refs(f"incidents/?q={quote('Киргизии border')}&ordering=relevance")
        cursor.execute("RESET ROLE")
    assert refs == ["DI-1", "DI-3"]


# --- the page -----------------------------------------------------------------------------------------------------


def test_the_page_says_what_a_name_includes(reader):
    text = reader.get(f"/incidents/?q={quote('Киргизии')}").text
    assert "“Киргизии”: including Kyrgyzstan (KGZ)" in text
    assert (
        "“Киргизии”: without Kyrgyzstan (KGZ)"
        in reader.get(f"/incidents/?q={quote('border -Киргизии')}").text
    )


def test_the_page_shows_why_with_marks_and_escapes_the_rest(reader):
    text = reader.get("/incidents/?q=border").text
    assert "A protest" in text and "About a <mark>border</mark> &amp; &lt;b&gt;more&lt;/b&gt;." in text


def test_the_question_stays_in_its_field_and_is_a_chip(reader):
    text = reader.get("/incidents/?q=%22closes+a+border%22&country=KGZ").text
    assert 'name="q" type="search" maxlength="500" value="&quot;closes a border&quot;"' in text
    assert text.partition("<main")[2].count('name="q"') == 1  # beside the box in the masthead
    assert 'href="/incidents/?country=KGZ" aria-label="Remove filter Words:' in text


def test_relevance_is_offered_only_with_a_question(reader):
    assert '<option value="relevance"' in reader.get("/incidents/?q=border").text
    assert '<option value="relevance"' not in reader.get("/incidents/").text


def test_hostile_questions_are_shown_not_run(reader):
    for q in ("<script>alert(1)</script>", '"><img src=x onerror=alert(1)>'):
        text = reader.get(f"/incidents/?q={quote(q)}").text
        assert "<script>alert" not in text and "<img src=x" not in text


def test_the_code_of_a_country_finds_what_has_the_country(door, grozin):
    assert door.refs("incidents/?q=KAZ") == door.refs("incidents/?country=KAZ") != []
    assert [name["code"] for name in door.json("incidents/?q=KAZ")["search"]["names"]] == ["KAZ"]
    assert door.refs("incidents/?q=kaz") == []
