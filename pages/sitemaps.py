"""The sitemap: an index of chunks, each of at most some thousand addresses, so that a million incidents can be listed.

A chunk is a range of entry numbers, which the record's own key finds at once; an incident stands in the chunk of the entry
that its newest version came with. Old chunks change only when something in them gets a new version. Each page is named in
every language, with the others beside it.
"""

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.http import require_safe

from pages import errors, languages
from pages.asked import moment_asked
from record import ledger
from record.caching import by_entry
from record.models import Entry, IncidentIndex, PairIndex, StatementIndex, ThingIndex

CHUNK = 1_000  # of entries; a page and its statements stand here once for each language, and a sitemap may name 50,000
FIXED = (
    "home",
    "incidents",
    "statements",
    "countries",
    "actors",
    "episodes",
    "sources",
    "codebook",
    "data",
    "new",
    "corrections",
    "about",
)
KINDS = {
    "incident": IncidentIndex,
    "actor": ThingIndex,
    "episode": ThingIndex,
    "source": ThingIndex,
}  # whose things have pages of their own, by the name of the page
TOLD = {*KINDS, "episode"}  # statements are at home in incidents and in episodes
Address = tuple[str, datetime | None]


@require_safe
@by_entry
@errors.explained
def index(request: HttpRequest) -> HttpResponse:
    """Where the parts of the sitemap are."""
    moment = moment_asked(request)
    parts: list[Address] = [(reverse("sitemap-pages"), None)]
    parts += [
        (reverse("sitemap-chunk", args=[chunk]), None) for chunk in ledger.stretches(CHUNK, TOLD, moment)
    ]
    return written("sitemap_index.xml", {"parts": parts})


@require_safe
@by_entry
@errors.explained
def fixed(request: HttpRequest) -> HttpResponse:
    """The pages that there always are, and those of states and pairs that have incidents."""
    moment = moment_asked(request)
    found: list[Address] = [(reverse(name), None) for name in FIXED]
    pairs = sorted(set(PairIndex.objects.at(moment).values_list("a", "b").distinct()))
    found += [
        (reverse("country", args=[code]), None) for code in sorted({code for pair in pairs for code in pair})
    ]
    found += [(reverse("pair", args=pair), None) for pair in pairs]
    return written("sitemap.xml", {"pages": in_every_language(found)})


@require_safe
@by_entry
@errors.explained
def chunk(request: HttpRequest, chunk: int) -> HttpResponse:
    """The things whose newest version came with one of these entries, with their statements. A query for each kind."""
    moment = moment_asked(request)
    entries = Entry.objects.up_to(moment).filter(kind__in=TOLD)
    of_chunk = entries.filter(number__gte=chunk * CHUNK, number__lt=(chunk + 1) * CHUNK)
    came = list(of_chunk.values_list("number", "ref", "kind"))
    if not came:
        raise Http404(str(chunk))
    found: list[Address] = []
    for kind, index in KINDS.items():
        refs = {number: ref for number, ref, of_kind in came if of_kind == kind}
        rows = index.objects.at(moment).filter(ref__in=set(refs.values()), since__in=refs)
        found += addresses(kind, rows)
    said = StatementIndex.objects.at(moment).filter(since__in=[number for number, _ref, _kind in came])
    pages = in_every_language([*found, *addresses("statement", said)])
    return written("sitemap.xml", {"pages": pages})


def addresses(kind: str, rows: QuerySet) -> list[Address]:
    named = rows.order_by("number").values_list("ref", "published_at")
    return [(reverse(kind, args=[ref]), at) for ref, at in named]


def in_every_language(found: Iterable[Address]) -> list[tuple[list[tuple[str, str]], datetime | None]]:
    """Each page as (language, address) of all its languages, and when it changed."""
    codes = [code for code, _name in settings.LANGUAGES]
    return [([(code, languages.in_language(plain, code)) for code in codes], at) for plain, at in found]


def written(template: str, context: dict) -> HttpResponse:
    body = render_to_string(template, {"site": settings.SITE_URL, **context})
    return HttpResponse(body, content_type="application/xml; charset=utf-8")
