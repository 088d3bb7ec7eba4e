"""Claims, each on a form of its own that leads back to its incident or episode."""

from django.contrib import admin

from desk.admin.base import TableRows
from desk.admin.cited import CitationRows, CitedAdmin
from desk.admin.moved import MovedAdmin
from incidents.models import Claim, ClaimPosition


class PositionRows(TableRows):
    model = ClaimPosition
    verbose_name = "position"
    verbose_name_plural = "positions"
    fields = ["actor", "position", "date", "source", "note"]
    autocomplete_fields = ["actor", "source"]


class ClaimCitationRows(CitationRows):
    fk_name = "claim"
    fields = ["source", "locator", "credibility", "asserted_value", "excerpt"]


@admin.register(Claim)
class ClaimAdmin(CitedAdmin, MovedAdmin):
    homes = ("incident", "episode")
    anchor = "claims"
    list_display = ["text", "nature", "certainty", "incident", "episode", "ref"]
    list_filter = ["nature", "certainty"]
    list_select_related = ["incident", "episode"]
    search_fields = ["ref", "text", "wording", "incident__title", "incident__ref"]
    autocomplete_fields = ["incident", "episode", "about_incidents", "about_actors", "contradicts"]
    inlines = [PositionRows, ClaimCitationRows]
    fieldsets = [
        (None, {"fields": [("incident", "episode")]}),
        ("Claim", {"fields": ["text", "wording", ("nature", "value")]}),
        ("How sure", {"fields": [("certainty", "reason")]}),
        ("About", {"fields": ["about_incidents", "about_actors", "about_places", "contradicts"]}),
        ("Internal", {"fields": ["note", ("order", "identifier")]}),
    ]
