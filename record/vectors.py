"""Search vectors and queries as PostgreSQL has them: one configuration, accents taken off texts and queries alike."""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.postgres.search import SearchQuery, SearchVectorField
from django.db import connections
from django.db.models import Expression, Value

CONFIGURATION = "demarche"  # a copy of russian: see the migration
WEIGHTS = "ABCD"
# A vector may have a megabyte, and PostgreSQL counts positions to 16,383: what lies behind is not searched.
LONGEST_TEXT = 100_000
# Stop words count as positions, so that no phrase reaches from the end of one text into the next.
BETWEEN = " the the the "


@dataclass(frozen=True)
class Passage:
    """One text of a document: which field it is, its weight (A to D), the ref of the statement, claim or source it is from."""

    field: str
    text: str
    weight: str
    ref: str = ""


class Vector(Expression):
    """The search vector of texts by their weight, and of lexemes that go in as they are; one expression, cheap to write."""

    output_field = SearchVectorField()

    def __init__(self, lexemes: str, texts: dict[str, str]):
        super().__init__()
        self.lexemes, self.texts = lexemes, texts

    def as_sql(self, compiler, connection):
        """démarche → demarche, ё → е; й, ў and қ stay, because they are letters of their own."""
        parts = [
            f"setweight(to_tsvector('{CONFIGURATION}', unaccent(%s)), '{weight}')" for weight in self.texts
        ]
        return " || ".join(["%s::tsvector", *parts]), [self.lexemes, *self.texts.values()]


def vector(passages: Iterable[Passage], named: Iterable[str]) -> Vector:
    """The search vector of texts and codes, as an expression for an index row.

    Codes go in as they are, at the first position and with the weight of a summary: the parser would split them.
    """
    texts: dict[str, list[str]] = {weight: [] for weight in WEIGHTS}
    left = LONGEST_TEXT
    for passage in passages:
        texts[passage.weight].append(plain(passage.text)[:left])
        left -= len(texts[passage.weight][-1])
    found = {weight: BETWEEN.join(["", *parts]) for weight, parts in texts.items() if parts}
    return Vector(" ".join(f"{quoted(code)}:1B" for code in named), found)


class Signs(dict):
    """What stands for a character, found out once for each: itself, or a space for a sign beyond ASCII."""

    def __missing__(self, code: int) -> int:
        letter = 0 < code < 128 or unicodedata.category(chr(code))[0] in "LMN"
        self[code] = code if letter else ord(" ")
        return self[code]


SIGNS = Signs(
    {ord(sign): ord(ascii_sign) for sign, ascii_sign in {"’": "'", "‘": "'", "‐": "-", "‑": "-"}.items()}
)


def plain(text: str) -> str:
    """The same text, composed, with spaces for signs beyond ASCII: as many characters, so that places stay places.

    The database knows no letters beyond ASCII, so its parser would take all such signs for letters.
    """
    return composed(text).translate(SIGNS)


def composed(text: str) -> str:
    """Each letter as one character, with its accents."""
    return unicodedata.normalize("NFC", text)


class Written(SearchQuery):
    """A query that is written out as PostgreSQL writes it: 'киргиз' | 'c:KGZ'. Nothing in it is parsed as words."""

    template = "(%(expressions)s)::tsquery"

    def __init__(self, text: str, **extra):
        super().__init__(Value(text), **extra)


def written(texts: list[str], using: str) -> list[str]:
    """Each text as a query for its words in their order; empty if it has only stop words. One query."""
    if not texts:
        return []
    with connections[using].cursor() as cursor:
        cursor.execute(
            "SELECT phraseto_tsquery(%s, unaccent(text))::text"
            " FROM unnest(%s) WITH ORDINALITY AS asked (text, place) ORDER BY place",
            [CONFIGURATION, texts],
        )
        return [row[0] for row in cursor.fetchall()]


def quoted(lexeme: str) -> str:
    """A lexeme as queries write it."""
    escaped = lexeme.replace("\\", "\\\\").replace("'", "''")
    return f"'{escaped}'"
