"""The evidence: documents as published."""

from django.contrib import admin

from desk.admin.published import PublishedAdmin
from incidents.models import Source


@admin.register(Source)
class SourceAdmin(PublishedAdmin):
    kind = "source"
    list_display = ["title", "publisher", "kind", "published", "language", "confidential", "ref"]
    list_filter = ["kind", "consulted", "confidential", "language"]
    list_select_related = ["publisher"]
    search_fields = [
        "title",
        "ref",
        "url",
        "authors",
        "publisher__name",
        "publisher__names__name",
        "external_id",
    ]
    autocomplete_fields = ["publisher", "derived_from"]
    fieldsets = [
        (
            "Document",
            {"fields": ["title", ("publisher", "kind", "language"), "authors", "url", "archived_url"]},
        ),
        ("When", {"fields": [("published", "published_note"), "accessed"]}),
        (
            "Standing",
            {
                "fields": [
                    ("derived_from", "consulted"),
                    ("reliability", "reliability_reason"),
                    "confidential",
                ]
            },
        ),
        ("Internal", {"fields": ["note", ("file_sha256", "identifier")]}),
    ]
