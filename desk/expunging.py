"""The page of expunging: what is taken away for ever, what stays, and what still refers to it."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.admin.models import LogEntry
from django.contrib.admin.utils import NestedObjects
from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_http_methods

from desk.deciding import EXPUNGER, Proposal, about, allow, decide, done
from desk.decision_forms import ExpungeForm
from desk.models import Capture
from desk.places import MODELS, change_url, list_url
from desk.retracting import Resting, counted, resting
from incidents.models import Decision, Relation, Revision, Statement
from record.expunging import expunge, in_the_way
from record.models import Entry


@dataclass(frozen=True, kw_only=True)
class Expunging(Proposal):
    gone: list[str]
    row: list[str]
    keeping: list[str]
    links: list[Resting]


@require_http_methods(["GET", "HEAD", "POST"])
def expunge_page(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """Taking content away; the number has to be typed, and only few accounts may."""
    allow(request, EXPUNGER)
    if request.method == "POST" and (entry := gone_already(request, kind, pk)):
        messages.success(request, done(entry))
        return HttpResponseRedirect(list_url(MODELS[kind]))
    row: Any = get_object_or_404(MODELS[kind], pk=pk)

    def act(*, number: str, **said: Any) -> Entry:
        return take_away(kind, row, **said)

    def after() -> str:
        kept = MODELS[kind]._default_manager.filter(pk=pk).exists()
        return change_url(row) if kept else list_url(MODELS[kind])

    return decide(
        request,
        ExpungeForm(request.POST or None, ref=row.ref),
        act,
        lambda: propose(kind, MODELS[kind]._default_manager.get(pk=pk)),
        template="desk/expunge.html",
        after=after,
        of=(kind, row),
    )


def gone_already(request: HttpRequest, kind: str, pk: int) -> Entry | None:
    """The entry by which this user has just expunged a row that is there no more: the button was pressed twice."""
    if MODELS[kind]._default_manager.filter(pk=pk).exists():
        return None
    last = Decision.objects.filter(kind=kind, object_id=pk).order_by("-pk").first()
    if last is None or last.action != "expunged" or last.user != request.user:
        return None
    entry = Entry.objects.get(number=last.entry or 0)
    return entry if entry.ref == request.POST.get("number", "").strip() else None


@transaction.atomic
def take_away(kind: str, row: Any, **said: Any) -> Entry:
    """Expunges a thing, and takes its words out of the log that Django's admin keeps of every save."""
    below = [part for parts in collected(row).data.values() for part in parts]
    about_them = [(ContentType.objects.get_for_model(part), str(part.pk)) for part in below]
    entry = expunge(kind, row, **said)
    if kind == "source":
        Capture.objects.filter(source=row.pk).delete()  # its text, where the row stays
    for content_type, pk in about_them:
        logged = LogEntry.objects.filter(content_type=content_type, object_id=pk)
        logged.update(object_repr=f"expunged ({entry.ref})", change_message="")
    return entry


def collected(row: models.Model) -> NestedObjects:
    """What goes when a row goes, and what would keep it from going."""
    found = NestedObjects(using="default")
    found.collect([row])
    return found


def propose(kind: str, row: Any) -> Expunging:
    found = collected(row)
    return Expunging(
        **about("Expunge", kind, row),
        obstacles=in_the_way(kind, row),
        gone=gone(kind, row),
        row=parts_of(found, row),
        keeping=keeping(kind, found.protected),
        links=resting(row.ref),
    )


def gone(kind: str, row: Any) -> list[str]:
    """What is taken away whether or not the row stays."""
    versions = (
        Entry.objects.filter(ref=row.ref, document__isnull=False).order_by("version") if row.ref else []
    )
    found = [f"The text of version {entry.version}, {entry.at:%-d %B %Y}." for entry in versions]
    saves = Revision.objects.filter(kind=kind, object_id=row.pk).count()
    kept = f"{counted(saves, 'saved revision')}, " if saves else ""
    return [*found, f"{kept}notes of decisions and the audit trail.".capitalize()]


def parts_of(found: NestedObjects, row: models.Model) -> list[str]:
    """The row's parts by number and noun, links aside, which are listed apart."""
    number = Counter(
        type(part)._meta.verbose_name
        for parts in found.data.values()
        for part in parts
        if part != row and not isinstance(part, Relation) and not type(part)._meta.auto_created
    )
    return [
        counted(count, str(noun)) for noun, count in sorted(number.items(), key=lambda pair: str(pair[0]))
    ]


def keeping(kind: str, protected: Iterable[models.Model]) -> list[str]:
    """Rows at the desk that still refer to it, and so keep its row; relations and answers are undone with it."""
    undone = (Relation, Statement) if kind in ("incident", "episode") else ()
    rows = [part for part in protected if not isinstance(part, undone)]
    return sorted(f"{str(part._meta.verbose_name).capitalize()}: {part}" for part in rows)
