"""The pages of episodes: what belongs to them, act by act; who answered whom and how we know."""

import json
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from incidents.models import Episode, Incident, Relation, Statement, StatementText
from record.models import Entry
from record.publishing import publish_episode
from record.withdrawing import retract
from tests.make import checked, make_actor, make_incident, make_user, publish
from tests.once import undone_after

pytestmark = pytest.mark.django_db


def part_of(act, episode, part):
    return checked(
        Relation(kind="part_of", basis="analyst", part=part, from_incident=act, to_episode=episode)
    )


@pytest.fixture(scope="module")
def published(django_db_setup, django_db_blocker):
    """EP-1 with two core acts, what led to it and what came of it, an answer and a statement; EP-2 without any act."""
    with undone_after(django_db_blocker):
        wave = checked(
            Episode(
                title="A tense spring", summary="Two states quarrel over a centre.", date="2025-04/2025-05"
            )
        )
        wave.parties.set(["KAZ", "RUS"])
        quiet = checked(Episode(title="Quiet years", date="2019"))
        acts = [
            ("Russia opens a centre", ("RUS", "KAZ"), "2025-03-01", "antecedent"),
            ("Kazakhstan protests", ("KAZ", "RUS"), "2025-04-10", "core"),
            ("Russia mocks", ("RUS", "KAZ"), "[2025-04-11..2025-04-20]", "core"),
            ("The centre is moved", ("RUS", "KAZ"), "2025-05-30", "aftermath"),
        ]
        made = {}
        for title, sides, date, part in acts:
            made[title] = make_incident(title, sides=sides, date=date)
            part_of(made[title], wave, part)
        stranger = make_incident("Uzbekistan watches", sides=("UZB", "RUS"), date="2025-04-15")
        weekly = make_actor("Weekly", "media", "")
        answer = {"kind": "responds_to", "basis": "explicit", "asserted_by": weekly, "confidence": "high"}
        protest = made["Kazakhstan protests"]
        checked(Relation(from_incident=made["Russia mocks"], to_incident=protest, **answer))
        same_day = {"kind": "follows", "basis": "analyst"}
        checked(Relation(from_incident=stranger, to_incident=protest, **same_day))
        said = checked(
            Statement(
                episode=wave,
                speaker=make_actor("An analyst", "person", ""),
                kind="assessment",
                mode="paraphrase",
                capacity="expert",
            )
        )
        checked(StatementText(statement=said, language="en", text="Nothing has changed."))
        for act in [*made.values(), stranger]:
            publish(act)
        for episode in (wave, quiet):
            episode.refresh_from_db()
            publish_episode(episode, user=None, revision=episode.revision, reason="Named.")
        yield {title: act.ref for title, act in made.items()} | {"stranger": stranger.ref}


@pytest.fixture
def refs(published, db):
    return published


def shown(reader, address="/episodes/EP-1/"):
    answer = reader.get(address)
    assert answer.status_code == 200
    return " ".join(answer.text.split())


def plain(text):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text))


# --- the list ---------------------------------------------------------------------------------------------------------


def test_the_list_has_each_episode_with_its_figures_newest_first(reader, refs):
    text = plain(shown(reader, "/episodes/"))
    assert re.search(r"Apr – May 2025 KZ RU highest 2 Formal step A tense spring", text)
    assert "incidents 4 By part 2 core, 1 antecedent, 1 aftermath" in text
    assert text.index("A tense spring") < text.index("Quiet years") and "incidents 0" in text


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=quarrel", ["A tense spring"]),
        ("country=kz", ["A tense spring"]),
        ("country=UZB", []),
        ("from=2019-01-01&to=2019-12-31", ["Quiet years"]),
        ("ordering=name", ["A tense spring", "Quiet years"]),
        ("incident=DI-1", ["A tense spring"]),
    ],
)
def test_the_list_is_filtered_as_in_the_api(reader, refs, query, found):
    text = shown(reader, f"/episodes/?{query}")
    assert [name for name in ("A tense spring", "Quiet years") if f">{name}</a>" in text] == found
    rows = reader.get(f"/api/v1/episodes/?{query}").json()["results"]
    assert sorted(row["title"] for row in rows) == sorted(found)
    assert bool(found) or "No episode on record fits" in text


