"""What a thing said before: its saves and its public versions, the differences between any two, and the way back."""

from dataclasses import dataclass
from typing import Any

from django.contrib import admin, messages
from django.contrib.auth import get_permission_codename
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.views.decorators.http import require_http_methods, require_safe

from desk import differences
from desk.deciding import allow
from desk.decision_forms import RestoreForm
from desk.places import MODELS, change_url, name_of, title_of
from desk.proposals import BUILDERS, VERSIONS
from incidents.interchange.documents import document_of
from incidents.models import Incident, Revision
from incidents.restoring import RestoreRefused, restore
from incidents.workflow import WorkflowError
from lib import canonical
from record.differences import unchanged
from record.models import Document, Entry
from record.previewing import preview
from record.settling import settle

NOW = "now"


@dataclass(frozen=True)
class Version:
    """One side of a comparison: `r3` is a save of the desk, `v2` a public version, `now` the working copy.

    `family` tells which can be compared: what the desk holds has internal notes and ids that no public version has.
    """

    key: str
    name: str
    words: str
    reason: str = ""


def saves(kind: str, row: Any) -> list[Version]:
    """Every save that is on file, newest first. One query."""
    kept = Revision.objects.filter(kind=kind, object_id=row.pk).select_related("user").defer("document")
    return [
        Version(
            f"r{save.number}",
            f"Revision {save.number}",
            f"{save.at:%-d %b %Y, %H:%M}, {who(save.user)}",
            save.reason,
        )
        for save in kept.order_by("-number")
    ]


def published(row: Any) -> list[Version]:
    """Every public version that is still readable, newest first. One query."""
    entries = Entry.objects.filter(ref=row.ref or None, action__in=VERSIONS, document__isnull=False)
    return [
        Version(
            f"v{entry.version}",
            f"Version {entry.version}",
            f"{entry.at:%-d %b %Y, %H:%M}, entry {entry.number}",
            entry.reason,
        )
        for entry in entries.order_by("-version")
    ]


def who(user: Any) -> str:
    return (user.get_short_name() or user.get_username()) if user else "a program"


def document(kind: str, row: Any, key: str, *, public: bool) -> dict:
    """What one side says. Raises Http404 for one that is not on file."""
    found: dict | None
    if key == NOW:
        found = BUILDERS[kind](row) if public else document_of(kind, row)
    elif public:
        text = Document.objects.filter(entry__ref=row.ref, entry__version=number(key)).first()
        found = (
            {name: value for name, value in canonical.loads(text.text).items() if name != "codebook"}
            if text
            else None
        )
    else:
        kept = Revision.objects.filter(kind=kind, object_id=row.pk, number=number(key)).first()
        found = kept.document if kept else None
    if found is None:
        raise Http404(f"{key} is not on file.")
    return found


def right(action: str, model: type[models.Model]) -> str:
    """A permission such as incidents.change_incident."""
    return f"{model._meta.app_label}.{get_permission_codename(action, model._meta)}"


def number(key: str) -> int:
    """The number in `r3` or `v2`; one that nothing has if there is none."""
    return int(key[1:]) if key[1:].isdecimal() and len(key) < 10 else -1


@require_safe
def versions_page(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """Compares two saves, or two public versions, or either with the working copy; `old` and `new` name them."""
    allow(request, right("view", MODELS[kind]))
    row: Any = get_object_or_404(MODELS[kind], pk=pk)
    desk, public = saves(kind, row), published(row)
    old, new = request.GET.get("old", ""), request.GET.get("new", NOW)
    if not old:
        old = public[0].key if public else desk[1].key if len(desk) > 1 else NOW
    families = {key[:1] for key in (old, new) if key != NOW}
    mixed = len(families) > 1
    of_public = "v" in families
    sides = [] if mixed else [document(kind, row, key, public=of_public) for key in (old, new)]
    known = {version.key: version for version in [*desk, *public, working_copy(row)]}
    if not {old, new} <= known.keys():
        raise Http404("One of the two is not on file.")
    context = {
        "title": f"Versions of {name_of(kind, row)}",
        "subtitle": title_of(row),
        "row": row,
        "back": change_url(row),
        "groups": [("Saves of the desk", desk), ("Public versions", public)],
        "here": working_copy(row),
        "old": known[old],
        "new": known[new],
        "mixed": mixed,
        "changes": differences.rows(*sides) if sides else [],
        "unchanged": unchanged(*sides) if sides else 0,
        "restorable": [version for version in desk if version.key in (old, new)],
        "may_restore": request.user.has_perm(right("change", MODELS[kind])),
    }
    return TemplateResponse(request, "desk/versions.html", {**admin.site.each_context(request), **context})


def working_copy(row: Any) -> Version:
    return Version(NOW, "Working copy", f"as it stands, revision {row.revision}")


@require_http_methods(["GET", "HEAD", "POST"])
def restore_page(request: HttpRequest, pk: int, number: int, kind: str) -> HttpResponse:
    """Shows what bringing back an earlier save would change, and does it with a reason."""
    allow(request, right("change", MODELS[kind]))
    row: Any = get_object_or_404(MODELS[kind], pk=pk)
    saved = get_object_or_404(Revision, kind=kind, object_id=pk, number=number)
    form, refused = RestoreForm(request.POST or None), []
    if request.method == "POST" and form.is_valid():
        try:
            restore(row, saved, user=request.user, **form.cleaned_data)  # type: ignore[arg-type]
        except WorkflowError as error:
            refused = error.sentences if isinstance(error, RestoreRefused) else [str(error)]
        else:
            settle(kind, row, request.user)  # type: ignore[arg-type]
            messages.success(
                request, f"Restored revision {number}. What it said until now is on file as well."
            )
            return HttpResponseRedirect(change_url(row))
        row = MODELS[kind]._default_manager.get(pk=pk)
    context = {
        "title": f"Restore revision {number} of {name_of(kind, row)}",
        "subtitle": title_of(row),
        "row": row,
        "saved": saved,
        "back": change_url(row),
        "form": form,
        "refused": refused,
        "changes": differences.rows(document_of(kind, row), saved.document),
    }
    return TemplateResponse(request, "desk/restore.html", {**admin.site.each_context(request), **context})


@require_safe
def preview_page(request: HttpRequest, pk: int) -> HttpResponse:
    """The readers' page of an incident as it stands, marked as a preview."""
    allow(request, right("view", Incident))
    incident = get_object_or_404(Incident, pk=pk)
    context = {
        "envelope": preview(incident),
        "revisions": [],
        "revision": incident.revision,
        "back": change_url(incident),
    }
    return TemplateResponse(request, "desk/preview.html", context)
