"""A record with public things, and hidden things of every state beside it. Every hidden text carries a canary."""

from dataclasses import dataclass, field

from actors.models import Actor, ActorName, Country, CountryName
from codebook.models import IncidentType, Theme
from incidents import workflow
from incidents.interchange.documents import document_of
from incidents.models import (
    Citation,
    Claim,
    Coverage,
    Episode,
    Incident,
    Participation,
    Relation,
    Source,
    Statement,
)
from tests.make import (
    checked,
    make_actor,
    make_claim,
    make_incident,
    make_source,
    make_statement,
    publish,
    publish_example,
)

CANARY = "xanthous"  # no other text of the project contains it


@dataclass
class World:
    """What is public (and stays as it is), and what is hidden (and is made, edited and removed by the phases)."""

    public: Incident
    other: Incident
    hidden: list = field(default_factory=list)


def build() -> World:
    """Two public incidents, one of them in its second version, with a statement, a claim and an actor under protection."""
    grozin = publish_example()
    grozin.themes.add("migrants")
    publish(grozin, "Theme added.")
    other = make_incident("Uzbekistan raises the treatment of migrants with Russia")
    make_statement(other)
    make_claim(other)
    witness = make_actor(
        f"{CANARY} protected name", "person", "UZB", privacy="protected", description="a migrant worker"
    )
    checked(ActorName(actor=witness, name=f"{CANARY} alias"))
    checked(Participation(incident=other, role="victim", actor=witness))
    publish(other)
    return World(Incident.objects.get(pk=grozin.pk), Incident.objects.get(pk=other.pk))


def add_hidden(world: World) -> None:
    """One thing of every state that the public must not know of, each tied to public ones."""
    draft = make_incident(
        f"{CANARY} draft", source=Source.objects.exclude(ref="").first(), summary=f"{CANARY}", note=CANARY
    )
    make_statement(draft, f"{CANARY} words", speaker=Actor.objects.exclude(ref="").first())
    make_claim(draft, f"{CANARY} claim")
    draft.themes.add("migrants")
    review = make_incident(f"{CANARY} in review")
    Incident.objects.filter(pk=review.pk).update(stage="review")
    theme = checked(Theme(code=f"{CANARY}-theme", label=f"{CANARY} theme", definition=CANARY))
    kind = IncidentType.objects.get(code="P10")
    kind.code, kind.slug, kind.label = "P11", f"{CANARY}-type", f"{CANARY} type"
    kind.save(force_insert=True)
    draft.themes.add(theme)
    actor = make_actor(f"{CANARY} never published", country="KAZ")
    secret = make_source(f"{CANARY} cable", confidential=True)
    checked(Citation(incident=world.public, source=secret, excerpt=CANARY, credibility="1"))
    episode = checked(Episode(title=f"{CANARY} episode", date="2025-04/2025-05"))
    relation = checked(
        Relation(kind="follows", from_incident=draft, to_incident=world.public, basis="analyst", note=CANARY)
    )
    coverage = checked(
        Coverage(country_id="KAZ", start="2025-01-01", end="2025-12-31", depth="systematic", note=CANARY)
    )
    world.hidden = [relation, coverage, episode, draft, review, theme, kind, actor, secret]


def change_public_unpublished(world: World) -> None:
    """Unpublished changes of public things, and their private fields."""
    Incident.objects.filter(pk=world.public.pk).update(
        title=f"{CANARY} new title",
        summary=CANARY,
        date="2025-04-01",
        date_earliest="2025-04-01",
        level=3,
        note=CANARY,
        accused_side_searched=CANARY,
        latitude=1,
        longitude=1,
        stage="review",
    )
    make_statement(world.public, f"{CANARY} new words")
    make_claim(world.public, f"{CANARY} new claim")
    world.public.themes.add("sport")
    Participation.objects.filter(incident=world.public).update(note=CANARY)
    Statement.objects.filter(incident=world.other).update(note=CANARY, role_at_time=f"{CANARY} office")
    Claim.objects.filter(incident=world.other).update(note=CANARY, certainty="confirmed")
    change_what_others_refer_to()
    for incident in (world.public, world.other):
        incident.refresh_from_db()
        workflow.keep_revision(
            "incident", incident, document_of("incident", incident), user=None, reason=CANARY
        )


def change_what_others_refer_to() -> None:
    """Unpublished changes of public actors, sources, countries and words that incidents refer to."""
    Actor.objects.exclude(ref="").update(note=CANARY, officialness="top", wikidata="Q1")
    Actor.objects.filter(privacy="public").exclude(ref="").update(name=f"{CANARY} renamed")
    for number, actor in enumerate(Actor.objects.exclude(ref="")):
        checked(ActorName(actor=actor, name=f"{CANARY} other name {number}"))
    Source.objects.exclude(ref="").update(
        note=CANARY, title=f"{CANARY} retitled", archived_url=f"https://example.org/{CANARY}"
    )
    Theme.objects.filter(code="migrants").update(label=f"{CANARY} label", definition=CANARY)
    IncidentType.objects.filter(code="P10").update(label=f"{CANARY} label", definition=CANARY)
    Country.objects.filter(code="KAZ").update(name=f"{CANARY}stan", status_note=CANARY)
    CountryName.objects.create(country_id="KAZ", language="eo", name=CANARY)


def edit_hidden(world: World) -> None:
    """Edits of hidden things."""
    draft = Incident.objects.get(title=f"{CANARY} draft")
    Incident.objects.filter(pk=draft.pk).update(title=f"{CANARY} draft, edited", type_id="D10", level=3)
    make_statement(draft, f"{CANARY} more")
    Actor.objects.filter(name=f"{CANARY} never published").update(name=f"{CANARY} still not")
    Theme.objects.filter(code=f"{CANARY}-theme").update(label=f"{CANARY} theme, edited")


def remove_hidden(world: World) -> None:
    """Removal of hidden things, parts before wholes."""
    Citation.objects.filter(excerpt=CANARY).delete()
    for row in world.hidden:
        row.__class__.objects.filter(pk=row.pk).delete()


PHASES = [add_hidden, edit_hidden, change_public_unpublished, remove_hidden]
