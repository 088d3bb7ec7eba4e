"""What becomes public together with an incident, because the incident refers to it and it is not public yet."""

from collections.abc import Iterable
from dataclasses import dataclass

from actors.models import Actor, Affiliation
from incidents.models import Citation, Incident, Source
from lib import canonical
from lib.sorting import sort_key
from record import codebook, ledger
from record.documents.people import IN_STATEMENTS

CITED_IN = ("incident", "statement__incident", "claim__incident", "participation__incident")


@dataclass(frozen=True)
class Needs:
    """What is published with a thing; the desk lists it and the editor confirms."""

    actors: list[Actor]
    sources: list[Source]
    themes: set[str]
    types: set[str]

    @property
    def key(self) -> str:
        """The same for the same rows at the same revisions: says what an editor confirmed."""
        seen = [sorted([row.pk, row.revision] for row in rows) for rows in (self.actors, self.sources)]
        return canonical.sha256(canonical.dumps([*seen, sorted(self.themes), sorted(self.types)]))

    def __bool__(self) -> bool:
        return bool(self.actors or self.sources or self.themes or self.types)


def needs(incident: Incident) -> Needs:
    """The actors, sources, themes and type that an incident refers to and that are not public yet."""
    people = {actor for actor in named_actors(incident) if not actor.ref}
    posts = cited_posts(people)
    sources = {source for source in cited_sources(incident, posts) if not source.ref}
    publishers = {source.publisher for source in sources if source.publisher}
    bodies = {post.organisation for post in posts}
    book = codebook.at(ledger.moment())
    return Needs(
        actors=sorted(
            (a for a in people | publishers | bodies if not a.ref),
            key=lambda actor: (sort_key(actor.public_name), actor.pk),
        ),
        sources=originals_first(sources),
        themes={theme.code for theme in incident.themes.all()} - book.themes.keys(),
        types={incident.type_id} - book.types.keys(),
    )


def named_actors(incident: Incident) -> set[Actor]:
    """Every actor that the incident's document names."""
    found: set[Actor | None] = set()
    for participation in incident.participations.select_related("actor", "asserted_by"):
        found |= {participation.actor, participation.asserted_by}
    for statement in incident.statements.select_related(*IN_STATEMENTS):
        found |= {getattr(statement, name) for name in IN_STATEMENTS}
    for claim in incident.claims.prefetch_related("about_actors", "positions__actor"):
        found |= set(claim.about_actors.all()) | {position.actor for position in claim.positions.all()}
    return {actor for actor in found if actor is not None}


def cited_posts(people: set[Actor]) -> list[Affiliation]:
    """Posts that become public with these actors: those with a citation of a source that may be named."""
    posts = Affiliation.objects.filter(actor__in=people, citations__source__confidential=False).distinct()
    return [post for post in posts.select_related("organisation", "actor") if post.actor.named_in_public]


def cited_sources(incident: Incident, posts: list[Affiliation]) -> set[Source]:
    """Every source that the incident, a part of it or one of `posts` cites, with the originals they derive from."""
    rows = Citation.objects.select_related("source__publisher", "source__derived_from__publisher")
    found = {row.source for part in CITED_IN for row in rows.filter(**{part: incident})}
    found |= {row.source for row in rows.filter(affiliation__in=posts)}
    found |= set(Source.objects.filter(positions__claim__incident=incident).select_related("publisher"))
    return with_originals(source for source in found if not source.confidential)


def with_originals(sources: Iterable[Source]) -> set[Source]:
    """The sources and, step by step, what they derive from, as far as it may be named."""
    found, ahead = set(), set(sources)
    while ahead:
        found |= ahead
        originals = {source.derived_from for source in ahead if source.derived_from}
        ahead = {source for source in originals if not source.confidential} - found
    return found


def originals_first(sources: set[Source]) -> list[Source]:
    """Sources in an order in which each stands after the one it derives from."""
    waiting = {source.pk: source for source in sorted(sources, key=lambda source: source.pk)}
    ordered: list[Source] = []
    while waiting:
        ready = [s for s in waiting.values() if s.derived_from_id not in waiting] or list(waiting.values())
        ordered += ready
        for source in ready:
            del waiting[source.pk]
    return ordered
