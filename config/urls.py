"""Which door answers which address."""

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

from config.health import healthz

urlpatterns: list[URLPattern | URLResolver] = [path("healthz", healthz, name="healthz")]
if settings.DOORS == "all":
    urlpatterns.append(path("desk/", include("desk.urls")))
urlpatterns += [
    path("api/v1/", include("api.urls")),
    path("", include("pages.urls")),
]

handler404 = "pages.errors.not_found"
handler500 = "pages.errors.server_error"
