"""Episodes: named runs of incidents; the list, and one of them with its members."""

from django.db.models import QuerySet

from api.copying import CopiedList
from api.details import Detail
from api.files import SUMS
from api.parameters import AS_OF, COUNT, CURSOR, FIELDS, FORMAT_OR_LINES, OMIT, PAGE, of_filters, ordering
from api.picking import field_names
from api.shapes.things import EpisodeDocument, EpisodeEnvelope, EpisodePage, EpisodeRow
from record import exports, mentions
from record.exports import Export, Form
from record.lists import Page
from record.models import ThingIndex
from record.moments import Moment
from record.parameters import RecordFilter
from record.thing_filters import EpisodeFilter

ORDERINGS = ("-date", "name")


class EpisodeList(CopiedList):
    """Episodes, the latest first, each with the number of its members."""

    kind = "episode"
    noun = "episodes"
    table = exports.EPISODES
    filters = EpisodeFilter
    orderings = ORDERINGS
    sort_columns = ("day_desc", "sort_key")
    row_fields = field_names(EpisodeRow)
    document_fields = field_names(EpisodeDocument)
    parameters = (
        *of_filters(EpisodeFilter),
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
    shape = EpisodePage

    def rows(self, moment: Moment) -> QuerySet:
        return ThingIndex.objects.at(moment).filter(kind="episode")

    def export(self, form: Form, filters: RecordFilter, selected: QuerySet, moment: Moment) -> Export:
        return super().export(form, filters, mentions.with_member_count(selected, moment), moment)

    def shown(self, page: Page) -> list[dict]:
        counts = mentions.member_counts([row.ref for row in page.rows], page.moment)
        return [{**row, "member_count": counts.get(row["ref"], 0)} for row in super().shown(page)]


class EpisodeDetail(Detail):
    """One episode, or one version of it for ever: EP-1@1. Its members are those of the moment, the earliest first."""

    kind = "episode"
    route = "api:episode"
    address_meaning = "The public number, such as EP-1; with @ and a number, that version: EP-1@1."
    address_example = "EP-1"
    shape = EpisodeEnvelope

    def beside(self, ref: str, moment: Moment) -> dict:
        return mentions.of_episode(ref, moment)
