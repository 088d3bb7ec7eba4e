"""What happens at the desk and must not show: hidden things come, change and go, public ones change without being published.

Each phase changes the working copy alone and writes no entry. Every text it brings carries the canary.
"""

from django.db.models import Model, Q

from actors.models import (
    Actor,
    ActorCountry,
    ActorName,
    Affiliation,
    Country,
    CountryName,
    Grouping,
    GroupingMember,
)
from codebook.models import IncidentType, Theme
from incidents import workflow
from incidents.interchange.documents import document_of
from incidents.models import (
    Citation,
    Claim,
    ClaimPosition,
    Coverage,
    Decision,
    Episode,
    Incident,
    Participation,
    Relation,
    Revision,
    Source,
    Statement,
)
from tests.leaks.world import CANARY, TAKEN_OUT, World
from tests.make import checked, make_actor, make_claim, make_incident, make_source, make_statement, make_user


def draft_of(name: str) -> Incident:
    return Incident.objects.get(title=f"{CANARY} {name}")


def add_hidden(world: World) -> None:
    """One thing of every state that the public must not know of, each tied to public ones."""
    add_words()
    add_incidents(world)
    add_actors_and_sources(world)
    add_connections(world)
    checked(Coverage(country_id="KAZ", start="2025-01-01", end="2025-12-31", depth="systematic", note=CANARY))


def add_words() -> None:
    """A theme, a type and a grouping that the public codebook does not have."""
    checked(Theme(code=f"{CANARY}-theme", label=f"{CANARY} theme", definition=CANARY))
    kind = IncidentType.objects.get(code="P10")
    kind.code, kind.slug, kind.label = "P11", f"{CANARY}-type", f"{CANARY} type"
    kind.save(force_insert=True)
    checked(Grouping(code="XQ", name=f"{CANARY} union"))
    checked(GroupingMember(grouping_id="XQ", country_id="KAZ"))


def add_incidents(world: World) -> None:
    """A draft like the public incidents, one of a hidden type, one in review, one that was brought back to what it was."""
    draft = make_incident(
        f"{CANARY} draft",
        source=Source.objects.get(ref="SR-3"),
        sides=("KAZ", "RUS"),
        summary=CANARY,
        note=CANARY,
    )
    draft.themes.add("migrants", f"{CANARY}-theme")
    make_incident(f"{CANARY} of a hidden type", type_id="P11", level=4)
    make_incident(f"{CANARY} in review", stage="review")
    restored = make_incident(f"{CANARY} restored")
    keep(restored, world)
    Incident.objects.filter(pk=restored.pk).update(summary=f"{CANARY}, changed")
    keep(restored, world)
    Incident.objects.filter(pk=restored.pk).update(summary=restored.summary)
    keep(restored, world)


def keep(incident: Incident, world: World) -> None:
    """What the desk does with each save."""
    incident.refresh_from_db()
    document = document_of("incident", incident)
    workflow.keep_revision("incident", incident, document, user=world.editor, reason=CANARY)


def add_actors_and_sources(world: World) -> None:
    """An actor that was never public, one that is another's duplicate, and a confidential source of a public incident."""
    actor = make_actor(f"{CANARY} never published", country="KAZ")
    checked(ActorName(actor=actor, name=f"{CANARY} never published either"))
    checked(Affiliation(actor=actor, organisation=Actor.objects.get(ref="A-3"), role=CANARY))
    duplicate = make_actor(f"{CANARY} Minister of the day", "person", "UZB")
    Actor.objects.filter(pk=duplicate.pk).update(merged_into=Actor.objects.get(ref="A-8"))
    secret = make_source(f"{CANARY} cable", confidential=True, publisher=actor, reliability="A")
    for part in (
        {"incident": world.public},
        {"incident": world.other},
        {"statement": world.public.statements.get()},
        {"statement": world.other.statements.get()},
        {"claim": world.public.claims.first()},
    ):
        checked(Citation(source=secret, excerpt=CANARY, credibility="1", **part))


