"""Groupings, themes and scales, as the codebook that was published at the moment has them."""

from datetime import date

from rest_framework.request import Request
from rest_framework.response import Response

from api.parameters import AS_OF, DAY, FORMAT, Parameter
from api.picking import field_names
from api.resource import Resource
from api.shapes.codebook import (
    GroupingDetailShape,
    GroupingPage,
    GroupingRow,
    ScaleDetailShape,
    ScalePage,
    ScaleRow,
    ThemeDetailShape,
    ThemePage,
    ThemeRow,
)
from api.word_list import OF_ALL, WordList, only, some_of, version
from record import codebook, exports
from record.codebook import Codebook
from record.memberships import member_on
from record.parameters import FilterError
from record.reading import NotPublic

GROUPING_FIELDS, THEME_FIELDS, SCALE_FIELDS = map(field_names, (GroupingRow, ThemeRow, ScaleRow))
COUNTRY = Parameter("country", "A member of it, ever or on the day: KAZ, KZ or cow:705.", many=True)
ON = Parameter("on", "With country: a member on this day, 2025-05-01.", pattern=f"^({DAY})?$")
KIND = Parameter("kind", "Kind of grouping.", many=True)


class GroupingList(WordList):
    """Organisations and groups of states with their members of all times, in one answer.

    format=csv gives a line for each membership, format=jsonl one for each grouping.
    """

    table, fields = exports.GROUPINGS, GROUPING_FIELDS
    parameters = (KIND, COUNTRY, ON, *OF_ALL)
    shape = GroupingPage

    def rows(self, book: Codebook) -> list[dict]:
        rows = [row for _, row in sorted(book.groupings.items())]
        kinds = some_of(self.request, "kind", {row["kind"] for row in rows if row["kind"]})
        countries, day = read_countries(self.request, book), read_day(self.request)
        return [
            row
            for row in rows
            if (not kinds or row["kind"] in kinds)
            and (not countries or any(member_on(row, country, day) for country in countries))
        ]


class GroupingDetail(Resource):
    """One grouping with its members of all times."""

    parameters = (AS_OF, FORMAT)
    address_meaning = "The code, such as EU."
    address_example = "EU"
    shape = GroupingDetailShape

    def get(self, request: Request, code: str) -> Response:
        book = codebook.at(self.moment())
        return Response(one_of(book, book.groupings, code.upper(), GROUPING_FIELDS))


class ThemeList(WordList):
    """Themes with their definitions, in one answer: those of the published codebook, whether anything has them or not.

    A theme that was made since joins them with the first incident that is published with it. format=csv and
    format=jsonl give the same as a file.
    """

    table, fields = exports.THEMES, THEME_FIELDS
    shape = ThemePage

    def rows(self, book: Codebook) -> list[dict]:
        return [row for _, row in sorted(book.themes.items())]


class ThemeDetail(Resource):
    """One theme."""

    parameters = (AS_OF, FORMAT)
    address_meaning = "The code, such as migrants."
    address_example = "migrants"
    shape = ThemeDetailShape

    def get(self, request: Request, code: str) -> Response:
        book = codebook.at(self.moment())
        return Response(one_of(book, book.themes, code.lower(), THEME_FIELDS))


class ScaleList(WordList):
    """Scales and other closed lists of words, each whole, in one answer.

    format=csv gives a line for each word of each scale, format=jsonl one for each scale.
    """

    table, fields = exports.SCALES, SCALE_FIELDS
    shape = ScalePage

    def rows(self, book: Codebook) -> list[dict]:
        return [row for _, row in sorted(book.scales.items())]


class ScaleDetail(Resource):
    """One scale with its words, in their order."""

    parameters = (AS_OF, FORMAT)
    address_meaning = "The code, such as certainty."
    address_example = "certainty"
    shape = ScaleDetailShape

    def get(self, request: Request, code: str) -> Response:
        book = codebook.at(self.moment())
        return Response(one_of(book, book.scales, code.lower(), SCALE_FIELDS))


def one_of(book: Codebook, rows: dict[str, dict], code: str, fields: tuple[str, ...]) -> dict:
    """One row of the codebook as an answer; raises NotPublic."""
    if code not in rows:
        raise NotPublic(code)
    return {**version(book), **only(rows[code], fields)}


def read_countries(request: Request, book: Codebook) -> list[str]:
    """Alpha-3 codes of the countries that are asked for; raises FilterError."""
    given = [text for text in request.query_params.getlist("country") if text]
    found = [book.country_code(text) for text in given]
    if None in found:
        strange = given[found.index(None)]
        sentence = (
            f"{strange!r} is not a country. Write ISO alpha-3 (KAZ), alpha-2 (KZ) or a COW code (cow:705)."
        )
        raise FilterError({"country": [sentence]})
    return [code for code in found if code]


def read_day(request: Request) -> date | None:
    """The day that is asked for; raises FilterError for none, and where no country is asked for."""
    text = request.query_params.get("on", "")
    if not text:
        return None
    if not request.query_params.get("country"):
        raise FilterError({"on": ["It says on which day a country was a member: give country too."]})
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise FilterError({"on": ["Write a day such as 2025-06-30."]}) from error
