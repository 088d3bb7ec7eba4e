"""The incident form: what, when, where, coding, who took part, on what evidence; its statements and claims are listed below."""

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.forms import CheckboxSelectMultiple
from django.http import HttpResponseRedirect
from django.urls import path, reverse

from desk import bulk, bulk_edit, embargoes, may_be, steps, versions
from desk.admin.base import BlockRows, PartAdmin, TableRows, is_pick_list
from desk.admin.published import PublishedAdmin
from desk.bar import SUBMITTER
from desk.choosing import to_page
from desk.deciding import EDITOR
from desk.forms import RowForm
from desk.incident_form import IncidentForm, jumps
from desk.lacking import LacksFilter
from desk.places import list_url
from desk.standing import not_merged, of_row, with_standing
from desk.trash.pages import trash_page
from incidents.models import Citation, Incident, Participation, Quantity, Relation, Revision
from record.obstacles import missing_parts


class ParticipationRows(BlockRows):
    model = Participation
    verbose_name = "participant"
    verbose_name_plural = "participants"
    autocomplete_fields = ["country", "actor", "asserted_by"]
    show_change_link = True
    fieldsets = [
        (
            None,
            {
                "fields": [
                    ("role", "country", "actor", "thing", "unknown"),
                    ("through", "certainty", "basis", "asserted_by", "order"),
                ]
            },
        )
    ]


class CitationRows(TableRows):
    model = Citation
    fk_name = "incident"
    fields = ["source", "locator", "credibility", "supports", "asserted_value", "excerpt"]
    autocomplete_fields = ["source"]


class RelationRows(BlockRows):
    model = Relation
    fk_name = "from_incident"
    form = RowForm
    autocomplete_fields = ["to_incident", "to_episode", "asserted_by"]
    show_change_link = True
    verbose_name_plural = "relations from this incident"
    fieldsets = [
        (
            None,
            {
                "fields": [
                    ("kind", "to_incident", "to_episode", "part"),
                    ("basis", "asserted_by", "confidence", "note"),
                    "opened_revision",
                ]
            },
        )
    ]


