"""What the desk's model pages share: forms saved once, saves against the revision that was opened, nothing public deleted."""

from collections import Counter
from typing import Any
from uuid import NAMESPACE_URL, uuid5

import pghistory
from django.contrib import admin, messages
from django.contrib.admin.options import IS_POPUP_VAR
from django.contrib.admin.utils import unquote
from django.contrib.admin.widgets import AdminTextInputWidget
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, models, transaction
from django.forms import DateInput, Textarea
from django.http import Http404, HttpResponseRedirect
from django.urls import reverse

from actors.dates import EdtfField, validate_edtf
from desk import conflicts, error_links, kept, maintenance, once, refusals, three_way
from desk.audit.history import is_known
from desk.audit.pages import history_page
from desk.autocomplete import KeyedPickLists
from desk.date_words import DateInWords
from desk.forms import DeskForm, LinesField, RevisedForm
from desk.formsets import DeskFormSet
from desk.keeping import keep
from desk.places import change_url, list_url
from incidents.models import Relation

PLAIN_WIDGETS: Any = {
    models.DateField: {"widget": DateInput(format="%Y-%m-%d", attrs={"type": "date"})},
    models.TextField: {"form_class": LinesField, "widget": Textarea(attrs={"rows": 3})},
    models.URLField: {"assume_scheme": "https"},
    EdtfField: {
        "form_class": DateInWords,
        "widget": AdminTextInputWidget,
        "validators": [validate_edtf],
    },  # else it is said twice
}


class DeskAdmin(KeyedPickLists, admin.ModelAdmin):
    """A model page that is saved once, shows every refusal as a sentence, and deletes nothing that is public."""

    form = DeskForm
    formfield_overrides = PLAIN_WIDGETS
    list_per_page = 50
    show_full_result_count = False

    def has_delete_permission(self, request, obj=None):
        return super().has_delete_permission(request, obj) and not getattr(obj, "ref", "")

    def get_form(self, request, obj=None, change=False, **kwargs):
        form: Any = super().get_form(request, obj, change=change, **kwargs)
        form.refusal = getattr(request, "refusal", "")
        return form

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        """As Django's, under a lock; what only the database could refuse comes back as the form with a sentence."""
        if request.method != "POST":
            return super().changeform_view(request, object_id, form_url, extra_context)
        if why := maintenance.refused.get() or kept.taken_back(
            request
        ):  # the form refuses itself, without the locks of a save
            request.refusal = why
            return super().changeform_view(request, object_id, form_url, extra_context)
        try:
            return self.save_once(request, object_id, form_url, extra_context)
        except DatabaseError as error:
            request.refusal = refusals.sentence(error)
        return self.save_once(request, object_id, form_url, extra_context)

    def save_once(self, request, object_id, form_url, extra_context):
        with transaction.atomic(), pghistory.context(reason=request.POST.get("save_note", "")[:300]):
            if made := self.made_before(request, add=object_id is None):
                return self.answer_again(request, made, add=object_id is None)
            self.lock(request, object_id)
            self.choose(request, object_id)
            return super().changeform_view(request, object_id, form_url, extra_context)

    def lock(self, request, object_id):
        """Locks what a save is compared with; nothing where there is no revision."""

    def choose(self, request, object_id):
        """Puts what others saved in the place of what was typed, where the sender chose so; nothing without a revision."""

    def made_before(self, request, add: bool):
        made = once.made_by(self.key(request, add), request.user, self.model)
        return self.get_object(request, made) if made else None

    def key(self, request, add: bool) -> str:
        """What the same form sent twice has in common: its key if it adds a row, else all that it says."""
        if add:
            return request.POST.get("form_key", "")
        sent = getattr(request, "as_sent", request.POST)
        return str(uuid5(NAMESPACE_URL, f"{request.path}?{sent.urlencode()}"))

    def answer_again(self, request, obj, add: bool):
        """The answer to the same form sent again: the row that it made, or once more that it is saved."""
        if not add:
            return self.response_change(request, obj)
        if IS_POPUP_VAR in request.POST:
            return self.response_add(request, obj)
        self.message_user(
            request, f"This form was saved already; this is what it made: {obj}.", messages.WARNING
        )
        return kept.saved(request, HttpResponseRedirect(change_url(obj)))

    def construct_change_message(self, request, form, formsets, add=False):
        message: list[Any] = super().construct_change_message(request, form, formsets, add)
        message.append({"form_key": self.key(request, add)})
        return message

    def response_add(self, request, obj, post_url_continue=None):
        return kept.saved(request, super().response_add(request, obj, post_url_continue))

    def response_change(self, request, obj):
        return kept.saved(request, super().response_change(request, obj))

    def delete_view(self, request, object_id, extra_context=None):
        try:
            with transaction.atomic():
                if request.method == "POST":
                    self.lock(request, object_id)
                return super().delete_view(request, object_id, extra_context)
        except DatabaseError as error:
            self.message_user(request, refusals.sentence(error), messages.ERROR)
        return HttpResponseRedirect(reverse("admin:index"))

    def history_view(self, request, object_id, extra_context=None):
        """Every change from the audit trail, not only what forms saved; what is deleted has its history too."""
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied
        key = unquote(object_id)
        obj = self.get_object(request, key)
        if obj is None and not is_known(self.model, key):
            raise Http404(f"Nothing has the key {key}.")
        heading = str(obj) if obj else f"{self.opts.verbose_name} {key}, which is deleted"
        back = change_url(obj) if obj else list_url(self.model)
        return history_page(request, self.model, key if obj is None else str(obj.pk), heading, back)

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        form, inlines = context["adminform"].form, context["inline_admin_formsets"]
        may_save = self.has_change_permission(request, obj) if change else self.has_add_permission(request)
        context["is_kept"] = may_save
        if form.is_bound:
            context["error_lines"] = error_links.lines(form, inlines)
        return super().render_change_form(request, context, add, change, form_url, obj)


