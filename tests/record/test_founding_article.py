"""The traps of the founding article, on what the public gets of it: imported and published once for the file."""

import json
import re

import pytest

from actors.models import Actor
from incidents.models import Statement
from lib.sorting import sort_key
from record.models import Document, IncidentIndex, ThingIndex
from tests.make import publish_article
from tests.once import undone_after
from tests.record.founding_article import PREFIX, Article, block, line, row_line

ARRESTED = ("PER-03", "PER-04")
RECRUIT = "Let us recruit"


@pytest.fixture(scope="module")
def imported(django_db_setup, django_db_blocker):
    """The real importer and real publishing; undone after the file."""
    with undone_after(django_db_blocker):
        publish_article()
        yield Article.published()


@pytest.fixture
def article(imported, db):
    """What the public gets, within a test's own settings and transaction."""
    return imported


def statement(document, words):
    return next(row for row in document["statements"] if any(words in text["text"] for text in row["texts"]))


def claim(document, words):
    return next(row for row in document["claims"] if words in row["text"])


# --- how many -----------------------------------------------------------------------------------------------------


def test_all_27_incidents_are_public(article):
    assert article.json("incidents/?count=exact")["count"] == 27


@pytest.mark.parametrize(
    ("certainty", "count"), [("reported", 21), ("alleged", 5), ("disputed", 1), ("confirmed", 0)]
)
def test_one_article_confirms_nothing(article, certainty, count):
    assert article.json(f"incidents/?certainty={certainty}&count=exact")["count"] == count


def test_speech_inside_a_statement_is_no_statement_of_its_own(article):
    own = [row for document in article.documents() for row in document["statements"] if not row["inside"]]
    assert sum(row["statement_count"] for row in article.rows()) == len(own) == 17
    assert article.row("INC-09")["statement_count"] == 2
    assert "2 on record" in article.page("INC-09")


def test_the_article_has_25_statements_in_20_utterances(article):
    rows = Statement.objects.filter(inside=None).values_list("incident", "episode", "utterance", "pk")
    breaths = {(incident, episode, breath or f"alone {pk}") for incident, episode, breath, pk in rows}
    assert (len(rows), len(breaths)) == (25, 20)


# --- no day is invented -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["INC-21", "INC-19", "INC-20"])
def test_an_act_without_a_day_has_no_day_anywhere(article, name):
    document, ref = article.document(name), article.refs[name]
    assert document["date"]["precision"] == "bounded"
    assert (document["date"]["earliest"], document["date"]["latest"]) == ("2025-04-01", "2025-05-08")
    assert [document[key] for key in ("announced", "effective", "ended")] == [None] * 3
    assert [row["date"] for row in document["statements"]] == [None] * len(document["statements"])
    assert article.row(name)["date"] == document["date"]
    assert "<time" not in next(
        row for row in re.findall(r"<article.*?</article>", article.text("/incidents/")) if ref in row
    )


def test_an_act_without_a_day_is_surely_within_no_shorter_span(article):
    within = article.found("from=2025-04-02&to=2025-05-08&dates=within")
    assert "INC-25" in within and not within & {"INC-19", "INC-20", "INC-21"}


# --- words in another's mouth -------------------------------------------------------------------------------------


def test_the_offer_that_nobody_made_is_constructed_speech_inside_umarovs_statement(article):
    document = article.document("INC-09")
    words = statement(document, RECRUIT)
    around = next(row for row in document["statements"] if row["ref"] == words["inside"])
    assert (words["mode"], words["speaker"]) == ("constructed", None)
    assert around["speaker"]["name"] == "Temur Umarov" and around["inside"] is None


def test_the_offer_that_nobody_made_stands_nowhere_else(article):
    ref = article.refs["INC-09"]
    own = {f"/{door}incidents/{ref}{at}/" for at in ("", "@1") for door in ("", "api/v1/")}
    met = {address: text.count(RECRUIT) for address, text in article.everything().items() if RECRUIT in text}
    assert own <= met.keys() and set(met.values()) == {1}
    assert all("/changes/" in address for address in met.keys() - own)


def test_the_page_shows_the_offer_only_as_umarovs_words(article):
    page, words = article.page("INC-09"), statement(article.document("INC-09"), RECRUIT)
    shown = block(page, words["ref"])
    assert RECRUIT in shown and RECRUIT not in page.replace(shown, "")
    assert (
        "Worded by Temur Umarov, attributed to nobody else" in shown and f'href="#{words["inside"]}"' in shown
    )
    assert 'data-mode="direct"' not in shown


# --- who did it, and who did not ----------------------------------------------------------------------------------


def test_nobody_is_named_as_having_shot_the_plane_down(article):
    document = article.document("INC-06")
    acting = [row for row in document["participants"] if row["side"] == "A"]
    assert [(row["role"], row["country"], row["actor"], row["thing"]) for row in acting] == [
        ("initiator", None, None, None)
    ]
    assert document["initiators"] == [] and document["targets"] == ["AZE"]
    assert not {"INC-06"} & (article.found("initiator=RUS") | article.found("dyad=RUS-AZE&to=2024-12-31"))


