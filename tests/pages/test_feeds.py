"""Feeds: any selection, state and pair, and corrections; valid as Atom and as JSON Feed, with names that stay."""

import re
from datetime import datetime

import pytest
from defusedxml import ElementTree
from django.db import connection
from django.test.utils import CaptureQueriesContext

from record.models import Entry
from record.withdrawing import retract
from tests.make import make_incident, make_statement, publish
from tests.once import remembered

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"
FEEDS = [
    "/incidents/feed",
    "/countries/KAZ/feed",
    "/countries/KAZ/RUS/feed",
    "/statements/feed",
    "/corrections/feed",
]
SITE = "http://127.0.0.1:8000"


@pytest.fixture
@remembered
def acts(db):
    """One act of Kazakhstan on Russia that was corrected, and one of Uzbekistan."""
    first = make_incident("Kazakhstan protests", sides=("KAZ", "RUS"), summary="A note & no more.")
    publish(first)
    make_statement(first, "A note & <no more>.", mode="direct")
    other = make_incident("Uzbekistan protests", sides=("UZB", "RUS"))
    make_statement(other)
    publish(other)
    first.title = "Kazakhstan protests again"
    first.save()
    publish(first, reason="The title was wrong.")
    return first


def take_back(incident, user, reason):
    incident.refresh_from_db()
    retract("incident", incident, user=user, revision=incident.revision, reason=reason)


def atom(reader, address):
    answer = reader.get(address)
    assert answer.status_code == 200, answer.text[:200]
    assert answer["Content-Type"].startswith("application/atom+xml")
    return ElementTree.fromstring(answer.content)


def one(element, name):
    """The text of a child that must be there exactly once."""
    found = element.findall(ATOM + name)
    assert len(found) == 1, name
    return found[0].text


def links(element):
    return {link.get("rel"): link.get("href") for link in element.findall(ATOM + "link")}


@pytest.mark.parametrize("address", FEEDS)
def test_an_atom_feed_has_what_rfc_4287_asks_for(reader, acts, address):
    feed = atom(reader, f"{address}.atom")
    assert feed.tag == ATOM + "feed" and one(feed, "title")
    assert feed.find(f"{ATOM}author/{ATOM}name").text == "Demarche"
    assert links(feed)["self"] == f"{SITE}{address}.atom"
    entries = feed.findall(ATOM + "entry")
    names = [one(entry, "id") for entry in entries]
    assert entries and len(set(names)) == len(names)
    for entry in entries:
        assert one(entry, "title") and one(entry, "summary")
        assert links(entry)["alternate"].startswith(f"{SITE}/")
        assert datetime.fromisoformat(one(entry, "updated")).tzinfo
    newest = max(one(entry, "updated") for entry in entries)
    assert one(feed, "updated") == newest
    assert all(name.startswith("tag:127.0.0.1,2026:") for name in [one(feed, "id"), *names])


@pytest.mark.parametrize("address", FEEDS)
def test_a_json_feed_has_what_version_1_1_asks_for(reader, acts, address):
    answer = reader.get(f"{address}.json")
    assert answer["Content-Type"].startswith("application/feed+json")
    feed = answer.json()
    assert feed["version"] == "https://jsonfeed.org/version/1.1" and feed["title"]
    assert feed["feed_url"] == f"{SITE}{address}.json"
    assert feed["authors"] == [{"name": "Demarche", "url": f"{SITE}/"}]
    for item in feed["items"]:
        assert isinstance(item["id"], str) and item["content_text"] and item["url"].startswith(SITE)
        assert datetime.fromisoformat(item["date_published"]).tzinfo
        assert all(isinstance(tag, str) for tag in item["tags"])
    assert feed["items"]


def test_both_forms_name_the_same_items(reader, acts):
    names = [one(entry, "id") for entry in atom(reader, "/incidents/feed.atom").findall(ATOM + "entry")]
    assert names == [item["id"] for item in reader.get("/incidents/feed.json").json()["items"]]


def test_an_item_is_one_version_and_the_last_published_stands_first(reader, acts):
    items = reader.get("/incidents/feed.json").json()["items"]
    assert items[0]["id"] == f"tag:127.0.0.1,2026:{acts.ref}@2" and items[1]["id"].endswith("@1")
    assert "Version 2: The title was wrong." in items[0]["content_text"]
    assert items[0]["url"] == f"{SITE}/incidents/{acts.ref}@2/"
    assert (
        items[1]["url"].endswith("@1/") and reader.get(items[1]["url"].removeprefix(SITE)).status_code == 200
    )


def test_a_summary_is_text_and_not_markup(reader, acts):
    entry = atom(reader, "/countries/KAZ/feed.atom").find(ATOM + "entry")
    summary = entry.find(ATOM + "summary")
    assert summary.get("type") == "html" and "A note &amp; no more." in summary.text
    assert re.fullmatch(
        r"(<p>[^<]+</p>\s*){3}", summary.text
    )  # facts, summary and what is new, each a paragraph
    assert "A note & no more." in reader.get("/countries/KAZ/feed.json").json()["items"][0]["content_text"]


