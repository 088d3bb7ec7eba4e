"""The document of an actor."""

from actors.models import Actor, Affiliation
from record.documents.values import cited, day, known, named


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
