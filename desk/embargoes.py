"""Publishing at a time: decided like any publication, carried out by a command, never a condition when somebody reads."""

import logging
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.models import User
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from desk import maintenance
from desk.deciding import EDITOR, allow, decide
from desk.decision_forms import LaterForm
from desk.models import Embargo
from desk.places import change_url
from desk.proposals import in_the_way, propose
from incidents.models import Incident
from incidents.workflow import WorkflowError, locked
from record.needs import needs
from record.obstacles import refuse, unconfirmed
from record.publish_checks import blocked, checks
from record.publishing import publish_incident

log = logging.getLogger(__name__)
FAILED = "It failed for a reason that is not in the incident. Nothing was published. Publish it by hand; if that fails too, ask whoever runs the site to read the log."


@transaction.atomic
def hold(
    incident: Incident,
    *,
    user: User,
    revision: int,
    due_at: datetime,
    needed: str,
    reason: str,
    note: str = "",
    override: str = "",
) -> Embargo:
    """Decides that exactly this revision becomes public at a time. Raises Stale, PublishRefused as publishing now would."""
    row = locked(incident, revision)
    wanted = needs(row)
    found = [*in_the_way("incident", row, user, wanted, reinstate=False), *blocked(row, override)]
    refuse([*found, *unconfirmed(wanted, needed)])
    if Embargo.objects.filter(incident=row, ended_at=None).exists():
        raise WorkflowError("It waits for a time already. Call that off first.")
    said = {"reason": reason, "note": note, "override": override, "user": user}
    return Embargo.objects.create(incident=row, revision=revision, needs=needed, due_at=due_at, **said)


def carry_out() -> list[Embargo]:
    """Publishes what is due, each in a transaction of its own; what is refused by now says why and ends too."""
    done = []
    while embargo := next_due():
        done.append(embargo)
    return done


@transaction.atomic
def next_due() -> Embargo | None:
    """Takes the oldest that is due and that no other process holds; none during maintenance."""
    due = Embargo.objects.filter(ended_at=None, due_at__lte=timezone.now())
    embargo = due.select_for_update(skip_locked=True).order_by("due_at", "pk").first()
    if embargo is None or maintenance.why():
        return None
    try:
        with transaction.atomic():
            embargo.entry = publish(embargo).number
    except WorkflowError as error:
        embargo.refused = str(error)
    except Exception:
        # Whatever it is, it must not keep the worker from everything else; the log has it, and the form says so.
        log.exception("An incident could not be published at its time: %s", embargo)
        embargo.refused = FAILED
    embargo.ended_at = timezone.now()
    embargo.save(update_fields=["entry", "refused", "ended_at"])
    return embargo


def publish(embargo: Embargo) -> Any:
    if not embargo.user.is_active or not embargo.user.has_perm(EDITOR):
        raise WorkflowError(
            f"{embargo.user} decided this and is no editor any more. Another editor has to decide."
        )
    return publish_incident(
        embargo.incident,
        user=embargo.user,
        revision=embargo.revision,
        reason=embargo.reason,
        note=embargo.note,
        override=embargo.override,
        confirmed=embargo.needs,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def later_page(request: HttpRequest, pk: int) -> HttpResponse:
    """The page of publishing, with a time."""
    allow(request, EDITOR)
    incident = get_object_or_404(Incident, pk=pk)
    held_back = any(check.blocks for check in checks(incident))

    def act(**said: Any) -> str:
        embargo = hold(incident, needed=request.POST.get("needs", ""), **said)
        return f"{incident.number} will be published on {embargo.due_at:%-d %B %Y at %H:%M} UTC."

    return decide(
        request,
        LaterForm(request.POST or None, held_back=held_back),
        act,
        lambda: propose("incident", pk, request.user, reinstate=False),  # type: ignore[arg-type]
        template="desk/publish.html",
        after=lambda: change_url(incident),
        later=True,
    )


@require_POST
def call_off(request: HttpRequest, pk: int) -> HttpResponse:
    """Takes a decision back before its time."""
    allow(request, EDITOR)
    incident = get_object_or_404(Incident, pk=pk)
    open_ones = Embargo.objects.filter(incident=incident, ended_at=None)
    name = request.user.get_username()
    if open_ones.update(ended_at=timezone.now(), refused=f"Called off by {name}."):
        messages.success(request, "Called off. Nothing will be published by itself.")
    else:
        messages.warning(request, "It waits for no time, or its time has just come.")
    return HttpResponseRedirect(change_url(incident))
