"""The publish pages: what becomes public, what stands in the way, what changes for the reader, and the public reason."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, cast

from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html
from django.views.decorators.http import require_http_methods

from actors.models import Actor
from desk import differences
from desk.forms import PublishForm
from desk.standing import public_url, standing
from incidents.models import Incident, Source
from incidents.workflow import WorkflowError
from lib import canonical
from record import codebook, documents, ledger
from record.models import Document, Entry
from record.publishing import (
    Needs,
    PublishRefused,
    four_eyes_on,
    missing_parts,
    needs,
    obstacles,
    publish_actor,
    publish_codebook,
    publish_incident,
    publish_source,
)

GIVEN = "given below"  # stands for the reason that the editor has yet to write


@dataclass(frozen=True)
class Proposal:
    """What would be published, as the page shows it."""

    heading: str
    what: str
    back: str
    standing: str
    revision: int | None
    old: dict | None
    new: dict
    obstacles: list[str] = field(default_factory=list)
    needs: Needs | None = None
    new_words: list = field(default_factory=list)

    @property
    def seen(self) -> str:
        """The hash of the document as shown."""
        return canonical.sha256(canonical.dumps(self.new))

    @property
    def changes(self) -> list[differences.Row]:
        return differences.rows(self.old, self.new) if self.old is not None else []


Publish = Callable[..., Entry]


@require_http_methods(["GET", "HEAD", "POST"])
def incident_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Publishing an incident, with what it needs."""
    allow(request, "incidents.publish_incident")
    incident = get_object_or_404(Incident, pk=pk)

    def publish(*, user: User, revision: int, reason: str, note: str) -> Entry:
        seen = request.POST.get("needs", "")
        return publish_incident(
            incident, user=user, revision=revision, reason=reason, note=note, confirmed=seen
        )

    return page(request, lambda: propose_incident(pk, request.user), publish)


def propose_incident(pk: int, user) -> Proposal:
    # Read afresh, the revision before the parts: whatever is added while we read makes the revision stale.
    incident = Incident.objects.select_related("type").get(pk=pk)
    wanted = needs(incident)
    stand = [
        *missing_parts(incident),
        *obstacles("incident", incident, user, reason=GIVEN),
        *four_eyes_on(wanted, user),
    ]
    new = documents.build(incident)
    return Proposal(
        heading=f"Publish {incident.number}",
        what=incident.title,
        back=reverse("admin:incidents_incident_change", args=[pk]),
        standing=str(standing("incident", incident)),
        revision=incident.revision,
        old=public_document(incident.ref, leave_out="codebook"),
        new=new,
        obstacles=stand,
        needs=wanted,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def actor_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Publishing an actor by itself."""
    return thing_page(request, Actor, pk, "actor", documents.build_actor, publish_actor)


@require_http_methods(["GET", "HEAD", "POST"])
def source_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Publishing a source by itself; a confidential one has no document, and the page says so."""
    return thing_page(request, Source, pk, "source", source_document, publish_source)


def source_document(source: Source) -> dict:
    return {} if source.confidential else documents.build_source(source)


def thing_page(
    request: HttpRequest,
    model: type[models.Model],
    pk: int,
    kind: str,
    build: Callable[..., dict],
    publish: Publish,
) -> HttpResponse:
    """The page of an actor or a source: exactly the revision that was shown is published."""
    allow(request, "incidents.publish_incident")
    get_object_or_404(model, pk=pk)

    def propose() -> Proposal:
        thing: Any = model._default_manager.get(pk=pk)
        secret = getattr(thing, "confidential", False)
        return Proposal(
            heading=f"Publish {kind} {thing.ref}".strip(),
            what=str(thing),
            back=reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_change", args=[pk]),
            standing=str(standing(kind, thing)),
            revision=thing.revision,
            old=public_document(thing.ref),
            new=build(thing),
            obstacles=["It is confidential and is never published."]
            if secret
            else obstacles(kind, thing, cast(User, request.user), reason=GIVEN),
        )

    def publish_seen(*, user: User, revision: int, reason: str, note: str) -> Entry:
        thing = model._default_manager.get(pk=pk)
        return publish(thing, user=user, revision=revision, reason=reason, note=note)

    return page(request, propose, publish_seen)


@require_http_methods(["GET", "HEAD", "POST"])
def codebook_page(request: HttpRequest) -> HttpResponse:
    """Publishing the codebook: corrections of what is public, and the new words that the administrator ticks."""
    allow(request, "incidents.publish_incident", "codebook.change_incidenttype")

    before = codebook.at(ledger.moment())

    def propose() -> Proposal:
        return Proposal(
            heading="Publish the codebook",
            what="Types, themes, scales, countries and groupings",
            back=reverse("admin:index"),
            standing="",
            revision=None,
            old=public_document(codebook.REF),
            new=codebook.corrected(before),
            new_words=codebook.unpublished(before),
        )

    def publish(*, user: User, revision: int | None, reason: str, note: str) -> Entry:
        known = {word.pk for word in codebook.unpublished(before)}
        return publish_codebook(
            user=user,
            reason=reason,
            note=note,
            add=known & set(request.POST.getlist("add")),
            confirmed=request.POST.get("seen", ""),
        )

    return page(request, propose, publish)


def page(request: HttpRequest, propose: Callable[[], Proposal], publish: Publish) -> HttpResponse:
    """Shows a proposal; on POST publishes it, or says on the same page why not, with what was typed."""
    form = PublishForm(request.POST or None)
    refused: list[str] = []
    if request.method == "POST" and form.is_valid():
        try:
            entry = publish(
                user=request.user, **{**form.cleaned_data, "revision": form.cleaned_data["revision"] or 0}
            )
        except WorkflowError as error:
            refused = sentences(error)
        else:
            messages.success(request, published_words(entry))
            return HttpResponseRedirect(propose().back)
    proposal = propose()
    context = {
        **admin.site.each_context(request),
        "title": proposal.heading,
        "subtitle": proposal.what,
        "proposal": proposal,
        "form": form,
        "refused": refused,
    }
    return TemplateResponse(request, "desk/publish.html", context)


def sentences(error: WorkflowError) -> list[str]:
    return list(error.sentences) if isinstance(error, PublishRefused) else [str(error)]


def published_words(entry: Entry) -> str:
    """What was published, with the way there if it has a public address."""
    if entry.kind == "codebook":
        return f"Published the codebook, version {entry.version}, as entry {entry.number} of the record."
    what, address = f"{entry.ref} version {entry.version}", public_url(entry.kind, entry.ref)
    if address:
        what = format_html('<a href="{}">{}</a>', address, what)
    return format_html("Published {} as entry {} of the record.", what, entry.number)


def allow(request: HttpRequest, *permissions: str) -> None:
    if not request.user.has_perms(permissions):
        raise PermissionDenied


def public_document(ref: str, leave_out: str = "") -> dict | None:
    """The newest public document of a thing without one of its fields; None if it was never public."""
    newest = Document.objects.filter(entry__ref=ref).order_by("-entry").first() if ref else None
    if newest is None:
        return None
    return {name: value for name, value in canonical.loads(newest.text).items() if name != leave_out}
