"""Coverage: which states and pairs of states were read, for which time, how deeply."""

from django.db.models import QuerySet

from api.copying import CopiedList
from api.details import Detail
from api.files import SUMS
from api.parameters import (
    AS_OF,
    COUNT,
    CURSOR,
    FIELDS_OF_ROWS,
    FORMAT_OR_LINES,
    OMIT,
    PAGE,
    of_filters,
    ordering,
)
from api.picking import field_names
from api.shapes.links import CoverageEnvelope, CoveragePage, CoverageRow
from record import exports
from record.link_filters import CoverageFilter
from record.models import CoverageIndex
from record.moments import Moment

ORDERINGS = ("ref", "-published")


class CoverageList(CopiedList):
    """Stretches of reading, by number. What lies in none of them was not read: no incident there means nothing."""

    kind = "coverage"
    noun = "coverage"
    table = exports.COVERAGE
    filters = CoverageFilter
    orderings = ORDERINGS
    sort_columns = ()
    row_fields = field_names(CoverageRow)
    parameters = (
        *of_filters(CoverageFilter),
        AS_OF,
        ordering(*ORDERINGS),
        PAGE,
        CURSOR,
        COUNT,
        FIELDS_OF_ROWS,
        OMIT,
        FORMAT_OR_LINES,
        SUMS,
    )
    shape = CoveragePage

    def rows(self, moment: Moment) -> QuerySet:
        return CoverageIndex.objects.at(moment)


class CoverageDetail(Detail):
    """One stretch of reading, or one version of it for ever: CV-1@1."""

    kind = "coverage"
    route = "api:coverage-row"
    address_meaning = "The public number, such as CV-1; with @ and a number, that version: CV-1@1."
    address_example = "CV-1"
    shape = CoverageEnvelope