def test_the_filters_of_the_list_select(reader, acts):
    feed = reader.get("/incidents/feed.json?country=UZ").json()
    assert [item["title"] for item in feed["items"]] == ["Uzbekistan protests"]
    assert feed["title"] == "Demarche: incidents, Uzbekistan"
    assert feed["home_page_url"] == f"{SITE}/incidents/?country=UZ"


def test_a_pair_has_the_acts_of_both_directions_and_no_others(reader, acts):
    publish(make_incident("Russia answers", sides=("RUS", "KAZ")))
    titles = [item["title"] for item in reader.get("/countries/RUS/KAZ/feed.json").json()["items"]]
    assert titles == ["Russia answers", "Kazakhstan protests again"]


@pytest.mark.parametrize("query", ["theme=nothing", "ordering=date", "cursor=x", "colour=red"])
@pytest.mark.parametrize("ending", ["atom", "json"])
def test_what_a_feed_does_not_take_is_an_error(reader, db, query, ending):
    assert reader.get(f"/incidents/feed.{ending}?{query}").status_code == 400


def test_a_statement_stands_in_its_feed_as_plain_words(reader, acts):
    item = reader.get("/statements/feed.json?mode=direct").json()["items"][0]
    assert item["content_text"].startswith("“A note & <no more>.”")
    version = Entry.objects.get(ref=acts.ref, version=2).number
    assert item["url"] == f"{SITE}/statements/ST-2/?as_of=entry:{version}" and item["id"].endswith(
        f":{acts.ref}@2/ST-2"
    )


def test_corrections_tell_what_was_wrong(reader, acts, editor):
    items = reader.get("/corrections/feed.json").json()["items"]
    assert (items[0]["title"], items[0]["content_text"]) == (
        f"Corrected: Incident {acts.ref}, Kazakhstan protests again",
        "The title was wrong.",
    )
    assert items[0]["url"] == f"{SITE}/incidents/{acts.ref}@2/"


def test_what_was_taken_back_is_told_without_its_title_and_leaves_its_feeds(reader, acts, editor):
    take_back(acts, editor, "It never happened.")
    item = reader.get("/corrections/feed.json").json()["items"][0]
    assert item["title"] == f"Withdrawn: Incident {acts.ref}" and item["content_text"] == "It never happened."
    assert item["url"] == f"{SITE}/incidents/{acts.ref}/"  # the page that says why
    assert reader.get("/countries/KAZ/feed.json").json()["items"] == []


def test_a_feed_without_items_is_as_old_as_the_record(reader, db):
    first, second = (reader.get("/countries/ISL/feed.atom").content for _ in range(2))
    assert first == second and b"<updated>" in first and b"<entry>" not in first


@pytest.mark.parametrize("address", FEEDS)
@pytest.mark.parametrize("ending", ["atom", "json"])
def test_it_answers_304_until_something_is_published(reader, acts, address, ending):
    tag = reader.get(f"{address}.{ending}")["ETag"]
    assert reader.get(f"{address}.{ending}", headers={"If-None-Match": tag}).status_code == 304
    publish(make_incident("Another", sides=("KAZ", "RUS")))
    assert reader.get(f"{address}.{ending}", headers={"If-None-Match": tag}).status_code == 200


@pytest.mark.parametrize("address", FEEDS)
def test_the_number_of_queries_does_not_grow_with_the_feed(reader, acts, address):
    def asked():
        with CaptureQueriesContext(connection) as found:
            reader.get(f"{address}.atom")
        return len(found)

    few = asked()
    for n in range(3):
        publish(make_incident(f"Incident {n}", sides=("KAZ", "RUS")))
    assert asked() == few < 12


@pytest.mark.parametrize(
    ("page", "feed"),
    [
        ("/incidents/?country=KZ&ordering=date", "/incidents/feed.atom?country=KZ"),
        ("/countries/KAZ/", "/countries/KAZ/feed.atom"),
        ("/countries/KAZ/RUS/", "/countries/KAZ/RUS/feed.json"),
        ("/statements/?stance=-1&ordering=date", "/statements/feed.atom?stance=-1"),
        ("/corrections/", "/corrections/feed.atom"),
    ],
)
def test_a_page_names_its_feed(reader, acts, page, feed):
    text = reader.get(page).text
    head = text[: text.index("</head>")]
    assert f'href="{feed}"' in head


def test_other_spellings_lead_to_the_feed(reader, db):
    answer = reader.get("/countries/kz/ru/feed.atom")
    assert (answer.status_code, answer["Location"]) == (302, "/countries/KAZ/RUS/feed.atom")


def test_a_feed_of_no_state_is_not_found(reader, db):
    assert reader.get("/countries/XXX/feed.json").status_code == 404
