"""Addresses of the researchers' door, below /api/v1/."""

from django.urls import path, re_path

from api import (
    about,
    actors,
    changes,
    codebook,
    coverage,
    episodes,
    exports,
    facets,
    incidents,
    links,
    series,
    sources,
    statements,
    words,
)

app_name = "api"
urlpatterns = [
    path("", about.Root.as_view(), name="root"),
    path("incidents/", incidents.IncidentList.as_view(), name="incidents"),
    path("incidents/<str:address>/", incidents.IncidentDetail.as_view(), name="incident"),
    path("incidents/<str:ref>/versions/", incidents.IncidentVersions.as_view(), name="versions"),
    path("statements/", statements.StatementList.as_view(), name="statements"),
    path("statements/<str:address>/", statements.StatementDetail.as_view(), name="statement"),
    path("changes/", changes.Changes.as_view(), name="changes"),
    path("actors/", actors.ActorList.as_view(), name="actors"),
    path("actors/<str:address>/", actors.ActorDetail.as_view(), name="actor"),
    path("sources/", sources.SourceList.as_view(), name="sources"),
    path("sources/<str:address>/", sources.SourceDetail.as_view(), name="source"),
    path("episodes/", episodes.EpisodeList.as_view(), name="episodes"),
    path("episodes/<str:address>/", episodes.EpisodeDetail.as_view(), name="episode"),
    path("links/", links.LinkList.as_view(), name="links"),
    path("links/<str:address>/", links.LinkDetail.as_view(), name="link"),
    path("coverage/", coverage.CoverageList.as_view(), name="coverage"),
    path("coverage/<str:address>/", coverage.CoverageDetail.as_view(), name="coverage-row"),
    path("exports/", exports.ExportList.as_view(), name="exports"),
    path("exports/<str:release>/", exports.ExportDetail.as_view(), name="export"),
    path("exports/<str:release>/<str:name>", exports.ExportFile.as_view(), name="export-file"),
    path("series/", series.IncidentSeries.as_view(), name="series"),
    path("facets/", facets.Facets.as_view(), name="facets"),
    path("countries/", codebook.CountryList.as_view(), name="countries"),
    path("countries/<str:code>/", codebook.CountryDetail.as_view(), name="country"),
    path("types/", codebook.TypeList.as_view(), name="types"),
    path("types/<str:code>/", codebook.TypeDetail.as_view(), name="type"),
    path("groupings/", words.GroupingList.as_view(), name="groupings"),
    path("groupings/<str:code>/", words.GroupingDetail.as_view(), name="grouping"),
    path("themes/", words.ThemeList.as_view(), name="themes"),
    path("themes/<str:code>/", words.ThemeDetail.as_view(), name="theme"),
    path("scales/", words.ScaleList.as_view(), name="scales"),
    path("scales/<str:code>/", words.ScaleDetail.as_view(), name="scale"),
    path("schema/", about.Schema.as_view(), name="schema"),
    path("docs/", about.Docs.as_view(), name="docs"),
    re_path(r"^(?:.*/)$", about.Nowhere.as_view(), name="nowhere"),  # without a slash, Django adds it first
]
