"""Addresses of the readers' pages."""

from django.urls import path

from pages import states, taken, views

urlpatterns = [
    path("", views.front, name="home"),
    path("incidents/", views.incidents, name="incidents"),
    path("incidents/selection.jsonl", taken.json_lines, name="selection_jsonl"),
    path("incidents/selection.bib", taken.bibtex, name="selection_bibtex"),
    path("incidents/<str:address>/", views.incident, name="incident"),
    path("countries/", states.countries, name="countries"),
    path("countries/<str:code>/", states.country, name="country"),
    path("countries/<str:first>/<str:second>/", states.pair, name="pair"),
    path("robots.txt", views.robots, name="robots"),
    path("favicon.ico", views.favicon, name="favicon"),
]
