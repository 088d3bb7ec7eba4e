"""Sources: the documents that the record rests on; the list, and one of them with what rests on it."""

from django.db.models import QuerySet

from api.copying import CopiedList
from api.details import Detail
from api.files import SUMS
from api.parameters import AS_OF, COUNT, CURSOR, FIELDS, FORMAT_OR_LINES, OMIT, PAGE, of_filters, ordering
from api.picking import field_names
from api.shapes.things import SourceDocument, SourceEnvelope, SourcePage, SourceRow
from lib import canonical
from record import exports, mentions
from record.envelopes import url
from record.lists import Page
from record.models import ThingIndex
from record.moments import Moment
from record.thing_filters import SourceFilter

ORDERINGS = ("-date", "name")


class SourceList(CopiedList):
    """Sources, last published first. Only those that something public rests on."""

    kind = "source"
    noun = "sources"
    table = exports.SOURCES
    filters = SourceFilter
    orderings = ORDERINGS
    sort_columns = ("day_desc", "sort_key")
    row_fields = field_names(SourceRow)
    document_fields = field_names(SourceDocument)
    parameters = (
        *of_filters(SourceFilter),
        AS_OF,
        ordering(*ORDERINGS),
        PAGE,
        CURSOR,
        COUNT,
        FIELDS,
        OMIT,
        FORMAT_OR_LINES,
        SUMS,
    )
    shape = SourcePage

    def rows(self, moment: Moment) -> QuerySet:
        return ThingIndex.objects.at(moment).filter(kind="source")

    def shown(self, page: Page) -> list[dict]:
        """A source has an address and a date of its own, beside its page here and its publication in the record."""
        cards = [canonical.loads(row.card) for row in page.rows]
        return [
            {
                **row,
                "url": url("source", row["ref"]),
                "original_url": card["url"],
                "original_date": card["published"],
            }
            for row, card in zip(super().shown(page), cards, strict=True)
        ]


class SourceDetail(Detail):
    """One source, or one version of it for ever: SR-1@1. Beside it the incidents that rest on it, newest first."""

    kind = "source"
    route = "api:source"
    address_meaning = "The public number, such as SR-1; with @ and a number, that version: SR-1@1."
    address_example = "SR-1"
    shape = SourceEnvelope

    def beside(self, ref: str, moment: Moment) -> dict:
        return mentions.of_source(ref, moment)
