"""The record, to look at: nobody writes to it from here."""

from django.contrib import admin

from desk.admin.base import ReadOnlyAdmin
from record.models import Document, Entry, IncidentIndex, Numbering, ThingIndex


@admin.register(Entry)
class EntryAdmin(ReadOnlyAdmin):
    list_display = ["number", "kind", "ref", "version", "action", "at", "reason"]
    list_filter = ["kind", "action"]
    search_fields = ["ref", "reason"]
    ordering = ["-number"]


@admin.register(Document)
class DocumentAdmin(ReadOnlyAdmin):
    list_display = ["entry"]
    list_select_related = ["entry"]
    search_fields = ["entry__ref"]
    ordering = ["-entry"]


@admin.register(Numbering)
class NumberingAdmin(ReadOnlyAdmin):
    list_display = ["prefix", "last"]


@admin.register(IncidentIndex)
class IncidentIndexAdmin(ReadOnlyAdmin):
    list_display = ["ref", "version", "since", "until", "type", "day_desc", "level", "certainty"]
    list_filter = ["type_group", "certainty"]
    search_fields = ["ref"]
    ordering = ["-since"]


@admin.register(ThingIndex)
class ThingIndexAdmin(ReadOnlyAdmin):
    list_display = ["ref", "version", "since", "until", "kind", "name"]
    list_filter = ["kind"]
    search_fields = ["ref", "name"]
    ordering = ["-since"]