@pytest.mark.parametrize(
    "query", ["colour=red", "country=XXX", "cursor=x", "as_of=tomorrow", "ordering=level"]
)
def test_what_cannot_be_read_is_an_error(reader, refs, query):
    assert reader.get(f"/episodes/?{query}").status_code == 400


def test_the_list_is_walked_page_by_page(reader, refs, monkeypatch):
    monkeypatch.setattr("pages.episodes.SIZE", 1)
    text = shown(reader, "/episodes/")
    following = re.search(r'href="(/episodes/[^"]+)" rel="next"', text)[1].replace("&amp;", "&")
    assert "Quiet years" in shown(reader, following) and "Quiet years" not in text


# --- one --------------------------------------------------------------------------------------------------------------


def test_the_acts_stand_in_lanes_by_who_acted_with_their_parts_told_apart(reader, refs):
    lanes = shown(reader).partition('class="lanes')[2].partition('id="chain"')[0]
    kazakhstan, russia = (re.search(rf"<h3>{name}<.*?</ol>", lanes)[0] for name in ("Kazakhstan", "Russia"))
    assert "Kazakhstan protests" in kazakhstan and "Russia mocks" in russia
    assert re.search(r'part--antecedent">.*?Russia opens a centre</a> <span class="quiet">antecedent', russia)
    assert re.search(r'part--aftermath">.*?The centre is moved</a> <span class="quiet">aftermath', russia)
    assert "part--" not in kazakhstan and 'span closed"' in russia


def test_an_answer_is_an_arrow_and_is_said_in_words_where_there_are_no_lanes(reader, refs):
    lanes = shown(reader).partition('class="lanes')[2].partition('id="chain"')[0]
    assert len(re.findall(r'class="arw [^"]*solid"', lanes)) == 1
    assert re.search(
        r"Russia mocks</a> <span class=\"answers\">Answers: <span>Kazakhstan protests</span>\.", lanes
    )


def test_the_chain_says_who_asserts_each_link_and_what_lies_outside(reader, refs):
    chain = shown(reader).partition('id="chain"')[2].partition("</ol>")[0]
    first, second = re.findall(r'<li class="step">.*?</li>', chain)
    said = plain(first)
    assert re.search(r"Kazakhstan protests is answered by between 1 and 10 days later .*Russia mocks", said)
    assert "Stated in a source. Weekly says so. Confidence: high." in said and "#w-solid" in first
    assert "Uzbekistan watches" in second and "not part of this episode" in plain(second)
    assert (
        "Sequence only: no cause is claimed. Inferred by the coder; no source says so." in plain(second)
        and "#w-dash" in second
    )


def test_what_nobody_calls_an_answer_is_a_dotted_arrow_that_says_may(reader, refs):
    moved, mocks = (Incident.objects.get(ref=refs[name]) for name in ("The centre is moved", "Russia mocks"))
    for kind in ("responds_to", "retaliates_for"):
        monthly = make_actor("Monthly", "media", "")
        checked(
            Relation(from_incident=moved, to_incident=mocks, kind=kind, basis="implied", asserted_by=monthly)
        )
    publish(moved)
    text = shown(reader)
    assert len(re.findall(r'class="arw [^"]*dot"', text)) == 1
    assert re.search(
        r'The centre is moved</a>.*?<span class="answers">May answer: <span>Russia mocks</span>', text
    )
    assert "is answered by between" in plain(text)  # what an outlet says stays as it was
    step = next(one for one in re.findall(r'<li class="step">.*?</li>', text) if "may be" in one)
    assert step.count("<b>may be answered by</b>") == 1 and step.count("<b>may be returned by</b>") == 1


def test_it_says_how_much_stands_behind_it_and_who_acted_on_whom(reader, refs):
    text = plain(shown(reader))
    assert "4 incidents on record (2 core, 1 antecedent, 1 aftermath)" in text
    assert (
        "4 incidents from 4 documents whose publisher is not recorded." in text
        and "How complete this is" in text
    )
    assert "Nothing has changed." in text and "As an expert" in text
    assert 'href="/incidents/?episode=EP-1&amp;dyad=RUS%3EKAZ&amp;counted=1"' in shown(reader)
    assert reader.get("/incidents/?episode=EP-1&dyad=RUS%3EKAZ&counted=1").text.count('class="inc"') == 3


def test_an_episode_without_public_acts_says_so(reader, refs):
    text = shown(reader, "/episodes/EP-2/")
    assert "No incident that is public belongs to this episode." in text and "lanes--acts" not in text
    assert "No link between these acts is on record." in text