class RevisedAdmin(DeskAdmin):
    """A model page of a thing with a revision, or of a part of one: a save against another revision is refused."""

    form = RevisedForm
    kind = ""
    readonly_fields = ["identifier"]

    @admin.display(description="identifier")
    def identifier(self, obj):
        """Under which files speak of it; a row that has none shows nothing."""
        return getattr(obj, "external_id", "") if obj.pk else "given when it is saved"

    def whole(self, obj) -> tuple[str, Any]:
        """The kind and the row whose revision counts: the thing itself."""
        return self.kind, obj

    def lock(self, request, object_id):
        obj = self.get_object(request, unquote(object_id)) if object_id else None
        if obj is not None:
            _, thing = self.whole(obj)
            # Whoever deleted it meanwhile was first; the view then says that it does not exist.
            type(thing)._default_manager.select_for_update().filter(pk=thing.pk).first()

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change=change, **kwargs)
        form.revision_now = self.whole(obj)[1].revision if obj else None
        return form

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        note = form.cleaned_data["save_note"]
        keep(*self.whole(form.instance), request.user, note)
        for formset in formsets:
            if formset.model is Relation:
                for row in [*formset.new_objects, *(row for row, _ in formset.changed_objects)]:
                    keep("link", row, request.user, note)

    def choose(self, request, object_id):
        obj = self.get_object(request, unquote(object_id)) if object_id else None
        if obj is not None and request.POST.get("opened_revision") == str(self.whole(obj)[1].revision):
            request.as_sent = request.POST
            request.POST = three_way.taken(request.POST, self.stored(request, obj))

    def stored(self, request, obj) -> three_way.Page:
        """The form and its inlines as they would open now."""
        fresh = type(obj)._default_manager.get(pk=obj.pk)
        form = self.get_form(request, fresh, change=True)(instance=fresh)
        prefixes: Counter[str] = Counter()
        formsets = []
        for formset, inline in self.get_formsets_with_inlines(request, fresh):
            prefix = formset.get_default_prefix()
            prefixes[prefix] += 1
            if prefixes[prefix] > 1:
                prefix = f"{prefix}-{prefixes[prefix]}"
            formsets.append(formset(instance=fresh, prefix=prefix, queryset=inline.get_queryset(request)))
        return three_way.Page(form, formsets)

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        form, inlines = context["adminform"].form, context["inline_admin_formsets"]
        if change and self.has_change_permission(request, obj):
            context |= self.against_lost_updates(request, obj, form, [inline.formset for inline in inlines])
        return super().render_change_form(request, context, add, change, form_url, obj)

    def against_lost_updates(self, request, obj, form, formsets) -> dict[str, Any]:
        """What the form carries to know how it was opened; after a refused save, what differs and from whom.

        The form then stands at the revision that its sender sees on the page, so that the next save can succeed.
        """
        page = three_way.Page(form, formsets)
        if not form.is_bound:
            return {"opened_values": three_way.kept(page)}
        if not form.has_error("opened_revision", "stale"):
            return {"opened_values": request.POST.get(three_way.OPENED, "")}
        kind, thing = self.whole(obj)
        now = self.stored(request, obj)
        conflict = conflicts.since(kind, thing, form.opened())
        form.data = form.data.copy()
        form.data["opened_revision"] = str(form.revision_now)
        before = three_way.opened(request.POST)
        return {
            "conflict": conflict,
            "choices": three_way.choices(before, now, page, request.POST),
            "opened_values": three_way.kept(now),
        }


