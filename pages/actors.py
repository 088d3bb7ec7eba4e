"""The pages of actors: the list by name, and one of them with its offices, what it said and where it took part."""

from django.db.models import Q
from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import reverse
from django.views.decorators.http import require_safe

from lib.sorting import sort_key
from pages import errors, profiles, selection, signs
from pages.asked import moment_asked, pinning
from pages.budgets import by_entry
from pages.charts.over_time import over_time
from pages.evidence import cited
from pages.facets import counts
from pages.gone import instead
from pages.language_names import language_name
from pages.rendering import page
from pages.revisions import revisions
from pages.rows import naming, row
from pages.said import said
from pages.weight import weight
from record import codebook, identity, lists, mentions, reading
from record.codebook import Codebook
from record.lists import CursorError
from record.models import Entry, IndexRow, StatementIndex, ThingIndex
from record.moments import Moment, MomentError
from record.parameters import FilterError
from record.reading import Published
from record.thing_filters import ActorFilter

CONTROLS = frozenset({"cursor", "as_of"})
SIZE, ROWS = 60, 8


@require_safe
@by_entry
@errors.explained
def actors(request: HttpRequest) -> HttpResponse:
    """Actors by name, those alone that something public names. The filters are those of the API."""
    parameters = selection.tidied(request.GET)
    try:
        moment, cursor = lists.moment_of(parameters)
    except (CursorError, MomentError) as error:
        raise FilterError({"cursor" if "cursor" in parameters else "as_of": [str(error)]}) from error
    book = codebook.at(moment)
    rows = ThingIndex.objects.at(moment).filter(kind="actor")
    chosen = ActorFilter(parameters, rows, codebook=book, moment=moment, controls=CONTROLS)
    shown = lists.page(
        chosen.selected().defer("words", "search"),
        moment,
        ordering="name",
        size=SIZE,
        cursor=cursor,
        selection=lists.selection_of(parameters),
    )
    count, more = lists.capped_count(chosen.selected())
    return page(
        "actors.html",
        {
            "head": Entry.objects.filter(number=moment.entry).first(),
            "past": not moment.now,
            "as_of": parameters.get("as_of", ""),
            "address": request.path,
            "rows": [listed(one, book) for one in shown.rows],
            "count": count,
            "more": more,
            "asked": {name: parameters.get(name, "") for name in ("q", "kind", "country")},
            "kinds": book.scale_words("actor_kinds"),
            "states": sorted(
                ((code, naming(book)(code).name) for code in states_of_actors(moment)),
                key=lambda pair: sort_key(pair[1]),
            ),
            "next": selection.address(with_cursor(parameters, shown.next)) if shown.next else "",
            "previous": selection.address(with_cursor(parameters, shown.previous)) if shown.previous else "",
        },
    )


def with_cursor(parameters: QueryDict, cursor: str) -> QueryDict:
    changed = parameters.copy()
    changed["cursor"] = cursor
    return changed


def states_of_actors(moment: Moment) -> list[str]:
    """The states that some actor belongs to; one query over a short index."""
    rows = ThingIndex.objects.at(moment).filter(kind="actor").values_list("countries", flat=True)
    return sorted({code for countries in rows.distinct() for code in countries})


def listed(one: IndexRow, book: Codebook) -> dict:
    assert isinstance(one, ThingIndex)
    return {
        "ref": one.ref,
        "name": one.name,
        "kind": book.scale_label("actor_kinds", one.subkind),
        "states": [naming(book)(code) for code in one.countries],
    }


@require_safe
@by_entry
@errors.explained
def actor(request: HttpRequest, address: str) -> HttpResponse:
    """One actor as it is now, or one of its versions."""
    moment = moment_asked(request)

    def found() -> HttpResponse:
        thing = reading.read(address, "actor", moment)
        shown = of_actor(thing, moment, codebook.at(moment))
        return page("actor.html", {**shown, "as_of": request.GET.get("as_of", "")})

    return instead(request, found, moment, lambda ref: reverse("actor", args=[ref]), titled=False)


def of_actor(thing: Published, moment: Moment, book: Codebook) -> dict:
    """What the page shows. The number of queries does not depend on how often the actor is named."""
    ref, document, pinned = thing.entry.ref, thing.document, not moment.now
    query = f"actor={ref}"
    chosen = selection.filtered(QueryDict(query), moment, book)
    incidents = chosen.selected()
    newest = incidents.order_by("-day_desc", "-number").defer("search")[:ROWS]
    return {
        "head": Entry.objects.filter(number=moment.entry).first(),
        "past": pinned,
        "pinned": pinning(moment),
        "address": reverse("actor", args=[ref]),
        "ref": ref,
        "entry": thing.entry,
        "older": thing.newest.version if thing.newest.version > thing.entry.version else None,
        "name": document["name"],
        "description": document["description"],
        "kind": book.scale_label("actor_kinds", document["kind"]),
        "states": [
            naming(book)(code) for code in dict.fromkeys(one["country"] for one in document["countries"])
        ],
        "part_of": document["part_of"],
        "posts": [post(one, book) for one in document["affiliations"]],
        "names": [{**one, "language_name": language_name(one["language"])} for one in document["names"]],
        "is_person": document["kind"] == "person",
        "outcome": outcome(document["case_outcome"], book),
        "wikidata": document["wikidata"],
        "counts": mentions.of_actor(ref, moment),
        "figures": profiles.figures(incidents, book, pinned=pinned),
        "chart": over_time("months", [chosen], moment, pinned=pinned),
        "rows": [row(one, book, pinned=pinned) for one in newest],
        "types": profiles.bars(counts({"type": incidents}, moment)["type"], book.types, "type", query),
        "statements": [said(one, book) for one in statements_of(ref, moment)],
        "query": query,
        "behind": weight(chosen),
        "revisions": revisions(ref, moment, "actor"),
    }


def statements_of(ref: str, moment: Moment) -> list[StatementIndex]:
    """The newest statements by, to or about an actor, under every number that it had. One query, and those for the numbers."""
    refs = sorted(identity.all_refs({ref}, moment))
    rows = StatementIndex.objects.at(moment).filter(Q(actors__overlap=refs), nested=False)
    return list(rows.order_by("-day_desc", "-number").defer("search")[: 2 * ROWS])


def post(one: dict, book: Codebook) -> dict:
    """One line of the table of offices."""
    return {
        "role": one["role"],
        "tie": book.scale_label("affiliation_ties", one["tie"]),
        "organisation": one["organisation"],
        "start": signs.date_words(one["start"]) if one["start"] else "",
        "end": signs.date_words(one["end"]) if one["end"] else "",
        "certainty": signs.Certainty(one["certainty"], book.scale_label("certainty", one["certainty"])),
        "cited": cited(one),
    }


def outcome(one: dict | None, book: Codebook) -> dict | None:
    if not one:
        return None
    return {
        "words": book.scale_label("case_outcomes", one["outcome"]),
        "as_of": signs.date_words(one["as_of"]) if one["as_of"] else "",
    }
