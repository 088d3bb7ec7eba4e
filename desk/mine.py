"""My desk: what waits for whom, what lacks something, and what happened last."""

from typing import Any

from django.contrib.auth.models import User
from django.db.models import F, Q, QuerySet
from django.urls import reverse

from desk.lacking import gaps
from desk.models import Capture, Report, Trashed
from desk.places import MODELS, change_url
from desk.standing import not_merged, of_row, with_standing
from incidents.models import Decision, Incident, Revision
from record.standing import OUT

SHOWN, LATEST = 12, 15


def context(user: User) -> dict[str, Any]:
    """What the first page of the desk shows; a number of queries that does not depend on how much there is."""
    rows = with_standing(not_merged(Incident.objects.select_related("type", "assignee")))
    return {
        "groups": [
            group("mine", "Mine", unfinished(rows).filter(assignee=user), "Nothing is assigned to you."),
            group("review", "To review", rows.filter(stage="review"), "Nothing waits for review."),
            group("ahead", "Public, with unpublished changes", ahead(rows), "Nothing public has changed."),
        ],
        "gaps": gaps(),
        "waiting": Capture.objects.waiting().count(),
        "captures": Capture.objects.waiting().select_related("source").order_by("-at")[:5],
        "activity": activity(),
        "trashed": Trashed.objects.count(),
        "reports": Report.objects.waiting().count() if user.has_perm("desk.view_report") else 0,
        "start_url": reverse("admin:incidents_source_start"),
    }


def group(code: str, heading: str, rows: QuerySet, none: str) -> dict[str, Any]:
    found = list(rows.order_by("-pk")[: SHOWN + 1])
    for row in found:
        row.standing = of_row(row)
    return {"code": code, "heading": heading, "rows": found[:SHOWN], "more": len(found) > SHOWN, "none": none}


def unfinished(rows: QuerySet) -> QuerySet:
    """Drafts, what is in review, and what was changed since it was published."""
    never = Q(public_version=None)
    changed = Q(public_version__isnull=False) & ~Q(public_action__in=OUT) & ~Q(public_revision=F("revision"))
    return rows.filter(never | changed | Q(stage="review"))


def ahead(rows: QuerySet) -> QuerySet:
    """Public incidents whose working copy says something else."""
    public = rows.filter(public_version__isnull=False).exclude(public_action__in=OUT)
    return public.exclude(public_revision=F("revision"))


def activity() -> list[dict[str, Any]]:
    """The newest saves and decisions together, newest first. A query for each, and one for each kind of thing."""
    saves = Revision.objects.select_related("user").defer("document").order_by("-pk")[:LATEST]
    decided = Decision.objects.exclude(object_id=None).select_related("user").order_by("-pk")[:LATEST]
    both: list[Any] = [*saves, *decided]
    found = sorted(both, key=lambda one: one.at, reverse=True)[:LATEST]
    things = {
        (kind, row.pk): row
        for kind, model in MODELS.items()
        if (keys := {one.object_id for one in found if one.kind == kind})
        for row in model._default_manager.filter(pk__in=keys)
    }
    return [
        {
            "at": one.at,
            "user": one.user,
            "what": one.get_action_display() if isinstance(one, Decision) else "Saved",
            "thing": things.get((one.kind, one.object_id)),
            "kind": one.kind,
            "url": change_url(things[one.kind, one.object_id]) if (one.kind, one.object_id) in things else "",
            "words": one.reason if isinstance(one, Revision) else one.note,
        }
        for one in found
    ]
