"""Every feed of the site, element by element, against RFC 4287 (Atom) and JSON Feed 1.1. What they say is tested elsewhere."""

import re
from urllib.parse import urlsplit

import pytest
from defusedxml import ElementTree

from incidents.models import Incident
from pages import urls
from tests.make import publish, publish_article
from tests.once import undone_after
from tests.pages.walking import address

pytestmark = pytest.mark.django_db
SITE = "http://127.0.0.1:8000"
ATOM = "{http://www.w3.org/2005/Atom}"
LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
RFC_3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
IRI = re.compile(r"[a-z][a-z0-9+.-]*:[^\s<>]+")
FEEDS = sorted(
    address(str(one.pattern)).rsplit(".", 1)[0]
    for one in urls.urlpatterns
    if str(one.pattern).endswith("feed.atom")
)
# Which members a JSON Feed may have at its head and in an item, with their types; those that must be there are named below.
HEAD = {
    **dict.fromkeys(("version", "title", "home_page_url", "feed_url", "description", "language"), str),
    **dict.fromkeys(("authors", "items"), list),
}
ITEM = {
    **dict.fromkeys(("id", "url", "title", "content_text", "summary", "language"), str),
    **dict.fromkeys(("date_published", "date_modified"), str),
    **dict.fromkeys(("tags", "authors"), list),
}


@pytest.fixture(scope="module")
def published(django_db_setup, django_db_blocker):
    """The article whole, with one incident corrected, so that no feed is empty."""
    with undone_after(django_db_blocker):
        publish_article()
        corrected = Incident.objects.get(external_id="founding-article:INC-17")
        corrected.title = "Kazakhstan denies entry <again> & again"
        corrected.save()
        publish(corrected, reason="The title said more than the source.")
        yield


@pytest.fixture
def everything(published, db):
    return published


def atom(reader, feed):
    return ElementTree.fromstring(reader.get(f"{feed}.atom").content)


def one(element, name):
    """The child that must be there exactly once."""
    found = element.findall(ATOM + name)
    assert len(found) == 1, f"{len(found)} {name} in {element.tag}"
    return found[0]


def links(element):
    """rel to href; no two links of a relation, each absolute."""
    found = [(link.get("rel", "alternate"), link.get("href")) for link in element.findall(f"{ATOM}link")]
    assert len(dict(found)) == len(found) and all(href.startswith(f"{SITE}/") for _rel, href in found)
    return dict(found)


def test_the_url_map_has_a_feed_of_each_kind():
    kinds = {feed.split("/")[1] for feed in FEEDS}
    assert kinds == {"incidents", "statements", "countries", "actors", "episodes", "corrections"}
    assert "/countries/KAZ/RUS/feed" in FEEDS and "/countries/KAZ/feed" in FEEDS


@pytest.mark.parametrize("feed", FEEDS)
def test_the_head_of_an_atom_feed_has_what_rfc_4287_asks_for(reader, everything, feed):
    head = atom(reader, feed)
    assert head.tag == f"{ATOM}feed" and head.get(LANGUAGE) == "en"
    assert one(head, "title").text and IRI.fullmatch(one(head, "id").text)
    assert RFC_3339.fullmatch(one(head, "updated").text)
    assert one(one(head, "author"), "name").text
    assert links(head)["self"] == f"{SITE}{feed}.atom"
    assert reader.get(urlsplit(links(head)["alternate"]).path).status_code == 200


@pytest.mark.parametrize("feed", FEEDS)
def test_an_entry_of_an_atom_feed_has_what_rfc_4287_asks_for(reader, everything, feed):
    entries = atom(reader, feed).findall(f"{ATOM}entry")
    names = [one(entry, "id").text for entry in entries]
    assert entries and len(set(names)) == len(names) and all(map(IRI.fullmatch, names))
    for entry in entries:
        assert one(entry, "title").text and one(entry, "title").get("type", "text") == "text"
        assert RFC_3339.fullmatch(one(entry, "updated").text)
        assert RFC_3339.fullmatch(one(entry, "published").text)
        assert links(entry)["alternate"]
        assert len(entry.findall(f"{ATOM}content")) <= 1
        summary = one(entry, "summary")
        paragraphs = re.sub(r"</?p>|<br>", "", summary.text)
        assert summary.get("type") == "html" and "<" not in paragraphs and summary.text.startswith("<p>")


@pytest.mark.parametrize("feed", FEEDS)
def test_a_json_feed_has_the_members_of_version_1_1_in_their_types(reader, everything, feed):
    answer = reader.get(f"{feed}.json")
    head = answer.json()
    assert answer["Content-Type"].split(";")[0] == "application/feed+json"
    assert head["version"] == "https://jsonfeed.org/version/1.1" and head["title"] and head["items"]
    assert head["feed_url"] == f"{SITE}{feed}.json" and head["home_page_url"].startswith(f"{SITE}/")
    assert all(isinstance(value, HEAD[name]) for name, value in head.items())
    for item in head["items"]:
        assert item["id"] and item["content_text"]
        assert all(isinstance(value, ITEM[name]) for name, value in item.items())
        assert RFC_3339.fullmatch(item["date_published"]) and RFC_3339.fullmatch(item["date_modified"])
        assert all(isinstance(tag, str) for tag in item["tags"])


@pytest.mark.parametrize("feed", FEEDS)
def test_both_forms_have_the_same_names_and_keep_them(reader, everything, feed):
    def names():
        return [one(entry, "id").text for entry in atom(reader, feed).findall(f"{ATOM}entry")]

    before = names()
    assert before == [item["id"] for item in reader.get(f"{feed}.json").json()["items"]]
    stays = Incident.objects.get(external_id="founding-article:INC-17")
    stays.title = "Another title"
    stays.save()
    publish(stays, reason="A second look.")
    assert len(set(before) - set(names())) <= 1, "one that is one too many for the feed may leave it"


def test_markup_in_a_title_is_text(reader, everything):
    titles = [one(entry, "title").text for entry in atom(reader, "/incidents/feed").findall(f"{ATOM}entry")]
    assert "Kazakhstan denies entry <again> & again" in titles
