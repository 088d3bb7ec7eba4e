"""The pages of sources: what rests on each, how reliable it is and why; never a confidential one."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from incidents.models import Citation, ClaimPosition
from record.withdrawing import retract
from tests.make import checked, make_actor, make_claim, make_incident, make_source, make_statement, publish
from tests.once import undone_after

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def published(django_db_setup, django_db_blocker):
    """SR-1, a translation on which two incidents rest; its original SR-2; a blog; and one that is confidential."""
    with undone_after(django_db_blocker):
        daily = make_actor("The Daily", "media", "UZB")
        original = make_source("Оригинал", kind="newspaper", language="ru", publisher=daily)
        report = make_source(
            "A translated report",
            kind="translation",
            url="https://example.org/report",
            archived_url="https://archive.example.org/report",
            derived_from=original,
            publisher=daily,
            published="2025-05-03",
        )
        secret = make_source("Xanthous cable", confidential=True)
        first = make_incident(source=report, date="2025-05-02")
        first.citations.update(
            excerpt="units at the border", locator="page 3", supports=["date"], asserted_value="1 May"
        )
        checked(Citation(incident=first, source=secret))
        claim = make_claim(first)
        checked(Citation(claim=claim, source=report))
        checked(ClaimPosition(claim=claim, actor=daily, position="denies", source=report))
        other = make_claim(first, "They came by night.")
        checked(Citation(claim=other, source=report))
        checked(ClaimPosition(claim=other, actor=daily, position="denies", source=report))
        statement = make_statement(first)
        checked(Citation(statement=statement, source=report))
        first.refresh_from_db()
        publish(first)
        publish(make_incident("Another act", source=report, date="2025-05-04"))
        blog = make_source("A blog post", kind="social_media", reliability="D", reliability_reason="unsigned")
        publish(make_incident("A third act", source=blog, date="2025-05-05"))
        yield


@pytest.fixture
def cited(published, db):
    return published


def plain(text):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text))


def refs(text):
    return re.findall(r'<th scope="row"[^>]*><a href="/sources/(SR-\d+)/', text)


def numbered(reader, title):
    rows = reader.get("/api/v1/sources/").json()["results"]
    return next(row["ref"] for row in rows if row["title"] == title)


@pytest.mark.parametrize(
    "query",
    [
        "",
        "ordering=name",
        "kind=social_media",
        "q=report",
        "from=2025-05-01",
        "incident=DI-2",
        "as_of=entry:2",
    ],
)
def test_the_same_query_string_gives_the_rows_of_the_api(reader, cited, query):
    rows = [row["ref"] for row in reader.get(f"/api/v1/sources/?{query}").json()["results"]]
    assert refs(reader.get(f"/sources/?{query}").text) == rows


def test_the_list_says_how_many_incidents_rest_on_each(reader, cited):
    text = plain(reader.get("/sources/").text)
    assert re.search(
        r"A translated report SR-\d The Daily .* 3 May 2025 B Usually reliable archived .*? 2 ", text
    )
    assert re.search(r"A blog post .* D Not usually reliable none 1", text)


def test_a_confidential_source_is_nowhere(reader, cited):
    found = [reader.get(f"/sources/SR-{n}/") for n in range(1, 7)] + [reader.get("/sources/")]
    assert all("Xanthous" not in answer.text for answer in found)
    assert sum(answer.status_code == 200 for answer in found) == 4


def test_filters_that_the_form_has_no_field_for_are_carried_on_and_can_be_taken_away(reader, cited):
    text = reader.get("/sources/?incident=DI-2").text
    assert '<input type="hidden" name="incident" value="DI-2">' in text
    assert re.search(r'href="/sources/\?" aria-label="Remove filter Incident: DI-2"', text)


def test_fields_left_empty_leave_the_address(reader, cited):
    answer = reader.get("/sources/?q=&kind=social_media&ordering=-date")
    assert answer.status_code == 302 and answer["Location"] == "/sources/?kind=social_media"


@pytest.mark.parametrize("query", ["kind=poem", "ordering=grade", "cursor=x", "colour=red", "from=now"])
def test_a_bad_parameter_is_an_error_that_names_it(reader, cited, query):
    answer = reader.get(f"/sources/?{query}")
    assert answer.status_code == 400 and f"<code>{query.partition('=')[0]}</code>" in answer.text


def test_a_source_says_its_grade_with_the_reason_and_what_it_derives_from(reader, cited):
    ref = numbered(reader, "A translated report")
    text = reader.get(f"/sources/{ref}/").text
    assert "<b>B</b> Usually reliable" in text and "known outlet" in text
    assert "Derived from" in text and "Оригинал" in text
    assert 'href="https://archive.example.org/report"' in text and 'href="https://example.org/report"' in text


def test_a_source_shows_what_each_incident_takes_from_it(reader, cited):
    text = reader.get(f"/sources/{numbered(reader, 'A translated report')}/").text
    words = plain(text)
    assert '<q lang="en">units at the border</q>' in text and "(page 3)" in words
    assert "Used for date." in words and "It gives another value: 1 May." in words
    assert "Eight units stand at the border." in words and re.search(
        r"The Daily : Denies \( CL-\d+ , CL-\d+ \)", words
    )
    assert "Another act" in words and "A third act" not in words
    assert "We are concerned." in words


def test_an_incident_rests_on_a_source_by_which_only_a_position_is_known(reader, db):
    incident = make_incident()
    denial = make_source("A denial in the press")
    checked(
        ClaimPosition(
            claim=make_claim(incident), actor=make_actor("Ministry"), position="denies", source=denial
        )
    )
    publish(incident)
    ref = numbered(reader, "A denial in the press")
    words = plain(reader.get(f"/sources/{ref}/").text)
    assert "No incident cites it" not in words and "Ministry : Denies" in words
    [row] = reader.get(f"/api/v1/incidents/?source={ref}").json()["results"]
    assert row["source_count"] == 2


def test_a_version_is_readable_and_marked(reader, cited):
    ref = numbered(reader, "A blog post")
    assert reader.get(f"/sources/{ref}@1/").status_code == 200
    assert reader.get(f"/sources/{ref}@2/").status_code == reader.get("/sources/SR-99/").status_code == 404


def test_a_withdrawn_source_is_gone_with_its_reason(reader, editor, db):
    source = make_source("Hoax")
    incident = make_incident(source=source)
    publish(incident)
    retract("incident", incident, user=editor, revision=incident.revision, reason="It was a hoax.")
    source.refresh_from_db()
    retract("source", source, user=editor, revision=source.revision, reason="It was forged.")
    answer = reader.get(f"/sources/{source.ref}/")
    assert answer.status_code == 410 and "It was forged." in answer.text and "Hoax" not in answer.text


def test_it_can_be_cited(reader, cited):
    assert "A blog post" in reader.get(f"/sources/{numbered(reader, 'A blog post')}/cite.ris").text


def test_an_empty_record_says_so(reader, cited):
    assert "No source on record fits." in reader.get("/sources/?as_of=entry:1").text


@pytest.mark.parametrize(("address", "queries"), [("/sources/", 9), ("/sources/{ref}/", 14)])
def test_the_number_of_queries_does_not_grow(reader, cited, address, queries):
    ref = numbered(reader, "A translated report")
    source = next(iter(Citation.objects.filter(source__ref=ref))).source
    for number in range(3):
        publish(make_incident(f"More {number}", source=source, date=f"2025-06-0{number + 1}"))
        publish(make_incident(f"Yet more {number}", date=f"2025-07-0{number + 1}"))
    reader.get(address.format(ref=ref))
    with CaptureQueriesContext(connection) as found:
        reader.get(address.format(ref=ref))
    assert len([one for one in found if "SAVEPOINT" not in one["sql"]]) == queries
