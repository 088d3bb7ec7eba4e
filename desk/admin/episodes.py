"""Episodes, relations between incidents and episodes, and what has been read."""

from django.contrib import admin

from desk.admin.base import ReadOnlyAdmin
from desk.admin.published import PublishedAdmin
from incidents.models import Coverage, Decision, Episode, Relation, Revision


@admin.register(Episode)
class EpisodeAdmin(PublishedAdmin):
    kind = "episode"
    list_display = ["title", "date", "ref"]
    search_fields = ["title", "ref", "summary", "external_id"]
    autocomplete_fields = ["parties"]
    fieldsets = [
        (None, {"fields": ["title", "summary", ("date", "date_note"), "parties"]}),
        ("Internal", {"fields": ["note", "identifier"]}),
    ]


@admin.register(Relation)
class RelationAdmin(PublishedAdmin):
    kind = "link"
    list_display = ["kind", "start", "end", "basis", "confidence", "ref"]
    list_filter = ["kind", "basis", "confidence"]
    list_select_related = ["from_incident", "from_episode", "to_incident", "to_episode"]
    search_fields = [
        "ref",
        "from_incident__title",
        "from_incident__ref",
        "to_incident__title",
        "to_incident__ref",
        "from_episode__title",
        "to_episode__title",
    ]
    autocomplete_fields = ["from_incident", "from_episode", "to_incident", "to_episode", "asserted_by"]
    fieldsets = [
        ("From", {"fields": [("from_incident", "from_episode")]}),
        ("Relation", {"fields": [("kind", "part"), ("basis", "asserted_by", "confidence")]}),
        ("To", {"fields": [("to_incident", "to_episode")]}),
        ("Internal", {"fields": ["note", "identifier"]}),
    ]


@admin.register(Coverage)
class CoverageAdmin(PublishedAdmin):
    kind = "coverage"
    list_display = ["country", "counterpart", "start", "end", "depth", "ref"]
    list_filter = ["depth"]
    list_select_related = ["country", "counterpart"]
    search_fields = [
        "ref",
        "country__name",
        "country__names__name",
        "counterpart__name",
        "counterpart__names__name",
    ]
    autocomplete_fields = ["country", "counterpart"]
    fieldsets = [
        (None, {"fields": [("country", "counterpart"), ("start", "end", "depth"), "note"]}),
        ("Internal", {"fields": ["identifier"]}),
    ]


@admin.register(Revision)
class RevisionAdmin(ReadOnlyAdmin):
    list_display = ["kind", "object_id", "number", "user", "reason", "at"]
    list_filter = ["kind"]
    list_select_related = ["user"]
    search_fields = ["object_id", "reason", "user__username"]


@admin.register(Decision)
class DecisionAdmin(ReadOnlyAdmin):
    list_display = ["action", "kind", "object_id", "revision", "entry", "user", "note", "at"]
    list_filter = ["action", "kind"]
    list_select_related = ["user"]
    search_fields = ["object_id", "note", "user__username"]
