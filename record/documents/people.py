"""What documents call an actor, and which states it stands for: as the record has it, once it is public.

An unpublished edit of a public actor must not slip out with an incident that names it, nor one of the description that
stands for a name. Only protection goes ahead of the record: a name that the desk has hidden since is not written again.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any

from actors.models import Actor
from incidents.models import Episode, Incident, Participation
from lib import canonical
from record.models import Document, ThingIndex
from record.standing import out_of

IN_STATEMENTS = ("speaker", "mandate_assessed_by", "addressee_actor", "about_actor", "relayed_by")


class People:
    """The actors that one document names, and which of all that it mentions is out of the record.

    One query for those that are public, one more if names are hidden, one if it mentions things that may be out.
    """

    def __init__(self, actors: Iterable[Actor | None], mentioned: Iterable[str] = ()):
        named = {survivor(actor) for actor in actors if actor}
        refs = {actor.ref for actor in named} - {""}
        rows = list(ThingIndex.objects.filter(ref__in=refs, until__isnull=True)) if refs else []
        self.cards = {row.ref: canonical.loads(row.card) for row in rows}
        perhaps = {*refs, *mentioned} - self.cards.keys()
        self.out = out_of(perhaps).keys() if perhaps else set()
        hidden = {actor.ref for actor in named if not actor.named_in_public}
        self.descriptions = descriptions({row.since: row.ref for row in rows if row.ref in hidden})

    @classmethod
    def of(cls, home: Incident | Episode, participations: Iterable[Participation] = ()) -> "People":
        """Those that the document of an incident or episode names; uses what is prefetched."""
        found: list[Actor | None] = []
        for participation in participations:
            found += [participation.actor, participation.asserted_by]
        for statement in home.statements.all():
            found += [getattr(statement, name) for name in IN_STATEMENTS]
        found += [position.actor for claim in home.claims.all() for position in claim.positions.all()]
        return cls(found, {thing.ref for thing in about(home) if thing.ref})

    def listed(self, things: Iterable[Any]) -> list[str]:
        """The numbers of those things that have one and are not out of the record; of an actor, the one it lives on under."""
        standing = (survivor(one) if isinstance(one, Actor) else one for one in things)
        return sorted({one.ref for one in standing if one.ref} - set(self.out))

    def named(self, actor: Actor | None) -> dict | None:
        """`{ref, name, kind}` of an actor; its description stands in for a name that is not public."""
        if actor is None or survivor(actor).ref in self.out:
            return None
        actor = survivor(actor)
        card = self.cards.get(actor.ref, {})
        described = self.descriptions.get(actor.ref) or actor.description
        name = card.get("name", actor.public_name) if actor.named_in_public else described
        return {"ref": actor.ref or None, "name": name, "kind": card.get("kind", actor.kind)}

    def party(self, actor: Actor | None, country: str | None, words: str = "") -> dict | None:
        """An addressee or the one spoken of: an actor, a state or words; null if none is on file."""
        if not (actor or country or words):
            return None
        return {"actor": self.named(actor), "country": country, "words": words or None}

    def parties_of(self, actor: Actor, day: date | None) -> list[str]:
        """Party codes of an actor on a day: its own code, else its states at that time; a missing day asks for all."""
        actor = survivor(actor)
        card = self.cards.get(actor.ref)
        if card is None:
            card = {"party_code": actor.party_code, "countries": states(actor)}
        if card["party_code"]:
            return [card["party_code"]]
        return [row["country"] for row in card["countries"] if holds(row, day)]


def about(home: Incident | Episode) -> list[Any]:
    """Everything that statements and claims say they are about or contradict; uses what is prefetched."""
    found: list[Any] = [other for row in home.statements.all() for other in row.also_about.all()]
    for row in home.claims.all():
        found += [*row.about_incidents.all(), *row.contradicts.all(), *row.contradicted_by.all()]
        found += [survivor(actor) for actor in row.about_actors.all()]
    return found


def descriptions(entries: dict[int, str]) -> dict[str, str | None]:
    """Ref to the description that was published, for the entries of actors; one query, none for no entries."""
    if not entries:
        return {}
    texts = Document.objects.filter(entry__in=entries).values_list("entry_id", "text")
    return {entries[entry]: canonical.loads(text)["description"] for entry, text in texts}


def survivor(actor: Actor) -> Actor:
    """The actor that this one was merged into, step by step; itself if it was not."""
    seen = {actor.pk}
    while actor.merged_into and actor.merged_into_id not in seen:
        actor = actor.merged_into
        seen.add(actor.pk)
    return actor


def states(actor: Actor) -> list[dict]:
    """The states of an actor with their time, as its document has them; uses the prefetched `countries`."""
    return [
        {
            "country": row.country_id,
            "start": row.start.isoformat() if row.start else None,
            "end": row.end.isoformat() if row.end else None,
            "basis": row.basis or None,
        }
        for row in actor.countries.all()
    ]


def holds(row: dict, day: date | None) -> bool:
    """Whether a state of an actor held on a day; an open end means still, an open start always."""
    if day is None:
        return True
    text = day.isoformat()
    return (row["start"] or text) <= text <= (row["end"] or text)
