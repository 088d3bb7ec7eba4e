"""Lists that can be had whole, as one file, beside their pages."""

from collections.abc import Callable

from django.db.models import QuerySet
from django.http import HttpResponseBase
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from api import csv_answers
from api.listing import RowList
from record.codebook import Codebook
from record.dimensions import Sql


class CopiedList(RowList):
    """A list with format=csv; it names itself for the file, and the statement that copies its rows out."""

    noun: str
    copied: Callable[[QuerySet, Codebook], Sql]
    renderer_classes = [JSONRenderer, csv_answers.CSVRenderer]
    schema = csv_answers.ListSchema()

    def get(self, request: Request) -> HttpResponseBase:
        if request.accepted_renderer.format != csv_answers.CSV:
            csv_answers.refuse_sums(request.query_params)
            return super().get(request)
        csv_answers.refuse_what_pages_take(request.query_params)
        moment = self.moment()
        return csv_answers.answer(request, self.filtered(moment), moment, self.noun, type(self).copied)

    def options(self, request, *args, **kwargs) -> Response:
        answer = super().options(request, *args, **kwargs)
        answer.content_type = "application/json"  # also to somebody who asks for CSV
        return answer
