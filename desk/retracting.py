"""The page of retracting: what leaves the public, which links rest, and what keeps a thing there."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_http_methods

from codebook import scales
from desk.deciding import EDITOR, Proposal, about, allow, decide
from desk.decision_forms import RetractForm
from desk.places import MODELS, by_ref, change_url
from record.documents.links import REPLY
from record.models import Entry, LinkIndex, StatementIndex
from record.withdrawing import not_public, retract, still_named


@dataclass(frozen=True)
class Resting:
    """A public link that ends while one of its ends is out: its number, its row's form if it has one, what it says."""

    ref: str
    url: str
    words: str


@dataclass(frozen=True, kw_only=True)
class Withdrawal(Proposal):
    effects: list[str]
    links: list[Resting]


@require_http_methods(["GET", "HEAD", "POST"])
def retract_page(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """Taking a thing out of now; what was published stays readable by its version."""
    allow(request, EDITOR)
    row: Any = get_object_or_404(MODELS[kind], pk=pk)
    return decide(
        request,
        RetractForm(request.POST or None),
        lambda **said: retract(kind, row, **said),
        lambda: propose(kind, MODELS[kind]._default_manager.get(pk=pk)),
        template="desk/retract.html",
        after=lambda: change_url(row),
        of=(kind, row),
    )


def propose(kind: str, row: Any) -> Withdrawal:
    """What would happen is told only where nothing stands in the way."""
    found = [*not_public(row), *still_named(kind, row)]
    return Withdrawal(
        **about("Retract", kind, row),
        obstacles=found,
        effects=[] if found else effects(kind, row.ref),
        links=[] if found else resting(row.ref),
    )


def effects(kind: str, ref: str) -> list[str]:
    """What readers notice, one sentence each."""
    found = ["Lists, counts, charts and searches leave it out from now on."]
    if kind == "incident":
        found.append(f"{ref} answers that it is withdrawn, with your reason.")
    statements = StatementIndex.objects.filter(home=ref, until__isnull=True).count()
    if statements:
        found.append(f"With it {counted(statements, 'statement')} can no longer be found.")
    kept = Entry.objects.filter(ref=ref, document__isnull=False).order_by("version")
    numbers = [str(number) for number in kept.values_list("version", flat=True)]
    stays = f"Version {numbers[0]} stays" if len(numbers) == 1 else f"Versions {', '.join(numbers)} stay"
    return [*found, f"{stays} readable under that number, and in the record as of an earlier day."]


def counted(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def resting(ref: str) -> list[Resting]:
    """Public links from or to a thing or a statement in it."""
    if not ref:
        return []
    held = LinkIndex.objects.filter(Q(start_home=ref) | Q(end_home=ref), until__isnull=True)
    return [resting_link(link) for link in held.order_by("number")]


def resting_link(link: LinkIndex) -> Resting:
    says = "answers" if link.kind == REPLY else scales.label("relation_kinds", link.kind).lower()
    row = by_ref(link.ref)
    return Resting(link.ref, change_url(row) if row else "", f"{link.start} {says} {link.end}")
