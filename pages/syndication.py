"""What a feed says, written as Atom (RFC 4287) or as JSON Feed 1.1. Both are made from the same items."""

import json
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpResponse
from django.utils.feedgenerator import Atom1Feed, rfc3339_date
from django.utils.html import linebreaks
from django.utils.translation import get_language

NAME = "Demarche"
LICENCE = "CC BY 4.0"
SINCE = "2026"  # a tag: URI names a year in which its host was ours; it must never change, or readers see all items anew
NEVER = datetime(1970, 1, 1, tzinfo=UTC)
NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


@dataclass(frozen=True)
class Item:
    """One version of one thing. `name` is its ref and version; `address`, of that version, starts with a slash.

    `text` is plain, with an empty line between paragraphs.
    """

    name: str
    title: str
    text: str
    address: str
    at: datetime
    tags: tuple[str, ...] = ()


@dataclass(frozen=True)
class Feed:
    """`page` is what the feed is of, `path` the feed's own address without its ending, `query` starts with ? or is empty.

    `changed` is the time of the newest entry of the record, for a feed without items.
    """

    title: str
    page: str
    path: str
    query: str
    changed: datetime | None
    items: list[Item] = field(default_factory=list)

    def address(self, ending: str) -> str:
        return f"{settings.SITE_URL}{self.path}.{ending}{self.query}"


class DatedFeed(Atom1Feed):
    """Django's Atom feed, but without items it is as old as the record says, not as of this second."""

    def latest_post_date(self) -> datetime:
        return super().latest_post_date() if self.items else self.feed["changed"] or NEVER


def tag(name: str) -> str:
    """A name for ever, wherever the thing is read: tag:example.org,2026:DI-21@3."""
    return f"tag:{urlsplit(settings.SITE_URL).hostname},{SINCE}:{name}"


def answer(feed: Feed, ending: str) -> HttpResponse:
    """The feed as `atom` or `json`."""
    return {"atom": as_atom, "json": as_json}[ending](feed)


def as_atom(feed: Feed) -> HttpResponse:
    made = DatedFeed(
        title=clean(feed.title),
        link=settings.SITE_URL + feed.page,
        description=None,
        language=get_language() or "en",
        author_name=NAME,
        author_link=f"{settings.SITE_URL}/",
        feed_url=feed.address("atom"),
        feed_guid=tag(feed.path + feed.query),
        feed_copyright=LICENCE,
        changed=feed.changed,
    )
    for item in feed.items:
        made.add_item(
            title=clean(item.title),
            link=settings.SITE_URL + item.address,
            description=linebreaks(clean(item.text), autoescape=True),
            unique_id=tag(item.name),
            pubdate=item.at,
            updateddate=item.at,
            categories=[clean(text) for text in item.tags],
        )
    return HttpResponse(made.writeString("utf-8"), content_type=DatedFeed.content_type)


def clean(text: str) -> str:
    """Text without the few characters that XML cannot hold at all."""
    return NOT_IN_XML.sub("", text)


def as_json(feed: Feed) -> HttpResponse:
    body = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "home_page_url": settings.SITE_URL + feed.page,
        "feed_url": feed.address("json"),
        "language": get_language() or "en",
        "authors": [{"name": NAME, "url": f"{settings.SITE_URL}/"}],
        "items": [
            {
                "id": tag(item.name),
                "url": settings.SITE_URL + item.address,
                "title": item.title,
                "content_text": item.text,
                "date_published": rfc3339_date(item.at),
                "date_modified": rfc3339_date(item.at),
                "tags": list(item.tags),
            }
            for item in feed.items
        ],
    }
    return HttpResponse(
        json.dumps(body, ensure_ascii=False, indent=1), content_type="application/feed+json; charset=utf-8"
    )
