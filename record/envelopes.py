"""The answer round a stored document: where it stands in the record, how to cite it, and the words for its codes."""

import re

from django.conf import settings

from record import citing
from record.codebook import Codebook, label, worded
from record.ledger import written_time
from record.links import links_of, titles
from record.models import Entry
from record.moments import Moment
from record.reading import Published, things

PATHS = {
    "incident": "incidents",
    "statement": "statements",
    "actor": "actors",
    "source": "sources",
    "episode": "episodes",
    "link": "api/v1/links",
    "coverage": "api/v1/coverage",
}
REF = re.compile("(?:A|SR)-[0-9]+")
NAMING_COUNTRIES = ("country", "counterpart", "claimed_by", "initiators", "targets")
HAVE_LINKS = ("incident", "episode")
SCALES = {
    "certainty": "certainty",
    "nature": "incident_nature",
    "status": "incident_status",
    "intent": "intent",
    "role": "participant_roles",
    "through": "through",
    "capacity": "capacities",
    "officialness": "officialness",
    "mode": "quote_modes",
    "channel": "channels",
    "position": "claim_positions",
    "qualifier": "number_qualifiers",
    "what": "number_what",
    "credibility": "information_credibility",
    "how": "reply_kinds",
    "tie": "affiliation_ties",
    "grade": "source_reliability",
    "consulted": "consulted",
    "stance": "stances",
    "precision": "date_precision",
    "kind": "actor_kinds",
}
# Names that mean another scale in these parts of a document.
WITHIN = {
    ("claims", "nature"): "claim_nature",
    ("mandate", "level"): "assessed_mandate",
    ("place", "precision"): "place_precision",
    ("statements", "kind"): "statement_kinds",
    ("source", "kind"): "source_kinds",
    ("link", "kind"): "relation_kinds",
    ("link", "basis"): "relation_bases",
    ("link", "part"): "membership_parts",
    ("coverage", "depth"): "coverage_depth",
}


def scale_of(part: str, name: str) -> str | None:
    """The scale that holds the codes of a field in a part of a document; none for fields that are not coded."""
    return WITHIN.get((part, name)) or SCALES.get(name)


def url(kind: str, address: str) -> str:
    """Where readers find a thing, in full."""
    return f"{settings.SITE_URL}/{PATHS[kind]}/{address}/"


def envelope(thing: Published, codebook: Codebook, moment: Moment, language: str = "") -> dict:
    """The whole answer about one version of one thing; its keys are fixed.

    One query for its links, one or two for the names it refers to.
    """
    entry = thing.entry
    linked = links_of(entry.ref, moment) if entry.kind in HAVE_LINKS else []
    cards = things(refs_in([thing.document, linked]), moment)
    ends = {link[end] for link in linked for end in ("from_home", "to_home")} - {entry.ref}
    return {
        "ref": entry.ref,
        **standing(thing),
        "url": url(entry.kind, entry.ref),
        "cite": citing.cite(entry, thing.document, url(entry.kind, f"{entry.ref}@{entry.version}")),
        "labels": {
            **labels(thing.document, codebook, cards, language, entry.kind),
            "titles": {ref: card["title"] for ref, card in titles(ends, moment).items()},
            "links": {
                kind: codebook.scale_label("relation_kinds", kind, language) for kind in kinds_of(linked)
            },
        },
        "links": linked,
        "document": thing.document,
    }


def standing(thing: Published) -> dict:
    """Where a version stands in the record, and whether the thing has been withdrawn or merged since."""
    entry = thing.entry
    return {
        "version": entry.version,
        "entry": entry.number,
        "published": {
            "at": written_time(entry.at),
            "first_at": written_time(thing.first.at),
            "action": entry.action,
            "reason": entry.reason,
        },
        "withdrawn": withdrawn(thing.withdrawn),
        "merged_into": merged_into(thing),
        "newest_version": thing.newest.version,
        "sha256": entry.document_sha256,
    }


def kinds_of(linked: list[dict]) -> set[str]:
    return {link["kind"] for link in linked}


def withdrawn(entry: Entry | None) -> dict | None:
    return {"at": written_time(entry.at), "reason": entry.reason} if entry else None


def merged_into(thing: Published) -> dict | None:
    """Where the thing lives on, since when and why; None if it was not merged."""
    return {"ref": thing.merged_into, **(withdrawn(thing.newest) or {})} if thing.merged_into else None


def labels(
    document: dict, codebook: Codebook, cards: dict[str, dict], language: str = "", kind: str = ""
) -> dict:
    """The words for every code in a document of a kind, and what the actors and sources it refers to are called now."""
    found: dict[str, dict] = {
        "types": {},
        "themes": {},
        "countries": {},
        "groupings": {},
        "scales": {},
        "actors": {},
        "sources": {},
    }
    for code in [document.get("type")]:
        if code in codebook.types:
            found["types"][code] = label(codebook.types[code], language)
    for code in document.get("themes", []):
        if code in codebook.themes:
            found["themes"][code] = label(codebook.themes[code], language)
    party_labels(countries_in([document, *cards.values()]), codebook, language, found)
    scale_labels(document, codebook, language, found["scales"], kind)
    if level := document.get("hostility"):
        row = codebook.scales.get("hostility_scale", {}).get("by_code", {}).get(str(level["level"]), {})
        found["hostility"] = {"level": label(row, language), "step": worded(row, "step_label", language)}
    for ref, card in cards.items():
        part = "source" if "title" in card else "actor"
        found[f"{part}s"][ref] = card
        scale_labels(card, codebook, language, found["scales"], part)
    return found


def party_labels(codes: set[str], codebook: Codebook, language: str, found: dict[str, dict]) -> None:
    """Adds what the states and organisations among `codes` are called."""
    for code in codes & codebook.countries.keys():
        row = codebook.countries[code]
        found["countries"][code] = {
            "name": label(row, language),
            "alpha2": row["alpha2"],
            "note": row["status_note"],
        }
    for code in codes & codebook.groupings.keys():
        found["groupings"][code] = label(codebook.groupings[code], language)


def scale_labels(value, codebook: Codebook, language: str, found: dict, key: str = "") -> None:
    """Adds the label of every coded value below `value`, by scale and code."""
    if isinstance(value, dict):
        for name, inner in value.items():
            if (key, name) in WITHIN and inner is not None:
                put(found, WITHIN[key, name], inner, codebook, language)
            else:
                scale_labels(inner, codebook, language, found, name)
    elif isinstance(value, list):
        for inner in value:
            scale_labels(inner, codebook, language, found, key)
    elif key in SCALES and value is not None:
        put(found, SCALES[key], value, codebook, language)


def put(found: dict, scale: str, code, codebook: Codebook, language: str) -> None:
    found.setdefault(scale, {})[str(code)] = codebook.scale_label(scale, code, language)


def refs_in(value: dict | list | str | None) -> set[str]:
    """Refs of actors and sources anywhere in a document."""
    found, waiting = set(), [value]
    while waiting:
        one = waiting.pop()
        if isinstance(one, dict):
            waiting += one.values()
        elif isinstance(one, list):
            waiting += one
        elif isinstance(one, str) and one[:2] in ("A-", "SR") and REF.fullmatch(one):
            found.add(one)
    return found


def countries_in(value: dict | list) -> set[str]:
    """Country codes anywhere in a document."""
    found, waiting = set(), [("", value)]
    while waiting:
        key, one = waiting.pop()
        if isinstance(one, dict):
            waiting += one.items()
        elif isinstance(one, list):
            waiting += [(key, inner) for inner in one]
        elif isinstance(one, str) and key in NAMING_COUNTRIES:
            found.add(one)
    return found
