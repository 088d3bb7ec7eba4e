"""A whole selection as one file in any format, and `sums=1`: what that file must add up to."""

import re
from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict, StreamingHttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse, PolymorphicProxySerializer
from rest_framework.renderers import BaseRenderer, JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.schemas.inspectors import ViewInspector

from api.copy_stream import CopyStream
from api.openapi import JSON, ResourceSchema
from api.parameters import Parameter
from api.shapes.answers import FileSums
from api.slots import UNKEPT, NoSlot, Slot, Slotted
from lib import canonical
from record import exports
from record.exports import Export, Form
from record.moments import Moment
from record.parameters import FilterError

CSV = exports.CSV.name
MEDIA_TYPE = exports.CSV.media_type
SUMS = Parameter(
    "sums",
    "With a format that is a file, 1: instead of it its number of rows, its bytes and its SHA-256, as JSON.",
    ("1",),
)
OF_PAGES = {
    "page_size": "A file has no pages: it is the whole selection. Leave page_size out.",
    "cursor": "A file has no pages: it is the whole selection. Leave cursor out; as_of=entry:… keeps the state.",
    "count": "A file is not counted on its way: sums=1 tells its number of rows. Leave count out.",
}
OF_ROWS = {
    "fields": "The columns of this format are its own; format=jsonl takes fields. Leave fields out.",
    "omit": "The columns of this format are its own; format=jsonl takes omit. Leave omit out.",
}
AS_SCHEMA = {exports.GEOJSON: OpenApiTypes.OBJECT}  # the one file that is JSON as a whole
NOT_IN_NAME = {"format", "ordering", "as_of", SUMS.name}
LONGEST_NAME = 100
SUMS_SECONDS = 60


class FileRenderer(JSONRenderer):
    """Makes negotiation know a format. What DRF renders by it is never the file but JSON beside it: problems, sums, OPTIONS."""

    form: Form


class CSVRenderer(FileRenderer):
    form, format, media_type = exports.CSV, exports.CSV.name, exports.CSV.media_type


class JSONLinesRenderer(FileRenderer):
    form, format, media_type = exports.JSON_LINES, exports.JSON_LINES.name, exports.JSON_LINES.media_type


class GeoJSONRenderer(FileRenderer):
    form, format, media_type = exports.GEOJSON, exports.GEOJSON.name, exports.GEOJSON.media_type


class ListSchema(ResourceSchema):
    """The list as JSON or as a file of each format that it has; with `sums=1` what that file adds up to."""

    def get_response_serializers(self) -> Any:
        answers = super().get_response_serializers()
        del answers[200]
        shape = self.view.shape
        either = PolymorphicProxySerializer(f"{shape.__name__}OrSums", [shape, FileSums], None)
        page = OpenApiResponse(either, "What the record says; with sums=1 what the file adds up to.")
        forms = [
            renderer.form for renderer in self.view.renderer_classes if issubclass(renderer, FileRenderer)
        ]
        files = {
            (200, form.media_type): OpenApiResponse(
                AS_SCHEMA.get(form, OpenApiTypes.STR), "The whole selection."
            )
            for form in forms
        }
        return {(200, JSON): page, **files, **answers}


class Filed:
    """Beside Resource: format=csv and format=jsonl beside JSON."""

    renderer_classes: Sequence[type[BaseRenderer]] = (JSONRenderer, CSVRenderer, JSONLinesRenderer)
    schema: ViewInspector | None = ListSchema()

    def options(self, request, *args, **kwargs) -> Response:
        answer = super().options(request, *args, **kwargs)  # type: ignore[misc]
        answer.content_type = JSON  # also to somebody who asks for a file
        return answer


def refuse_what_pages_take(query: QueryDict, form: Form, ordering: str) -> None:
    """Raises FilterError for parameters that only a list in pages has a use for; JSON Lines can leave fields out too.

    `ordering` is that of the file.
    """
    of_pages = OF_PAGES if form is exports.JSON_LINES else {**OF_PAGES, **OF_ROWS}
    problems = {name: [sentence] for name, sentence in of_pages.items() if query.get(name)}
    if query.get("ordering", ordering) not in ("", ordering):
        problems["ordering"] = [f"A file is sorted by {ordering}. Leave ordering out."]
    if problems:
        raise FilterError(problems)


def refuse_sums(query: QueryDict) -> None:
    """Raises FilterError for `sums` where there is no file."""
    if query.get(SUMS.name):
        raise FilterError({SUMS.name: ["Sums are those of a file: add format=csv, or another that is one."]})


def answer(request: Request, export: Export, using: str, moment: Moment, noun: str) -> HttpResponseBase:
    """The file that a statement makes, or its sums. Raises OperationalError before the first byte, and NoSlot."""
    query, (statement, form) = request.query_params, export
    name = file_name(query, moment, noun, form.name)
    if query.get(SUMS.name):
        with Slot(request):
            found = exports.sums(statement, form, using, SUMS_SECONDS)
        sums = {"entry": moment.entry, "file": name, "url": address(request, moment, form), **found}
        return Response(sums, content_type="application/json")
    headers = {
        "Content-Type": form.content_type,
        "Content-Disposition": f'attachment; filename="{name}"',
        "Link": f'<{address(request, moment, form, sums="1")}>; rel="describedby"; type="application/json"',
    }
    if request.method == "HEAD":
        return StreamingHttpResponse((), headers=headers)
    if request.META.get("SERVER_PROTOCOL") == "HTTP/1.0":
        # Without chunks a reader knows only by its length that an answer was cut off.
        with Slot(request):
            headers["Content-Length"] = str(exports.sums(statement, form, using, SUMS_SECONDS)["bytes"])
    return file(request, CopyStream(export, using), headers)


def file(request: HttpRequest, stream: CopyStream, headers: dict[str, str]) -> HttpResponseBase:
    """A short file at once, with its length; a long one as it comes. Raises NoSlot if too many of these are on their way."""
    if stream.whole:
        stream.close()
        return HttpResponse(stream.piece, headers=headers)
    try:
        return StreamingHttpResponse(Slotted(stream, Slot(request)), headers=headers | UNKEPT)
    except NoSlot:
        stream.close()
        raise


def address(request: Request, moment: Moment, form: Form, **other: str) -> str:
    """Where these bytes can be had again, whatever is published: the same parameters at this entry, but for the `other`."""
    query = request.query_params.copy()
    query.pop(SUMS.name, None)
    query["format"], query["as_of"] = form.name, f"entry:{moment.entry}"
    for parameter, value in other.items():
        query[parameter] = value
    return f"{settings.SITE_URL}{request.path}?{query.urlencode(safe=':>,')}"


def file_name(query: QueryDict, moment: Moment, noun: str, suffix: str = CSV) -> str:
    """Says the filters and the entry: demarche-incidents_country-KAZ_entry-12.csv.

    Filters that do not fit into a name whole and as they are written are told apart by a hash.
    """
    chosen = [
        f"{name}-{value}"
        for name, values in query.lists()
        for value in values
        if value and name not in NOT_IN_NAME
    ]
    written = "_".join([f"demarche-{noun}", *chosen])
    short = re.sub(r"[^A-Za-z0-9_.-]+", "-", written)[:LONGEST_NAME]
    if short != written:
        short = f"{short}_{canonical.sha256(written)[:8]}"
    return f"{short}_entry-{moment.entry}.{suffix}"
