"""`format=csv`: a whole selection as one file, and `sums=1`: what that file must add up to."""

import re
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseBase, QueryDict, StreamingHttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from api.csv_stream import CopyStream
from api.openapi import ResourceSchema
from api.parameters import Parameter
from lib import canonical
from record import exports
from record.codebook import Codebook
from record.dimensions import Sql
from record.moments import Moment
from record.parameters import FilterError, RecordFilter

CSV = "csv"
MEDIA_TYPE = "text/csv"
ORDERING = "-date"
SUMS = Parameter(
    "sums",
    "With format=csv, 1: instead of the file its number of rows, its bytes and its SHA-256, as JSON.",
    ("1",),
)
OF_PAGES = {
    "page_size": "A CSV file has no pages: it is the whole selection. Leave page_size out.",
    "cursor": "A CSV file has no pages: it is the whole selection. Leave cursor out; as_of=entry:… keeps the state.",
    "count": "A CSV file is not counted on its way: sums=1 tells its number of rows. Leave count out.",
    "fields": "A CSV file has its own columns. Leave fields out.",
    "omit": "A CSV file has its own columns. Leave omit out.",
}
NOT_IN_NAME = {"format", "ordering", "as_of", SUMS.name}
LONGEST_NAME = 100
SUMS_SECONDS = 60


class CSVRenderer(JSONRenderer):
    """Makes negotiation know CSV. What DRF renders by it is never the file but JSON beside it: problems, sums, OPTIONS."""

    format = CSV
    media_type = MEDIA_TYPE


class ListSchema(ResourceSchema):
    """The list as JSON or as a file."""

    def get_response_serializers(self) -> Any:
        answers = super().get_response_serializers()
        page = answers.pop(200)
        file = OpenApiResponse(OpenApiTypes.STR, "The whole selection, with a line of column names.")
        return {(200, "application/json"): page, (200, MEDIA_TYPE): file, **answers}


def refuse_what_pages_take(query: QueryDict) -> None:
    """Raises FilterError for parameters that only a list in pages has a use for."""
    problems = {name: [sentence] for name, sentence in OF_PAGES.items() if query.get(name)}
    if query.get("ordering", ORDERING) not in ("", ORDERING):
        problems["ordering"] = [f"A CSV file is sorted by {ORDERING}, newest first. Leave ordering out."]
    if problems:
        raise FilterError(problems)


def refuse_sums(query: QueryDict) -> None:
    """Raises FilterError for `sums` where there is no file."""
    if query.get(SUMS.name):
        raise FilterError({SUMS.name: ["Sums are those of a CSV file: add format=csv."]})


def answer(
    request: Request,
    filters: RecordFilter,
    moment: Moment,
    noun: str,
    copied: Callable[[QuerySet, Codebook], Sql],
) -> HttpResponseBase:
    """The file that the filters select, or its sums. Raises FilterError, and OperationalError before the first byte."""
    rows, query = filters.selected(), request.query_params
    statement = copied(rows, filters.codebook)
    name = file_name(query, moment, noun)
    if query.get(SUMS.name):
        found = exports.sums(statement, rows.db, SUMS_SECONDS)
        sums = {"entry": moment.entry, "file": name, "url": address(request, moment), **found}
        return Response(sums, content_type="application/json")
    headers = {
        "Content-Type": f"{MEDIA_TYPE}; charset=utf-8; header=present",
        "Content-Disposition": f'attachment; filename="{name}"',
        "Link": f'<{address(request, moment, sums="1")}>; rel="describedby"; type="application/json"',
    }
    if request.method == "HEAD":
        return StreamingHttpResponse((), headers=headers)
    if request.META.get("SERVER_PROTOCOL") == "HTTP/1.0":
        # Without chunks a reader knows only by its length that an answer was cut off.
        headers["Content-Length"] = str(exports.sums(statement, rows.db, SUMS_SECONDS)["bytes"])
    return file(CopyStream(statement, rows.db), headers)


def file(stream: CopyStream, headers: dict[str, str]) -> HttpResponseBase:
    """A short file at once, with its length; a long one as it comes."""
    if not stream.whole:
        return StreamingHttpResponse(stream, headers=headers)
    stream.close()
    return HttpResponse(stream.piece, headers=headers)


def address(request: Request, moment: Moment, **more: str) -> str:
    """Where these bytes can be had again, whatever is published: the same parameters, at this entry."""
    query = request.query_params.copy()
    query.pop(SUMS.name, None)
    query["format"], query["as_of"] = CSV, f"entry:{moment.entry}"
    query.update(more)
    return f"{settings.SITE_URL}{request.path}?{query.urlencode(safe=':>,')}"


def file_name(query: QueryDict, moment: Moment, noun: str) -> str:
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
    return f"{short}_entry-{moment.entry}.csv"
