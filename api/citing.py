"""One thing as a citation: `format=bibtex`, `ris` and `csl`, from the `cite` of its envelope."""

from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse
from rest_framework.renderers import JSONRenderer

from api.openapi import ResourceSchema
from api.parameters import Parameter
from api.resource import Resource
from lib.citations import FILES, Form


class CitationRenderer(JSONRenderer):
    """Writes the citation of what has one; a problem stays JSON."""

    charset = "utf-8"
    form: Form
    written_as: Any = OpenApiTypes.STR  # in the schema

    def render(self, data, accepted_media_type=None, renderer_context=None):
        if isinstance(data, dict) and "cite" in data:
            return self.form.write(data["cite"]["csl"]).encode()
        return super().render(data, JSONRenderer.media_type, renderer_context)


class BibTeXRenderer(CitationRenderer):
    form, format, media_type = FILES["bib"], "bibtex", FILES["bib"].media_type


class RISRenderer(CitationRenderer):
    form, format, media_type = FILES["ris"], "ris", FILES["ris"].media_type


class CSLRenderer(CitationRenderer):
    form, format, media_type = FILES["json"], "csl", FILES["json"].media_type
    written_as = {"type": "array", "items": {"type": "object", "additionalProperties": {}}}


CITATIONS: list[type[CitationRenderer]] = [BibTeXRenderer, RISRenderer, CSLRenderer]
RENDERERS: list[type[JSONRenderer]] = [JSONRenderer, *CITATIONS]
FORMAT_OR_CITATION = Parameter(
    "format",
    "Format of the answer. bibtex, ris and csl (CSL-JSON) are its citation for reference managers.",
    tuple(renderer.format for renderer in RENDERERS),
    default="json",
)


class CitedSchema(ResourceSchema):
    """The thing as JSON, or its citation."""

    def get_response_serializers(self) -> Any:
        answers = super().get_response_serializers()
        thing = answers.pop(200)
        files = {
            (200, renderer.media_type): OpenApiResponse(renderer.written_as, "How to cite this version.")
            for renderer in CITATIONS
        }
        return {(200, JSONRenderer.media_type): thing, **files, **answers}


class CitedResource(Resource):
    """One thing with a citation."""

    renderer_classes = RENDERERS
    schema = CitedSchema()

    def options(self, request, *args, **kwargs):
        answer = super().options(request, *args, **kwargs)
        answer.content_type = JSONRenderer.media_type  # also to somebody who asks for a citation
        return answer
