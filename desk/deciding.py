"""The way of every page on which an editor decides: it shows what would happen, does it by POST, or says why not."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils.html import format_html

from desk import refusals
from desk.places import change_url, name_of, title_of
from desk.standing import public_url, standing
from incidents.models import Decision
from incidents.workflow import WorkflowError
from record.models import Entry
from record.obstacles import PublishRefused

DONE = {
    "published": "Published",
    "corrected": "Published",
    "reinstated": "Reinstated",
    "retracted": "Retracted",
    "merged": "Merged",
    "expunged": "Expunged",
}
EDITOR, EXPUNGER = "incidents.publish_incident", "incidents.expunge_incident"


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """What a page puts to an editor, as it stands at this moment."""

    step: str
    heading: str
    what: str
    back: str
    standing: str = ""
    revision: int | None = None
    obstacles: list[str] = field(default_factory=list)

    @property
    def grave(self) -> bool:
        """Whether the button warns by its colour."""
        return self.step in ("Retract", "Merge", "Expunge")


def about(step: str, kind: str, row: Any) -> dict[str, Any]:
    """What every proposal on a thing begins with."""
    return {
        "step": step,
        "heading": f"{step} {name_of(kind, row)}",
        "what": title_of(row),
        "back": change_url(row),
        "standing": str(standing(kind, row)),
        "revision": row.revision,
    }


def decide(
    request: HttpRequest,
    form: forms.Form,
    act: Callable[..., Entry | str],
    propose: Callable[[], Proposal],
    *,
    template: str,
    after: Callable[[], str],
    of: tuple[str, Any] | None = None,
    **context: Any,
) -> HttpResponse:
    """Shows the proposal; on POST does it with what the form says and goes to `after`. `act` may answer with a sentence.

    What is refused is said on the same page, which keeps what was typed and shows the proposal as it stands by then.
    `of` is the kind and row that the step is about: a button pressed twice then gets the same answer twice.
    """
    refused: list[str] = []
    if request.method == "POST" and form.is_valid():
        try:
            entry = act(user=request.user, **form.cleaned_data)
        except WorkflowError as error:
            if of and (taken := taken_already(request, *of, form.cleaned_data, propose().step)):
                messages.success(request, done(taken))
                return HttpResponseRedirect(after())
            refused = list(error.sentences) if isinstance(error, PublishRefused) else [str(error)]
        except DatabaseError as error:
            refused = [refusals.sentence(error)]
        else:
            messages.success(request, entry if isinstance(entry, str) else done(entry))
            return HttpResponseRedirect(after())
    proposal = propose()
    context |= {"proposal": proposal, "form": form, "refused": refused}
    context |= {"title": proposal.heading, "subtitle": proposal.what}
    return TemplateResponse(request, template, {**admin.site.each_context(request), **context})


def taken_already(request: HttpRequest, kind: str, row: Any, said: dict, step: str) -> Entry | None:
    """The entry of the very step that this user has just taken, with the same reason, if nothing changed since."""
    last = Decision.objects.filter(kind=kind, object_id=row.pk).order_by("-pk").first()
    if last is None or last.entry is None or last.user != request.user:
        return None
    row.refresh_from_db(fields=["revision"])
    entry = Entry.objects.get(pk=last.entry)
    same = entry.reason == said["reason"].strip() and DONE[entry.action].startswith(step)
    return entry if same and last.revision == row.revision else None


def done(entry: Entry) -> str:
    """What was done, with the way there if it has a public address."""
    if entry.kind == "codebook":
        return f"Published the codebook, version {entry.version}, as entry {entry.number} of the record."
    what, address = f"{entry.ref} version {entry.version}", public_url(entry.kind, entry.ref)
    if not entry.document_sha256 or entry.action == "merged":
        what = entry.ref
    if address:
        what = format_html('<a href="{}">{}</a>', address, what)
    return format_html("{} {} as entry {} of the record.", DONE[entry.action], what, entry.number)


def allow(request: HttpRequest, *permissions: str) -> None:
    if not request.user.has_perms(permissions):
        raise PermissionDenied