def add_connections(world: World) -> None:
    """Links, answers, mentions and memberships between what is public and what is not, in both directions."""
    draft, said = draft_of("draft"), world.public.statements.get()
    theirs = make_statement(
        draft, f"{CANARY} words", speaker=said.speaker, replies_to=said, reply_kind="denies"
    )
    claim = make_claim(draft, f"{CANARY} claim")
    claim.contradicts.add(world.public.claims.first())
    claim.about_incidents.add(world.public)
    theirs.also_about.add(world.public)
    Statement.objects.filter(pk=said.pk).update(replies_to=theirs, reply_kind="ignores")
    heard = world.other.statements.get()
    make_statement(draft, f"{CANARY} too", speaker=said.speaker, replies_to=heard, reply_kind="rejects")
    for row in (said, heard):
        row.also_about.add(draft)
    world.public.claims.first().about_incidents.add(draft)
    hidden = checked(Episode(title=f"{CANARY} episode", date="2025-04/2025-05"))
    public = Episode.objects.get(ref="EP-1")
    for start, end in (
        ({"from_incident": draft}, {"to_incident": world.public}),
        ({"from_incident": world.other}, {"to_incident": draft}),
        ({"from_incident": world.public}, {"to_episode": hidden, "kind": "part_of"}),
        ({"from_incident": draft}, {"to_episode": public, "kind": "part_of"}),
    ):
        checked(Relation(**{"kind": "influenced_by", "basis": "analyst", "note": CANARY, **start, **end}))


def edit_hidden(world: World) -> None:
    """Edits of hidden things."""
    draft = draft_of("draft")
    Incident.objects.filter(pk=draft.pk).update(title=f"{CANARY} draft, edited", type_id="D10", level=3)
    make_statement(draft, f"{CANARY} more")
    Actor.objects.filter(name=f"{CANARY} never published").update(officialness="top", party_code="")
    Theme.objects.filter(code=f"{CANARY}-theme").update(label=f"{CANARY} theme, edited")
    Episode.objects.filter(ref="").update(date="2024")
    Coverage.objects.filter(ref="").update(country_id="RUS", depth="partial")
    Relation.objects.filter(ref="", note=CANARY).update(confidence="high")


def change_public(world: World) -> None:
    """Unpublished changes of public things: texts, codes, people, connections; a protected name among them."""
    change_first(world)
    Incident.objects.filter(pk=world.other.pk).update(title=f"{CANARY} other title", level=5)
    Statement.objects.filter(incident=world.other).update(role_at_time=f"{CANARY} office")
    Claim.objects.filter(incident=world.other).update(certainty="confirmed")
    Episode.objects.filter(ref="EP-1").update(title=f"{CANARY} new name", summary=CANARY)
    Coverage.objects.filter(ref="CV-1").update(depth="partial", country_id="KAZ", note=CANARY)
    Relation.objects.exclude(ref="").update(confidence="low")
    change_what_others_refer_to(world)
    for incident in (world.public, world.other):
        keep(incident, world)


def change_first(world: World) -> None:
    """Unpublished changes of the first incident in all its parts."""
    Incident.objects.filter(pk=world.public.pk).update(
        title=f"{CANARY} new title",
        summary=CANARY,
        date="2025-04-01",
        date_earliest="2025-04-01",
        level=3,
        latitude=1,
        longitude=1,
    )
    make_statement(world.public, f"{CANARY} new words")
    make_claim(world.public, f"{CANARY} new claim", certainty="disputed", reason=CANARY)
    world.public.themes.add("sovereignty-rhetoric", f"{CANARY}-theme")
    victim = Actor.objects.get(name=f"{CANARY} protected name")
    checked(Participation(incident=world.public, role="victim", actor=victim))


def change_what_others_refer_to(world: World) -> None:
    """Unpublished changes of public actors, sources, countries and words that incidents refer to."""
    for number, actor in enumerate(Actor.objects.exclude(ref="").order_by("pk")):
        Actor.objects.filter(pk=actor.pk).update(name=f"{CANARY} renamed {number}", officialness="top")
        checked(ActorName(actor=actor, name=f"{CANARY} other name {number}"))
        ActorCountry.objects.get_or_create(actor=actor, country_id="JPN", defaults={"basis": CANARY})
    Actor.objects.exclude(ref="").update(wikidata="Q1")
    Actor.objects.filter(privacy="protected").update(description=f"{CANARY} words for a name")
    Source.objects.exclude(ref="").update(
        title=f"{CANARY} retitled",
        archived_url=f"https://example.org/{CANARY}",
        reliability="F",
        reliability_reason=CANARY,
    )
    first, *copies = Source.objects.exclude(ref="").order_by("pk")
    Source.objects.filter(pk__in=[copy.pk for copy in copies]).update(derived_from=first)
    Theme.objects.filter(code="migrants").update(label=f"{CANARY} label", definition=CANARY)
    IncidentType.objects.filter(code="P10").update(label=f"{CANARY} label", definition=CANARY)
    Country.objects.filter(code="KAZ").update(name=f"{CANARY}stan", status_note=CANARY)
    checked(CountryName(country_id="KAZ", language="eo", name=f"{CANARY}io"))
    checked(GroupingMember(grouping_id="EU", country_id="UZB", start="2000"))


