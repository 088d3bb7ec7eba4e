"""The record, to look at: nobody writes to it from here."""

from django.contrib import admin

from desk.admin.base import ReadOnlyAdmin
from record.models import (
    CoverageIndex,
    Document,
    Entry,
    IncidentIndex,
    LinkIndex,
    MergeIndex,
    Numbering,
    PairIndex,
    StatementIndex,
    ThingIndex,
)


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
    list_filter = ["certainty"]
    search_fields = ["ref"]
    ordering = ["-since"]


@admin.register(ThingIndex)
class ThingIndexAdmin(ReadOnlyAdmin):
    list_display = ["ref", "version", "since", "until", "kind", "name"]
    list_filter = ["kind"]
    search_fields = ["ref", "name"]
    ordering = ["-since"]


@admin.register(StatementIndex)
class StatementIndexAdmin(ReadOnlyAdmin):
    list_display = ["ref", "home", "version", "since", "until", "speaker", "kind"]
    list_filter = ["kind", "capacity"]
    search_fields = ["ref", "home"]
    ordering = ["-since"]


@admin.register(PairIndex)
class PairIndexAdmin(ReadOnlyAdmin):
    list_display = ["ref", "a", "b", "side", "since", "until", "day_desc", "type"]
    search_fields = ["ref", "a", "b"]
    ordering = ["-since"]


@admin.register(LinkIndex)
class LinkIndexAdmin(ReadOnlyAdmin):
    list_display = ["ref", "start", "kind", "end", "version", "since", "until"]
    list_filter = ["kind"]
    search_fields = ["ref", "start", "end"]
    ordering = ["-since"]


@admin.register(CoverageIndex)
class CoverageIndexAdmin(ReadOnlyAdmin):
    list_display = ["ref", "country", "counterpart", "span", "depth", "since", "until"]
    list_filter = ["depth"]
    search_fields = ["ref", "country", "counterpart"]
    ordering = ["-since"]


@admin.register(MergeIndex)
class MergeIndexAdmin(ReadOnlyAdmin):
    list_display = ["ref", "into", "since", "until"]
    search_fields = ["ref", "into"]
    ordering = ["-since"]
