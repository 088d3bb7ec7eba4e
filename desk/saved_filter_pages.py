"""The pages of saved filters: saving what a list shows, opening it again, renaming, sharing and deleting it."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from desk.models import SavedFilter
from desk.places import list_url
from desk.saved_filters import LONGEST, asked_list, in_words, kept, lists, told, visible

MOST = 50
DELETER = "desk.delete_savedfilter"


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
    shown = asked_list(request, page, query) if len(query) <= LONGEST else None
    form.works = shown is not None
    row.asks = in_words(query, shown)
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
    context = {
        "form": form,
        "row": row,
        "list": page.opts.verbose_name_plural,
        "asks": row.asks or in_words(row.query),
    }
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
    asking = asked_list(request, page, row.query) is not None
    if not asking:
        messages.warning(
            request,
            f"The saved filter “{row}” asks for something that this list no longer knows ({row.asks or in_words(row.query)}). "
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
