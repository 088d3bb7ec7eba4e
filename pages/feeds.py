"""Feeds: of any selection of incidents, of a state, of a pair of states, of an actor, of an episode, of corrections. Each as Atom and as JSON Feed."""

from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from pages import cards, entries, errors, listing, selection, states
from pages.asked import moment_asked
from pages.budgets import counted
from pages.rows import naming, row
from pages.syndication import Feed, Item, answer
from record import codebook, reading
from record.budgets import FEEDS
from record.caching import by_entry
from record.codebook import Codebook
from record.filters import IncidentFilter
from record.models import Entry, IncidentIndex
from record.moments import Moment
from record.parameters import FilterError
from record.reading import MergedInto, NotPublic, Withdrawn

SIZE = 50
FIXED = ("ordering", "cursor")
READABLE = ("corrected", "reinstated")  # entries that are versions with a page of their own


@require_safe
@by_entry
@counted(FEEDS)
@errors.explained
def incidents(request: HttpRequest, ending: str) -> HttpResponse:
    """The incidents of a selection, last published first; the filters are those of the list."""
    parameters = selection.tidied(request.GET)
    if fixed := [name for name in FIXED if name in parameters]:
        raise FilterError(
            {name: [_("A feed has one order, last published first, and one page.")] for name in fixed}
        )
    chosen = selection.read(parameters)
    query = chosen.address(page_size=None)
    size = chosen.size if "page_size" in parameters else SIZE
    words = ", ".join(chip.words for chip in listing.chips(chosen))
    return answer(
        Feed(
            title=_("Demarche: incidents, %s") % words if words else _("Demarche: incidents"),
            page=reverse("incidents") + query.removesuffix("?"),
            path=f"{reverse('incidents')}feed",
            query=chosen.address().removesuffix("?"),
            changed=written(chosen.moment),
            items=of_incidents(chosen.filters, size),
        ),
        ending,
    )


@require_safe
@by_entry
@counted(FEEDS)
@errors.explained
def country(request: HttpRequest, code: str, ending: str) -> HttpResponse:
    """The incidents of one state, or of one organisation that acts for itself."""
    moment = moment_asked(request)
    book = codebook.at(moment)
    if elsewhere := states.other_spelling(request, f"country-feed-{ending}", [code], book):
        return elsewhere
    return of_states(request, [code], states.filters(f"country={code}", moment, book), ending)


@require_safe
@by_entry
@counted(FEEDS)
@errors.explained
def pair(request: HttpRequest, first: str, second: str, ending: str) -> HttpResponse:
    """The incidents between two states, in either direction."""
    moment = moment_asked(request)
    book = codebook.at(moment)
    if elsewhere := states.other_spelling(request, f"pair-feed-{ending}", [first, second], book):
        return elsewhere
    return of_states(request, [first, second], states.filters(f"dyad={first}-{second}", moment, book), ending)


@require_safe
@by_entry
@counted(FEEDS)
@errors.explained
def actor(request: HttpRequest, ref: str, ending: str) -> HttpResponse:
    """The incidents that an actor takes part in; of a merged one, those of the actor that it lives on as."""
    moment = moment_asked(request)
    try:
        thing = reading.read(ref, "actor", moment)
    except MergedInto as merged:
        return HttpResponsePermanentRedirect(
            reverse(f"actor-feed-{ending}", args=[merged.ref]) + pinned(request)
        )
    except (NotPublic, Withdrawn) as error:
        raise Http404 from error
    chosen = states.filters(f"actor={thing.entry.ref}", moment, codebook.at(moment))
    page = reverse("actor", args=[thing.entry.ref])
    return of_page(request, page, thing.document["name"], chosen, ending)


@require_safe
@by_entry
@counted(FEEDS)
@errors.explained
def episode(request: HttpRequest, ref: str, ending: str) -> HttpResponse:
    """The incidents that are part of an episode."""
    moment = moment_asked(request)
    try:
        thing = reading.read(ref, "episode", moment)
    except (NotPublic, Withdrawn, MergedInto) as error:
        raise Http404 from error
    chosen = states.filters(f"episode={thing.entry.ref}", moment, codebook.at(moment))
    page = reverse("episode", args=[thing.entry.ref])
    return of_page(request, page, thing.document["title"], chosen, ending)


