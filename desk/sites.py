"""The admin site that is the desk: its head, its order, and the pages that belong to no single model."""

from django.conf import settings
from django.contrib.admin import AdminSite
from django.http import HttpResponseRedirect, JsonResponse
from django.urls import path, reverse

from desk import (
    coverage,
    date_words,
    finding,
    handbook,
    maintenance,
    mine,
    publishing,
    saved_filter_pages,
    saved_filters,
    type_help,
)
from desk.access.account import OwnPasswordView
from desk.access.signing_in import SignInView
from desk.audit import pages as audit
from desk.imports import pages as imports
from desk.trash import pages as trash

APPS = ["incidents", "actors", "codebook", "record", "auth"]
MODELS = [
    "Incident",
    "Statement",
    "Claim",
    "Source",
    "Episode",
    "Relation",
    "Coverage",
    "Participation",
    "Actor",
]


def place(order: list[str], name: str) -> int:
    """Where a name stands in an order; what the order does not name comes last."""
    return order.index(name) if name in order else len(order)


class DemarcheAdminSite(AdminSite):
    site_header = "Demarche"
    site_title = "Demarche desk"
    index_title = "My desk"
    site_url = "/"
    enable_nav_sidebar = False

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.disable_action("delete_selected")  # deleting is rare here, and each row has its own rule

    def each_context(self, request):
        """Every page says when one person alone may publish, when a password is enough, and when nothing is saved.

        A list also has the filters that were saved of it, whatever class its page is of.
        """
        return {
            **super().each_context(request),
            "one_person": not settings.FOUR_EYES,
            "password_alone": not settings.TWO_FACTOR,
            "read_only": maintenance.notice(),
            "saved_filters": saved_filters.of_list(request),
            "help_url": handbook.help_for(request.resolver_match.url_name if request.resolver_match else ""),
        }

    def index(self, request, extra_context=None):
        """My desk, for whoever works on incidents; the tables alone for others."""
        mine_too = request.user.has_perm("incidents.view_incident")
        context = (
            {"mine": mine.context(request.user), "saved": saved_filters.shown(request)} if mine_too else {}
        )
        return super().index(request, {**context, **(extra_context or {})})

    def login(self, request, extra_context=None):
        """Name and password by django-allauth, which asks for the second factor next."""
        if request.method == "GET" and self.has_permission(request):
            return HttpResponseRedirect(reverse("admin:index"))
        return SignInView.as_view()(request)

    def password_change(self, request, extra_context=None):
        return OwnPasswordView.as_view()(request)

    def get_app_list(self, request, app_label=None):
        """What analysts use most comes first."""
        found = super().get_app_list(request, app_label)
        for app in found:
            app["models"].sort(key=lambda model: place(MODELS, model["object_name"]))
        found = sorted(found, key=lambda app: place(APPS, app["app_label"]))
        return found if app_label else [*found, *imports.as_app(request)]

    def autocomplete_view(self, request):
        """As Django's; a search that PostgreSQL cannot hold finds nothing."""
        if "\x00" in request.GET.get("term", ""):
            return JsonResponse({"results": [], "pagination": {"more": False}})
        return finding.AutocompleteView.as_view(admin_site=self)(request)

    def get_urls(self):
        codebook = self.admin_view(publishing.codebook_page)
        return [
            path("codebook/type/<slug:code>/", self.admin_view(type_help.read_type), name="read_type"),
            path("date/", self.admin_view(date_words.read_date), name="read_date"),
            path("codebook/publish/", codebook, name="codebook_publish"),
            path("help/<slug:page>/", self.admin_view(handbook.handbook_page), name="handbook"),
            *imports.urls(self.admin_view),
            path("coverage/", self.admin_view(coverage.coverage_page), name="coverage"),
            *audit.urls(self.admin_view),
            *trash.urls(self.admin_view),
            *saved_filter_pages.urls(self.admin_view),
            path("actors/actor/<int:pk>/office/", self.admin_view(finding.office_view), name="actor_office"),
            *super().get_urls(),
        ]
