"""Links: what the record says of how incidents, episodes and statements hang together."""

from django.db.models import QuerySet
from rest_framework.request import Request
from rest_framework.response import Response

from api.copying import CopiedList
from api.files import SUMS
from api.parameters import (
    AS_OF,
    COUNT,
    CURSOR,
    FIELDS_OF_ROWS,
    FORMAT,
    FORMAT_OR_LINES,
    OMIT,
    PAGE,
    of_filters,
    ordering,
)
from api.picking import field_names
from api.resource import Resource
from api.shapes.links import LinkEnvelope, LinkPage, LinkRow
from record import codebook, exports, linked
from record.link_filters import LinkFilter
from record.lists import Page
from record.models import LinkIndex
from record.moments import Moment

ORDERINGS = ("ref", "-published")


class LinkList(CopiedList):
    """Links whose ends are both public, by number."""

    kind = "link"
    noun = "links"
    table = exports.LINKS
    filters = LinkFilter
    orderings = ORDERINGS
    sort_columns = ("entry", "start_home", "end_home")
    row_fields = field_names(LinkRow)
    parameters = (
        *of_filters(LinkFilter),
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
    shape = LinkPage

    def rows(self, moment: Moment) -> QuerySet:
        return LinkIndex.objects.at(moment)

    def shown(self, page: Page) -> list[dict]:
        homes = [
            {"from_home": row.start_home, "to_home": row.end_home}
            for row in page.rows
            if isinstance(row, LinkIndex)
        ]
        return [{**row, **ends} for row, ends in zip(super().shown(page), homes, strict=True)]


class LinkDetail(Resource):
    """One link, or one version of it: LK-1@1. It can be read while both its ends are public."""

    parameters = (AS_OF, FORMAT)
    address_meaning = "The public number, such as LK-1; with @ and a number, that version: LK-1@1."
    address_example = "LK-1"
    shape = LinkEnvelope
    can_be_withdrawn = True

    def get(self, request: Request, address: str) -> Response:
        moment = self.moment()
        return Response(linked.answer(address, codebook.at(moment), moment))