@admin.register(Incident)
class IncidentAdmin(PublishedAdmin):
    kind = "incident"
    form = IncidentForm
    list_display = ["number", "title", "date", "type", "level", "stage", "public", "assignee"]
    list_display_links = ["number", "title"]
    list_filter = [
        LacksFilter,
        "stage",
        "type__group",
        "level",
        "status",
        ("assignee", admin.RelatedOnlyFieldListFilter),
    ]
    list_select_related = ["type", "assignee"]
    search_fields = [
        "title",
        "ref",
        "external_id",
        "participations__actor__name",
        "participations__actor__names__name",
        "participations__country__name",
    ]
    autocomplete_fields = ["type", "place_country", "claimed_by"]
    actions = ["submit_many", "publish_many", "edit_many"]
    inlines = [ParticipationRows, CitationRows, RelationRows]
    fieldsets = [
        ("What", {"fields": ["title", "summary", "narrative"]}),
        (
            "When",
            {
                "fields": [
                    ("date", "date_basis"),
                    ("date_earliest", "date_latest"),
                    "date_note",
                    ("announced", "effective", "ended"),
                ]
            },
        ),
        (
            "Where",
            {
                "fields": [
                    "place_names",
                    ("place_country", "place_precision"),
                    "claimed_by",
                    ("latitude", "longitude"),
                ]
            },
        ),
        (
            "Coding",
            {
                "fields": [
                    ("type", "subtype"),
                    "level",
                    ("nature", "status", "intent"),
                    ("certainty_override", "certainty_reason"),
                    "themes",
                ]
            },
        ),
        ("Internal", {"fields": ["accused_side_searched", "note", ("assignee", "identifier")]}),
    ]

    @admin.display(description="number", ordering="ref")
    def number(self, obj):
        return obj.number

    @admin.display(description="public")
    def public(self, obj):
        return of_row(obj)

    def get_queryset(self, request):
        return with_standing(super().get_queryset(request))

    def get_search_results(self, request, queryset, search_term):
        """Incidents that were merged into another are not offered any more."""
        offered = not_merged(queryset) if is_pick_list(request) else queryset
        return super().get_search_results(request, offered, search_term)

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        if db_field.name == "themes":
            kwargs["widget"] = CheckboxSelectMultiple
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name == "assignee":
            kwargs["queryset"] = User.objects.filter(is_active=True, is_staff=True).order_by("username")
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    @admin.action(description="Submit for review…", permissions=["submit"])
    def submit_many(self, request, rows):
        return to_page(bulk.page_of("submit"), request, rows)

    @admin.action(description="Publish…", permissions=["publish"])
    def publish_many(self, request, rows):
        return to_page(bulk.page_of("publish"), request, rows)

    @admin.action(description="Edit theme, type or level…", permissions=["change"])
    def edit_many(self, request, rows):
        return to_page(reverse("admin:incidents_incident_edit_many"), request, rows)

    def has_submit_permission(self, request):
        return request.user.has_perm(SUBMITTER)

    def has_publish_permission(self, request):
        return request.user.has_perm(EDITOR)

    def get_urls(self):
        view = self.admin_site.admin_view
        return [
            path("<int:pk>/later/", view(embargoes.later_page), name="incidents_incident_later"),
            path("<int:pk>/call_off/", view(embargoes.call_off), name="incidents_incident_call_off"),
            path("edit/", view(bulk_edit.edit_page), name="incidents_incident_edit_many"),
            path("bulk/<str:code>/", view(bulk.bulk_page), name="incidents_incident_bulk"),
            path("duplicates/", view(may_be.typing_panel), name="incidents_incident_duplicates"),
            path("<int:pk>/distinct/", view(may_be.distinct), name="incidents_incident_distinct"),
            path("<int:pk>/submit/", view(steps.submit), name="incidents_incident_submit"),
            path("<int:pk>/return/", view(steps.return_to_draft), name="incidents_incident_return"),
            path("<int:pk>/preview/", view(versions.preview_page), name="incidents_incident_preview"),
            *super().get_urls(),
        ]

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        """A new incident that looks like one on file comes back with the question; nothing typed is lost."""
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except may_be.MayBeDuplicate as asked:
            request.refusal = str(asked)
            extra_context = {**(extra_context or {}), "found": asked.candidates}
        return self.save_once(request, object_id, form_url, extra_context)

    def delete_view(self, request, object_id, extra_context=None):
        """Nothing is deleted at once: a draft that was never public goes to the trash, with a reason."""
        obj = self.get_object(request, unquote(object_id))
        if obj is None:
            self.message_user(request, "It is on the desk no more.", messages.WARNING)
            return HttpResponseRedirect(list_url(Incident))
        if not self.has_delete_permission(request, obj):
            raise PermissionDenied
        return trash_page(request, obj)

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        if not change:
            may_be.ask_or_remember(form.instance, request)

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        context["jumps"] = jumps(context["adminform"], context["inline_admin_formsets"])
        if obj:
            kept = Revision.objects.filter(kind="incident", object_id=obj.pk)
            context |= {
                "statements": obj.statements.select_related("speaker").prefetch_related("texts"),
                "claims": obj.claims.all(),
                "relations_to": obj.relations_to.select_related("from_incident", "from_episode"),
                "missing": missing_parts(obj),
                "revisions": kept.select_related("user").defer("document").order_by("-number")[:8],
            }
        return super().render_change_form(request, context, add, change, form_url, obj)


class QuantityRows(TableRows):
    model = Quantity
    fields = ["qualifier", "value", "upper", "total", "what", "unit", "as_of"]


class ParticipationCitationRows(TableRows):
    model = Citation
    fk_name = "participation"
    fields = ["source", "locator", "credibility", "supports", "asserted_value", "excerpt"]
    autocomplete_fields = ["source"]


@admin.register(Participation)
class ParticipationAdmin(PartAdmin):
    anchor = "participations-group"
    list_display = ["incident", "role", "country", "actor", "thing", "certainty"]
    list_filter = ["role", "certainty"]
    list_select_related = ["incident", "country", "actor"]
    search_fields = [
        "incident__title",
        "incident__ref",
        "actor__name",
        "actor__names__name",
        "country__name",
        "thing",
    ]
    autocomplete_fields = ["incident", "country", "actor", "asserted_by"]
    inlines = [QuantityRows, ParticipationCitationRows]
    fieldsets = [
        (None, {"fields": ["incident"]}),
        ("Who", {"fields": [("role", "country", "actor"), ("thing", "unknown")]}),
        ("How", {"fields": [("through", "certainty", "basis"), "asserted_by"]}),
        ("Internal", {"fields": [("note", "order")]}),
    ]
