"""Addresses of the researchers' door, below /api/v1/."""

from django.urls import path, re_path

from api import about, actors, changes, codebook, facets, incidents, series

app_name = "api"
urlpatterns = [
    path("", about.Root.as_view(), name="root"),
    path("incidents/", incidents.IncidentList.as_view(), name="incidents"),
    path("incidents/<str:address>/", incidents.IncidentDetail.as_view(), name="incident"),
    path("incidents/<str:ref>/versions/", incidents.IncidentVersions.as_view(), name="versions"),
    path("changes/", changes.Changes.as_view(), name="changes"),
    path("actors/", actors.ActorList.as_view(), name="actors"),
    path("actors/<str:address>/", actors.ActorDetail.as_view(), name="actor"),
    path("series/", series.IncidentSeries.as_view(), name="series"),
    path("facets/", facets.Facets.as_view(), name="facets"),
    path("countries/", codebook.CountryList.as_view(), name="countries"),
    path("countries/<str:code>/", codebook.CountryDetail.as_view(), name="country"),
    path("types/", codebook.TypeList.as_view(), name="types"),
    path("types/<str:code>/", codebook.TypeDetail.as_view(), name="type"),
    path("schema/", about.Schema.as_view(), name="schema"),
    path("docs/", about.Docs.as_view(), name="docs"),
    re_path(r"^(?:.*/)$", about.Nowhere.as_view(), name="nowhere"),  # without a slash, Django adds it first
]
