"""Statements and claims as documents give them."""

from incidents.models import Claim, Statement
from record.documents.people import People
from record.documents.values import cited, day, known, publishable


def statement(row: Statement, people: People) -> dict:
    return {
        "ref": known(row),
        "speaker": people.named(row.speaker),
        "role_at_time": row.role_at_time or None,
        "capacity": row.capacity,
        "officialness": row.officialness,
        "mandate": {"level": row.mandate, "assessed_by": people.named(row.mandate_assessed_by)}
        if row.mandate
        else None,
        "addressee": people.party(row.addressee_actor, row.addressee_country_id, row.addressee_text),
        "about": people.party(row.about_actor, row.about_country_id),
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
        "relayed_by": people.named(row.relayed_by),
        "inside": known(row.inside),
        "utterance": row.utterance,
        "replies_to": answer_at_home(row),
        "also_about": sorted(other.ref for other in row.also_about.all() if other.ref),
        "sources": cited(row),
    }


def answer_at_home(row: Statement) -> dict | None:
    """Which statement of the same incident it answers, and how; an answer across incidents is a link of its own."""
    other = row.replies_to
    if other is None or not other.ref or other.incident_id != row.incident_id:
        return None
    return {"ref": other.ref, "how": row.reply_kind}


def claim(row: Claim, people: People) -> dict:
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
                "actor": people.named(position.actor),
                "position": position.position,
                "date": position.date or None,
                "sources": [position.source.ref] if publishable(position.source) else [],
            }
            for position in row.positions.all()
        ],
        "contradicts": sorted(
            {other.ref for other in [*row.contradicts.all(), *row.contradicted_by.all()] if other.ref}
        ),
        "sources": cited(row),
    }
