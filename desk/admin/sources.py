"""The evidence: documents as published."""

from django.contrib import admin
from django.urls import path

from desk import coding, starting
from desk.admin.published import PublishedAdmin
from desk.lacking import LacksFilter
from incidents.models import Source


@admin.register(Source)
class SourceAdmin(PublishedAdmin):
    kind = "source"
    list_display = ["title", "publisher", "kind", "published", "language", "confidential", "ref"]
    list_filter = [LacksFilter, "kind", "consulted", "confidential", "language"]
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
        view = self.admin_site.admin_view
        return [
            path("start/", view(starting.start_page), name="incidents_source_start"),
            path("inbox/", view(starting.inbox_page), name="incidents_source_inbox"),
            path("<int:pk>/log/", view(coding.log_page), name="incidents_source_log"),
            path("<int:pk>/set-aside/", view(starting.set_aside), name="incidents_source_set_aside"),
            path("<int:pk>/forget-text/", view(starting.forget_text), name="incidents_source_forget_text"),
            *super().get_urls(),
        ]

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if obj:
            context["coded"] = starting.coded_from(obj)
        return super().render_change_form(request, context, add, change, form_url, obj)
