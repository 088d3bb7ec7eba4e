"""Statements, each on a form of its own that leads back to its incident or episode."""

from django.contrib import admin

from desk.admin.base import BlockRows
from desk.admin.cited import CitationRows, CitedAdmin
from desk.admin.moved import MovedAdmin
from desk.formsets import TextFormSet
from incidents.models import Statement, StatementText


class TextRows(BlockRows):
    model = StatementText
    formset = TextFormSet
    verbose_name = "text"
    verbose_name_plural = "texts"
    fieldsets = [(None, {"fields": [("language", "by", "original", "machine"), "text", "quoted"]})]

    def get_extra(self, request, obj=None, **kwargs):
        """A new statement opens with room for its words."""
        return 0 if obj else 1


class StatementCitationRows(CitationRows):
    fk_name = "statement"
    fields = ["source", "locator", "credibility", "supports", "excerpt"]


@admin.register(Statement)
class StatementAdmin(CitedAdmin, MovedAdmin):
    homes = ("incident", "episode")
    anchor = "statements"
    list_display = ["speaker", "kind", "mode", "date", "incident", "episode", "ref"]
    list_display_links = ["speaker", "kind"]
    list_filter = ["kind", "mode", "capacity"]
    list_select_related = ["speaker", "incident", "episode"]
    search_fields = [
        "ref",
        "speaker__name",
        "speaker__names__name",
        "texts__text",
        "incident__title",
        "incident__ref",
    ]
    autocomplete_fields = [
        "incident",
        "episode",
        "also_about",
        "speaker",
        "mandate_assessed_by",
        "addressee_actor",
        "addressee_country",
        "about_actor",
        "about_country",
        "relayed_by",
        "inside",
        "replies_to",
    ]
    inlines = [TextRows, StatementCitationRows]
    fieldsets = [
        (None, {"fields": [("incident", "episode")]}),
        (
            "Who spoke",
            {
                "fields": [
                    ("speaker", "role_at_time"),
                    ("capacity", "officialness"),
                    ("mandate", "mandate_assessed_by"),
                ]
            },
        ),
        (
            "To whom, about whom",
            {
                "fields": [
                    ("addressee_actor", "addressee_country", "addressee_text"),
                    ("about_actor", "about_country", "stance"),
                ]
            },
        ),
        ("What kind", {"fields": [("kind", "mode"), ("inside", "utterance")]}),
        ("When and how", {"fields": [("date", "place"), ("channel", "relayed_by")]}),
        ("Links", {"fields": [("replies_to", "reply_kind"), "also_about"]}),
        ("Internal", {"fields": ["note", ("order", "identifier")]}),
    ]