def test_the_page_of_the_plane_says_that_nobody_is_named(article):
    page = article.page("INC-06")
    assert "Nobody is named as acting" in page
    assert re.findall(r"<abbr[^>]*>(\w+)", line(page)) == ["AZ"] and "#a-none" in line(page)


@pytest.mark.parametrize(
    ("name", "codes", "names"),
    [
        ("INC-12", ["RUS", "TUR"], ["Russian media (unnamed)", "Turkish media (unnamed)"]),
        ("INC-16", ["RUS"], ["Andrei Grozin"]),
    ],
)
def test_words_of_press_and_private_persons_are_no_act_of_their_state(article, name, codes, names):
    for facts in (article.document(name), article.row(name)):
        assert (facts["initiators"], facts["targets"]) == ([], ["KAZ"])
        acting = [row["actor"]["name"] for row in facts["participants"] if row["role"] == "initiator"]
        assert acting == names
    for code in codes:
        for query in (f"country={code}", f"initiator={code}", f"dyad={code}-KAZ"):
            assert name not in article.found(query)
    row = IncidentIndex.objects.get(ref=article.refs[name])
    assert (row.countries, row.pairs) == (["KAZ"], [])


def test_turkiye_is_no_country_of_the_record(article):
    assert article.found("country=TUR") == set()
    rows = json.loads(article.text("/api/v1/incidents/?page_size=200"))["results"]
    sides = {code for row in rows for code in (*row["initiators"], *row["targets"])}
    assert "RUS" in sides and "TUR" not in sides
    assert "TUR" not in {person["country"] for row in rows for person in row["participants"]}


@pytest.mark.parametrize(
    ("name", "who"),
    [("INC-12", "Russian media (unnamed), Turkish media (unnamed)"), ("INC-16", "Andrei Grozin")],
)
def test_pages_name_who_acted_in_private_and_draw_no_arrow_from_a_state(article, name, who):
    for shown in (line(article.page(name)), row_line(article.text("/incidents/"), article.refs[name])):
        assert who in shown and "#a-hollow" in shown
        assert re.findall(r"<abbr[^>]*>(\w+)", shown) == ["KZ"]
    assert f"Acting: {who}. No state is on record as acting" in article.page(name)


def test_those_who_acted_in_private_stay_listed_with_their_country(article):
    listed = re.search(r'<section id="who">.*?</section>', article.page("INC-12"))[0]
    rows = re.findall(r'<th scope="row".*?</tr>', listed)
    assert 'title="Russia">RU' in rows[0] and ">TR</abbr>" in rows[1]
    assert "by private persons, press or firms" in rows[0] and "by private persons, press or firms" in rows[1]


# --- on whose behalf ----------------------------------------------------------------------------------------------


def test_the_rector_is_quasi_official_and_his_mandate_is_the_judgement_of_the_publisher(article):
    answer = article.json(f"incidents/{article.refs['INC-20']}/")
    spoken = [
        row for row in answer["document"]["statements"] if row["speaker"]["ref"] == article.refs["PER-02"]
    ]
    assert len(spoken) == 2
    for row in spoken:
        publishers = [answer["labels"]["sources"][ref]["publisher"]["ref"] for ref in row["sources"]]
        assert row["officialness"] == "quasi_official"
        assert row["mandate"]["level"] == "almost_certain"
        assert [row["mandate"]["assessed_by"]["ref"]] == publishers
        assert "almost certainly coordinated, in the judgement of Worldcrunch" in block(
            article.page("INC-20"), row["ref"]
        )


def test_concern_put_to_an_ambassador_is_a_demarche_and_no_summons(article):
    document = article.document("INC-25")
    assert (document["type"], document["hostility"]["level"]) == ("D10", 3)
    assert article.found("type=D20") == set()


# --- persons ------------------------------------------------------------------------------------------------------


def known_words() -> set[str]:
    """Every word of every name that analysts have of the two, in all scripts."""
    people = Actor.objects.filter(external_id__in=[PREFIX + name for name in ARRESTED])
    names = [name for actor in people for name in (actor.name, *actor.names.values_list("name", flat=True))]
    return {word for name in names for word in name.split()}


def test_analysts_know_two_of_the_arrested_by_name(article):
    words = known_words()
    assert len(words) == 10
    assert any("а" <= letter <= "я" for word in words for letter in word)


def test_four_were_arrested_and_the_public_reads_descriptions(article):
    document = article.document("INC-21")
    subjects = [row for row in document["participants"] if row["role"] == "subject"]
    assert [row["actor"]["name"] for row in subjects] == [
        "an employee of a Russian cultural centre in Osh",
        "a political strategist",
        "Two further persons arrested in Kyrgyzstan",
    ]
    assert [(one["value"], one["of"]) for row in subjects for one in row["numbers"]] == [("2", "4")]
    assert claim(document, "Four people were arrested.")["value"] == "4"


