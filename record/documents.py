"""Documents: the facts of one version of one thing, listed field by field. What is not listed here is never published.

No document contains another thing's title, and no ref to anything that is not public: `build` leaves such a ref out
and nothing says so. The working copy is read here and nowhere after.
"""

from decimal import Decimal

from django.db.models import Prefetch, prefetch_related_objects

from actors.models import Actor, Affiliation
from codebook import scales
from incidents.certainty import certainty
from incidents.models import Citation, Claim, Incident, Participation, Quantity, Source, Statement
from record.parties import sides

ACTOR_PARTS = ["countries"]
INCIDENT_PARTS = [
    "themes",
    "claimed_by",
    Prefetch("participations", Participation.objects.select_related("actor", "asserted_by")),
    "participations__quantities",
    "participations__actor__countries",
    Prefetch(
        "statements",
        Statement.objects.select_related(
            "speaker",
            "mandate_assessed_by",
            "addressee_actor",
            "about_actor",
            "relayed_by",
            "inside",
            "replies_to",
        ),
    ),
    "statements__texts",
    "statements__also_about",
    "claims__positions__actor",
    "claims__positions__source",
    "claims__contradicts",
    "claims__about_incidents",
    "claims__about_actors",
    *(
        Prefetch(f"{home}citations", Citation.objects.select_related("source__publisher"))
        for home in ("", "statements__", "claims__", "participations__")
    ),
]


def build(incident: Incident) -> dict:
    """The document of an incident as the working copy stands; a fixed number of queries, however many statements."""
    prefetch_related_objects([incident], *INCIDENT_PARTS)
    participations = list(incident.participations.all())
    initiators, targets = sides(participations, incident.date_latest or incident.date_earliest)
    sure = certainty(incident)
    return {
        "title": incident.title,
        "summary": incident.summary,
        "narrative": incident.narrative,
        "date": {
            "edtf": incident.date,
            "earliest": day(incident.date_earliest),
            "latest": day(incident.date_latest),
            "precision": incident.date_precision,
            "basis": incident.date_basis,
            "note": incident.date_note,
        },
        "announced": incident.announced or None,
        "effective": incident.effective or None,
        "ended": incident.ended or None,
        "place": place(incident),
        "type": incident.type_id,
        "subtype": incident.subtype or None,
        "nature": incident.nature,
        "status": incident.status,
        "intent": incident.intent,
        "counted": incident.counted and sure != "refuted",
        "certainty": sure,
        "certainty_reason": incident.certainty_reason if incident.certainty_override else None,
        "denied_by": denied_by(incident),
        "hostility": {"level": incident.level, "step": incident.step},
        "themes": sorted(theme.code for theme in incident.themes.all()),
        "participants": [participant(row) for row in participations],
        "initiators": initiators,
        "targets": targets,
        "statements": [statement(row) for row in incident.statements.all()],
        "claims": [claim(row) for row in incident.claims.all()],
        "citations": citations(incident),
    }


def day(value) -> str | None:
    """A day as ISO text; null if not known."""
    return value.isoformat() if value else None


def number(value: Decimal | None) -> str | None:
    """A number as text without trailing zeros, because documents hold no floats."""
    if value is None:
        return None
    return format(value.normalize(), "f")


def known(thing: Actor | Incident | Source | Statement | Claim | None) -> str | None:
    """The ref of a thing, or null while it has none."""
    return thing.ref or None if thing else None


def place(incident: Incident) -> dict:
    return {
        "names": list(incident.place_names),
        "country": incident.place_country_id,
        "claimed_by": sorted(country.code for country in incident.claimed_by.all()),
        "latitude": number(incident.latitude),
        "longitude": number(incident.longitude),
        "precision": incident.place_precision,
    }


def named(actor: Actor | None) -> dict | None:
    """An actor as documents call it: by its description where its name is not public."""
    if actor is None:
        return None
    return {"ref": known(actor), "name": actor.public_name, "kind": actor.kind}


def denied_by(incident: Incident) -> list[dict]:
    """Actors with a live denial of a claim of this incident, each once."""
    rows = [row for claim in incident.claims.all() for row in claim.positions.all()]
    withdrawn = {(row.claim_id, row.actor_id) for row in rows if row.position == "withdrew"}
    deniers = {
        row.actor_id: row.actor
        for row in rows
        if row.position == "denies" and (row.claim_id, row.actor_id) not in withdrawn
    }
    return [{"ref": known(actor), "name": actor.public_name} for actor in deniers.values()]


def participant(row: Participation) -> dict:
    return {
        "role": row.role,
        "side": row.side or None,
        "through": row.through or None,
        "country": row.country_id,
        "actor": named(row.actor),
        "thing": row.thing or None,
        "numbers": [quantity(one) for one in row.quantities.all()],
        "certainty": row.certainty,
        "basis": row.basis,
        "asserted_by": named(row.asserted_by),
        "sources": cited(row),
    }


def quantity(row: Quantity) -> dict:
    return {
        "value": number(row.value),
        "to": number(row.upper),
        "of": number(row.total),
        "qualifier": row.qualifier,
        "what": row.what,
        "unit": row.unit or None,
        "as_of": row.as_of or None,
    }


