"""An incident, or a statement, in the words of schema.org, for search engines and reference tools: data in the page, not a script that runs."""

import json
import re

from django.conf import settings
from django.utils.safestring import SafeString, mark_safe

from pages.languages import RECORD

ESCAPES = str.maketrans({"<": "\\u003C", ">": "\\u003E", "&": "\\u0026"})
DAY = re.compile(r"\d{4}-\d\d-\d\d")  # in EDTF: one day, and no doubt about it
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
            **coverage(document["date"]),
        },
    )


def of_episode(envelope: dict) -> SafeString:
    """JSON-LD of one version of an episode: a collection, about the run of events that it names."""
    document = envelope["document"]
    return published(
        envelope,
        "Collection",
        {
            "identifier": envelope["ref"],
            "about": named_event(document, document["date"]),
            **coverage(document["date"]),
        },
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
        "inLanguage": RECORD,
        "license": LICENCE,
        "isAccessibleForFree": True,
        "publisher": publisher,
        "author": publisher,
        **more,
        "citation": [source(sources[ref]) for ref in sorted(sources)],
    }
    return mark_safe(json.dumps(made, ensure_ascii=False).translate(ESCAPES))  # noqa: S308 - no sign of markup is left


def of_statement(envelope: dict) -> SafeString:
    """JSON-LD of one statement: a quotation where its words are on file, else a statement that the record retells."""
    document, home = envelope["document"], envelope["home"]
    texts = document["texts"]
    direct = document["mode"] == "direct" and any(not text["machine"] for text in texts)
    made = {
        "@context": "https://schema.org",
        "@type": "Quotation" if direct else "Statement",
        "@id": envelope["url"],
        "url": envelope["url"],
        "identifier": envelope["ref"],
        "name": envelope["cite"]["csl"]["title"],
        "license": LICENCE,
        "isAccessibleForFree": True,
        "dateModified": envelope["published"]["at"],
        "isPartOf": {"@type": "Report", "url": home["url"], "name": home["title"]},
        "citation": [source(envelope["labels"]["sources"].get(ref, {})) for ref in document["sources"]],
    }
    if texts:
        made |= {"text": texts[0]["text"], "inLanguage": texts[0]["language"]}
    date = document["date"] or {"edtf": ""}
    if is_exact(date):
        made["dateCreated"] = date["edtf"]
    made |= coverage(date)
    if speaker := document["speaker"]:
        person = "Person" if speaker["kind"] == "person" else "Organization"
        made["creator"] = {"@type": person, "name": speaker["name"]}
    return mark_safe(json.dumps(made, ensure_ascii=False).translate(ESCAPES))  # noqa: S308 - no sign of markup is left


def named_event(document: dict, date: dict) -> dict:
    """A title with its day, where that is known: the bounds of a date in doubt are no beginning and end."""
    found = {"@type": "Event", "name": document["title"]}
    if is_exact(date):
        found |= {"startDate": date["edtf"], "endDate": date["edtf"]}
    return found


def is_exact(date: dict) -> bool:
    return bool(DAY.fullmatch(date["edtf"] or ""))


def coverage(date: dict) -> dict:
    """A date that is no exact day, as the record writes it: in EDTF."""
    return {"temporalCoverage": date["edtf"]} if date["edtf"] and not is_exact(date) else {}


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
