"""Search over everything: each group says what its list says, names are suggested and never decided, numbers lead on."""

import re
from urllib.parse import quote

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from actors.models import ActorName
from incidents.models import Episode
from record.publishing import publish_episode
from record.withdrawing import retract
from tests.make import checked, make_actor, make_incident, make_source, make_statement, make_user, publish
from tests.once import undone_after

pytestmark = pytest.mark.django_db
ADDRESS = "https://example.org/a-report?page=1"


@pytest.fixture(scope="module")
def published(django_db_setup, django_db_blocker):
    """A minister with a Russian name, a statement about a border, a source with an address, an episode."""
    with undone_after(django_db_blocker):
        minister = make_actor("Sergey Lavrov", "person", "RUS", officialness="senior")
        checked(ActorName(actor=minister, name="Сергей Лавров", language="ru", script="Cyrl"))
        incident = make_incident(
            "Uzbekistan closes a border", source=make_source("Border report", url=ADDRESS)
        )
        make_statement(incident, "The border stays closed.", speaker=minister)
        publish(incident)
        publish(make_incident("Kyrgyzstan protests", sides=("KGZ", "RUS")))
        episode = checked(Episode(title="Border closures of spring", date="2025-05"))
        episode.refresh_from_db()
        publish_episode(episode, user=make_user("chief", "Editor"), revision=episode.revision, reason="Told.")
        yield


@pytest.fixture
def found(published, db, reader):
    def asked(q, more=""):
        return reader.get(f"/search/?q={quote(q)}{more}")

    return asked


def plain(text):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text.partition("<main")[2].partition("</main>")[0]))


def links(text, part):
    return re.findall(
        r'href="([^"]+)"', text.partition(f'<section id="{part}"')[2].partition("</section>")[0]
    )


def test_it_finds_in_every_group_and_each_leads_to_its_list_with_the_same_words(reader, found):
    text = found("border").text
    for part, first in (("incidents", "/incidents/DI-1/"), ("actors", ""), ("sources", "/sources/SR-1/")):
        assert not first or first in links(text, part)
    assert "/incidents/?q=border&amp;ordering=relevance" in links(text, "incidents")
    assert "/statements/?q=border&amp;ordering=relevance" in links(text, "statements")
    assert "/sources/?q=border" in links(text, "sources")
    assert "Border closures of spring" in plain(text)
    assert "Border closure, ban" in plain(text) or "codebook/#" in text.partition('id="words"')[2]


@pytest.mark.parametrize("q", ["border", "Лавров", "Uzbekistan", "border -closed", '"closes a border"'])
def test_the_counts_are_those_of_the_lists(reader, found, q):
    text = found(q).text
    counts = dict(re.findall(r'<a href="#(\w+)">\w+ <span>(\d+)</span>', text))
    for name in ("incidents", "statements"):
        exact = reader.get(f"/api/v1/{name}/?q={quote(q)}&count=exact").json()["count"]
        assert int(counts.get(name, 0)) == exact


def test_a_name_in_another_script_is_understood_and_said(found):
    text = found("Киргизия").text
    assert "including Kyrgyzstan (KGZ)" in plain(text)
    assert "/countries/KGZ/" in links(text, "states") and "/incidents/DI-2/" in links(text, "incidents")
    assert "Sergey Lavrov" in plain(found("Лаврову").text)


@pytest.mark.parametrize("q", ["Lawrow", "Lavroff", "Sergei Lawrow"])
def test_a_name_that_sounds_like_one_on_record_is_suggested_and_not_searched(found, q):
    text = plain(found(q).text)
    assert "Did you mean Sergey Lavrov" in text and "Uzbekistan closes" not in text


def test_a_country_is_suggested_by_its_sound_but_never_one_that_only_resembles(found):
    assert "Did you mean Kazakhstan" in plain(found("Kazakstan").text)
    assert "Turkmenistan" not in plain(found("Turkei").text)


def test_two_states_lead_to_the_page_of_the_pair(found):
    assert "/countries/UZB/RUS/" in links(found("Uzbekistan Russia").text, "states")


@pytest.mark.parametrize(
    ("q", "address"),
    [
        ("DI-1", "/incidents/DI-1/"),
        ("di-1", "/incidents/DI-1/"),
        ("DI-1@1", "/incidents/DI-1@1/"),
        ("ST-1", "/statements/ST-1/"),
        ("A-1", "/actors/A-1/"),
        ("SR-1", "/sources/SR-1/"),
        ("KAZ-RUS", "/countries/KAZ/RUS/"),
        ("kz > ru", "/countries/KAZ/RUS/"),
        ("UZB", "/countries/UZB/"),
        (ADDRESS, "/sources/SR-1/"),
    ],
)
def test_a_number_a_pair_or_an_address_leads_to_the_thing_in_one_line(reader, found, q, address):
    text = found(q).text
    line = re.search(r'<p class="notice found__at">.*?</p>', text, re.DOTALL)[0]
    assert f'href="{address}"' in line and "Nothing on record" not in text
    assert reader.get(address).status_code == 200


