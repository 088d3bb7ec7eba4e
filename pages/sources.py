"""The pages of sources: the list, and one of them with what rests on it."""

from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponsePermanentRedirect,
    HttpResponseRedirect,
    QueryDict,
)
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from lib import canonical
from pages import citations, citing, errors, selection, signs
from pages.asked import moment_asked
from pages.filter_names import FILTER_NAMES
from pages.language_names import language_name
from pages.rendering import page
from pages.revisions import revisions
from pages.rows import row
from pages.said import said
from record import codebook, lists, reading, sourcing
from record.caching import by_entry
from record.codebook import Codebook
from record.envelopes import url
from record.lists import CursorError
from record.models import Entry, IncidentIndex, IndexRow, StatementIndex, ThingIndex
from record.moments import Moment, MomentError
from record.parameters import FilterError
from record.reading import MergedInto, NotPublic, Published, Withdrawn
from record.thing_filters import SourceFilter

SIZE, PUBLISHERS, INCIDENTS, STATEMENTS = 50, 60, 25, 12
SORTS = {"-date": _("Last published first"), "name": _("By title")}
CONTROLS = frozenset({"cursor", "as_of", "ordering"})
IN_FORM = ("q", "kind", "publisher", "from", "to", "ordering")


@require_safe
@by_entry
@errors.explained
def sources(request: HttpRequest) -> HttpResponse:
    """Documents that something public rests on. The filters are those of the API."""
    parameters = tidied(request.GET)
    if parameters != request.GET:
        return HttpResponseRedirect(request.path + selection.address(parameters).removesuffix("?"))
    moment, chosen, ordering, cursor = read(parameters)
    rows = chosen.selected()
    shown = lists.page(
        rows.defer("words", "search"),
        moment,
        ordering=ordering,
        size=SIZE,
        cursor=cursor,
        selection=lists.selection_of(parameters),
    )
    count, more = lists.capped_count(rows)
    book = chosen.codebook
    return page(
        "sources.html",
        {
            "head": Entry.objects.filter(number=moment.entry).first(),
            "past": not moment.now,
            "as_of": parameters.get("as_of", ""),
            "address": request.path,
            "rows": listed(shown.rows, moment, book),
            "count": count,
            "more": more,
            "asked": {name.replace("from", "start"): parameters.get(name, "") for name in IN_FORM},
            "carried": [
                (name, FILTER_NAMES.get(name, name), value, without(parameters, name))
                for name, value in parameters.items()
                if name not in (*IN_FORM, *CONTROLS)
            ],
            "kinds": book.scales.get("source_kinds", {}).get("entries", []),
            "publishers": publishers(moment),
            "sorts": [(value, words, value == ordering) for value, words in SORTS.items()],
            "canonical": without(parameters, "cursor").removesuffix("?"),
            "api": f"/api/v1/sources/{without(parameters, 'cursor')}".removesuffix("?"),
            "next": with_cursor(parameters, shown.next),
            "previous": with_cursor(parameters, shown.previous),
        },
    )


def tidied(parameters: QueryDict) -> QueryDict:
    """The parameters without those that a form leaves empty, and without the order that goes without saying."""
    kept = QueryDict(mutable=True)
    for name, values in parameters.lists():
        given = [value for value in values if value]
        if given and (name, given) != ("ordering", ["-date"]):
            kept.setlist(name, given)
    return kept


def read(parameters: QueryDict) -> tuple[Moment, SourceFilter, str, lists.Cursor | None]:
    """What was asked for. Raises FilterError."""
    selection.refuse_repeated(parameters)
    ordering = parameters.get("ordering", "-date")
    if ordering not in SORTS:
        raise FilterError({"ordering": [f"{ordering!r} is not an order. Allowed: {', '.join(SORTS)}."]})
    try:
        moment, cursor = lists.moment_of(parameters)
        if cursor:
            cursor.sort_value(lists.ORDERINGS[ordering][0].lstrip("-"))
    except (CursorError, MomentError) as error:
        raise FilterError({"cursor" if "cursor" in parameters else "as_of": [str(error)]}) from error
    rows = ThingIndex.objects.at(moment).filter(kind="source")
    chosen = SourceFilter(parameters, rows, codebook=codebook.at(moment), moment=moment, controls=CONTROLS)
    return moment, chosen, ordering, cursor


def without(parameters: QueryDict, name: str) -> str:
    changed = parameters.copy()
    changed.pop(name, None)
    return selection.address(changed)


def with_cursor(parameters: QueryDict, cursor: str) -> str:
    changed = parameters.copy()
    changed["cursor"] = cursor
    return selection.address(changed) if cursor else ""


def publishers(moment: Moment) -> list[tuple[str, str]]:
    """(number, name) of those who publish most of the sources, by name; two queries."""
    rows = ThingIndex.objects.at(moment).filter(kind="source")
    refs = [ref for ref, _n in sourcing.publishers(rows, PUBLISHERS)]
    known = reading.things(set(refs), moment)
    named = [(ref, known.get(ref, {}).get("name") or ref) for ref in refs]
    return sorted(named, key=lambda pair: pair[1])


def listed(rows: list[IndexRow], moment: Moment, book: Codebook) -> list[dict]:
    """The lines of the table. One query for how many incidents rest on each."""
    resting = sourcing.resting([one.ref for one in rows], moment)
    return [{**line(one, book), "incidents": resting.get(one.ref, 0)} for one in rows]


