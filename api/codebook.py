"""Countries and incident types, as the codebook that was published at the moment has them."""

from rest_framework.request import Request
from rest_framework.response import Response

from api.parameters import AS_OF, FORMAT, Parameter
from api.picking import field_names
from api.resource import Resource
from api.shapes.codebook import (
    CountryDetailShape,
    CountryPage,
    CountryRow,
    TypeDetailShape,
    TypePage,
    TypeRow,
)
from record import codebook
from record.codebook import Codebook
from record.moments import Moment
from record.parameters import FilterError
from record.reading import NotPublic

COUNTRY_FIELDS, TYPE_FIELDS = field_names(CountryRow), field_names(TypeRow)
REGION = Parameter("region", "Region of the world: Asia.", many=True)
INDEPENDENT = Parameter("independent", "Whether the state is independent.", ("true", "false"))
GROUP = Parameter("group", "Group of types, by name or letter: Verbal or V.", many=True)


class CountryList(Resource):
    """States of today and historical ones, in one answer. Names in other languages stand in each country's own."""

    parameters = (REGION, INDEPENDENT, AS_OF, FORMAT)
    shape = CountryPage

    def get(self, request: Request) -> Response:
        moment = self.moment()
        book = codebook.at(moment)
        rows = sorted(book.countries.values(), key=lambda row: (row["sort_key"], row["code"]))
        regions = some_of(request, "region", {row["region"] for row in rows if row["region"]})
        independent = request.query_params.get("independent", "")
        kept = [
            row
            for row in rows
            if (not regions or row["region"] in regions)
            and independent in ("", str(row["independent"]).lower())
        ]
        return Response(page(moment, book, kept, COUNTRY_FIELDS))


class CountryDetail(Resource):
    """One country, with its names in all languages on file."""

    parameters = (AS_OF, FORMAT)
    address_meaning = "ISO alpha-3 (KAZ), alpha-2 (KZ) or a COW code (cow:705); alpha-3 is returned."
    shape = CountryDetailShape

    def get(self, request: Request, code: str) -> Response:
        book = codebook.at(self.moment())
        row = book.countries.get(book.country_code(code) or "")
        if row is None:
            raise NotPublic(code)
        return Response({**version(book), **only(row, COUNTRY_FIELDS), "names": row["names"]})


class TypeList(Resource):
    """Types of incident with definitions, levels and crosswalks to other schemes, in one answer."""

    parameters = (GROUP, AS_OF, FORMAT)
    shape = TypePage

    def get(self, request: Request) -> Response:
        moment = self.moment()
        book = codebook.at(moment)
        names = {row["group"] for row in book.types.values()}
        letters = {code[0]: row["group"] for code, row in book.types.items()}
        groups = {letters.get(text, text) for text in some_of(request, "group", names | letters.keys())}
        rows = [row for _, row in sorted(book.types.items()) if not groups or row["group"] in groups]
        return Response(page(moment, book, rows, TYPE_FIELDS))


class TypeDetail(Resource):
    """One type of incident."""

    parameters = (AS_OF, FORMAT)
    address_meaning = "The code, such as P10."
    shape = TypeDetailShape

    def get(self, request: Request, code: str) -> Response:
        book = codebook.at(self.moment())
        row = book.types.get(code.upper())
        if row is None:
            raise NotPublic(code)
        return Response({**version(book), **only(row, TYPE_FIELDS)})


def some_of(request: Request, name: str, allowed: set[str]) -> set[str]:
    """The values of a repeatable parameter; raises FilterError for one that the codebook does not have."""
    given = {text for text in request.query_params.getlist(name) if text}
    if strange := sorted(given - allowed):
        raise FilterError(
            {name: [f"{strange[0]!r} is not in the codebook. Allowed: {', '.join(sorted(allowed))}."]}
        )
    return given


def page(moment: Moment, book: Codebook, rows: list[dict], fields: tuple[str, ...]) -> dict:
    """A list that is always whole, in the form of every list."""
    return {
        "next": None,
        "previous": None,
        "entry": moment.entry,
        **version(book),
        "results": [only(row, fields) for row in rows],
    }


def version(book: Codebook) -> dict:
    """Which version of the codebook an answer is from."""
    return {"codebook": {"version": book.version, "entry": book.entry}}


def only(row: dict, fields: tuple[str, ...]) -> dict:
    return {name: row[name] for name in fields}
