"""The page of one statement: whole, as it is known, in its place; gone when its home is."""

import json
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from incidents.models import Episode, StatementText
from record.publishing import publish_episode
from record.withdrawing import retract
from tests.make import (
    checked,
    make_actor,
    make_incident,
    make_source,
    make_statement,
    make_user,
    publish,
)
from tests.once import undone_after

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def made(django_db_setup, django_db_blocker):
    """Rows that are made once."""
    with undone_after(django_db_blocker):
        yield make()


@pytest.fixture
def spoken(made, db):
    made["home"].refresh_from_db()  # another test may have published it
    return made


def make():
    """A denial (ST-1), the concern it answers three to five days later (ST-2), and a retraction elsewhere (ST-3)."""
    incident = make_incident(date="2025-05-02")
    minister = make_actor("Foreign minister", "person", "RUS", officialness="senior")
    concern = make_statement(incident, "We are concerned.", date="2025-05-02")
    denial = make_statement(
        incident,
        "Не было этого.",
        speaker=minister,
        role_at_time="Minister",
        officialness="senior",
        kind="denial",
        mode="direct",
        date="[2025-05-05..2025-05-07]",
        replies_to=concern,
        reply_kind="denies",
        about_country_id="UZB",
        addressee_country_id="UZB",
        place="Samarkand",
    )
    denial.texts.update(language="ru", original=True)
    checked(StatementText(statement=denial, language="en", text="There was no such thing.", by="The Daily"))
    source = make_source("A report", publisher=make_actor("The Daily", "media", "UZB"))
    checked(incident.citations.model(statement=denial, source=source, locator="page 4"))
    publish(incident)
    other = make_incident("Russia takes it back", sides=("RUS", "UZB"), date="2025-05-20")
    make_statement(
        other,
        "There was.",
        speaker=minister,
        kind="clarification",
        replies_to=denial,
        reply_kind="retracts",
    )
    publish(other)
    return {"home": incident, "denial": refreshed(denial), "concern": refreshed(concern), "other": other}


def refreshed(row):
    row.refresh_from_db()
    return row.ref


def plain(text):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text.partition("<main")[2]))


def test_it_says_who_spoke_as_what_to_whom_and_where(reader, spoken):
    text = plain(reader.get(f"/statements/{spoken['denial']}/").text)
    for words in (
        "Foreign minister",
        "In office",
        "Minister, ambassador or head of agency",
        "Spoken to Uzbekistan",
        "Spoken of Uzbekistan",
        "Samarkand",
        "c. 5–7 May 2025",
    ):
        assert words in text


def test_the_original_stands_first_then_the_translation_with_who_made_it(reader, spoken):
    text = plain(reader.get(f"/statements/{spoken['denial']}/").text)
    assert text.index("As said, in Russian") < text.index("Не было этого.") < text.index("Translation into")
    assert "Translation into English, The Daily" in text


def test_what_it_answers_and_what_answers_it_stand_with_the_time_between(reader, spoken):
    text = plain(reader.get(f"/statements/{spoken['denial']}/").text)
    assert "Before and after 2" in text
    before = text[text.index("It answers") : text.index("It is answered by")]
    after = text[text.index("It is answered by") : text.index("Sources letter")]
    assert "We are concerned." in before and "between 3 and 5 days" in before and "denies" in before
    assert "There was." in after and "between 13 and 15 days" in after and "retracts" in after


def test_a_missing_day_is_said_alike_on_the_page_and_beside_a_reply(reader, db):
    """An interview about an event was given after it, so the day of the event is none of the statement's own."""
    incident = make_incident(date="../2025-05-08")
    said = make_statement(incident, "It was bold.")
    answer = make_statement(incident, "It was not.", date="2025-05-20", replies_to=said, reply_kind="answers")
    publish(incident)
    said.refresh_from_db(), answer.refresh_from_db()
    words = "day not recorded; incident: by 8 May 2025"
    assert words in reader.get(f"/statements/{said.ref}/").text.partition("<dl")[2]
    for address in (f"/statements/{answer.ref}/", "/statements/?view=threads", "/statements/"):
        text = reader.get(address).text
        assert words in text and f"<b>{words}" not in text and f'<b class="said__day">{words}' not in text