@pytest.mark.parametrize("q", ["DI-99", "ST-99", "https://example.org/", "KAZ-XXX", "KAZ-KAZ"])
def test_what_points_at_nothing_public_says_nothing_of_it(found, q):
    assert "found__at" not in found(q).text


def test_the_number_of_what_was_withdrawn_says_so(reader, found, editor):
    incident = make_incident("A hoax")
    publish(incident)
    retract("incident", incident, user=editor, revision=incident.revision, reason="A hoax.")
    text = found(incident.ref).text
    assert f"{incident.ref} was withdrawn from the record." in plain(text) and "A hoax" not in plain(text)


def test_a_code_and_a_word_of_the_codebook_are_found(found):
    assert "/codebook/#P10" in links(found("P10").text, "words")
    assert "/codebook/#certainty-disputed" in links(found("disputed").text, "words")


@pytest.mark.parametrize(
    ("q", "words"),
    [
        ("zzzz", "Nothing on record has “zzzz” in it."),
        ("the", "Words like these are in every text."),
        ("-border", "It only says what to leave out."),
        ("", "Incidents, statements, actors, states"),
    ],
)
def test_what_finds_nothing_says_why(found, q, words):
    answer = found(q)
    assert answer.status_code == 200 and words in plain(answer.text)


@pytest.mark.parametrize("query", ["q=a&q=b", "country=KAZ", "q=%00", f"q={'x' * 501}", "as_of=never"])
def test_what_cannot_be_read_is_an_error(reader, published, db, query):
    assert reader.get(f"/search/?{query}").status_code == 400


def test_the_past_is_searched_as_it_stood(reader, found):
    assert "Uzbekistan closes a border" not in plain(found("border", "&as_of=entry:1").text)
    before = reader.get("/api/v1/incidents/").json()["entry"] - 1
    text = found("border", f"&as_of=entry:{before}").text
    assert "You read the record as it stood" in text and f"as_of=entry%3A{before}" in text


def test_hostile_words_are_shown_not_run(found):
    text = found("<script>alert(1)</script> border").text
    assert "<script>alert" not in text


def test_every_page_has_the_box_that_leads_here(reader, published, db):
    for address in ("/", "/incidents/", "/nowhere/"):
        assert re.search(r'<form class="find" action="/search/" method="get"', reader.get(address).text)


@pytest.mark.parametrize(("q", "queries"), [("border", 24), ("Lavrov", 28)])
def test_the_number_of_queries_does_not_grow(reader, found, q, queries):
    for number in range(3):
        incident = make_incident(f"Border {number}", date=f"2025-06-0{number + 1}")
        make_statement(incident, f"Border {number}, says Lavrov.")
        publish(incident)
    found(q)
    with CaptureQueriesContext(connection) as asked:
        found(q)
    assert len([one for one in asked if "SAVEPOINT" not in one["sql"]]) == queries


def test_one_word_too_many_offers_the_search_without_each_with_what_it_finds(reader, found):
    """Nothing has “zeppelin”."""
    text = found("border zeppelin").text
    assert "No incident or statement has all of these words." in text
    [(address, shown)] = re.findall(
        r'<a href="([^"]+)">Without “zeppelin”</a><span class="n">([^<]+)</span>', text
    )
    assert shown == "1 incident, 1 statement"
    assert re.findall(r"Without “border”</a>.*?>([^<]+)</span>", text) == ["0 incidents, 0 statements"]
    again = plain(reader.get(f"/search/{address}" if address.startswith("?") else address).text)
    assert "No incident or statement has all" not in again and "Uzbekistan closes a border" in again


def test_alternatives_and_single_words_have_nothing_to_leave_out(found):
    for q in ("zeppelin", "zeppelin OR airship"):
        assert "Leave one of them out" not in found(q).text


def test_the_list_offers_the_same_within_its_filters(reader, found):
    text = reader.get("/incidents/?q=border+zeppelin&country=UZB").text
    assert re.search(
        r'<a href="/incidents/\?[^"]*q=border[^"]*">Without “zeppelin”</a><span class="n">1 incident<', text
    )
    assert ">0 incidents<" not in text  # and nothing that leads nowhere


def test_an_actor_found_by_name_does_not_hide_that_its_other_word_is_one_too_many(found):
    text = found("Lavrov zeppelin").text
    assert 'id="actors"' in text
    assert 'Without “zeppelin”</a><span class="n">1 incident, 1 statement<' in text
