"""The pages of publishing and of bringing back: for each kind of thing, and for the codebook."""

from typing import Any

from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from desk.deciding import EDITOR, allow, decide
from desk.decision_forms import PublishForm
from desk.places import MODELS, change_url
from desk.proposals import propose, propose_codebook
from record import codebook, ledger
from record.models import Entry
from record.obstacles import NothingNew
from record.publish_checks import checks
from record.publishing import publish_alone, publish_codebook, publish_episode, publish_incident
from record.settling import settle
from record.withdrawing import reinstate as bring_back

TEMPLATE = "desk/publish.html"


@require_http_methods(["GET", "HEAD", "POST"])
def publish_page(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """Publishing the revision that is shown, with what it needs."""
    return page(request, pk, kind, reinstate=False)


@require_http_methods(["GET", "HEAD", "POST"])
def reinstate_page(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """Bringing back what was taken out, as it stands at the desk now."""
    return page(request, pk, kind, reinstate=True)


def page(request: HttpRequest, pk: int, kind: str, *, reinstate: bool) -> HttpResponse:
    allow(request, EDITOR)
    row: Any = get_object_or_404(MODELS[kind], pk=pk)
    held_back = kind == "incident" and any(check.blocks for check in checks(row))

    def act(**said: Any) -> Entry:
        return write(kind, row, reinstate, request.POST.get("needs", ""), **said)

    return decide(
        request,
        PublishForm(request.POST or None, held_back=held_back, reinstate=reinstate),
        act,
        lambda: propose(kind, pk, request.user, reinstate=reinstate),  # type: ignore[arg-type]
        template=TEMPLATE,
        after=lambda: change_url(row),
        of=(kind, row),
    )


def write(kind: str, row: Any, reinstate: bool, confirmed: str, **said: Any) -> Entry:
    """`confirmed` is the key of what the page listed as becoming public with it.

    What turns out to say nothing new no longer waits to be published.
    """
    try:
        return publish(kind, row, reinstate, confirmed, **said)
    except NothingNew:
        settle(kind, row, said["user"])
        raise


def publish(kind: str, row: Any, reinstate: bool, confirmed: str, **said: Any) -> Entry:
    if reinstate:
        return bring_back(kind, row, confirmed=confirmed, **said)
    if kind == "incident":
        return publish_incident(row, confirmed=confirmed, **said)
    if kind == "episode":
        return publish_episode(row, confirmed=confirmed, **said)
    return publish_alone(kind, row, **said)


@require_http_methods(["GET", "HEAD", "POST"])
def codebook_page(request: HttpRequest) -> HttpResponse:
    """Publishing the codebook: corrections of what is public, and the new words that the administrator ticks."""
    allow(request, EDITOR, "codebook.change_incidenttype")
    before = codebook.at(ledger.moment())

    def act(*, user: User, reason: str, note: str, revision: int) -> Entry:
        known = {word.pk for word in codebook.unpublished(before)}
        ticked, seen = known & set(request.POST.getlist("add")), request.POST.get("seen", "")
        return publish_codebook(user=user, reason=reason, note=note, add=ticked, confirmed=seen)

    return decide(
        request,
        PublishForm(request.POST or None),
        act,
        lambda: propose_codebook(before),
        template=TEMPLATE,
        after=lambda: reverse("admin:index"),
    )
