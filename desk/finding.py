"""Finding people: pick lists that say office and country, and suggest names that are only alike; who held which office when."""

from datetime import date
from typing import Any

from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.db.models import Case, F, Q, QuerySet, When
from django.http import HttpRequest, JsonResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from actors.dates import bounds
from actors.models import Actor, ActorCountry, ActorName, Country
from actors.offices import offices
from desk.date_words import understood
from desk.deciding import allow
from incidents.likeness import name_likeness
from incidents.models import Incident

ALIKE = 0.55
SUGGESTED = 6
SHORTEST = 3
FULL = 5  # so many exact hits need no suggestions


class AutocompleteView(AutocompleteJsonView):
    """Django's, for all models; actors come with office today and country, and names that are alike below the hits."""

    def get(self, request, *args, **kwargs):
        response = super().get(request, *args, **kwargs)
        if self.model_admin.model is not Actor:
            return response
        similar = [] if self.page_shown.number > 1 or len(self.exact) >= FULL else self.similar()
        lines = described([*self.exact, *similar])
        results = [{"id": str(one.pk), "text": lines[one.pk]} for one in self.exact]
        results += [{"id": str(one.pk), "text": f"Similar: {lines[one.pk]}"} for one in similar]
        return JsonResponse({"results": results, "pagination": {"more": self.page_shown.has_next()}})

    def get_queryset(self):
        found = super().get_queryset()
        return nearest_first(found, self.term) if self.model_admin.model is Country and self.term else found

    def get_context_data(self, *, object_list=None, **kwargs):
        context = super().get_context_data(object_list=object_list, **kwargs)
        self.page_shown, self.exact = context["page_obj"], list(context["object_list"])
        return context

    def similar(self) -> list[Actor]:
        """Among those that this pick list offers, whatever was typed."""
        offered = self.model_admin.get_queryset(self.request)
        offered = offered.complex_filter(self.source_field.get_limit_choices_to())
        offered, _ = self.model_admin.get_search_results(self.request, offered, "")
        return suggestions(self.term, offered, self.exact)


def nearest_first(countries: QuerySet, term: str) -> QuerySet:
    """States whose code or name is what was typed before those whose name begins so, before all that have it in some language."""
    same = Q(code__iexact=term) | Q(alpha2__iexact=term) | Q(name__iexact=term)
    nearness = Case(When(same, then=0), When(name__istartswith=term, then=1), default=2)
    return countries.annotate(nearness=nearness).order_by("nearness", "sort_key")


def suggestions(term: str, offered: Any, exact: list[Actor]) -> list[Actor]:
    """Actors with a name that is like the term in any script, the likest first; none of the exact hits."""
    if len(term.strip()) < SHORTEST:
        return []
    alike: dict[int, float] = {}
    rows: list[tuple[QuerySet, str]] = [(Actor.objects.all(), "pk"), (ActorName.objects.all(), "actor")]
    for names, key in rows:
        likeness = names.annotate(likeness=name_likeness("name", term)).filter(likeness__gte=ALIKE)
        best = likeness.order_by(F("likeness").desc())[: 4 * SUGGESTED]
        for pk, how_like in best.values_list(key, "likeness"):
            alike[pk] = max(how_like, alike.get(pk, 0))
    found = offered.filter(pk__in=alike).exclude(pk__in=[one.pk for one in exact])
    return sorted(found, key=lambda one: (-alike[one.pk], one.sort_key))[:SUGGESTED]


def described(actors: list[Actor]) -> dict[int, str]:
    """Name, office today and country of each, in one line; two queries for all."""
    held = offices([one.pk for one in actors], timezone.localdate())
    belongs = dict(
        ActorCountry.objects.filter(actor__in=actors)
        .order_by(F("start").asc(nulls_first=True))
        .values_list("actor", "country__name")
    )
    found = {}
    for actor in actors:
        office = str(held[actor.pk][0]) if actor.pk in held else ""
        found[actor.pk] = " · ".join(filter(None, (actor.name, office, belongs.get(actor.pk, ""))))
    return found


@require_http_methods(["GET", "HEAD"])
def office_view(request: HttpRequest, pk: int) -> JsonResponse:
    """Offices of an actor at `date` (EDTF), else at the date of `incident`, else today; what the answer is about is said."""
    allow(request, "actors.view_actor")
    actor = get_object_or_404(Actor, pk=pk)
    day, of = day_asked(request)
    held = offices([pk], day).get(pk, [])
    return JsonResponse(
        {
            "actor": actor.name,
            "day": day.isoformat(),
            "of": of,
            "officialness": actor.officialness,
            "offices": [{"text": str(one), "dated": one.dated} for one in held],
        }
    )


def day_asked(request: HttpRequest) -> tuple[date, str]:
    earliest, latest, _ = bounds(understood(request.GET.get("date", "")))
    if earliest or latest:
        return latest or earliest or date.min, "the date of the statement"
    asked = request.GET.get("incident", "")
    incident = Incident.objects.filter(pk=asked).first() if asked.isdecimal() and len(asked) < 19 else None
    if incident and (incident.date_latest or incident.date_earliest):
        return incident.date_latest or incident.date_earliest or date.min, "the date of the incident"
    return timezone.localdate(), "today"
