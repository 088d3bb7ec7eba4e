"""The pages of the trash: into it, what lies in it, back to the desk, and out for good."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.views.decorators.http import require_http_methods, require_safe

from desk.deciding import Proposal, about, allow, decide
from desk.models import Trashed
from desk.places import change_url, list_url
from desk.retracting import counted
from desk.trash.forms import BackForm, GoodbyeForm, TrashForm
from desk.trash.moving import TrashRefused, delete_for_good, obstacles, put, restore, stuck, taken_by
from desk.trash.rows import Returned, coming_back, whole
from incidents.models import Incident, Revision

PUTTER, SEER, RESTORER, EMPTIER = (
    "incidents.delete_incident",
    "desk.view_trashed",
    "incidents.add_incident",
    "desk.delete_trashed",
)
SHOWN = 50


@dataclass(frozen=True, kw_only=True)
class Trashing(Proposal):
    parts: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)


@require_http_methods(["GET", "HEAD", "POST"])
def trash_page(request: HttpRequest, incident: Incident) -> HttpResponse:
    """Where the form's Delete leads: what goes with a draft, and why it goes. The caller has checked the permission."""

    def act(**said: Any) -> str:
        put(incident, **said)
        return f"“{incident.title}” is in the trash. It can be brought back from there."

    def propose() -> Trashing:
        row = Incident.objects.filter(pk=incident.pk).first()
        if row is None:
            gone = about("Delete", "incident", incident) | {"back": list_url(Incident)}
            return Trashing(**gone, obstacles=["It is on the desk no more: somebody deleted it meanwhile."])
        return Trashing(
            **about("Delete", "incident", row),
            obstacles=obstacles(row),
            parts=in_numbers(tables(whole(row).rows)),
        )

    return decide(
        request,
        TrashForm(request.POST or None),
        act,
        propose,
        template="desk/trash/put.html",
        after=lambda: list_url(Incident),
    )


def tables(rows: list[Any]) -> list[str]:
    return [row._meta.label_lower for row in rows]


def in_numbers(labels: list[str]) -> list[str]:
    """How many rows of each table, the incident itself and plain links between tables aside: 2 statements, 3 citations."""
    found: Counter[str] = Counter()
    for label, count in Counter(labels).items():
        meta = apps.get_model(label)._meta
        if not meta.auto_created and label != Incident._meta.label_lower:
            found[str(meta.verbose_name)] += count
    return [counted(count, noun) for noun, count in sorted(found.items())]


@require_safe
def list_page(request: HttpRequest) -> HttpResponse:
    """What lies in the trash, newest first; three queries, however much there is."""
    allow(request, SEER)
    before = request.GET.get("before", "")
    rows = Trashed.objects.select_related("user").defer("rows", "document")
    if before.isdecimal() and len(before) < 19:
        rows = rows.filter(pk__lt=before)
    found = list(rows[: SHOWN + 1])
    return page(
        request,
        "list",
        "Trash",
        rows=found[:SHOWN],
        count=Trashed.objects.count(),
        older=found[SHOWN - 1].pk if len(found) > SHOWN else None,
        may_empty=request.user.has_perm(EMPTIER),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def restore_page(request: HttpRequest, pk: int) -> HttpResponse:
    """What a draft in the trash says, and the way back to the desk."""
    allow(request, SEER, RESTORER)
    row = get_object_or_404(Trashed.objects.select_related("user"), pk=pk)

    def act(reason: str, user: Any) -> str:
        _, returned = restore(row, user=user, reason=reason)
        lost = losses(returned)
        gone = (
            f" Left out, because what they refer to was deleted meanwhile: {', '.join(lost)}." if lost else ""
        )
        return f"“{row.title}” is back on the desk.{gone}"

    def propose() -> Trashing:
        rows, returned = coming_back(row.rows)
        return Trashing(
            step="Restore",
            heading=f"Restore draft {row.key}",
            what=row.title,
            back=reverse("admin:trash"),
            obstacles=[sentence for sentence in (taken_by(row), stuck(returned)) if sentence],
            parts=in_numbers(tables(rows)),
            lost=[] if returned.stuck else losses(returned),
        )

    return decide(
        request,
        BackForm(request.POST or None),
        act,
        propose,
        template="desk/trash/restore.html",
        after=lambda: change_url(Incident(pk=row.key)),
        row=row,
    )


def losses(returned: Returned) -> list[str]:
    """What does not come back, by number and noun: 1 relation, 1 link “replies to” (statement)."""
    rows = [counted(count, noun) for noun, count in sorted(returned.left_out.items())]
    links = sorted(returned.unlinked.items())
    return [*rows, *(f"{counted(count, 'link')} “{label}” ({noun})" for (noun, label), count in links)]


@require_http_methods(["GET", "HEAD", "POST"])
def delete_page(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """Deleting one draft of the trash for good, or all of them."""
    allow(request, SEER, EMPTIER)
    found = Trashed.objects.select_related("user").defer("rows", "document")
    if pk is not None:
        get_object_or_404(found, pk=pk)
        found = found.filter(pk=pk)
    rows = list(found)
    form = GoodbyeForm(request.POST or None, now=[row.pk for row in rows])
    if request.method == "POST" and form.is_valid():
        user: Any = request.user
        try:
            count = delete_for_good(form.cleaned_data["shown"], user=user, reason=form.cleaned_data["reason"])
        except TrashRefused as error:
            form.add_error(None, str(error))
            rows = list(found.all())
        else:
            messages.success(request, f"Deleted {counted(count, 'draft')} for good.")
            return HttpResponseRedirect(reverse("admin:trash"))
    saves = Revision.objects.filter(kind="incident", object_id__in=[row.key for row in rows]).count()
    heading = "Delete for good" if pk else "Empty the trash"
    return page(request, "delete", heading, rows=rows, saves=counted(saves, "saved revision"), form=form)


def page(request: HttpRequest, template: str, title: str, **context: Any) -> HttpResponse:
    context |= {**admin.site.each_context(request), "title": title}
    return TemplateResponse(request, f"desk/trash/{template}.html", context)


def urls(view: Any) -> list[Any]:
    return [
        path("trash/", view(list_page), name="trash"),
        path("trash/empty/", view(delete_page), name="trash_empty"),
        path("trash/<int:pk>/restore/", view(restore_page), name="trash_restore"),
        path("trash/<int:pk>/delete/", view(delete_page), name="trash_delete"),
    ]