def of_states(request: HttpRequest, codes: list[str], chosen: IncidentFilter, ending: str) -> HttpResponse:
    named = naming(chosen.codebook)
    page = reverse("pair" if len(codes) > 1 else "country", args=codes)
    return of_page(request, page, " – ".join(named(code).name for code in codes), chosen, ending)


def of_page(request: HttpRequest, page: str, title: str, chosen: IncidentFilter, ending: str) -> HttpResponse:
    """The feed of a page's incidents."""
    query = pinned(request)
    return answer(
        Feed(
            title=_("Demarche: %s") % title,
            page=page + query,
            path=f"{page}feed",
            query=query,
            changed=written(chosen.moment),
            items=of_incidents(chosen, SIZE),
        ),
        ending,
    )


@require_safe
@by_entry
@counted(FEEDS)
@errors.explained
def corrections(request: HttpRequest, ending: str) -> HttpResponse:
    """Every version that corrected or took back an earlier one, with its reason."""
    moment = moment_asked(request)
    rows = list(entries.corrections(moment)[:SIZE])
    found = zip(rows, entries.told(rows, moment), strict=True)
    return answer(
        Feed(
            title=_("Demarche: corrections"),
            page=reverse("corrections") + pinned(request),
            path=f"{reverse('corrections')}feed",
            query=pinned(request),
            changed=written(moment),
            items=[correction(entry, one) for entry, one in found],
        ),
        ending,
    )


def correction(entry: Entry, one: entries.Told) -> Item:
    """What was corrected is linked in that version; what was taken out, where the page says why."""
    corrected = one.title and entry.action in READABLE
    address = entries.page_of(entry.kind, one.name) if corrected else one.address
    what = f"{one.kind} {one.ref}"
    return Item(
        name=one.name,
        title=f"{one.action}: {what}" + (f", {one.title}" if one.title else ""),
        text=one.reason,
        address=address or f"{reverse('new')}?before={one.number + 1}",
        at=one.at,
        tags=(one.action, one.kind),
    )


def pinned(request: HttpRequest) -> str:
    """The query string of a feed that takes nothing but a moment."""
    given = QueryDict(mutable=True)
    if as_of := request.GET.get("as_of", ""):
        given["as_of"] = as_of
    return f"?{given.urlencode(safe=':')}" if given else ""


def written(moment: Moment) -> datetime | None:
    """When the newest entry of a moment was written; one query."""
    return Entry.objects.filter(number=moment.entry).values_list("at", flat=True).first()


def of_incidents(chosen: IncidentFilter, size: int) -> list[Item]:
    """The last published incidents of a selection. Two queries."""
    rows = list(chosen.selected().order_by("-published_at", "-number").defer("search")[:size])
    why = dict(Entry.objects.filter(number__in=[one.since for one in rows]).values_list("number", "reason"))
    return [of_incident(one, why.get(one.since, ""), chosen.codebook) for one in rows]


def of_incident(found: IncidentIndex, reason: str, book: Codebook) -> Item:
    """The newest version of an incident; a later version is a new item, so that a correction is not read past."""
    shown = row(found, book)
    facts = [
        shown["date"],
        cards.between(shown["dyad"]),
        shown["type"],
        hostility(shown),
        shown["certainty"].word,
    ]
    again = [_("Version %(n)s: %(reason)s") % {"n": found.version, "reason": reason}]
    lines = [". ".join(text for text in facts if text) + ".", shown["summary"]]
    return Item(
        name=f"{found.ref}@{found.version}",
        title=shown["title"],
        text="\n\n".join(lines + (again if found.version > 1 else [])),
        address=reverse("incident", args=[f"{found.ref}@{found.version}"]),
        at=found.published_at,
        tags=(shown["type"], *(name for _code, name in shown["themes"])),
    )


def hostility(shown: dict) -> str:
    """“Hostility 3, measure”."""
    level = shown["level"]
    return _("Hostility %(step)s, %(word)s") % {"step": level.step, "word": level.word.lower()}
