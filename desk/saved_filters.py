"""Saved filters: what somebody asked of a list of the desk, kept under a name and opened again.

A filter names its table, never an address, so it leads to a list of the desk or nowhere. Who may not open that list
does not meet it.
"""

from copy import copy
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied, SuspiciousOperation, ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from desk.models import SavedFilter
from desk.places import list_url

MOST, SHOWN = 50, 12
LONGEST = 2000  # a query, as the table has it
DELETER = "desk.delete_savedfilter"
NOT_KEPT = (
    "p",
    "e",
    "_popup",
    "_to_field",
)  # the page of a list, its complaint, and what belongs to a pick window
IN_WORDS = {"q": "search", "o": "order of columns", "all": "on one page"}


class FilterForm(forms.ModelForm):
    """The name of a filter and who sees it; a new one is tried before it is kept."""

    class Meta:
        model = SavedFilter
        fields = ["name", "shared"]
        error_messages = {"name": {"required": "Give the filter a name that says what it lists."}}

    works = True  # whether the list knows all that the filter asks for; the page that saves it sets it

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        row = self.instance
        if not self.works:
            raise ValidationError(
                "This list does not know all that its address asks for. Filter it anew, then save that."
            )
        if row._state.adding and SavedFilter.objects.filter(owner=row.owner).count() >= MOST:
            raise ValidationError(
                f"You have {MOST} saved filters, which is the most. Delete one that you no longer use."
            )
        if name := cleaned.get("name"):
            row.name = name
            row.validate_constraints()
        return cleaned


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
    rows = SavedFilter.objects.filter(Q(owner=request.user) | Q(shared=True), table__in=lists(request))  # type: ignore[misc]
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
        row.asks = in_words(row.query)
        row.own = row.owner_id == request.user.pk
    return found


def in_words(query: str) -> str:
    pairs = parse_qsl(query, keep_blank_values=True)
    plain = [(name.removesuffix("__exact").removesuffix("__id"), value) for name, value in pairs]
    return "; ".join(f"{IN_WORDS.get(name, name.replace('__', ' '))}: {value}" for name, value in plain)


def kept(query: str) -> str:
    """What of a list's query string is worth keeping, always in the same order; empty if the list shows everything."""
    asked = QueryDict(query).lists()
    pairs = {name: [one for one in values if one] for name, values in asked if name not in NOT_KEPT}
    found = QueryDict(mutable=True)
    for name in sorted(pairs):
        found.setlist(name, pairs[name])
    return found.urlencode()


def works(request: HttpRequest, page: Any, query: str) -> bool:
    """Whether a list still knows all that a query asks for. Django would else show every row, or refuse the address."""
    asked: Any = copy(request)
    asked.GET, asked.method = QueryDict(query), "GET"
    if any("\x00" in text for values in asked.GET.lists() for text in [values[0], *values[1]]):
        return False
    try:
        found = page.get_changelist_instance(asked)
    except (IncorrectLookupParameters, SuspiciousOperation):
        return False
    return all(is_known(spec) for spec in found.filter_specs)


def is_known(spec: Any) -> bool:
    """A filter of ours shows every row for a value that it does not offer."""
    if not isinstance(spec, admin.SimpleListFilter):
        return True
    value = spec.value()
    return value is None or value in [str(code) for code, _ in spec.lookup_choices]


def to_list(row: SavedFilter, page: Any, *, asking: bool = True) -> HttpResponseRedirect:
    return HttpResponseRedirect(f"{list_url(page.model)}?{row.query}" if asking else list_url(page.model))


@require_POST
def save_page(request: HttpRequest) -> HttpResponse:
    """Keeps what a list shows. Its form stands above every list; what is wrong is said on a page that keeps the typing."""
    page = lists(request).get(request.POST.get("table", ""))
    if page is None:
        raise PermissionDenied
    query = kept(request.POST.get("query", ""))
    user: Any = request.user
    row = SavedFilter(owner=user, table=page.model._meta.label_lower, query=query)
    form = FilterForm(request.POST, instance=row)
    form.works = len(query) <= LONGEST and works(request, page, query)
    with transaction.atomic():
        User.objects.select_for_update().get(pk=user.pk)  # two windows must not make one filter too many
        if form.is_valid():
            form.save()
            messages.success(request, f"“{row}” is saved. It stands here and on My desk.")
            return to_list(row, page)
    return edit(request, form, row, page, "Save this filter")


@require_http_methods(["GET", "HEAD", "POST"])
def edit_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Another name, or shared or no longer: for its owner alone."""
    row = found(request, pk)
    if row.owner != request.user:
        raise PermissionDenied
    stored = str(row)
    form = FilterForm(request.POST or None, instance=row)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, f"“{row}” is saved.")
        return HttpResponseRedirect(reverse("admin:filters"))
    return edit(request, form, row, lists(request)[row.table], f"Change “{stored}”")


def edit(request: HttpRequest, form: FilterForm, row: SavedFilter, page: Any, title: str) -> HttpResponse:
    context = {"form": form, "row": row, "list": page.opts.verbose_name_plural, "asks": in_words(row.query)}
    context |= {**admin.site.each_context(request), "title": title, "back": list_url(page.model)}
    return TemplateResponse(request, "desk/filters/edit.html", context)


@require_safe
def list_page(request: HttpRequest) -> HttpResponse:
    """All filters that somebody meets, with what may be done with each."""
    context = {
        **admin.site.each_context(request),
        "title": "Saved filters",
        "rows": told(visible(request), request),
        "may_delete": request.user.has_perm(DELETER),
    }
    return TemplateResponse(request, "desk/filters/list.html", context)


@require_POST
def delete_page(request: HttpRequest, pk: int) -> HttpResponse:
    """For its owner; a shared one also for administrators."""
    row = found(request, pk)
    if row.owner != request.user and not request.user.has_perm(DELETER):
        raise PermissionDenied
    row.delete()
    messages.success(request, f"The saved filter “{row}” is deleted. What it listed is where it was.")
    return HttpResponseRedirect(reverse("admin:filters"))


@require_safe
def open_page(request: HttpRequest, pk: int) -> HttpResponse:
    """To the list, filtered; where the list has changed since so that it cannot be, to all rows with a sentence."""
    row = found(request, pk)
    page = lists(request)[row.table]
    asking = works(request, page, row.query)
    if not asking:
        messages.warning(
            request,
            f"The saved filter “{row}” asks for something that this list no longer knows ({in_words(row.query)}). "
            "Every row is shown. Filter the list anew and save that; then delete the old one.",
        )
    return to_list(row, page, asking=asking)


def found(request: HttpRequest, pk: int) -> SavedFilter:
    row = visible(request).filter(pk=pk).first() if pk < 2**63 else None
    if row is None:
        raise Http404("There is no such saved filter, or not for you.")
    return row


def urls(view: Any) -> list[Any]:
    return [
        path("filters/", view(list_page), name="filters"),
        path("filters/save/", view(save_page), name="filter_save"),
        path("filters/<int:pk>/", view(edit_page), name="filter_edit"),
        path("filters/<int:pk>/open/", view(open_page), name="filter_open"),
        path("filters/<int:pk>/delete/", view(delete_page), name="filter_delete"),
    ]
