"""Addresses that are there once, whatever the language."""

from django.urls import path

from pages import sitemaps, views

urlpatterns = [
    path("sitemap.xml", sitemaps.index, name="sitemap"),
    path("sitemap-pages.xml", sitemaps.fixed, name="sitemap-pages"),
    path("sitemap-<int:chunk>.xml", sitemaps.chunk, name="sitemap-chunk"),
    path("robots.txt", views.robots, name="robots"),
    path("favicon.ico", views.favicon, name="favicon"),
]
