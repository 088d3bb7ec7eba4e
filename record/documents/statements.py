"""Statements and claims as documents give them."""

from datetime import date

from django.db.models import Prefetch

from incidents.models import Claim, Statement
from record.documents.people import IN_STATEMENTS, People
from record.documents.values import citations, cited, day, known, publishable

STATEMENTS = Prefetch(
    "statements",
    Statement.objects.select_related(*IN_STATEMENTS, "inside", "replies_to").prefetch_related(
        "texts", "also_about", "speaker__countries"
    ),
)
CLAIM_PARTS = [
    "claims__positions__actor__countries",
    "claims__positions__source",
    "claims__contradicts",
    "claims__contradicted_by",
    "claims__about_incidents",
    "claims__about_actors",
]


def statement(row: Statement, people: People, on: date | None) -> dict:
    return {
        "ref": known(row),
        "speaker": people.named(row.speaker),
        "parties": people.parties_of(row.speaker, row.date_latest or row.date_earliest or on)
        if row.speaker
        else [],
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
        "also_about": people.listed(row.also_about.all()),
        "sources": cited(row),
        "citations": citations(row),
    }


def answer_at_home(row: Statement) -> dict | None:
    """Which statement of the same incident it answers, and how; an answer across homes is a link of its own."""
    other = row.replies_to
    if other is None or not other.ref or other.home != row.home:
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
            "incidents": people.listed(row.about_incidents.all()),
            "actors": people.listed(row.about_actors.all()),
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
        "contradicts": people.listed([*row.contradicts.all(), *row.contradicted_by.all()]),
        "sources": cited(row),
        "citations": citations(row),
    }
