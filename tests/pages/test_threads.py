"""Threads: what answers what, at home and across incidents, with the time between; who was asked and is silent."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from incidents.models import ClaimPosition, Relation
from record.withdrawing import retract
from tests.make import checked, make_actor, make_claim, make_incident, make_statement, publish
from tests.once import undone_after

pytestmark = pytest.mark.django_db
MADE = {}


@pytest.fixture(scope="module")
def published(django_db_setup, django_db_blocker):
    """An accusation, its denial three days later, a retraction elsewhere; a demand; a lone remark; somebody silent."""
    with undone_after(django_db_blocker):
        first = make_incident("Uzbekistan accuses", date="2025-05-02")
        minister = make_actor("Foreign minister", "person", "RUS")
        accusation = make_statement(first, "You did it.", kind="accusation", date="2025-05-02")
        denial = make_statement(
            first,
            "We did not.",
            speaker=minister,
            kind="denial",
            date="2025-05-05",
            replies_to=accusation,
            reply_kind="denies",
        )
        claim = make_claim(first, "It was done at night.")
        silent = make_actor("Border service", "agency", "RUS")
        checked(ClaimPosition(claim=claim, actor=silent, position="silent", date="2025-06-30"))
        publish(first)
        other = make_incident("Russia takes it back", sides=("RUS", "UZB"), date="2025-05-10/2025-05-12")
        make_statement(
            other, "We did.", speaker=minister, kind="clarification", replies_to=denial, reply_kind="retracts"
        )
        publish(other)
        third = make_incident("Uzbekistan demands", date="2025-04-01")
        make_statement(third, "Stop it.", kind="demand", addressee_country_id="RUS", date="2025-04-01")
        make_statement(third, "A remark.", kind="remark", date="2025-04-02")
        publish(third)
        MADE.update(first=first, other=other)
        yield


@pytest.fixture
def threads(published, db, reader):
    def asked(query=""):
        return reader.get(f"/statements/?{query}{'&' * bool(query)}view=threads").text

    return asked


def plain(text):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text.partition('id="results"')[2]))


def test_an_answer_stands_under_what_it_answers_with_the_time_between(threads):
    text = plain(threads())
    assert text.index("You did it.") < text.index("We did not.") < text.index("We did.")
    denial, retraction = text[text.index("You did it.") :].split("We did not.")
    assert "after 3 days" in denial and "denies" in denial
    assert "between 5 and 7 days" in retraction[: retraction.index("We did.")] and "retracts" in retraction


def test_depth_shows_what_answers_what(threads):
    found = re.findall(r'<li class="st([^"]*)" id="(ST-\d)"', threads())
    assert [depth for depth, _ref in found] == ["", " st--reply st--1", " st--reply st--2", ""]


@pytest.mark.parametrize(
    "query", ["statement_kind=denial", "statement_kind=clarification", "ref=ST-3", "from=2025-05-10"]
)
def test_a_thread_is_whole_wherever_the_selection_touches_it(threads, query):
    text = plain(threads(query))
    assert all(words in text for words in ("You did it.", "We did not.", "We did."))
    assert text.count("You did it.") == 1 and "Stop it." not in text


def test_a_demand_without_an_answer_says_so_with_the_day(threads):
    assert re.search(r"No answer by Russia on record\. As of \d+ \w+ \d{4}", plain(threads()))


def test_who_was_asked_and_is_silent_stands_in_the_thread(threads):
    text = plain(threads())
    assert "Border service was asked; no answer on record. As of 30 Jun 2025." in text
    assert "It was done at night." in text


def test_what_answers_nothing_and_is_not_answered_is_in_no_thread(threads):
    assert "A remark." not in plain(threads())
    assert "None of these statements answers another" in plain(threads("statement_kind=remark"))


def test_an_answer_goes_when_its_incident_is_withdrawn(threads, editor):
    other = MADE["other"]
    retract("incident", other, user=editor, revision=other.revision, reason="In error.")
    text = plain(threads())
    assert "We did not." in text and "We did. " not in text


def test_a_past_state_has_the_answers_of_then(threads):
    text = plain(threads("as_of=entry:6"))
    assert "We did not." in text and "We did. " not in text


def test_the_view_keeps_the_filters_and_the_page_of_a_statement_leads_here(threads, reader):
    assert 'href="/statements/?statement_kind=denial"' in threads("statement_kind=denial")
    assert 'href="/statements/?ref=ST-2&amp;view=threads"' in reader.get("/statements/ST-2/").text


def test_the_number_of_queries_does_not_grow(threads):
    def queries():
        with CaptureQueriesContext(connection) as found:
            threads()
        return len([one for one in found if "SAVEPOINT" not in one["sql"]])

    queries()
    before = queries()
    for number in range(3):
        incident = make_incident(f"More {number}", date=f"2025-06-0{number + 1}")
        said = make_statement(incident, "Once.")
        make_statement(
            incident, "Again.", replies_to=said, reply_kind="repeats", speaker=make_actor(f"S{number}")
        )
        publish(incident)
    assert queries() == before


@pytest.mark.parametrize(
    ("basis", "words"),
    [("explicit", "same day, a source says"), ("analyst", "same day, as the coder infers")],
)
def test_what_is_on_record_as_one_day_is_said_to_be_and_by_whom_whatever_the_days_would_give(
    threads, reader, basis, words
):
    """The days are not known better than to a fortnight, so the span between them would contradict the link."""
    remark = make_incident("A remark is made", date="[2025-04-01..2025-04-14]")
    said = make_statement(remark, "It is in English.", kind="remark")
    rebuke = make_incident("A rebuke follows", sides=("RUS", "UZB"), date="[2025-04-01..2025-04-14]")
    answer = make_statement(rebuke, "So it is.", kind="remark", replies_to=said, reply_kind="answers")
    checked(Relation(from_incident=rebuke, to_incident=remark, kind="same_day_as", basis=basis))
    publish(remark)
    publish(rebuke)
    answer.refresh_from_db()
    said.refresh_from_db()
    for page in (
        threads(f"ref={answer.ref}").partition('id="results"')[2],
        reader.get(f"/statements/{answer.ref}/").text,
        reader.get(f"/statements/{said.ref}/").text,
    ):
        assert words in page and "up to 13 days" not in page
