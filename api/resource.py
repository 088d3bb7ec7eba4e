"""What every resource of the API does alike: read-only, strict parameters, problems, ETag, CORS."""

from django.db import OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from rest_framework.renderers import JSONRenderer
from rest_framework.response import Response
from rest_framework.schemas.inspectors import ViewInspector
from rest_framework.views import APIView

from api import problems
from api.metadata import ResourceMetadata
from api.openapi import ResourceSchema
from api.parameters import FORMAT, Parameter, check
from api.throttling import BudgetThrottle
from record import ledger
from record.caching import ByEntryMixin
from record.moments import Moment, MomentError
from record.parameters import FilterError

CORS = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Allow-Methods": "GET, HEAD, OPTIONS",
    "Access-Control-Allow-Headers": "Accept, If-None-Match, If-Range, Range",
    "Access-Control-Expose-Headers": "Accept-Ranges, Content-Disposition, Content-Range, ETag, Link, Retry-After",
    "Access-Control-Max-Age": "86400",
}


class Resource(ByEntryMixin, APIView):
    """A resource names its `parameters`; any other one is an error. `shape` documents what it answers."""

    http_method_names = ["get", "head", "options"]
    metadata_class = ResourceMetadata
    throttle_classes = [BudgetThrottle]
    schema: ViewInspector | None = ResourceSchema()
    parameters: tuple[Parameter, ...] = (FORMAT,)
    address_meaning = ""
    address_example = ""  # one that there is on every site, as far as can be
    can_be_gone = False  # withdrawn, or merged into another
    can_be_withdrawn = False  # withdrawn alone
    can_be_elsewhere = False  # one of its addresses leads to another
    shape: type

    def dispatch(self, request: HttpRequest, *args, **kwargs) -> HttpResponseBase:
        """The answer with CORS headers, 304 included; any site's script may read what anybody may read."""
        try:
            response = super().dispatch(request, *args, **kwargs)
        except OperationalError as error:  # from the query for the ETag, outside of DRF's reach
            response = bare(problems.unavailable(error, {}))
        for name, value in CORS.items():
            response[name] = value
        return response

    def initial(self, request, *args, **kwargs) -> None:
        """DRF's preparation, then the check of all parameters, before anything is looked up."""
        super().initial(request, *args, **kwargs)
        if request.method in ("GET", "HEAD"):
            check(request.query_params, self.parameters)

    def moment(self) -> Moment:
        """The moment that `as_of` names; raises FilterError."""
        try:
            return ledger.moment(self.request.query_params.get("as_of", ""))
        except MomentError as error:
            raise FilterError({"as_of": [str(error)]}) from error


class Unrendered(Resource):
    """Answers with what DRF does not render, such as a file; errors and OPTIONS are JSON all the same."""

    def finalize_response(self, request, response, *args, **kwargs):
        response = super().finalize_response(request, response, *args, **kwargs)
        if isinstance(response, Response):
            response.accepted_renderer = JSONRenderer()
        return response


def bare(answer) -> HttpResponse:
    """A problem as a response that needs no renderer, in the bytes that one would make."""
    headers = {**answer.headers, "Cache-Control": "no-store"}
    body = JSONRenderer().render(answer.data)
    return HttpResponse(body, status=answer.status_code, headers=headers, content_type=answer.content_type)
