"""An incident in the words of schema.org, for search engines and reference tools: data in the page, not a script that runs."""

import json

from django.conf import settings
from django.utils.safestring import SafeString, mark_safe

ESCAPES = str.maketrans({"<": "\\u003C", ">": "\\u003E", "&": "\\u0026"})
LICENCE = "https://creativecommons.org/licenses/by/4.0/"


def of_incident(envelope: dict) -> SafeString:
    """JSON-LD of one version of an incident, safe inside a script element; the incident is the event that it is about."""
    document, labels = envelope["document"], envelope["labels"]
    return published(
        envelope,
        "Report",
        {
            "reportNumber": envelope["ref"],
            "keywords": [labels["themes"].get(code, code) for code in document["themes"]],
            "about": event(document, labels),
        },
    )


def of_episode(envelope: dict) -> SafeString:
    """JSON-LD of one version of an episode: a collection, about the run of events that it names."""
    document = envelope["document"]
    return published(
        envelope,
        "Collection",
        {"identifier": envelope["ref"], "about": named_event(document, document["date"])},
    )


def published(envelope: dict, kind: str, more: dict) -> SafeString:
    """What is said of every version of every thing, and what more is said of this kind."""
    document, sources = envelope["document"], envelope["labels"]["sources"]
    publisher = {"@type": "Organization", "name": "Demarche", "url": f"{settings.SITE_URL}/"}
    made = {
        "@context": "https://schema.org",
        "@type": kind,
        "@id": envelope["cite"]["url"],
        "url": envelope["url"],
        "headline": document["title"],
        "abstract": document["summary"],
        "version": envelope["version"],
        "datePublished": envelope["published"]["first_at"],
        "dateModified": envelope["published"]["at"],
        "license": LICENCE,
        "isAccessibleForFree": True,
        "publisher": publisher,
        "author": publisher,
        **more,
        "citation": [source(sources[ref]) for ref in sorted(sources)],
    }
    return mark_safe(json.dumps(made, ensure_ascii=False).translate(ESCAPES))  # noqa: S308 - no sign of markup is left


def named_event(document: dict, date: dict) -> dict:
    """A title with the days that are known."""
    found = {"@type": "Event", "name": document["title"]}
    found |= {"startDate": date["earliest"]} if date["earliest"] else {}
    return found | ({"endDate": date["latest"]} if date["latest"] else {})


def event(document: dict, labels: dict) -> dict:
    """What happened; a date or place that is not on record is left out."""
    place, found = document["place"], named_event(document, document["date"])
    country = labels["countries"].get(place["country"] or "", {}).get("name")
    names = [*place["names"], *([country] if country and country not in place["names"] else [])]
    return {**found, **({"location": {"@type": "Place", "name": ", ".join(names)}} if names else {})}


def source(card: dict) -> dict:
    """A cited document, by its title and address."""
    found = {"@type": "CreativeWork", "name": card.get("title") or ""}
    return {**found, **({"url": card["url"]} if card.get("url") else {})}
