"""What is public, so that something can leak into it: at least one thing of every kind, by an editor with private notes.

Some of it was taken out again. What such a thing had said stands in `Content`, so that a test can say something else.
"""

from dataclasses import dataclass

from django.contrib.auth.models import User

from actors.models import Actor, ActorName
from incidents.models import (
    ClaimPosition,
    Coverage,
    Episode,
    Incident,
    Participation,
    Relation,
    Source,
)
from record.expunging import expunge
from record.models import Entry
from record.publishing import publish_alone, publish_episode, publish_incident
from record.withdrawing import merge_actors, merge_incidents, retract
from tests.make import (
    checked,
    make_actor,
    make_claim,
    make_incident,
    make_source,
    make_statement,
    make_user,
    publish_example,
)

# Words that no other text of the project contains.
CANARY = "xanthous"  # in everything that was never public
GONE = "quokkish"  # in what was public and was retracted, or lives on elsewhere
EXPUNGED = "zymurgic"  # in what was public and was taken away for good
IN_PUBLIC = "They spoke in public."
WHY = "It was reported in error."


@dataclass(frozen=True)
class Content:
    """What taken-out things had said; two of them differ in all that a list, a count or a name could show."""

    word: str
    sides: tuple[str, str] = ("UZB", "RUS")
    date: str = "2025-05-02"
    type_id: str = "D10"
    level: int = 3
    theme: str = "migrants"
    country: str = "UZB"
    relation: str = "follows"


@dataclass
class World:
    """What the phases change: two public incidents, and the editor who published everything."""

    public: Incident
    other: Incident
    editor: User


def build() -> World:
    """All that is public, and all that was taken out."""
    world = build_public()
    take_out(world, Content(GONE), Content(EXPUNGED))
    return world


def build_public() -> World:
    """Incidents DI-1 and DI-2, an episode, coverage, links and an answer."""
    editor = make_user(f"{CANARY}-editor", "Editor", first_name=CANARY, email=f"{CANARY}@example.org")
    public = publish_example()
    public.themes.add("migrants")
    other = make_other(public)
    put(public, editor, "Theme added."), put(other, editor)
    episode = checked(Episode(title="Entry bans of spring 2025", date="2025-04/2025-05", note=CANARY))
    member = Relation(kind="part_of", from_incident=other, to_episode=episode, basis="analyst", part="core")
    checked(member)
    checked(Relation(kind="follows", from_incident=other, to_incident=public, basis="analyst", note=CANARY))
    put_episode(episode, editor)
    put(other, editor, "A link.")
    coverage = Coverage(country_id="UZB", start="2025-01-01", end="2025-06-30", depth="systematic")
    put_alone("coverage", checked(coverage), editor)
    for incident in (public, other):
        incident.refresh_from_db()
    return World(public, other, editor)


def make_other(public: Incident) -> Incident:
    """A measure with a place, an answer to the first incident, a denied claim and a victim whose name is protected."""
    other = make_incident(
        "Uzbekistan raises the treatment of migrants with Russia",
        nature="measure",
        status="in_force",
        effective="2025-05-01",
        place_country_id="UZB",
        place_precision="city",
        latitude=41,
        longitude=69,
        note=CANARY,
        accused_side_searched=CANARY,
    )
    minister = make_actor("Minister of the day", "person", officialness="senior")
    make_statement(
        other, speaker=minister, replies_to=public.statements.get(), reply_kind="confirms", note=CANARY
    )
    claim = make_claim(other, note=CANARY)
    checked(ClaimPosition(claim=claim, actor=minister, position="denies", note=CANARY))
    witness = make_actor(
        f"{CANARY} protected name", "person", "UZB", privacy="protected", description="a migrant worker"
    )
    checked(ActorName(actor=witness, name=f"{CANARY} alias"))
    checked(Participation(incident=other, role="victim", actor=witness, note=CANARY))
    return other


def put(incident: Incident, editor: User, reason="First publication.", note=CANARY, **options) -> Entry:
    """Publishes an incident, with a note and an answer to the checks that are nobody's business."""
    incident.refresh_from_db()
    said = {"reason": reason, "note": note, "override": note or IN_PUBLIC, **options}
    entry = publish_incident(incident, user=editor, revision=incident.revision, **said)
    incident.refresh_from_db()
    return entry


