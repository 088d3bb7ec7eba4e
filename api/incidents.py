"""Incidents: the list, one of them, and its versions."""

from django.db.models import QuerySet
from rest_framework.request import Request
from rest_framework.response import Response

from api.copying import CopiedList, refuse_shape
from api.details import Detail
from api.files import SUMS, GeoJSONRenderer
from api.parameters import (
    AS_OF,
    COUNT,
    CURSOR,
    FIELDS,
    FORMAT,
    FORMAT_OR_FILES,
    OMIT,
    PAGE,
    Parameter,
    of_filters,
    ordering,
)
from api.picking import field_names
from api.resource import Resource
from api.shapes.answers import VersionList
from api.shapes.incidents import IncidentDocument, IncidentEnvelope, IncidentPage, IncidentRow
from lib.jsondiff import changed_fields
from record import exports, ledger, reading
from record.envelopes import url
from record.exports import Export, Form
from record.filters import IncidentFilter
from record.models import Entry, IncidentIndex, StatementIndex
from record.moments import Moment
from record.parameters import RecordFilter

ORDERINGS = ("-date", "date", "-published", "-level", "level", "relevance")
SHAPES = {
    "incident": exports.INCIDENTS,
    "dyad": exports.DYADS,
    "participant": exports.PARTICIPANTS,
    "statement": exports.STATEMENTS,
}
SHAPE = Parameter(
    "shape",
    "With format=csv, what a line is: an incident, one initiator and one target of it, one participant, one statement.",
    tuple(SHAPES),
    default="incident",
)


class IncidentList(CopiedList):
    """Incidents that match the filters. Repeat a filter for OR; different filters are AND.

    format=csv, jsonl and geojson give the whole selection as one file.
    """

    kind = "incident"
    noun = "incidents"
    table = exports.INCIDENTS
    renderer_classes = [*CopiedList.renderer_classes, GeoJSONRenderer]
    filters = IncidentFilter
    orderings = ORDERINGS
    sort_columns = ("day_desc", "day_asc", "level")
    row_fields = field_names(IncidentRow)
    document_fields = field_names(IncidentDocument)
    parameters = (
        *of_filters(IncidentFilter),
        AS_OF,
        ordering(*ORDERINGS),
        PAGE,
        CURSOR,
        COUNT,
        FIELDS,
        OMIT,
        FORMAT_OR_FILES,
        SHAPE,
        SUMS,
    )
    shape = IncidentPage

    def rows(self, moment: Moment) -> QuerySet:
        return IncidentIndex.objects.at(moment)

    def refuse_what_files_take(self) -> None:
        super().refuse_what_files_take()
        refuse_shape(self.request.query_params.get("shape", ""))

    def export(self, form: Form, filters: RecordFilter, selected: QuerySet, moment: Moment) -> Export:
        shape = self.request.query_params.get("shape", "")
        if form is not exports.CSV:
            refuse_shape(shape)
        if form is exports.GEOJSON:
            return exports.features(selected, filters.codebook)
        self.table = SHAPES[shape or "incident"]
        if shape == "statement":
            selected = StatementIndex.objects.at(moment).filter(home__in=selected.order_by().values("ref"))
        return super().export(form, filters, selected, moment)


class IncidentDetail(Detail):
    """One incident as the record says it, or one version of it for ever: DI-1@2."""

    kind = "incident"
    route = "api:incident"
    address_meaning = "The public number, such as DI-1; with @ and a number, that version: DI-1@2."
    address_example = "DI-1"
    shape = IncidentEnvelope


class IncidentVersions(Resource):
    """All versions of an incident, newest first, retracted ones included, with the fields that changed in each."""

    parameters = (AS_OF, FORMAT)
    address_meaning = "The public number, such as DI-1."
    address_example = "DI-1"
    shape = VersionList

    def get(self, request: Request, ref: str) -> Response:
        moment = self.moment()
        if not reading.ADDRESS.fullmatch(ref):
            raise reading.NotPublic(ref)
        found = reading.versions(ref, "incident", moment)
        return Response({"ref": ref, "entry": moment.entry, "results": described(found)})


def described(found: list[tuple[Entry, dict | None]]) -> list[dict]:
    """Versions as the answer lists them; `found` is newest first."""
    rows, before = [], None
    for entry, document in reversed(found):
        # The document of a merge names another incident and is no version of this one's.
        same = entry.action != "merged"
        rows.append(version(entry, changed(before, document) if same else None))
        if entry.document_sha256 and same:
            before = document
    return rows[::-1]


def changed(before: dict | None, document: dict | None) -> list[str] | None:
    """Fields that differ from the version before; null if one of the two has no document (any more)."""
    return None if before is None or document is None else changed_fields(before, document)


def version(entry: Entry, changed: list[str] | None) -> dict:
    return {
        "number": entry.version,
        "entry": entry.number,
        "at": ledger.written_time(entry.at),
        "action": entry.action,
        "reason": entry.reason,
        "sha256": entry.document_sha256 or None,
        "changed": changed,
        "url": url("incident", f"{entry.ref}@{entry.version}"),
    }
