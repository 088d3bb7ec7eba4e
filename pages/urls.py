"""Addresses of the readers' pages, the same in every language."""

from django.urls import path

from lib.citations import FILES
from pages import (
    about,
    actors,
    cards,
    changes,
    citing,
    codebook,
    corrections,
    episodes,
    feeds,
    news,
    search,
    source_page,
    sources,
    statement_feed,
    statement_page,
    states,
    taken,
    views,
)

ENDINGS = ("atom", "json")

urlpatterns = [
    path("", views.front, name="home"),
    path("incidents/", views.incidents, name="incidents"),
    path("incidents/selection.bib", taken.bibtex, name="selection_bibtex"),
    path("incidents/<str:address>/", views.incident, name="incident"),
    path("incidents/<str:ref>/changes/", changes.changes, name="incident-changes"),
    path("incidents/<str:address>/card.png", cards.incident, name="incident-card"),
    path("countries/<str:first>/<str:second>/card.png", cards.pair, name="pair-card"),
    path("statements/", views.statements, name="statements"),
    path("statements/<str:address>/", statement_page.statement, name="statement"),
    path("sources/", sources.sources, name="sources"),
    path("sources/<str:address>/", source_page.source, name="source"),
    path("actors/", actors.actors, name="actors"),
    path("actors/<str:address>/", actors.actor, name="actor"),
    path("countries/", states.countries, name="countries"),
    path("countries/<str:code>/", states.country, name="country"),
    path("countries/<str:first>/<str:second>/", states.pair, name="pair"),
    path("episodes/", episodes.episodes, name="episodes"),
    path("episodes/<str:address>/", episodes.episode, name="episode"),
    path("search/", search.search, name="search"),
    path("codebook/", codebook.whole, name="codebook"),
    path("data/", about.data, name="data"),
    path("about/", about.about, name="about"),
    path("new/", news.new, name="new"),
    path("corrections/", corrections.corrections, name="corrections"),
]
for ending in ENDINGS:
    told = {"ending": ending}
    urlpatterns += [
        path(f"incidents/feed.{ending}", feeds.incidents, told, name=f"incidents-feed-{ending}"),
        path(f"statements/feed.{ending}", statement_feed.statements, told, name=f"statements-feed-{ending}"),
        path(f"countries/<str:code>/feed.{ending}", feeds.country, told, name=f"country-feed-{ending}"),
        path(
            f"countries/<str:first>/<str:second>/feed.{ending}", feeds.pair, told, name=f"pair-feed-{ending}"
        ),
        path(f"actors/<str:ref>/feed.{ending}", feeds.actor, told, name=f"actor-feed-{ending}"),
        path(f"episodes/<str:ref>/feed.{ending}", feeds.episode, told, name=f"episode-feed-{ending}"),
        path(f"corrections/feed.{ending}", feeds.corrections, told, name=f"corrections-feed-{ending}"),
    ]
for folder, kind in citing.KINDS.items():
    urlpatterns += [
        path(
            f"{folder}/<str:address>/cite.{ending}",
            citing.file,
            {"kind": kind, "ending": ending},
            name=f"{kind}-cite-{ending}",
        )
        for ending in FILES
    ]
