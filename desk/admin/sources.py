"""The evidence: documents as published."""

from django.contrib import admin
from django.urls import path

from desk import publishing
from desk.admin.base import RevisedAdmin
from desk.standing import standing
from incidents.models import Source


@admin.register(Source)
class SourceAdmin(RevisedAdmin):
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

    def get_urls(self):
        page = self.admin_site.admin_view(publishing.source_page)
        return [path("<int:pk>/publish/", page, name="incidents_source_publish"), *super().get_urls()]

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if obj:
            context["standing"] = standing("source", obj)
        return super().render_change_form(request, context, add, change, form_url, obj)