def test_above_sixty_acts_columns_and_the_newest_take_the_place_of_lanes(reader, refs, monkeypatch):
    monkeypatch.setattr("pages.episodes.MOST_ACTS", 3)
    text = shown(reader)
    assert "lanes--acts" not in text and 'id="months-h"' in text and 'class="inc"' in text


def test_a_past_state_shows_versions_and_what_was_linked_then(reader, refs):
    then = Entry.objects.latest("number").number
    mocks = Incident.objects.get(ref=refs["Russia mocks"])
    retract("incident", mocks, user=make_user(), revision=mocks.revision, reason="It was false.")
    assert "Russia mocks" not in shown(reader)
    past = shown(reader, f"/episodes/EP-1/?as_of=entry:{then}")
    assert "Russia mocks" in past and f"/incidents/{mocks.ref}@1/" in past and "noindex" in past
    assert reader.get("/episodes/EP-1/?as_of=entry:1").status_code == 404


def test_a_retracted_episode_is_gone_with_its_reason_but_its_version_is_not(reader, refs):
    wave = Episode.objects.get(ref="EP-1")
    retract("episode", wave, user=make_user(), revision=wave.revision, reason="It was no episode.")
    answer = reader.get("/episodes/EP-1/")
    assert answer.status_code == 410 and "It was no episode." in answer.text
    assert "<s>A tense spring</s>" in shown(reader, "/episodes/EP-1@1/")


@pytest.mark.parametrize("address", ["EP-9", "EP-1@9", "DI-1", "57", "%00"])
def test_what_is_no_episode_is_not_found(reader, refs, address):
    assert reader.get(f"/episodes/{address}/").status_code == 404


def test_a_page_takes_no_other_parameter(reader, refs):
    assert reader.get("/episodes/EP-1/?from=2025-01-01").status_code == 400


@pytest.mark.parametrize("ending", ["atom", "json"])
def test_an_episode_can_be_followed(reader, refs, ending):
    assert f"/episodes/EP-1/feed.{ending}" in shown(reader)
    answer = reader.get(f"/episodes/EP-1/feed.{ending}")
    assert "Kazakhstan protests" in answer.text and "Uzbekistan watches" not in answer.text
    assert reader.get(f"/episodes/EP-9/feed.{ending}").status_code == 404


def test_an_episode_can_be_cited_and_says_what_it_is_to_machines(reader, refs):
    assert "title = {{A tense spring}}" in reader.get("/episodes/EP-1@1/cite.bib").text
    data = json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', shown(reader))[1])
    assert data["@type"] == "Collection" and data["temporalCoverage"] == "2025-04/2025-05"
    assert 'about=EP-1">Report an error</a>' in shown(reader)


def test_episodes_are_in_the_sitemap_and_the_news(reader, refs):
    text = reader.get("/sitemap-0.xml").text
    assert text.count("8000/episodes/EP-1/</loc>") == 1 and text.count("8000/actors/A-1/</loc>") == 1
    assert "/episodes/</loc>" in reader.get("/sitemap-pages.xml").text
    assert 'href="/episodes/EP-1/"' in reader.get("/new/?kind=episode").text


def test_it_answers_304(reader, refs):
    for address in ("/episodes/", "/episodes/EP-1/"):
        tag = reader.get(address)["ETag"]
        assert reader.get(address, headers={"If-None-Match": tag}).status_code == 304


def test_the_number_of_queries_grows_neither_with_acts_nor_with_links(reader, refs):
    def asked(address):
        with CaptureQueriesContext(connection) as found:
            assert reader.get(address).status_code == 200
        return len(found)

    before = [asked("/episodes/"), asked("/episodes/EP-1/")]
    wave, protest = Episode.objects.get(ref="EP-1"), Incident.objects.get(ref=refs["Kazakhstan protests"])
    for number in range(2):
        act = make_incident(f"More {number}", sides=("RUS", "KAZ"), date=f"2025-05-0{number + 1}")
        part_of(act, wave, "core")
        checked(Relation(kind="retaliates_for", basis="analyst", from_incident=act, to_incident=protest))
        publish(act)
    assert "More 1" in shown(reader)
    assert [asked("/episodes/"), asked("/episodes/EP-1/")] == before
    assert before[1] <= 40
