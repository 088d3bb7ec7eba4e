"""The API about itself: its resources, its schema, its documentation page; and every address that is none."""

from functools import lru_cache

from django.conf import settings
from django.http import HttpResponse, HttpResponseBase, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.urls import reverse
from drf_spectacular.generators import SchemaGenerator
from rest_framework.renderers import StaticHTMLRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from api.parameters import Parameter
from api.resource import Resource, Unrendered
from api.shapes.answers import Index
from record.reading import NotPublic

ROUTES = (
    "incidents",
    "statements",
    "changes",
    "actors",
    "sources",
    "episodes",
    "links",
    "coverage",
    "countries",
    "groupings",
    "types",
    "themes",
    "scales",
    "facets",
    "series",
    "exports",
    "schema",
    "docs",
)


class Root(Resource):
    """The addresses of all resources."""

    shape = Index

    def get(self, request: Request) -> Response:
        return Response({name: settings.SITE_URL + reverse(f"api:{name}") for name in ROUTES})


@lru_cache(maxsize=1)
def openapi() -> dict:
    """The whole schema; it depends on the code alone, so it is made once for a process."""
    return SchemaGenerator().get_schema(request=None, public=True)


class Schema(Resource):
    """The OpenAPI 3.1 schema of the API."""

    schema = None  # the schema does not describe itself

    def get(self, request: Request) -> Response:
        return Response(openapi())


class Docs(Unrendered):
    """The documentation page: Swagger UI from our own files, without inline script or style."""

    schema = None
    parameters = (Parameter("format", "Format of the answer.", ("html",), default="html"),)
    renderer_classes = [StaticHTMLRenderer]

    def get(self, request: Request) -> HttpResponse:
        return render(request, "api/docs.html")


class Nowhere(Resource):
    """Every address below /api/v1/ that is no resource: the same 404 as for a thing that is not public."""

    schema = None

    def initial(self, request, *args, **kwargs) -> None:
        raise NotPublic(request.path)

    def get(self, request: Request, **kwargs) -> HttpResponseBase:
        raise NotPublic(request.path)


class Slashless(Resource):
    """Any address without the slash at its end leads to the one with it, for scripts of other sites too."""

    schema = None

    def initial(self, request, *args, **kwargs) -> None:
        """The parameters are read where the way leads."""

    def get(self, request: Request, **kwargs) -> HttpResponsePermanentRedirect:
        return HttpResponsePermanentRedirect(request.get_full_path(force_append_slash=True))
