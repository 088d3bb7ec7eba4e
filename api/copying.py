"""Lists that can be had whole, as one file, beside their pages."""

from django.db.models import QuerySet
from django.http import HttpResponseBase
from rest_framework.request import Request

from api import files
from api.listing import RowList
from api.picking import read_pick
from record import exports
from record.exports import Export, Form, Table
from record.moments import Moment
from record.parameters import FilterError, RecordFilter


class CopiedList(files.Filed, RowList):
    """A list with format=csv and format=jsonl; it names itself for the files, and the table of its lines in CSV."""

    noun: str
    table: Table

    def get(self, request: Request) -> HttpResponseBase:
        renderer = request.accepted_renderer
        if not isinstance(renderer, files.FileRenderer):
            self.refuse_what_files_take()
            return super().get(request)
        files.refuse_what_pages_take(request.query_params, renderer.form, self.orderings[0])
        moment = self.moment()
        filters = self.filtered(moment)
        selected = filters.selected()
        export = self.export(renderer.form, filters, selected, moment)
        return files.answer(request, export, selected.db, moment, self.noun)

    def refuse_what_files_take(self) -> None:
        """Raises FilterError for parameters that only a file has a use for."""
        files.refuse_sums(self.request.query_params)

    def export(self, form: Form, filters: RecordFilter, selected: QuerySet, moment: Moment) -> Export:
        """The selection as a file of one format; raises FilterError for fields that there are not."""
        if form is exports.CSV:
            return self.table.csv(selected, filters.codebook)
        pick = read_pick(self.request.query_params, self.row_fields, self.document_fields)
        whole = bool(pick.document) and pick.document == frozenset(self.document_fields)
        part = None if whole else pick.document
        return exports.list_rows(selected, filters.codebook, self.table, pick.row, part)


def refuse_shape(shape: str) -> None:
    """Raises FilterError for `shape` where lines have none to choose."""
    if shape:
        raise FilterError({"shape": ["Shapes are those of a CSV file: add format=csv."]})