def change_taken_out(world: World) -> None:
    """Edits of the working copies of what was retracted, merged or expunged."""
    incidents = Incident.objects.filter(ref__in=TAKEN_OUT)
    incidents.update(title=f"{CANARY} again", summary=CANARY, level=4, type_id="P10")
    for incident in incidents:
        make_statement(incident, f"{CANARY} words again")
        incident.themes.add("sovereignty-rhetoric")
        keep(incident, world)
    Actor.objects.filter(ref__in=TAKEN_OUT).update(name=f"{CANARY} again", note=CANARY)
    Actor.objects.filter(ref="A-10").update(merged_into=Actor.objects.get(ref="A-8"))
    Source.objects.filter(ref__in=TAKEN_OUT).update(title=f"{CANARY} again")
    Episode.objects.filter(ref__in=TAKEN_OUT).update(title=f"{CANARY} again")
    Coverage.objects.filter(ref__in=TAKEN_OUT).update(country_id="KAZ", note=CANARY)


def change_private(world: World) -> None:
    """Fields and rows that are the desk's own: notes, searches, stages, decisions, saved revisions, users."""
    for model in (Incident, Actor, Source, Episode, Relation, Participation, Statement, Claim, ClaimPosition):
        model.objects.update(note=f"{CANARY} note")
    Incident.objects.update(accused_side_searched=f"{CANARY} search", assignee=world.editor)
    Decision.objects.update(note=f"{CANARY} reason")
    Revision.objects.update(reason=f"{CANARY} saved")
    analyst = make_user(f"{CANARY}-analyst", "Analyst")
    for incident in (world.public, draft_of("draft, edited")):
        incident.refresh_from_db()
        submitted = workflow.submit(incident, user=analyst, revision=incident.revision, note=CANARY)
        submitted.refresh_from_db()
    workflow.return_to_draft(submitted, user=world.editor, revision=submitted.revision, note=CANARY)
    world.editor.first_name = f"{CANARY}, renamed"
    world.editor.save()


def remove_hidden(world: World) -> None:
    """Removal of everything that has no public number, parts before wholes."""
    hidden = Q(incident__ref="") & Q(incident__isnull=False)
    Citation.objects.filter(source__ref="").delete()
    Statement.objects.filter(replies_to__incident__ref="").update(replies_to=None, reply_kind="")
    Statement.objects.filter(hidden).delete()
    rows: list[type[Model]] = [Relation, Coverage, Episode, Incident, Source]
    for model in rows:
        model._default_manager.filter(ref="").delete()
    Statement.objects.filter(ref="").delete()
    Affiliation.objects.filter(actor__ref="").delete()
    Actor.objects.filter(ref="", merged_into__isnull=False).delete()
    Actor.objects.filter(ref="").exclude(name__contains="Speaker").delete()
    world.public.themes.remove(f"{CANARY}-theme")
    Theme.objects.filter(code=f"{CANARY}-theme").delete()
    IncidentType.objects.filter(code="P11").delete()
    Grouping.objects.filter(code="XQ").delete()


PHASES = [add_hidden, edit_hidden, change_public, change_taken_out, change_private, remove_hidden]
# A short run asks all when everything hidden is there and changed, and every address once more when it is gone.
ALL_IS_CHANGED, ALL_IS_GONE = change_private, remove_hidden


def hide_everything(world: World) -> None:
    """All phases but the removal."""
    for phase in PHASES[:-1]:
        phase(world)


def answer(world: World) -> None:
    """A statement of the first incident is now said to answer one of the second; nobody has published that."""
    said, heard = world.public.statements.get(ref="ST-1"), world.other.statements.get()
    Statement.objects.filter(pk=said.pk).update(replies_to=heard, reply_kind="denies")


def hide_around(world: World) -> None:
    """The same beside what an editor is about to publish: the second incident and the episode stay as they are."""
    add_hidden(world)
    edit_hidden(world)
    change_first(world)
    answer(world)
    change_what_others_refer_to(world)
    change_taken_out(world)
