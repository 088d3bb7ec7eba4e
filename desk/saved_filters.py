"""Saved filters: what somebody asked of a list of the desk, kept under a name and opened again.

A filter names its table, never an address, so it leads to a list of the desk or nowhere. Who may not open that list
does not meet it.
"""

from copy import copy
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import SuspiciousOperation
from django.db.models import Q, QuerySet
from django.http import HttpRequest, QueryDict

from desk.models import SavedFilter

SHOWN = 12
LONGEST = 2000  # a query, as the table has it
NOT_KEPT = (
    "p",
    "e",
    "_popup",
    "_to_field",
)  # the page of a list, its complaint, and what belongs to a pick window
IN_WORDS = {"q": "search"}
WITHOUT_VALUE = {"o": "sorted by column", "all": "on one page", "_facets": "with counts"}


@dataclass(frozen=True)
class OfList:
    """What stands above one list: the filters saved of it, and what its address asks now."""

    table: str
    query: str
    rows: list[SavedFilter]

    @property
    def current(self) -> list[int]:
        """The filters that the list shows at this moment."""
        return [row.pk for row in self.rows if row.query == self.query]


def lists(request: HttpRequest) -> dict[str, Any]:
    """The model pages whose list somebody may open, by the label of their table."""
    pages = admin.site._registry.items()
    return {
        model._meta.label_lower: page for model, page in pages if page.has_view_or_change_permission(request)
    }


def visible(request: HttpRequest) -> QuerySet[SavedFilter]:
    """Somebody's own filters and those that are shared, of the lists that they may open."""
    rows = SavedFilter.objects.filter(Q(owner=request.user) | Q(shared=True), table__in=lists(request))
    return rows.select_related("owner")


def of_list(request: HttpRequest) -> OfList | None:
    """What belongs above the list that is asked for; None on every other page. One query."""
    name = request.resolver_match.url_name if request.resolver_match else None
    if not name or not name.endswith("_changelist") or "_popup" in request.GET:
        return None
    for table, page in lists(request).items():
        if name == f"{page.opts.app_label}_{page.opts.model_name}_changelist":
            return OfList(table, kept(request.GET.urlencode()), list(visible(request).filter(table=table)))
    return None


def shown(request: HttpRequest) -> dict[str, Any]:
    """The filters on My desk. One query."""
    rows = told(visible(request)[: SHOWN + 1], request)
    return {"rows": rows[:SHOWN], "more": len(rows) > SHOWN}


def told(rows: Any, request: HttpRequest) -> list[Any]:
    """Filters with what pages say of them beside their name."""
    pages, found = lists(request), list(rows)
    for row in found:
        row.list_name = pages[row.table].opts.verbose_name_plural
        row.asks = row.asks or in_words(row.query)
        row.own = row.owner_id == request.user.pk
    return found


def in_words(query: str, found: Any = None) -> str:
    """What a filter asks for: “search: Grozin; stage: Draft; sorted by column”. Without its list, codes stand for words."""
    words, told_by_list = [], chosen(found) if found else {}
    for name, value in parse_qsl(query, keep_blank_values=True):
        plain = name.removesuffix("__exact").removesuffix("__id").replace("__", " ")
        words.append(
            WITHOUT_VALUE.get(name) or told_by_list.get(name) or f"{IN_WORDS.get(name, plain)}: {value}"
        )
    return "; ".join(dict.fromkeys(words))


def chosen(found: Any) -> dict[str, str]:
    """For each parameter that a filter of the list knows, the filter's title with the choice that is on."""
    words = {}
    for spec in found.filter_specs:
        on = [str(choice["display"]) for choice in spec.choices(found) if choice["selected"]]
        words |= {name: f"{spec.title}: {on[0]}" for name in spec.expected_parameters() if on}
    return words


def kept(query: str) -> str:
    """What of a list's query string is worth keeping, always in the same order; empty if the list shows everything."""
    asked = QueryDict(query).lists()
    pairs = {
        name: [one for one in values if one or says_something_empty(name)]
        for name, values in asked
        if name not in NOT_KEPT
    }
    found = QueryDict(mutable=True)
    for name in sorted(pairs):
        found.setlist(name, pairs[name])
    return found.urlencode()


def says_something_empty(name: str) -> bool:
    """A lookup without a value asks for rows that have none; “Show all” has no value. An empty search asks nothing."""
    return "__" in name or name in WITHOUT_VALUE


def asked_list(request: HttpRequest, page: Any, query: str) -> Any | None:
    """A list as a query asks for it; None if it no longer knows all of that. Django would show every row, or refuse."""
    asked: Any = copy(request)
    asked.GET, asked.method = QueryDict(query), "GET"
    if any("\x00" in text for values in asked.GET.lists() for text in [values[0], *values[1]]):
        return None
    try:
        found = page.get_changelist_instance(asked)
    except (IncorrectLookupParameters, SuspiciousOperation):
        return None
    return found if all(is_known(spec) for spec in found.filter_specs) else None


def is_known(spec: Any) -> bool:
    """A filter of ours shows every row for a value that it does not offer."""
    if not isinstance(spec, admin.SimpleListFilter):
        return True
    value = spec.value()
    return value is None or value in [str(code) for code, _ in spec.lookup_choices]
