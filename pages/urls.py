"""Addresses of the readers' pages."""

from django.urls import path

from pages import views

urlpatterns = [
    path("", views.front, name="home"),
    path("incidents/", views.incidents, name="incidents"),
    path("incidents/<str:address>/", views.incident, name="incident"),
    path("robots.txt", views.robots, name="robots"),
    path("favicon.ico", views.favicon, name="favicon"),
]
