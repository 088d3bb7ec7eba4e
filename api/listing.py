"""A list of published things: one page of rows at one moment, whatever the number of rows in the same few queries."""

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpResponseBase
from rest_framework.request import Request
from rest_framework.response import Response

from api import parameters
from api.picking import Pick, read_pick
from api.resource import Resource
from api.throttling import spend_past
from lib import canonical
from record import codebook, lists
from record.envelopes import url
from record.facets import how_many
from record.lists import Cursor, CursorError, Page
from record.matches import Match, why
from record.models import Document, IncidentIndex, IndexRow
from record.moments import Moment, MomentError
from record.parameters import FilterError, RecordFilter
from record.question import Question
from record.search import RANKED, all_ranked

COLUMNS = ("ref", "number", "version", "since", "published_at", "card")


class RowList(Resource):
    """Rows of an index; a list names its filters, its orderings and its fields."""

    kind: str
    filters: type[RecordFilter]
    orderings: tuple[str, ...]
    sort_columns: tuple[str, ...]
    row_fields: tuple[str, ...]
    document_fields: tuple[str, ...] = ()  # none: a row says all that the document says

    def rows(self, moment: Moment) -> QuerySet:
        """Everything of this kind that is public at a moment."""
        raise NotImplementedError

    def get(self, request: Request) -> HttpResponseBase:
        query = request.query_params
        size = parameters.read_page_size(query)
        pick = read_pick(query, self.row_fields, self.document_fields)
        moment, cursor = self.start()
        filters = self.filtered(moment)
        selected = filters.selected()
        page = self.page(filters, selected, moment, cursor, size)
        return Response(
            {
                "next": self.link(page.next),
                "previous": self.link(page.previous),
                "entry": moment.entry,
                **count(selected, query.get("count", ""), moment),
                **searched(filters.question, page, selected),
                "results": self.results(page, pick),
            }
        )

    def start(self) -> tuple[Moment, Cursor | None]:
        """The moment and the place where the page begins; raises FilterError, and Throttled for too many past states."""
        query = self.request.query_params
        try:
            moment, cursor = lists.moment_of(query)
        except CursorError as error:
            raise FilterError({"cursor": [str(error)]}) from error
        except MomentError as error:
            raise FilterError({"cursor" if query.get("cursor") else "as_of": [str(error)]}) from error
        if not moment.now and not query.get("as_of"):
            spend_past(self.request)
        return moment, cursor

    def filtered(self, moment: Moment) -> RecordFilter:
        """The filters that the query string names, over everything at a moment; raises FilterError."""
        controls = frozenset(item.name for item in self.parameters) - self.filters.base_filters.keys()
        return self.filters(
            self.request.query_params,
            self.rows(moment),
            codebook=codebook.at(moment),
            moment=moment,
            controls=controls,
        )

    def page(
        self, filters: RecordFilter, selected: QuerySet, moment: Moment, cursor: Cursor | None, size: int
    ) -> Page:
        query = self.request.query_params
        ordering = query.get("ordering") or self.orderings[0]
        try:
            return lists.page(
                filters.in_order(selected, ordering).only(*COLUMNS, *self.sort_columns),
                moment,
                ordering=ordering,
                size=size,
                cursor=cursor,
                selection=lists.selection_of(query),
            )
        except CursorError as error:
            raise FilterError({"cursor": [str(error)]}) from error

    def link(self, cursor: str) -> str | None:
        """The address of another page, on the site's own host, with all parameters of this one."""
        if not cursor:
            return None
        query = self.request.query_params.copy()
        query["cursor"] = cursor
        return f"{settings.SITE_URL}{self.request.path}?{query.urlencode()}"

    def results(self, page: Page, pick: Pick) -> list[dict]:
        documents = documents_of(page.rows) if pick.document else {}
        return [pick.of(row, documents.get(row["entry"])) for row in self.shown(page)]

    def shown(self, page: Page) -> list[dict]:
        """The rows of a page with all their fields."""
        return [lists.card(row, url(self.kind, row.ref)) for row in page.rows]


def count(selected: QuerySet, how: str, moment: Moment) -> dict:
    """`count` and how sure it is, if it was asked for; one query. Incidents of a large record that were counted before: none."""
    if how == "exact" and selected.model is IncidentIndex:
        return {"count": how_many({"all": selected}, moment)["all"]}
    if how == "exact":
        return {"count": selected.order_by().count()}
    if how == "capped":
        found, capped = lists.capped_count(selected)
        return {"count": found, "count_capped": capped}
    return {}


def searched(question: Question | None, page: Page, selected: QuerySet) -> dict:
    """`search`, if q was given: the names in it, what was ranked, and why each row of the page was found."""
    if question is None:
        return {}
    ranked = {"newest": RANKED, "all": all_ranked(selected)} if page.ordering == "relevance" else None
    names = [
        {
            "code": name.code,
            "kind": name.kind,
            "name": name.label,
            "matched": name.matched,
            "excluded": excluded,
        }
        for name, excluded in question.names
    ]
    matches = {ref: [reason(match) for match in found] for ref, found in why(question, page.rows).items()}
    return {"search": {"names": names, "ranked": ranked, "matches": matches}}


def reason(match: Match) -> dict:
    parts = [{"text": text, "hit": hit} for text, hit in match.parts]
    return {"field": match.field, "ref": match.ref or None, "parts": parts}


def documents_of(rows: list[IndexRow]) -> dict[int, dict]:
    """The documents of rows by entry number; one query."""
    texts = Document.objects.filter(entry__in=[row.written_by for row in rows]).values_list(
        "entry_id", "text"
    )
    return {entry: canonical.loads(text) for entry, text in texts}