def line(one: IndexRow, book: Codebook) -> dict:
    card = canonical.loads(one.card)
    return {
        "ref": one.ref,
        "title": card["title"],
        "publisher": card["publisher"],
        "kind": book.scale_label("source_kinds", card["kind"]),
        "language": card["language"] or "",
        "language_name": language_name(card["language"]),
        "published": signs.date_words(card["published"]["edtf"]) if card["published"]["edtf"] else "",
        "note": card["published"]["note"],
        "grade": card["grade"] or "",
        "grade_words": book.scale_label("source_reliability", card["grade"]) if card["grade"] else "",
        "read": card["consulted"] == "read",
        "consulted": book.scale_label("consulted", card["consulted"]),
        "url": citations.web(card["url"]),
        "archived": citations.web(card["archived_url"]),
    }


@require_safe
@by_entry
@errors.explained
def source(request: HttpRequest, address: str) -> HttpResponse:
    """One source as it is now, or one of its versions, with what rests on it."""
    moment = moment_asked(request)
    try:
        thing = reading.read(address, "source", moment)
    except NotPublic as error:
        raise Http404 from error
    except MergedInto as merged:
        query = request.META.get("QUERY_STRING", "")
        return HttpResponsePermanentRedirect(
            reverse("source", args=[merged.ref]) + (f"?{query}" if query else "")
        )
    except Withdrawn as gone:
        return page("410.html", {"entry": gone.entry, "title": ""}, status=410)
    book = codebook.at(moment)
    return page("source.html", {**of_source(thing, moment, book), "as_of": request.GET.get("as_of", "")})


def of_source(thing: Published, moment: Moment, book: Codebook) -> dict:
    """What the page shows. The number of queries does not depend on how much rests on the source."""
    ref, document, pinned = thing.entry.ref, thing.document, not moment.now
    cite = citing.of_published(thing)
    as_of = f"entry:{moment.entry}" if pinned else ""
    incidents = IncidentIndex.objects.at(moment).filter(sources__contains=[ref])
    statements = StatementIndex.objects.at(moment).filter(sources__contains=[ref])
    newest = incidents.order_by("-day_desc", "-number").defer("search")[:INCIDENTS]
    original = document["derived_from"]
    return {
        "head": Entry.objects.filter(number=moment.entry).first(),
        "past": pinned,
        "query": f"?as_of={as_of}" if pinned else "",
        "address": reverse("source", args=[ref]),
        "ref": ref,
        "entry": thing.entry,
        "api": f"{ref}@{thing.entry.version}",
        "older": thing.newest.version > thing.entry.version,
        "withdrawn": thing.withdrawn,
        "document": document,
        "facts": facts(document, book),
        "url": citations.web(document["url"]),
        "archived": citations.web(document["archived_url"]),
        "original": {"ref": original, **reading.things({original}, moment).get(original, {})}
        if original
        else None,
        "grade": document["grade"] or "",
        "grade_words": book.scale_label("source_reliability", document["grade"]) if document["grade"] else "",
        "read": document["consulted"] == "read",
        "incidents": incidents.count(),
        "uses": [used(one, book, pinned=pinned) for one in sourcing.uses(ref, list(newest))],
        "statement_count": statements.count(),
        "statements": [
            said(one, book, as_of=as_of)
            for one in statements.order_by("-day_desc", "-number").defer("search")[:STATEMENTS]
        ],
        "revisions": revisions(ref, moment, "source"),
        "cite": cite,
        "cited": citing.styles(cite["csl"]),
        "cite_files": citing.files("source", f"{ref}@{thing.entry.version}"),
        "canonical": url("source", ref),
    }


def facts(document: dict, book: Codebook) -> list[tuple[str, str, str]]:
    """(what, in words, a note) for the column of facts."""
    published = document["published"]
    day = signs.date_words(published["edtf"]) if published["edtf"] else _("not recorded")
    rows = [
        (_("Written by"), ", ".join(document["authors"]), ""),
        (_("Kind"), book.scale_label("source_kinds", document["kind"]), ""),
        (_("Language"), language_name(document["language"]) or _("not recorded"), ""),
        (_("Published"), day, published["note"]),
        (_("Read"), book.scale_label("consulted", document["consulted"]), ""),
        (_("Seen on"), signs.date_words(document["accessed"]) if document["accessed"] else "", ""),
        (_("SHA-256"), document["sha256"] or "", ""),
    ]
    return [(str(what), str(words), note) for what, words, note in rows if words]


def used(one: sourcing.Use, book: Codebook, *, pinned: bool) -> dict:
    """What an incident takes from the source, in words."""
    return {
        **row(one.incident, book, pinned=pinned),
        "citations": [
            {
                "fields": [name.replace("_", " ") for name in cited["supports"]],
                "excerpt": cited["excerpt"],
                "locator": cited["locator"],
                "value": cited["asserted_value"],
                "credibility": cited["credibility"] or "",
                "credibility_words": book.scale_label("information_credibility", cited["credibility"])
                if cited["credibility"]
                else "",
            }
            for cited in one.citations
        ],
        "claims": [
            {
                "ref": claim["ref"],
                "text": claim["text"],
                "certainty": signs.Certainty(
                    claim["certainty"], book.scale_label("certainty", claim["certainty"])
                )
                if claim["certainty"]
                else None,
            }
            for claim in one.claims
        ],
        "positions": [
            {
                "who": held["actor"]["name"] if held["actor"] else "",
                "words": book.scale_label("claim_positions", held["position"]),
                "claim": claim["ref"],
                "text": claim["text"] if claim not in one.claims else "",  # else it stands above
            }
            for claim, held in one.positions
        ],
    }
