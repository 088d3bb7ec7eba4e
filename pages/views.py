"""The readers' pages. They carry no session and no cookie, and read the record only."""

from django.conf import settings
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseRedirect,
    QueryDict,
)
from django.templatetags.static import static
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from pages import errors, home, listing, selection, utterances
from pages.asked import moment_asked
from pages.budgets import by_entry
from pages.chain import chain
from pages.gone import instead
from pages.kinds import INCIDENTS, STATEMENTS, Kind
from pages.rendering import page
from pages.revisions import revisions
from record import codebook, ledger, reading
from record.caching import PART
from record.envelopes import envelope
from record.moments import Moment
from record.parameters import FilterError
from record.reading import Published

CONTEXTS = {INCIDENTS.page: listing.context, STATEMENTS.page: utterances.context}
# What has a query is a choice of rows that stand elsewhere too. The star at the end is for readers of these rules that drop an
# empty query: they would take `/incidents/?` for the whole list.
ROBOTS = """User-agent: *
Disallow: /desk/
Disallow: /*?*

Sitemap: {site}/sitemap.xml
"""


@require_safe
def front(request: HttpRequest) -> HttpResponse:
    """What is on record, what is new, and where to start."""
    try:
        moment = moment_asked(request)
    except FilterError as error:
        return errors.bad_request(request, error.problems)
    return front_at(request, moment)


@by_entry
def front_at(request: HttpRequest, moment: Moment) -> HttpResponse:
    desk = reverse("admin:index") if settings.DOORS == "all" else ""
    return page("home.html", {**home.context(moment), "desk": desk})


@require_safe
@vary_on_headers(*PART)
def incidents(request: HttpRequest) -> HttpResponse:
    """The list: the same query string as the API gives the same rows. htmx gets the part that changes."""
    return browsed(request, INCIDENTS)


@require_safe
@vary_on_headers(*PART)
def statements(request: HttpRequest) -> HttpResponse:
    """The statements in the same way: one by one, or as threads."""
    return browsed(request, STATEMENTS)


def browsed(request: HttpRequest, kind: Kind) -> HttpResponse:
    parameters = selection.tidied(request.GET, kind)
    if parameters != request.GET and not part_asked(request):
        return HttpResponseRedirect(kind.address + selection.address(parameters).removesuffix("?"))
    try:
        chosen = selection.read(parameters, kind)
    except FilterError as error:
        return bad_selection(request, selection.salvage(parameters, error, kind), parameters)
    return selected(request, chosen)


@by_entry
def selected(request: HttpRequest, chosen: selection.Selection) -> HttpResponse:
    context = CONTEXTS[chosen.kind.page](chosen)
    return listed(request, chosen.kind, context, chosen.parameters)


@errors.never_kept
def bad_selection(request: HttpRequest, chosen: selection.Selection, parameters: QueryDict) -> HttpResponse:
    return listed(request, chosen.kind, listing.around_error(chosen), parameters, status=400)


def part_asked(request: HttpRequest) -> bool:
    """Whether htmx wants a part of the page; when it goes back in history it takes the whole."""
    asked, restores = (request.headers.get(name) == "true" for name in PART)
    return asked and not restores


def listed(
    request: HttpRequest, kind: Kind, context: dict, parameters: QueryDict, status: int = 200
) -> HttpResponse:
    """The page, or the part that changes with the address that the browser shall show for it."""
    if not part_asked(request):
        return page(f"{kind.page}.html", context, status)
    response = page(f"{kind.page}_part.html", {**context, "part": True}, status)
    response["HX-Push-Url"] = kind.address + selection.address(parameters).removesuffix("?")
    return response


@require_safe
def incident(request: HttpRequest, address: str) -> HttpResponse:
    """One incident as it is now, or one of its versions."""
    try:
        moment = moment_asked(request)
    except FilterError as error:
        return errors.bad_request(request, error.problems)
    return incident_at(request, address, moment)


@by_entry
def incident_at(request: HttpRequest, address: str, moment: Moment) -> HttpResponse:
    def found() -> HttpResponse:
        return incident_page(request, reading.read(address, "incident", moment), moment)

    return instead(request, found, moment, lambda ref: reverse("incident", args=[ref]))


def incident_page(request: HttpRequest, thing: Published, moment: Moment) -> HttpResponse:
    book = codebook.at(moment)
    found = envelope(thing, book, moment)
    return page(
        "incident.html",
        {
            "envelope": found,
            "revisions": revisions(thing.entry.ref, moment),
            "chain": None if thing.withdrawn and moment.now else chain(found, book, moment),
            "as_of": request.GET.get("as_of", ""),
            "head": ledger.Entry.objects.filter(number=moment.entry).first(),
        },
    )


@require_safe
@cache_control(public=True, max_age=0, must_revalidate=True)
def robots(request: HttpRequest) -> HttpResponse:
    """Crawlers may read everything public, once: not every combination of filters."""
    return HttpResponse(ROBOTS.format(site=settings.SITE_URL), content_type="text/plain; charset=utf-8")


@require_safe
def favicon(request: HttpRequest) -> HttpResponse:
    """For browsers that ask at the root, as they do for JSON."""
    return HttpResponseRedirect(static("icons/mark.svg"))
