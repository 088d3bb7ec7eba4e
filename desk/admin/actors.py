"""Who acts and speaks: actors with their names, states and posts."""

from django.contrib import admin

from actors.models import Actor, ActorCountry, ActorName, Affiliation
from desk.admin.base import DeskAdmin, PartAdmin, TableRows, is_pick_list
from desk.admin.published import PublishedAdmin
from desk.lacking import LacksFilter
from incidents.models import Citation, PublisherGrade


class NameRows(TableRows):
    model = ActorName
    fields = ["name", "language", "script", "kind"]


class CountryRows(TableRows):
    model = ActorCountry
    fields = ["country", "start", "end", "basis"]
    autocomplete_fields = ["country"]
    verbose_name = "country"
    verbose_name_plural = "countries"


class AffiliationRows(TableRows):
    model = Affiliation
    fk_name = "actor"
    fields = ["organisation", "tie", "role", "start", "end", "certainty"]
    autocomplete_fields = ["organisation"]
    show_change_link = True


@admin.register(Actor)
class ActorAdmin(PublishedAdmin):
    kind = "actor"
    list_display = ["name", "kind", "officialness", "privacy", "ref"]
    list_filter = [LacksFilter, "kind", "officialness", "privacy"]
    search_fields = ["name", "names__name", "ref", "party_code", "wikidata", "external_id"]
    autocomplete_fields = ["parent", "merged_into"]
    inlines = [NameRows, CountryRows, AffiliationRows]
    fieldsets = [
        (
            "Who",
            {
                "fields": [
                    ("name", "kind"),
                    "description",
                    ("parent", "party_code"),
                    ("number", "number_qualifier"),
                ]
            },
        ),
        ("Standing", {"fields": [("officialness", "wikidata")]}),
        ("Privacy", {"fields": [("privacy", "name_public"), ("case_outcome", "case_outcome_on")]}),
        ("Internal", {"fields": ["note", ("identifier", "merged_into")]}),
    ]

    def get_readonly_fields(self, request, obj=None):
        """Only an editor decides that a private person is named; merging has steps of its own."""
        decided = [] if request.user.has_perm("incidents.publish_incident") else ["name_public"]
        return ["identifier", "merged_into", *decided]

    def get_autocomplete_fields(self, request):
        return ["parent"]

    def get_search_results(self, request, queryset, search_term):
        """Actors that were merged into another are not offered any more."""
        offered = queryset.current() if is_pick_list(request) else queryset
        return super().get_search_results(request, offered, search_term)


class CitationRows(TableRows):
    model = Citation
    fk_name = "affiliation"
    fields = ["source", "locator", "credibility", "excerpt"]
    autocomplete_fields = ["source"]


@admin.register(Affiliation)
class AffiliationAdmin(PartAdmin):
    homes = ("actor",)
    anchor = "affiliations-group"
    list_display = ["actor", "role", "organisation", "start", "end", "certainty"]
    list_filter = ["tie", "certainty"]
    list_select_related = ["actor", "organisation"]
    search_fields = ["role", "actor__name", "actor__names__name", "organisation__name"]
    autocomplete_fields = ["actor", "organisation"]
    inlines = [CitationRows]
    fieldsets = [
        (None, {"fields": ["actor"]}),
        ("Post or tie", {"fields": ["organisation", ("tie", "role"), ("start", "end")]}),
        ("How it is known", {"fields": [("certainty", "basis"), "note"]}),
    ]


@admin.register(PublisherGrade)
class PublisherGradeAdmin(DeskAdmin):
    list_display = ["publisher", "grade", "state_control", "start", "end"]
    list_filter = ["grade", "state_control"]
    list_select_related = ["publisher"]
    search_fields = ["publisher__name", "publisher__names__name"]
    autocomplete_fields = ["publisher"]
    fieldsets = [(None, {"fields": [("publisher", "grade", "state_control"), ("start", "end"), "reason"]})]
