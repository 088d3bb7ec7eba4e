"""The list of sources: every document that something public rests on or goes back to."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from lib import canonical
from pages import citations, errors, selection, signs
from pages.budgets import by_entry
from pages.filter_names import FILTER_NAMES
from pages.language_names import language_name
from pages.rendering import page
from record import codebook, lists, reading, sourcing
from record.codebook import Codebook
from record.lists import CursorError
from record.models import Entry, IndexRow, ThingIndex
from record.moments import Moment, MomentError
from record.parameters import FilterError, not_allowed
from record.thing_filters import SourceFilter

SIZE, PUBLISHERS = 50, 60
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
            "kinds": book.scale_words("source_kinds"),
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
        raise FilterError({"ordering": [not_allowed(ordering, str(_("an order")), SORTS)]})
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
