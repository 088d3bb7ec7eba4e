"""The list of statements: the rows of the API, facets that count statements, words as they are known, no more."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from incidents.models import StatementText
from tests.make import checked, make_actor, make_incident, make_source, make_statement, publish
from tests.once import undone_after

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def published(django_db_setup, django_db_blocker):
    """A denial with its original words, a paraphrased concern with a day of its own, an insult nobody has on file."""
    with undone_after(django_db_blocker):
        minister = make_actor("Foreign minister of the day", "person", "RUS", officialness="senior")
        ministry = make_actor()
        first = make_incident(date="2025-05-02")
        denial = make_statement(
            first, "Не было этого.", speaker=minister, kind="denial", mode="direct", stance=0
        )
        denial.texts.update(language="ru", original=True)
        checked(
            StatementText(statement=denial, language="en", text="There was no such thing.", by="the record")
        )
        make_statement(
            first, "We are concerned.", speaker=ministry, date="2025-04-30", about_country_id="RUS"
        )
        publish(first)
        second = make_incident("Kazakhstan turns back", sides=("KAZ", "RUS"), date="")
        insult = make_statement(
            second,
            "He called them names.",
            speaker=minister,
            kind="insult",
            mode="content_unknown",
            capacity="unclear",
        )
        insult.texts.all().delete()
        publish(second)
        yield


@pytest.fixture
def said(published, db):
    return published


def refs(text):
    return re.findall(r'<li id="(ST-\d+)"', text)


@pytest.mark.parametrize(
    "query",
    [
        "",
        "ordering=date",
        "speaker=A-1",
        "country=RUS&stance=-1",
        "statement_kind=denial&statement_kind=insult",
        "capacity=unclear",
        "mode=direct",
        "language=ru",
        "from=2025-05-01",
        "from=2025-04-30&to=2025-04-30&dates=within",
        "about=RUS",
        "q=concerned",
        "inside=0&page_size=1",
        "as_of=entry:3",
    ],
)
def test_the_same_query_string_gives_the_rows_of_the_api(reader, said, query):
    rows = [row["ref"] for row in reader.get(f"/api/v1/statements/?{query}").json()["results"]]
    assert refs(reader.get(f"/statements/?{query}").text) == rows


@pytest.mark.parametrize(
    "query", ["speaker=KAZ", "capacity=loud", "lane=type", "view=map", "ordering=-level", "colour=red"]
)
def test_a_bad_parameter_is_an_error_that_names_it(reader, said, query):
    answer = reader.get(f"/statements/?{query}")
    assert answer.status_code == 400 and f"<code>{query.partition('=')[0]}</code>" in answer.text
    assert 'action="/statements/"' in answer.text, "the list's own rail stays"


def counted(text, facet):
    return dict(
        re.findall(rf'name="{facet}" value="([^"]+)".*?<span class="n"[^>]*>(\d+)</span>', text, re.DOTALL)
    )


def test_a_facet_counts_the_statements_that_each_of_its_values_would_give(reader, said):
    text = reader.get("/statements/?statement_kind=denial").text
    assert counted(text, "statement_kind")["concern"] == "1"
    speakers = counted(text, "speaker")
    assert sorted(speakers.values()) == ["0", "1"]
    stances = counted(text, "stance")
    assert (stances["0"], stances["-1"], stances["2"]) == ("1", "0", "0")


def test_a_chosen_stance_is_ticked_and_counted(reader, said):
    text = reader.get("/statements/?stance=-1").text
    assert re.search(r'name="stance" value="-1" checked>', text)
    assert "Remove filter Stance: Critical" in text


def test_quotation_marks_stand_round_words_on_file_only(reader, said):
    text = reader.get("/statements/").text
    assert "<q>Не было этого.</q>" in text
    assert "<q>We are concerned.</q>" not in text and "We are concerned." in text
    assert "The words are not on record." in text


def test_the_original_stands_first_and_the_translation_is_labelled(reader, said):
    text = reader.get("/statements/?language=ru").text
    assert text.index("Не было этого.") < text.index("Translation, the record") < text.index("There was no")


def test_a_statement_without_a_day_says_whose_day_is_shown(reader, said):
    row = reader.get("/statements/?mode=direct").text
    assert '<span class="fine said__day">day not recorded; incident: 2 May 2025</span>' in row
    assert "day not recorded" not in reader.get("/statements/?from=2025-04-30&to=2025-04-30").text


def test_the_capacity_stands_in_words_and_the_grade_of_the_source_beside_the_words(reader, db):
    incident = make_incident()
    source = make_source("A graded report", publisher=make_actor("The Daily", "media", "UZB"))
    statement = make_statement(incident)
    checked(incident.citations.model(statement=statement, source=source))
    publish(incident)
    row = reader.get("/statements/").text.partition('<ol class="stmts">')[2]
    assert "In office" in row and ">B</b>" in row and "The Daily" in row


def test_an_empty_selection_says_what_to_loosen(reader, said):
    text = " ".join(reader.get("/statements/?language=ru&statement_kind=insult").text.split())
    assert "<b>No statement</b> matches all of these." in text
    assert 'href="/statements/?statement_kind=insult">Without the filter “Language”</a>' in text
    assert '<span class="n">1 statement</span>' in text


def test_htmx_gets_the_part_with_the_counts_and_the_address(reader, said):
    answer = reader.get("/statements/?mode=direct&q=", headers={"HX-Request": "true"})
    assert answer["HX-Push-Url"] == "/statements/?mode=direct"
    assert "<html" not in answer.text and 'id="counts"' in answer.text and refs(answer.text)


def test_the_selection_can_be_taken_and_cited(reader, said):
    text = reader.get("/statements/?mode=direct&page_size=1").text
    taken = re.search(r'href="(/api/v1/statements/[^"]*format=csv)"', text)[1].replace("&amp;", "&")
    assert taken == "/api/v1/statements/?mode=direct&format=csv" and reader.get(taken).status_code == 200
    assert "Statements: How its words are known: Direct quotation. 1 statement after entry" in text


def test_the_pager_walks_through_one_state(reader, said):
    first = reader.get("/statements/?page_size=2").text
    following = re.search(r'href="([^"]+)" rel="next"', first)[1].replace("&amp;", "&")
    incident = make_incident("Later", date="2025-06-01")
    make_statement(incident)
    publish(incident)
    assert len({*refs(first), *refs(reader.get(following).text)}) == 3


def test_a_past_list_links_to_what_it_shows(reader, said):
    text = reader.get("/statements/?as_of=entry:6").text
    assert re.search(r'href="/incidents/DI-1@1/#ST-\d', text)
    assert re.search(r'href="/statements/ST-\d/\?as_of=entry:6"', text)


def test_the_empty_record_says_so(reader, said):
    assert "No statement is on record yet." in reader.get("/statements/?as_of=entry:1").text


@pytest.mark.parametrize(
    ("query", "queries"), [("", 11), ("statement_kind=concern", 13), ("q=concerned", 18)]
)
def test_the_number_of_queries_does_not_grow(reader, said, query, queries):
    for number in range(3):
        incident = make_incident(f"More {number}", date=f"2025-06-0{number + 1}")
        make_statement(incident), make_statement(incident, kind="protest")
        publish(incident)
    reader.get(f"/statements/?{query}")
    with CaptureQueriesContext(connection) as found:
        reader.get(f"/statements/?{query}")
    assert len([one for one in found if "SAVEPOINT" not in one["sql"]]) == queries


def test_it_answers_304_until_something_is_published(reader, said):
    tag = reader.get("/statements/")["ETag"]
    assert reader.get("/statements/", headers={"If-None-Match": tag}).status_code == 304
    publish(make_incident("Another"))
    assert reader.get("/statements/", headers={"If-None-Match": tag}).status_code == 200
