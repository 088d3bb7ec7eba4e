"""The record entry by entry: the way to keep a copy in step, and to check it."""

from django.conf import settings
from rest_framework.request import Request
from rest_framework.response import Response

from api.parameters import FORMAT, LARGEST_NUMBER, PAGE, Parameter, read_number, read_page_size
from api.resource import Resource
from api.shapes.answers import ChangeList
from lib import canonical
from record import ledger, reading
from record.models import Entry

AFTER = Parameter(
    "after",
    "Entries behind this number; 0 begins at the first.",
    default=0,
    type=int,
    least=0,
    most=LARGEST_NUMBER,
)


class Changes(Resource):
    """Entries in commit order without gaps, each with its document (null if it has none or was expunged), and the head."""

    parameters = (AFTER, PAGE, FORMAT)
    shape = ChangeList

    def get(self, request: Request) -> Response:
        query = request.query_params
        size = read_page_size(query)
        found = reading.changes(read_number(query, "after", 0, 0), size)
        head = ledger.head()
        last = found[-1][0].number if found else None
        more = head is not None and last is not None and last < head.number
        return Response(
            {
                "next": self.link(last, size) if more else None,
                "head": head and {"number": head.number, "sha256": head.sha256},
                "results": [change(entry, text) for entry, text in found],
            }
        )

    def link(self, after: int | None, size: int) -> str:
        return f"{settings.SITE_URL}{self.request.path}?after={after}&page_size={size}"


def change(entry: Entry, text: str | None) -> dict:
    """One entry: all that its hash covers, the hash, and the document."""
    document = None if text is None else canonical.loads(text)
    return {**ledger.fields(entry), "sha256": entry.sha256, "document": document}
