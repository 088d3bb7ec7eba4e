"""Submitting or publishing many incidents at once: what is open for each is said before, what became of each after."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import admin
from django.contrib.auth.models import User
from django.db import DatabaseError
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from desk import refusals
from desk.bar import SUBMITTER, why_not_publish, why_not_submit
from desk.choosing import chosen_keys
from desk.deciding import EDITOR, allow
from desk.decision_forms import BulkPublishForm, BulkSubmitForm
from desk.places import list_url
from desk.proposals import in_the_way
from desk.standing import standing
from incidents.models import Incident
from incidents.workflow import WorkflowError, submit
from record.needs import Needs, needs
from record.obstacles import NothingNew
from record.publish_checks import checks
from record.publishing import publish_incident


@dataclass(frozen=True)
class Row:
    """One incident of the choice: what stands in its way, and what would become public with it."""

    incident: Incident
    closed: list[str]
    needs: Needs | None = None

    @property
    def key(self) -> str:
        """The revision and the needs that the page showed."""
        return (
            f"{self.incident.pk}:{self.incident.revision}:{self.needs.key if self.needs is not None else ''}"
        )


@dataclass(frozen=True)
class Result:
    incident: Incident
    done: str = ""
    refused: str = ""


@dataclass(frozen=True)
class Bulk:
    """One step that many can take: who may, what it is called, how one incident takes it."""

    code: str
    heading: str
    right: str
    form: Any
    look: Callable[[Incident, User], Row]
    take: Callable[..., str]


def look_submit(incident: Incident, user: User) -> Row:
    closed = why_not_submit(incident, user, standing("incident", incident))
    return Row(incident, [closed] if closed else [])


def take_submit(incident: Incident, user: User, revision: int, needs: str, note: str) -> str:
    submit(incident, user=user, revision=revision, note=note)
    return "submitted for review"


def look_publish(incident: Incident, user: User) -> Row:
    """A check that has to be answered for one incident is answered on its own page."""
    wanted = needs(incident)
    found = in_the_way("incident", incident, user, wanted, reinstate=False)
    closed = why_not_publish("incident", incident, user)
    asked = [check.sentence for check in checks(incident) if check.blocks]
    return Row(incident, list(dict.fromkeys([*([closed] if closed else []), *found, *asked])), wanted)


def take_publish(incident: Incident, user: User, revision: int, needs: str, reason: str, note: str) -> str:
    entry = publish_incident(
        incident, user=user, revision=revision, reason=reason, note=note, confirmed=needs
    )
    return f"published as {entry.ref} version {entry.version}, entry {entry.number}"


STEPS = {
    "submit": Bulk("submit", "Submit for review", SUBMITTER, BulkSubmitForm, look_submit, take_submit),
    "publish": Bulk("publish", "Publish", EDITOR, BulkPublishForm, look_publish, take_publish),
}


def chosen(request: HttpRequest) -> list[Incident]:
    """The incidents that the address names, in the order of their keys."""
    rows = Incident.objects.filter(pk__in=chosen_keys(request)).select_related("type")
    return list(rows.order_by("pk"))


@require_http_methods(["GET", "HEAD", "POST"])
def bulk_page(request: HttpRequest, code: str) -> HttpResponse:
    """Each incident is one transaction of its own, so that one refusal takes nothing from the others."""
    step = STEPS.get(code)
    if step is None:
        raise Http404(f"Many cannot {code} at once.")
    allow(request, step.right)
    form, results = step.form(request.POST or None), []
    user: Any = request.user
    incidents = chosen(request)
    if request.method == "POST" and form.is_valid():
        seen = dict(key.split(":", 1) for key in request.POST.getlist("row") if key.count(":") == 2)
        results = [
            one(step, incident, user, seen[str(incident.pk)], form.cleaned_data)
            for incident in incidents
            if str(incident.pk) in seen
        ]
        incidents = chosen(request)
    rows = [] if results else [step.look(incident, user) for incident in incidents]
    context = {
        "title": f"{step.heading}: {len(incidents)} incident{'' if len(incidents) == 1 else 's'}",
        "step": step,
        "form": form,
        "rows": rows,
        "open": [row for row in rows if not row.closed],
        "results": results,
        "back": list_url(Incident),
    }
    return TemplateResponse(request, "desk/bulk.html", {**admin.site.each_context(request), **context})


def one(step: Bulk, incident: Incident, user: User, seen: str, said: dict[str, str]) -> Result:
    """Takes the step for one incident exactly as the page showed it, and says how it went."""
    revision, _, needed = seen.partition(":")
    try:
        return Result(
            incident,
            done=step.take(incident, user, int(revision) if revision.isdecimal() else 0, needed, **said),
        )
    except NothingNew:
        return Result(incident, done="says what the public version says; nothing was written")
    except WorkflowError as error:
        return Result(incident, refused=str(error))
    except DatabaseError as error:
        return Result(incident, refused=refusals.sentence(error))


def page_of(code: str) -> str:
    """The address of the page of a step."""
    return reverse("admin:incidents_incident_bulk", args=[code])