def test_no_public_answer_names_the_two(article):
    found = {
        (address, word)
        for address, text in article.everything().items()
        for word in known_words()
        if word.casefold() in text.casefold()
    }
    assert found == set()


def test_nothing_that_the_record_stores_names_the_two(article):
    texts = [
        *Document.objects.values_list("text", flat=True),
        *IncidentIndex.objects.values_list("card", flat=True),
        *(" ".join([row.name, row.sort_key, *row.names, row.card]) for row in ThingIndex.objects.all()),
    ]
    stored = "\n".join(texts).casefold()
    words = known_words()
    assert not [word for word in words | {sort_key(word) for word in words} if word.casefold() in stored]


def test_a_tie_to_the_gru_is_alleged_in_a_claim_and_no_post_is_public(article):
    said = [row for document in article.documents() for row in document["claims"] if "GRU" in row["text"]]
    assert [(row["certainty"], row["text"]) for row in said] == [
        ("alleged", "One of the four arrested is a GRU agent.")
    ]
    for name in ARRESTED:
        assert article.json(f"actors/{article.refs[name]}/")["document"]["affiliations"] == []


# --- contested ----------------------------------------------------------------------------------------------------


def test_eight_of_twenty_units_are_alleged(article):
    document = article.document("INC-11")
    assert claim(document, "eight of its 20")["certainty"] == "alleged"
    numbers = [one for row in document["participants"] for one in row["numbers"]]
    assert [(one["value"], one["of"], one["what"]) for one in numbers] == [("8", "20", "units")]
    assert (document["status"], document["counted"], document["certainty"]) == ("planned", False, "disputed")


def test_the_motive_is_disputed_and_both_readings_point_to_each_other(article):
    document = article.document("INC-11")
    motive, other = claim(document, "because of Russia"), claim(document, "number of border regions")
    assert motive["certainty"] == "disputed"
    assert (motive["contradicts"], other["contradicts"]) == ([other["ref"]], [motive["ref"]])


def test_the_page_shows_who_holds_each_reading_of_the_motive(article):
    document = article.document("INC-11")
    motive, other = claim(document, "because of Russia"), claim(document, "number of border regions")
    shown = block(article.page("INC-11"), motive["ref"])
    says_so, says_otherwise = shown.split("Says otherwise")
    assert "Russian media (unnamed)" in says_so and "Turkish media (unnamed)" in says_so
    assert "Worldcrunch" in says_otherwise and other["text"] in says_otherwise
    assert f'href="#{other["ref"]}"' in says_otherwise and "Nobody on record" not in shown


def test_the_front_page_shows_who_holds_each_reading_of_the_motive(article):
    shown = article.text("/").partition("In dispute")[2]
    other = claim(article.document("INC-11"), "number of border regions")
    assert f'href="/incidents/{article.refs["INC-11"]}/#{other["ref"]}"' in shown and "Worldcrunch" in shown
    assert "Nobody on record" not in shown


def test_the_doubtful_sentence_about_migrants_is_not_counted(article):
    document = article.document("INC-27")
    assert (document["counted"], document["hostility"]["level"], document["type"]) == (False, 0, "X99")
    assert "INC-27" in article.found("counted=all") and "INC-27" not in article.found("counted=1")
    assert "Left out of counts and charts" in article.page("INC-27")


@pytest.mark.parametrize("name", ["INC-21", "INC-15", "INC-23"])
def test_what_was_announced_is_reported_and_not_confirmed(article, name):
    assert article.document(name)["certainty"] == article.row(name)["certainty"] == "reported"
    assert "Reported" in line(article.page(name)) and "Confirmed" not in line(article.page(name))


# --- the front page -----------------------------------------------------------------------------------------------


def test_what_counts_leads_the_front_page(article):
    page, left_out = article.text("/"), {row["ref"] for row in article.rows() if not row["counted"]}
    assert article.refs["INC-27"] in left_out
    news, latest = (re.findall(r"/incidents/(DI-\d+)/", part) for part in page.split("Latest incidents")[:2])
    assert news[0] not in left_out
    assert not set(latest[:6]) & left_out


def test_the_front_page_invents_no_day_for_the_span(article):
    assert "From Feb 2022 to May 2025" in article.text("/")


# --- what stays at the desk ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "words",
    [
        *("EXT-", "AMB-", "Coder:", "Coded title", "founding-article"),
        *("murder", "businessman", "konturnovosti", "themoscowtimes"),  # findings that are not to be shown
    ],
)
def test_notes_findings_and_ids_of_the_desk_stay_there(article, words):
    assert [address for address, text in article.everything().items() if words in text] == []
    assert not Document.objects.filter(text__contains=words).exists()