def statement(row: Statement) -> dict:
    return {
        "ref": known(row),
        "speaker": named(row.speaker),
        "role_at_time": row.role_at_time or None,
        "capacity": row.capacity,
        "officialness": row.officialness,
        "mandate": {"level": row.mandate, "assessed_by": named(row.mandate_assessed_by)}
        if row.mandate
        else None,
        "addressee": party(row.addressee_actor, row.addressee_country_id, row.addressee_text),
        "about": party(row.about_actor, row.about_country_id),
        "kind": row.kind,
        "stance": row.stance,
        "mode": row.mode,
        "texts": [
            {
                "language": text.language,
                "text": text.text,
                "original": text.original,
                "by": text.by or None,
                "machine": text.machine,
                "quoted": list(text.quoted),
            }
            for text in row.texts.all()
        ],
        "date": {"edtf": row.date, "earliest": day(row.date_earliest), "latest": day(row.date_latest)}
        if row.date
        else None,
        "place": row.place or None,
        "channel": row.channel,
        "relayed_by": named(row.relayed_by),
        "inside": known(row.inside),
        "utterance": row.utterance,
        "replies_to": {"ref": row.replies_to.ref, "how": row.reply_kind} if answers_at_home(row) else None,
        "also_about": sorted(other.ref for other in row.also_about.all() if other.ref),
        "sources": cited(row),
    }


def answers_at_home(row: Statement) -> bool:
    """Whether it answers a statement of the same incident; an answer across incidents is a link of its own."""
    return bool(row.replies_to and row.replies_to.incident_id == row.incident_id and row.replies_to.ref)


def party(actor: Actor | None, country: str | None, words: str = "") -> dict | None:
    """An addressee or the one spoken of: an actor, a state or words; null if none is on file."""
    if not (actor or country or words):
        return None
    return {"actor": named(actor), "country": country, "words": words or None}


def claim(row: Claim) -> dict:
    return {
        "ref": known(row),
        "text": row.text,
        "wording": row.wording or None,
        "value": row.value or None,
        "nature": row.nature,
        "certainty": row.certainty or None,
        "reason": row.reason or None,
        "about": {
            "incidents": sorted(other.ref for other in row.about_incidents.all() if other.ref),
            "actors": sorted(other.ref for other in row.about_actors.all() if other.ref),
            "places": [place.strip() for place in row.about_places.split(";") if place.strip()],
        },
        "positions": [
            {
                "actor": named(position.actor),
                "position": position.position,
                "date": position.date or None,
                "sources": [position.source.ref] if publishable(position.source) else [],
            }
            for position in row.positions.all()
        ],
        "contradicts": sorted(other.ref for other in row.contradicts.all() if other.ref),
        "sources": cited(row),
    }


def publishable(source: Source | None) -> bool:
    """Whether a source may be named: it has a public number, and a confidential one never gets one."""
    return bool(source and source.ref and not source.confidential)


def cited(row: Participation | Statement | Claim | Affiliation) -> list[str]:
    """Refs of the sources that support a row, each once."""
    return list(dict.fromkeys(c.source.ref for c in row.citations.all() if publishable(c.source)))


def citations(incident: Incident) -> list[dict]:
    """Citations of the incident and of everything in it, so that a reader sees what each source is used for."""
    return [citation(row) for row in incident.citations.all() if publishable(row.source)]


def citation(row: Citation) -> dict:
    return {
        "source": row.source.ref,
        "supports": list(row.supports),
        "excerpt": row.excerpt or None,
        "locator": row.locator or None,
        "credibility": row.credibility or None,
        "asserted_value": row.asserted_value or None,
    }


def build_actor(actor: Actor) -> dict:
    """The document of an actor; other names only if its name is public, posts only with a citation."""
    open_name = actor.named_in_public
    posts = actor.affiliations.select_related("organisation").prefetch_related("citations__source")
    return {
        "name": actor.public_name,
        "kind": actor.kind,
        "description": actor.description or None,
        "party_code": actor.party_code or None,
        "names": [
            {
                "name": row.name,
                "language": row.language or None,
                "script": row.script or None,
                "kind": row.kind,
            }
            for row in (actor.names.all() if open_name else [])
        ],
        "countries": [
            {
                "country": row.country_id,
                "start": day(row.start),
                "end": day(row.end),
                "basis": row.basis or None,
            }
            for row in actor.countries.all()
        ],
        "part_of": known(actor.parent),
        "number": actor.number,
        "number_qualifier": actor.number_qualifier or None,
        "officialness": actor.officialness,
        "wikidata": actor.wikidata or None if open_name else None,
        "case_outcome": {"outcome": actor.case_outcome, "as_of": day(actor.case_outcome_on)}
        if actor.case_outcome
        else None,
        "affiliations": [affiliation(post) for post in posts if open_name and cited(post)],
    }


def affiliation(post: Affiliation) -> dict:
    return {
        "organisation": named(post.organisation),
        "tie": post.tie,
        "role": post.role,
        "start": post.start or None,
        "end": post.end or None,
        "certainty": post.certainty,
        "sources": cited(post),
    }


def build_source(source: Source) -> dict:
    """The document of a source; a confidential one has none."""
    if source.confidential:
        raise ValueError("A confidential source is never published.")
    return {
        "title": source.title,
        "publisher": named(source.publisher),
        "authors": [name.strip() for name in source.authors.split(";") if name.strip()],
        "kind": source.kind,
        "language": source.language or None,
        "url": source.url or None,
        "archived_url": source.archived_url or None,
        "published": {
            "edtf": source.published,
            "earliest": day(source.published_earliest),
            "latest": day(source.published_latest),
            "note": source.published_note,
        },
        "accessed": source.accessed or None,
        "derived_from": source.derived_from.ref if publishable(source.derived_from) else None,
        "consulted": source.consulted,
        "grade": source.grade or None,
        "grade_reason": source.reliability_reason or None,
        "sha256": source.file_sha256 or None,
    }


def scale_documents() -> list[dict]:
    """All scales as the codebook publishes them."""
    return [
        {
            "code": name,
            "label": scale.title,
            "label_ru": scale.title_ru or None,
            "key": scale.key,
            "entries": [dict(entry) for entry in scale.entries],
        }
        for name, scale in scales.scales().items()
    ]
