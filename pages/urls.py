"""Addresses of the readers' pages."""

from django.urls import path

from pages import codebook, states, views

urlpatterns = [
    path("", views.front, name="home"),
    path("incidents/", views.incidents, name="incidents"),
    path("incidents/<str:address>/", views.incident, name="incident"),
    path("countries/", states.countries, name="countries"),
    path("countries/<str:code>/", states.country, name="country"),
    path("countries/<str:first>/<str:second>/", states.pair, name="pair"),
    path("codebook/", codebook.whole, name="codebook"),
    path("robots.txt", views.robots, name="robots"),
    path("favicon.ico", views.favicon, name="favicon"),
]
