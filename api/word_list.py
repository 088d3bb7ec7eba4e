"""A list of the codebook: whole in one answer, as JSON or as a file, as it was published at the moment."""

from django.http import HttpResponseBase
from rest_framework.request import Request
from rest_framework.response import Response

from api import files
from api.parameters import AS_OF, FORMAT_OR_LINES, Parameter
from api.resource import Resource
from record import codebook, exports
from record.codebook import Codebook
from record.exports import WordTable
from record.models import Document
from record.moments import Moment
from record.parameters import FilterError

OF_ALL = (AS_OF, FORMAT_OR_LINES, files.SUMS)


class WordList(files.Filed, Resource):
    """A list names its fields, the table of its lines in CSV, and the rows that are asked for."""

    table: WordTable
    fields: tuple[str, ...]
    parameters: tuple[Parameter, ...] = OF_ALL

    def rows(self, book: Codebook) -> list[dict]:
        """The rows of a codebook that the query string asks for, in their order; raises FilterError."""
        raise NotImplementedError

    def get(self, request: Request) -> HttpResponseBase:
        renderer = request.accepted_renderer
        if not isinstance(renderer, files.FileRenderer):
            files.refuse_sums(request.query_params)
        moment = self.moment()
        book = codebook.at(moment)
        rows = [only(row, self.fields) for row in self.rows(book)]
        if not isinstance(renderer, files.FileRenderer):
            return Response(page(moment, book, rows))
        export = self.table.csv(rows, book) if renderer.form is exports.CSV else exports.word_lines(rows)
        return files.answer(request, export, Document.objects.all().db, moment, self.table.name)


def page(moment: Moment, book: Codebook, rows: list[dict]) -> dict:
    """A list that is always whole, in the form of every list."""
    return {"next": None, "previous": None, "entry": moment.entry, **version(book), "results": rows}


def version(book: Codebook) -> dict:
    """Which version of the codebook an answer is from."""
    return {"codebook": {"version": book.version, "entry": book.entry}}


def only(row: dict, fields: tuple[str, ...]) -> dict:
    return {name: row[name] for name in fields}


def some_of(request: Request, name: str, allowed: set[str]) -> set[str]:
    """The values of a repeatable parameter; raises FilterError for one that the codebook does not have."""
    given = {text for text in request.query_params.getlist(name) if text}
    if strange := sorted(given - allowed):
        raise FilterError(
            {name: [f"{strange[0]!r} is not in the codebook. Allowed: {', '.join(sorted(allowed))}."]}
        )
    return given
