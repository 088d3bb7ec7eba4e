"""Duplicates of an incident: asked about before a new one is saved, shown while typing, and remembered when they are none."""

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.views.decorators.http import require_http_methods, require_POST

from actors.dates import bounds
from desk.date_words import understood
from desk.deciding import allow
from desk.models.distinct import known_distinct, remember
from desk.places import change_url
from incidents.duplicates import Asked, Candidate, asked_by, candidates
from incidents.models import Incident

LONGEST_KEY = 18
ASKED = "This may be on file already: look at the incidents named below, then tick that it is none of them."


class MayBeDuplicate(Exception):
    """A new incident looks like some on file, and nobody said that it is another; raised to write nothing."""

    def __init__(self, found: list[Candidate]):
        super().__init__(ASKED)
        self.candidates = found


def ask_or_remember(incident: Incident, request: HttpRequest) -> None:
    """Asks about a new incident once; with the tick in the form, keeps that it is none of those that were shown.

    Candidates that were not on the page, because somebody logged them meanwhile, are asked about again.
    """
    found = candidates(asked_by(incident), known_distinct(incident.pk))
    shown = {int(pk) for pk in request.POST.get("distinct", "").split(",") if is_key(pk)}
    if any(one.row.pk not in shown for one in found):
        raise MayBeDuplicate(found)
    remember(incident, [one.row.pk for one in found], request.user)


@require_http_methods(["GET", "HEAD"])
def typing_panel(request: HttpRequest) -> HttpResponse:
    """What may be the same as the form says so far; empty if nothing is. The form sends its fields by name."""
    allow(request, "incidents.view_incident")
    asked = asked_so_far(request)
    distinct = known_distinct(asked.pk) if asked.pk else set()
    context = {"found": candidates(asked, distinct), "asked": asked}
    return TemplateResponse(request, "desk/may_be_typing.html", context)


def asked_so_far(request: HttpRequest) -> Asked:
    said = {name: str(value).replace("\x00", "") for name, value in request.GET.items()}
    earliest, latest, _ = bounds(understood(said.get("date", "")))
    countries = frozenset(code for code in request.GET.getlist("country") if len(code) == 3)
    sources = frozenset(int(pk) for pk in request.GET.getlist("source") if is_key(pk))
    own = said.get("incident", "")
    return Asked(
        said.get("title", "")[:300],
        said.get("type", ""),
        earliest,
        latest,
        countries,
        sources=sources,
        pk=int(own) if is_key(own) else None,
    )


def is_key(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= LONGEST_KEY


@require_POST
def distinct(request: HttpRequest, pk: int) -> HttpResponse:
    """Keeps that an incident is not `other`, and goes back to its form."""
    allow(request, "incidents.change_incident", "desk.add_distinct")
    incident = get_object_or_404(Incident, pk=pk)
    other = request.POST.get("other", "")
    if not is_key(other) or not Incident.objects.filter(~Q(pk=pk), pk=other).exists():
        raise Http404("There is no such other incident.")
    remember(incident, [int(other)], request.user)
    messages.success(request, "Remembered: the two are not the same.")
    return HttpResponseRedirect(change_url(incident))
