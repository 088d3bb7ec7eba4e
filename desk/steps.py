"""Submitting and returning: the two steps that change the stage of an incident, each by POST alone."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_POST

from desk.bar import SUBMITTER, why_not_return, why_not_submit
from desk.deciding import allow
from desk.standing import standing
from incidents import workflow
from incidents.models import Incident


@require_POST
def submit(request: HttpRequest, pk: int) -> HttpResponse:
    """Draft to review."""
    allow(request, SUBMITTER)
    incident = get_object_or_404(Incident, pk=pk)
    closed = why_not_submit(incident, request.user, standing("incident", incident))  # type: ignore[arg-type]
    return take(request, incident, closed, workflow.submit, "Submitted for review.")


@require_POST
def return_to_draft(request: HttpRequest, pk: int) -> HttpResponse:
    """Review to draft, with a note."""
    allow(request, SUBMITTER)
    incident = get_object_or_404(Incident, pk=pk)
    closed = why_not_return(incident, request.user)  # type: ignore[arg-type]
    return take(request, incident, closed, workflow.return_to_draft, "Returned to draft.")


def take(
    request: HttpRequest, incident: Incident, closed: str, step: Callable[..., Incident], done: str
) -> HttpResponse:
    """Takes one step with the revision and note that the bar sent, unless it is closed, and says how it went."""
    try:
        if closed:
            raise workflow.WorkflowError(closed)
        step(
            incident,
            user=request.user,
            revision=sent_revision(request),
            note=request.POST.get("note", "").replace("\x00", "")[:300],
        )
    except workflow.WorkflowError as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, done)
    return HttpResponseRedirect(reverse("admin:incidents_incident_change", args=[incident.pk]))


def sent_revision(request: HttpRequest) -> int:
    """The revision that the sender saw; one that no row has if it is not a number."""
    text = request.POST.get("revision", "")
    return int(text) if text.isdecimal() and len(text) < 10 else -1
