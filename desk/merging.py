"""The page of merging: choose the one that stays, see what goes over and what does not, and let the other live on in it."""

from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_http_methods

from actors.models import Actor
from codebook import scales
from desk.deciding import EDITOR, Proposal, about, allow, decide
from desk.decision_forms import ChoiceForm, MergeForm
from desk.places import MODELS, change_url, name_of, title_of
from incidents.models import Citation, Incident, Relation
from incidents.workflow import WorkflowError, says_nothing
from record.models import Entry
from record.needs import relations, waiting_links
from record.standing import is_public
from record.withdrawing import ahead, merge_actors, merge_incidents, not_public, not_ready

OVER, STAYS, PUBLIC = "goes over", "stays behind", "becomes public"
EFFECTS = {
    "incident": [
        "What goes over is published there at once, with your reason. Who took part stays as the other has it.",
        "Links of both become links of the one that stays.",
    ],
    "actor": [
        "Documents keep the name that they have; filters, counts and pages know both as one.",
        "At the desk nothing is rewritten. Pick lists no longer offer it.",
    ],
}


@dataclass(frozen=True)
class Part:
    """One part of the duplicate, and what becomes of it."""

    noun: str
    words: str
    fate: str


@dataclass(frozen=True, kw_only=True)
class Merge(Proposal):
    number: str
    into: Any = None
    into_title: str = ""
    into_name: str = ""
    into_url: str = ""
    effects: list[str] = field(default_factory=list)
    parts: list[Part] = field(default_factory=list)


@require_http_methods(["GET", "HEAD", "POST"])
def merge_page(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """One incident into another, or one actor into another; `into` in the address or the form names the other."""
    allow(request, EDITOR)
    row: Any = get_object_or_404(MODELS[kind], pk=pk)
    sent = request.POST if request.method == "POST" else request.GET
    choice = ChoiceForm(kind, sent if "into" in sent or request.method == "POST" else None)
    into: Any = choice.cleaned_data["into"] if choice.is_valid() else None

    def act(**said: Any) -> Entry:
        if into is None:
            raise WorkflowError(f"Choose the {kind} that stays.")
        return merge(row, into, **said)

    return decide(
        request,
        MergeForm(request.POST or None),
        act,
        lambda: propose(kind, MODELS[kind]._default_manager.get(pk=pk), into),
        template="desk/merge.html",
        after=lambda: change_url(into),
        of=(kind, row),
        choice=choice,
    )


def merge(row: Any, into: Any, **said: Any) -> Entry:
    return merge_actors(row, into, **said) if isinstance(row, Actor) else merge_incidents(row, into, **said)


def propose(kind: str, row: Any, into: Any) -> Merge:
    """Without `into` the page only asks for it."""
    start = about("Merge", kind, row) | {"number": name_of(kind, row)}
    if into is None:
        return Merge(**start, obstacles=not_public(row))
    found = [*not_public(row), *not_ready(into), *itself(kind, row, into)]
    if not found:
        found = waiting(row, into) if kind == "incident" else unlike(row, into)
    parts = incident_parts(row, into) if isinstance(row, Incident) else actor_parts(row, into)
    return Merge(
        **start,
        obstacles=found,
        into=into,
        into_title=title_of(into),
        into_name=name_of(kind, into),
        into_url=change_url(into),
        effects=EFFECTS[kind],
        parts=parts,
    )


def itself(kind: str, row: Any, into: Any) -> list[str]:
    return [f"Choose another {kind}: nothing is merged into itself."] if row.pk == into.pk else []


def waiting(row: Incident, into: Incident) -> list[str]:
    return [*ahead(row), *ahead(into)]


def unlike(row: Actor, into: Actor) -> list[str]:
    if row.kind == into.kind:
        return []
    kinds = [actor.get_kind_display().lower() for actor in (row, into)]
    return [f"“{row}” is a {kinds[0]}, “{into}” a {kinds[1]}. Correct the kind first."]


def incident_parts(row: Incident, into: Incident) -> list[Part]:
    """Every part of an incident with what a merge does with it, as `workflow.merge_incidents` decides."""
    found = [Part("Statement", str(part), OVER) for part in row.statements.all()]
    found += [Part("Claim", str(part), OVER) for part in row.claims.all()]
    for citation in row.citations.select_related("source"):
        there = Citation.objects.filter(incident=into, source=citation.source_id, locator=citation.locator)
        fate = f"{STAYS}: the other cites it already" if there.exists() else OVER
        found.append(Part("Citation", citation.source.title, fate))
    links = relations(row)
    found += [Part("Link", words(link, row), fate_of(link, row, into)) for link in links]
    others = [link for link in waiting_links(into) if link not in links]
    found += [Part("Link of the one that stays", words(link, into), PUBLIC) for link in others]
    people = row.participations.select_related("country", "actor")
    return [*found, *(Part("Participant", str(part), STAYS) for part in people)]


def words(link: Relation, row: Incident) -> str:
    """A relation as its own form calls it, told from the duplicate."""
    label = scales.label("relation_kinds", link.kind).lower()
    return f"It {label} {link.end}" if link.from_incident_id == row.pk else f"{link.start} {label} it"


def fate_of(link: Relation, row: Incident, into: Incident) -> str:
    """Whether a relation still says something once its end has gone over."""
    if why := says_nothing(link, row.pk, into.pk):
        return f"{'is taken back' if link.ref else STAYS}: {why}"
    other = link.end if link.from_incident_id == row.pk else link.start
    return OVER if link.ref or not is_public(other.ref) else f"{OVER} and {PUBLIC}"


def actor_parts(row: Actor, into: Actor) -> list[Part]:
    """What an actor keeps under its own number, where the one that stays does not have the same."""
    known = {into.name, *into.names.values_list("name", flat=True)}
    names = {row.name, *row.names.values_list("name", flat=True)} - known
    states = set(row.countries.values_list("country", flat=True))
    states -= set(into.countries.values_list("country", flat=True))
    found = [Part("Name", name, STAYS) for name in sorted(names)]
    found += [Part("Country", code, STAYS) for code in sorted(states)]
    posts = row.affiliations.select_related("organisation")
    return [*found, *(Part("Post or tie", str(post), STAYS) for post in posts)]
