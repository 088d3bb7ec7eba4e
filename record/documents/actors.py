"""The document of an actor."""

from actors.models import Actor, Affiliation
from record.documents.people import People, states
from record.documents.values import citations, cited, day


def build_actor(actor: Actor) -> dict:
    """The document of an actor; other names only if its name is public, posts only with a citation."""
    open_name = actor.named_in_public
    posts = public_posts(actor) if open_name else []
    people = People((post.organisation for post in posts), {actor.parent.ref} if actor.parent else ())
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
        "countries": states(actor),
        "part_of": next(iter(people.listed([actor.parent])), None) if actor.parent else None,
        "number": actor.number,
        "number_qualifier": actor.number_qualifier or None,
        "officialness": actor.officialness,
        "wikidata": actor.wikidata or None if open_name else None,
        "case_outcome": {"outcome": actor.case_outcome, "as_of": day(actor.case_outcome_on)}
        if actor.case_outcome
        else None,
        "affiliations": [affiliation(post, people) for post in posts],
    }


def public_posts(actor: Actor) -> list[Affiliation]:
    """Posts at bodies that are public, with a citation that may be shown."""
    posts = actor.affiliations.select_related("organisation").prefetch_related("citations__source")
    return [post for post in posts if post.organisation.ref and cited(post)]


def affiliation(post: Affiliation, people: People) -> dict:
    return {
        "organisation": people.named(post.organisation),
        "tie": post.tie,
        "role": post.role,
        "start": post.start or None,
        "end": post.end or None,
        "certainty": post.certainty,
        "sources": cited(post),
        "citations": citations(post),
    }
