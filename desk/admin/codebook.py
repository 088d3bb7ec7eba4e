"""The words we code with, and the states: what an administrator keeps."""

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.http import HttpResponseRedirect

from actors.models import Country, CountryName, Grouping, GroupingMember
from codebook.models import IncidentType, Theme
from desk.admin.base import DeskAdmin, TableRows
from desk.places import change_url
from desk.word_use import WordForm, use_of, why_kept


class CodebookAdmin(DeskAdmin):
    """Rows of the codebook are corrected, never deleted: published incidents use their codes."""

    def has_delete_permission(self, request, obj=None):
        return False

    def get_readonly_fields(self, request, obj=None):
        return ["code"] if obj else []


class WordAdmin(CodebookAdmin):
    """A type or a theme: its form tells which published incidents use it, and may be deleted only while nothing does."""

    form = WordForm

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change=change, **kwargs)
        form.used = use_of(obj) if obj else None
        return form

    def has_delete_permission(self, request, obj=None):
        allowed = DeskAdmin.has_delete_permission(self, request, obj)
        return allowed and obj is not None and not why_kept(obj)

    def delete_view(self, request, object_id, extra_context=None):
        """As Django's; who may delete at all is told why not this one."""
        word = self.get_object(request, unquote(object_id))
        if word and DeskAdmin.has_delete_permission(self, request, word) and (why := why_kept(word)):
            self.message_user(request, f"{word} cannot be deleted. {why}", messages.ERROR)
            return HttpResponseRedirect(change_url(word))
        return super().delete_view(request, object_id, extra_context)


@admin.register(IncidentType)
class IncidentTypeAdmin(WordAdmin):
    list_display = ["code", "label", "group", "level_min", "level_default", "level_max"]
    list_filter = ["group"]
    search_fields = ["code", "label", "label_ru", "slug"]
    fieldsets = [
        (None, {"fields": [("code", "slug", "group"), ("label", "label_ru")]}),
        ("Meaning", {"fields": ["definition", "include", "exclude", "example", "legal_basis"]}),
        ("Hostility", {"fields": [("level_min", "level_default", "level_max")]}),
        ("Other schemes", {"fields": [("weight", "weight_source"), "crosswalk"]}),
    ]


@admin.register(Theme)
class ThemeAdmin(WordAdmin):
    list_display = ["code", "label", "label_ru"]
    search_fields = ["code", "label", "label_ru"]
    fieldsets = [(None, {"fields": [("code", "label", "label_ru"), "definition"]})]


class NameRows(TableRows):
    model = CountryName
    fields = ["language", "name", "variant"]


@admin.register(Country)
class CountryAdmin(CodebookAdmin):
    list_display = ["code", "name", "alpha2", "region", "valid_to"]
    list_filter = ["region", "independent"]
    search_fields = ["code", "alpha2", "name", "names__name"]
    autocomplete_fields = ["borders", "successors"]
    inlines = [NameRows]
    fieldsets = [
        (None, {"fields": [("code", "alpha2", "numeric", "cow_code"), ("name", "official_name")]}),
        ("Where", {"fields": [("region", "subregion"), ("latitude", "longitude"), "borders"]}),
        ("Capital", {"fields": [("capital", "capital_latitude", "capital_longitude")]}),
        ("Standing", {"fields": [("independent", "status_note"), ("valid_from", "valid_to"), "successors"]}),
    ]


class MemberRows(TableRows):
    model = GroupingMember
    fields = ["country", "status", "start", "end", "note"]
    autocomplete_fields = ["country"]


@admin.register(Grouping)
class GroupingAdmin(CodebookAdmin):
    list_display = ["code", "name", "kind", "founded"]
    search_fields = ["code", "name", "name_ru"]
    inlines = [MemberRows]
    fieldsets = [(None, {"fields": [("code", "kind", "founded"), ("name", "name_ru"), "note"]})]