class PartAdmin(RevisedAdmin):
    """A page of a part of an incident, an episode or an actor: it counts with the whole, and leads back to it."""

    homes: tuple[str, ...] = ("incident",)
    anchor = ""

    def whole(self, obj):
        home = next(name for name in self.homes if getattr(obj, f"{name}_id"))
        return home, getattr(obj, home)

    def get_fieldsets(self, request, obj=None):
        """The first fieldset says where the part is at home. It stays there, so only the form that adds it asks."""
        found = super().get_fieldsets(request, obj)
        return found[1:] if obj else found

    def get_changeform_initial_data(self, request):
        initial = super().get_changeform_initial_data(request)
        for home in self.homes:
            if home in initial and not self.home_exists(home, str(initial[home])):
                raise Http404(f"There is no {home} {initial[home]}.")
        return initial

    def home_exists(self, home: str, pk: str) -> bool:
        model = self.model._meta.get_field(home).related_model
        return pk.isdecimal() and len(pk) < 19 and model._default_manager.filter(pk=pk).exists()

    def back(self, obj) -> HttpResponseRedirect:
        return HttpResponseRedirect(f"{change_url(self.whole(obj)[1])}#{self.anchor}")

    def response_post_save_add(self, request, obj):
        return self.back(obj)

    def response_post_save_change(self, request, obj):
        return self.back(obj)

    def delete_model(self, request, obj):
        kind, thing = self.whole(obj)
        super().delete_model(request, obj)
        keep(kind, thing, request.user, f"Deleted: {obj}")

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if obj:
            context["home"] = self.whole(obj)[1]
            context["home_url"] = change_url(context["home"])
        return super().render_change_form(request, context, add, change, form_url, obj)


class ReadOnlyAdmin(admin.ModelAdmin):
    """A page to look something up; nothing at the desk changes it."""

    list_per_page = 50
    show_full_result_count = False

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


class Rows(KeyedPickLists):
    """What inlines share: no empty rows, our checks between rows, plain date fields."""

    formset: Any = DeskFormSet
    formfield_overrides: Any = PLAIN_WIDGETS
    extra = 0


class TableRows(Rows, admin.TabularInline):
    """Rows side by side."""


class BlockRows(Rows, admin.StackedInline):
    """Rows as small forms, for those with many fields."""


def is_pick_list(request) -> bool:
    """Whether a search fills a pick list, not the list of a model page."""
    return request.path.endswith("/autocomplete/")
