"""What becomes public together with an incident or episode, because it refers to it and it is not public yet."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Q

from actors.models import Actor, Affiliation
from incidents.models import Citation, Coverage, Episode, Incident, Relation, Source, Statement
from lib import canonical
from lib.sorting import sort_key
from record import codebook, ledger
from record.answers import answers, unpublished
from record.documents.links import build_link
from record.documents.people import IN_STATEMENTS, survivor
from record.indexing.applying import public_now
from record.models import Document, LinkIndex
from record.standing import out_of

CITED_IN = {
    "incident": ("incident", "statement__incident", "claim__incident", "participation__incident"),
    "episode": ("statement__episode", "claim__episode"),
}


@dataclass(frozen=True)
class Needs:
    """What is published with a thing; the desk lists it and the editor confirms."""

    actors: list[Actor] = field(default_factory=list)
    sources: list[Source] = field(default_factory=list)
    links: list[Relation] = field(default_factory=list)
    answers: list[Statement] = field(default_factory=list)
    themes: set[str] = field(default_factory=set)
    types: set[str] = field(default_factory=set)
    refs: set[str] = field(default_factory=set)  # of actors and sources that have been public before

    @property
    def key(self) -> str:
        """The same for the same rows at the same revisions: says what an editor confirmed."""
        parts: tuple[list, ...] = (self.actors, self.sources, self.links)
        seen = [sorted([row.pk, row.revision] for row in rows) for rows in parts]
        said = sorted([row.pk, row.replies_to_id, row.reply_kind] for row in self.answers)
        return canonical.sha256(canonical.dumps([*seen, said, sorted(self.themes), sorted(self.types)]))

    def __bool__(self) -> bool:
        return bool(self.actors or self.sources or self.links or self.answers or self.themes or self.types)


def needs(home: Incident | Episode) -> Needs:
    """Actors, sources, links, answers, themes and type that an incident or episode refers to and that are not public yet."""
    links = linked(home)
    named = {
        survivor(actor) for actor in [*named_actors(home), *(link.asserted_by for link in links)] if actor
    }
    people = {actor for actor in named if not actor.ref}
    posts = cited_posts(people)
    cited = cited_sources(home, posts)
    sources = {source for source in cited if not source.ref}
    publishers = {survivor(source.publisher) for source in sources if source.publisher}
    bodies = {survivor(post.organisation) for post in posts}
    parents = {survivor(actor.parent) for actor in people if actor.parent}
    words = new_words(home)
    return Needs(
        actors=sorted(
            (a for a in people | publishers | bodies if not a.ref),
            key=lambda actor: (sort_key(actor.public_name), actor.pk),
        ),
        sources=originals_first(sources),
        links=changed(links),
        answers=unpublished(answers(home)),
        themes=words[0],
        types=words[1],
        refs=numbers(named | publishers | bodies | parents) | numbers(cited),
    )


def numbers(things: Iterable[Any]) -> set[str]:
    """Public numbers of those that have one."""
    return {thing.ref for thing in things if thing.ref}


def new_words(home: Incident | Episode) -> tuple[set[str], set[str]]:
    """Themes and types that the public codebook lacks; an episode has none."""
    if not isinstance(home, Incident):
        return set(), set()
    book = codebook.at(ledger.moment())
    return {theme.code for theme in home.themes.all()} - book.themes.keys(), {
        home.type_id
    } - book.types.keys()


def linked(home: Incident | Episode) -> list[Relation]:
    """Relations of a thing whose other end is public: they are public with it, or become so. None that was taken back."""
    rows = relations(home)
    out = out_of(row.ref for row in rows if row.ref)
    public = public_now({end.ref for row in rows for end in (row.start, row.end) if end.ref})
    return [row for row in rows if row.ref not in out and {row.start.ref, row.end.ref} - {home.ref} <= public]


def changed(links: list[Relation]) -> list[Relation]:
    """Those that were never public, or say something else than their public version. One query for these, and a few each."""
    now = LinkIndex.objects.filter(ref__in=[row.ref for row in links if row.ref], until__isnull=True)
    texts = Document.objects.filter(entry__in=now.values("entry")).values_list("entry__ref", "text")
    public = dict(texts)
    return [row for row in links if says_more(row) or public.get(row.ref) != canonical.dumps(build_link(row))]


def says_more(row: Relation) -> bool:
    """Whether a link is new, or will name somebody who becomes public with it."""
    return not row.ref or bool(row.asserted_by and not survivor(row.asserted_by).ref)


def waiting_links(home: Incident | Episode) -> list[Relation]:
    """Links that publishing a thing would publish or correct."""
    return changed(linked(home))


def relations(home: Incident | Episode) -> list[Relation]:
    """Every relation from or to a thing of the working copy."""
    noun = "incident" if isinstance(home, Incident) else "episode"
    ends = Q(**{f"from_{noun}": home}) | Q(**{f"to_{noun}": home})
    parts = ("from_incident", "from_episode", "to_incident", "to_episode", "asserted_by")
    return list(Relation.objects.filter(ends).select_related(*parts).order_by("pk"))


def named_actors(home: Incident | Episode) -> set[Actor]:
    """Every actor that the document of an incident or episode names."""
    found: set[Actor | None] = set()
    if isinstance(home, Incident):
        for participation in home.participations.select_related("actor", "asserted_by"):
            found |= {participation.actor, participation.asserted_by}
    for statement in home.statements.select_related(*IN_STATEMENTS):
        found |= {getattr(statement, name) for name in IN_STATEMENTS}
    for claim in home.claims.prefetch_related("about_actors", "positions__actor"):
        found |= set(claim.about_actors.all()) | {position.actor for position in claim.positions.all()}
    return {actor for actor in found if actor is not None}


def cited_posts(people: set[Actor]) -> list[Affiliation]:
    """Posts that become public with these actors: those with a citation of a source that may be named."""
    posts = Affiliation.objects.filter(actor__in=people, citations__source__confidential=False).distinct()
    return [post for post in posts.select_related("organisation", "actor") if post.actor.named_in_public]


def cited_sources(home: Incident | Episode, posts: list[Affiliation]) -> set[Source]:
    """Every source that the thing, a part of it or one of `posts` cites, with the originals they derive from."""
    noun = "incident" if isinstance(home, Incident) else "episode"
    rows = Citation.objects.select_related("source__publisher", "source__derived_from__publisher")
    anywhere = reduce(or_, (Q(**{part: home}) for part in CITED_IN[noun]))
    found = {row.source for row in rows.filter(anywhere)}
    found |= {row.source for row in rows.filter(affiliation__in=posts)}
    in_positions = {f"positions__claim__{noun}": home}
    found |= set(Source.objects.filter(**in_positions).select_related("publisher"))
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


def refs_of(thing: Actor | Source | Coverage | Relation) -> set[str]:
    """Public numbers of what the document of a thing that is published alone names."""
    found: list[Any] = []
    if isinstance(thing, Actor):
        found = [thing.parent, *(post.organisation for post in cited_posts({thing}))]
    elif isinstance(thing, Source):
        found = [thing.publisher, thing.derived_from]
    elif isinstance(thing, Relation):
        found = [thing.asserted_by]
    actual = [survivor(one) if isinstance(one, Actor) else one for one in found if one]
    return numbers(actual)