def put_episode(episode: Episode, editor: User, reason="A new episode.", note=CANARY) -> Entry:
    episode.refresh_from_db()
    entry = publish_episode(episode, user=editor, revision=episode.revision, reason=reason, note=note)
    episode.refresh_from_db()
    return entry


def put_alone(kind: str, thing, editor: User, note=CANARY) -> Entry:
    thing.refresh_from_db()
    said = {"reason": "Needed elsewhere.", "note": note}
    entry = publish_alone(kind, thing, user=editor, revision=thing.revision, **said)
    thing.refresh_from_db()
    return entry


# --- taken out ----------------------------------------------------------------------------------------------------

# The last action on each thing that was taken out, as the tests of the tests compare it.
TAKEN_OUT = {
    "DI-3": "retracted",
    "DI-4": "merged",
    "DI-5": "expunged",
    "DI-6": "expunged",
    "A-10": "merged",
    "A-11": "retracted",
    "A-12": "expunged",
    "SR-5": "retracted",
    "EP-2": "retracted",
    "CV-2": "retracted",
}


def take_out(world: World, gone: Content, expunged: Content) -> None:
    """Publishes things and takes them out again, each in its way (see TAKEN_OUT); the source they cite stays."""
    source = Source.objects.get(ref="SR-4")
    retracted = make_content(gone, "retracted", source)
    checked(Relation(kind=gone.relation, from_incident=retracted, to_incident=world.public, basis="analyst"))
    merged = make_content(gone, "merged", source, bare=True)
    away, kept = (make_content(expunged, name, source) for name in ("removed", "removed, row kept"))
    for incident in (retracted, merged, away, kept):
        put(incident, world.editor)
    done(retract, "incident", retracted, world)
    merged.refresh_from_db()
    merge_incidents(merged, world.other, **step(merged, world))
    done(expunge, "incident", away, world)
    done(expunge, "incident", kept, world, keep_row=True)
    take_out_actors(world, gone, expunged)
    take_out_others(world, gone)
    for incident in (world.public, world.other):
        incident.refresh_from_db()


def make_content(content: Content, name: str, source: Source, *, bare: bool = False) -> Incident:
    """An incident that says a content; a bare one has no parts that a merge would carry over."""
    fields = {name: getattr(content, name) for name in ("sides", "date", "type_id", "level")}
    incident = make_incident(f"{content.word} {name}", source=source, summary=f"{content.word}.", **fields)
    incident.themes.add(content.theme)
    if not bare:
        make_statement(
            incident, f"{content.word} words", speaker=Actor.objects.get(name="Minister of the day")
        )
        make_claim(incident, f"{content.word} claim")
    return incident


def take_out_actors(world: World, gone: Content, expunged: Content) -> None:
    survivor = make_actor("Border service", country="KAZ", kind="agency")
    put_alone("actor", survivor, world.editor)
    duplicate, retracted, away = (
        make_actor(f"{content.word} {name}", country=content.country, kind="agency")
        for content, name in ((gone, "duplicate"), (gone, "office"), (expunged, "office"))
    )
    for actor in (duplicate, retracted, away):
        put_alone("actor", actor, world.editor)
    merge_actors(duplicate, survivor, **step(duplicate, world))
    done(retract, "actor", retracted, world)
    done(expunge, "actor", away, world, keep_row=True)


def take_out_others(world: World, gone: Content) -> None:
    source = make_source(f"{gone.word} report")
    put_alone("source", source, world.editor)
    done(retract, "source", source, world)
    episode = checked(Episode(title=f"{gone.word} crisis", date=gone.date))
    put_episode(episode, world.editor)
    done(retract, "episode", episode, world)
    coverage = checked(
        Coverage(
            country_id=gone.country, start="2024-01-01", end="2025-12-31", depth="systematic", note=gone.word
        )
    )
    put_alone("coverage", coverage, world.editor)
    done(retract, "coverage", coverage, world)


def step(thing, world: World) -> dict:
    return {"user": world.editor, "revision": thing.revision, "reason": WHY, "note": CANARY}


def done(action, kind: str, thing, world: World, **options) -> None:
    thing.refresh_from_db()
    action(kind, thing, **step(thing, world), **options)