def test_without_an_answer_it_says_so_with_the_day(reader, spoken):
    ref = "ST-3"
    assert re.search(
        r"No answer on record\. As of \d+ \w+ \d{4}", plain(reader.get(f"/statements/{ref}/").text)
    )


def test_a_source_has_its_grade_and_leads_to_its_page(reader, spoken):
    text = reader.get(f"/statements/{spoken['denial']}/").text
    address = re.search(r'<cite[^>]*><a href="(/sources/SR-\d+/)"', text)[1]
    assert reader.get(address).status_code == 200 and "<b>B</b>" in text
    assert "(<span>page 4</span>)" in text


def test_it_is_cited_as_a_place_in_a_version_of_its_home(reader, spoken):
    ref, home = spoken["denial"], spoken["home"].ref
    assert f"/incidents/{home}@1/#{ref}" in reader.get(f"/statements/{ref}/").text
    assert f"@misc{{demarche-{home}-1-{ref}," in reader.get(f"/statements/{ref}/cite.bib").text


def test_its_data_say_quotation_only_of_words_on_file(reader, spoken):
    def linked(ref):
        text = reader.get(f"/statements/{ref}/").text
        return json.loads(
            re.search(r'<script type="application/ld\+json">(.*?)</script>', text, re.DOTALL)[1]
        )

    direct, told = linked(spoken["denial"]), linked(spoken["concern"])
    assert (direct["@type"], told["@type"]) == ("Quotation", "Statement")
    assert direct["inLanguage"] == "ru" and direct["creator"] == {
        "@type": "Person",
        "name": "Foreign minister",
    }


def test_hostile_words_are_shown_not_run(reader, db):
    incident = make_incident()
    said = make_statement(incident, "</script><script>alert(1)</script>")
    publish(incident)
    for address in ("/statements/", f"/statements/{refreshed(said)}/"):
        text = reader.get(address).text
        assert "<script>alert" not in text and "&lt;script&gt;alert(1)" in text


def test_it_goes_with_its_home_and_stays_readable_in_the_past(reader, spoken, editor):
    ref = spoken["denial"]
    before = reader.get("/api/v1/incidents/").json()["entry"]
    home = spoken["home"]
    retract("incident", home, user=editor, revision=home.revision, reason="It was reported in error.")
    answer = reader.get(f"/statements/{ref}/")
    assert answer.status_code == 410
    assert f"{ref} was withdrawn" in answer.text and "It was reported in error." in answer.text
    assert "Не было" not in answer.text
    past = reader.get(f"/statements/{ref}/?as_of=entry:{before}")
    assert past.status_code == 200 and "You read the record as it stood" in past.text


@pytest.mark.parametrize("address", ["ST-99", "DI-1", "st-1", "ST-1@1", "x"])
def test_what_is_no_statement_is_not_found(reader, spoken, address):
    assert reader.get(f"/statements/{address}/").status_code == 404


def test_a_statement_of_an_episode_names_the_episode(reader, db):
    episode = checked(Episode(title="Entry bans of spring", date="2025-04/2025-05"))
    statement = make_statement(None, episode=episode, speaker=make_actor())
    episode.refresh_from_db()
    publish_episode(episode, user=make_user("chief", "Editor"), revision=episode.revision, reason="Told.")
    text = plain(reader.get(f"/statements/{refreshed(statement)}/").text)
    assert "Episode Entry bans of spring EP-1" in text


def test_the_pages_of_its_incident_and_its_speaker_lead_to_it(reader, spoken):
    ref = spoken["denial"]
    for address in (f"/incidents/{spoken['home'].ref}/", "/actors/A-1/"):
        assert f'href="/statements/{ref}/"' in reader.get(address).text


def test_the_number_of_queries_does_not_grow_with_answers(reader, spoken):
    def queries():
        with CaptureQueriesContext(connection) as found:
            assert reader.get(f"/statements/{spoken['denial']}/").status_code == 200
        return len(found)

    queries()
    before = queries()
    denial = spoken["home"].statements.get(ref=spoken["denial"])
    for number in range(3):
        make_statement(
            spoken["home"],
            f"No {number}",
            speaker=make_actor(f"S {number}"),
            replies_to=denial,
            reply_kind="rejects",
        )
    publish(spoken["home"], reason="More.")
    assert queries() == before
