"""Which door answers which address."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.urls import URLPattern, URLResolver, include, path

from config.health import healthz

urlpatterns: list[URLPattern | URLResolver] = [path("healthz", healthz, name="healthz")]
if settings.DOORS == "all":
    urlpatterns.append(path("desk/", include("desk.urls")))
urlpatterns += [
    path("api/v1/", include("api.urls")),
    path("", include("pages.root_urls")),
    *i18n_patterns(path("", include("pages.urls")), prefix_default_language=False),
]

handler404 = "pages.errors.not_found"
handler500 = "pages.errors.server_error"
