"""The document of an incident."""

from datetime import date

from django.db.models import Prefetch, prefetch_related_objects

from incidents.models import Citation, Incident, Participation, Quantity
from record.documents.evidence import public_certainty
from record.documents.people import People
from record.documents.statements import CLAIM_PARTS, STATEMENTS, claim, statement
from record.documents.values import citations, cited, day, number
from record.parties import sides

INCIDENT_PARTS: list[str | Prefetch] = [
    "themes",
    "claimed_by",
    Prefetch("participations", Participation.objects.select_related("actor", "asserted_by")),
    "participations__quantities",
    "participations__actor__countries",
    STATEMENTS,
    *CLAIM_PARTS,
    *(
        Prefetch(f"{home}citations", Citation.objects.select_related("source__publisher"))
        for home in ("", "statements__", "claims__", "participations__")
    ),
]


def build(incident: Incident) -> dict:
    """The document of an incident as the working copy stands; as many queries for fifty statements as for one.

    Sources may add a few: what a new one is graded and what each derives from are looked up one by one.
    """
    prefetch_related_objects([incident], *INCIDENT_PARTS)
    participations = list(incident.participations.all())
    people = People.of(incident, participations)
    on = incident.date_latest or incident.date_earliest
    initiators, targets = sides(participations, people.parties_of, on)
    sure = public_certainty(incident)
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
        "denied_by": denied_by(incident, people, on),
        "hostility": {"level": incident.level, "step": incident.step},
        "themes": sorted(theme.code for theme in incident.themes.all()),
        "participants": [participant(row, people, on) for row in participations],
        "initiators": initiators,
        "targets": targets,
        "statements": [statement(row, people, on) for row in incident.statements.all()],
        "claims": [claim(row, people) for row in incident.claims.all()],
        "citations": citations(incident),
    }


def place(incident: Incident) -> dict:
    return {
        "names": list(incident.place_names),
        "country": incident.place_country_id,
        "claimed_by": sorted(country.code for country in incident.claimed_by.all()),
        "latitude": number(incident.latitude),
        "longitude": number(incident.longitude),
        "precision": incident.place_precision,
    }


def denied_by(incident: Incident, people: People, on: date | None) -> list[dict]:
    """Actors with a live denial of a claim of this incident, each once, with the parties they stand for."""
    rows = [row for claim in incident.claims.all() for row in claim.positions.all()]
    withdrawn = {(row.claim_id, row.actor_id) for row in rows if row.position == "withdrew"}
    deniers = {
        row.actor_id: row.actor
        for row in rows
        if row.position == "denies" and (row.claim_id, row.actor_id) not in withdrawn
    }
    found = [(people.named(actor), people.parties_of(actor, on)) for actor in deniers.values()]
    return [
        {"ref": actor["ref"], "name": actor["name"], "parties": parties} for actor, parties in found if actor
    ]


def participant(row: Participation, people: People, on: date | None) -> dict:
    return {
        "role": row.role,
        "side": row.side or None,
        "through": row.through or None,
        "country": row.country_id,
        "actor": people.named(row.actor),
        "parties": parties(row, people, on),
        "thing": row.thing or None,
        "numbers": [quantity(one) for one in row.quantities.all()],
        "certainty": row.certainty,
        "basis": row.basis,
        "asserted_by": people.named(row.asserted_by),
        "sources": cited(row),
        "citations": citations(row),
    }


def parties(row: Participation, people: People, on: date | None) -> list[str]:
    """Party codes that a participant stands for on the day of the incident; none for a thing or somebody unknown."""
    if row.country_id:
        return [row.country_id]
    return people.parties_of(row.actor, on) if row.actor else []


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
