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
from api.word_list import OF_ALL, WordList, only, some_of, version
from record import codebook, exports
from record.codebook import Codebook
from record.reading import NotPublic

COUNTRY_FIELDS, TYPE_FIELDS = field_names(CountryRow), field_names(TypeRow)
REGION = Parameter("region", "Region of the world: Asia.", many=True)
INDEPENDENT = Parameter("independent", "Whether the state is independent.", ("true", "false"))
GROUP = Parameter("group", "Group of types, by name or letter: Verbal or V.", many=True)


class CountryList(WordList):
    """States of today and historical ones, in one answer. Names in other languages stand in each country's own.

    format=csv and format=jsonl give the same as a file.
    """

    table, fields = exports.COUNTRIES, COUNTRY_FIELDS
    parameters = (REGION, INDEPENDENT, *OF_ALL)
    shape = CountryPage

    def rows(self, book: Codebook) -> list[dict]:
        rows = sorted(book.countries.values(), key=lambda row: (row["sort_key"], row["code"]))
        regions = some_of(self.request, "region", {row["region"] for row in rows if row["region"]})
        independent = self.request.query_params.get("independent", "")
        return [
            row
            for row in rows
            if (not regions or row["region"] in regions)
            and independent in ("", str(row["independent"]).lower())
        ]


class CountryDetail(Resource):
    """One country, with its names in all languages on file."""

    parameters = (AS_OF, FORMAT)
    address_meaning = "ISO alpha-3 (KAZ), alpha-2 (KZ) or a COW code (cow:705); alpha-3 is returned."
    address_example = "KAZ"
    shape = CountryDetailShape

    def get(self, request: Request, code: str) -> Response:
        book = codebook.at(self.moment())
        row = book.countries.get(book.country_code(code) or "")
        if row is None:
            raise NotPublic(code)
        return Response({**version(book), **only(row, COUNTRY_FIELDS), "names": row["names"]})


class TypeList(WordList):
    """Types of incident with definitions, levels and crosswalks to other schemes, in one answer.

    format=csv and format=jsonl give the same as a file.
    """

    table, fields = exports.TYPES, TYPE_FIELDS
    parameters = (GROUP, *OF_ALL)
    shape = TypePage

    def rows(self, book: Codebook) -> list[dict]:
        names = {row["group"] for row in book.types.values()}
        letters = {code[0]: row["group"] for code, row in book.types.items()}
        asked = some_of(self.request, "group", names | letters.keys())
        groups = {letters.get(text, text) for text in asked}
        return [row for _, row in sorted(book.types.items()) if not groups or row["group"] in groups]


class TypeDetail(Resource):
    """One type of incident."""

    parameters = (AS_OF, FORMAT)
    address_meaning = "The code, such as P10."
    address_example = "P10"
    shape = TypeDetailShape

    def get(self, request: Request, code: str) -> Response:
        book = codebook.at(self.moment())
        row = book.types.get(code.upper())
        if row is None:
            raise NotPublic(code)
        return Response({**version(book), **only(row, TYPE_FIELDS)})
