"""Why a row was found: the names it has, and the texts with what was looked for in them. For the rows of one page."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import connections

from lib import canonical
from lib.sorting import sort_key
from record.models import Document, IndexRow
from record.passages import searched
from record.question import Phrase, Question
from record.vectors import CONFIGURATION, Passage, composed, plain

MOST_TEXTS = 3
AROUND = 90  # characters on each side of the first hit
SHOWN_WHOLE = ("title", "summary")
# PostgreSQL's parser makes one or more words of such a piece, and no word of two.
PIECE = re.compile(r"[^\s<>()\[\]{}\"|,;!?*#&=]+")
ROUND = ".'-:/+~`"  # signs at the ends of a piece that are not of its word
BEGINNING = 2  # letters of a word that stemming leaves alone
NOT_TAKEN_APART = re.compile("[ß-ɏ]")  # ł, ø: PostgreSQL has plain letters for them, Unicode has not


@dataclass(frozen=True)
class Match:
    """One reason: a field and its text in parts, each with whether it is a hit.

    `ref` is that of the statement, claim or source; of a name it is the code, c:KGZ or a:A-12.
    """

    field: str
    ref: str
    parts: list[tuple[str, bool]]


Lexemes = dict[str, set[str]]
Place = tuple[int, int]


def why(question: Question, rows: list[IndexRow]) -> dict[str, list[Match]]:
    """The reasons for each row by its ref; two queries, none for no rows."""
    if not rows:
        return {}
    stored = Document.objects.filter(entry__in=[row.since for row in rows])
    written = dict(stored.values_list("entry_id", "text"))
    documents = {entry: canonical.loads(text) for entry, text in written.items()}
    parts_of = {row.ref: searched(documents[row.since], row.ref) for row in rows if row.since in documents}
    wanted = question.phrases
    texts_of_page = (one.text for passages, _ in parts_of.values() for one in passages)
    lexemes = lexemes_of(candidates(texts_of_page, wanted), stored.db)
    return {
        ref: [*names(question, set(codes)), *texts(passages, wanted, lexemes)]
        for ref, (passages, codes) in parts_of.items()
    }


def names(question: Question, present: set[str]) -> list[Match]:
    """The names of the question that are among the codes, under whatever spelling."""
    return [
        Match("name", found.lexeme, [(found.label, True)])
        for found, excluded in question.names
        if not excluded and not present.isdisjoint(found.lexemes)
    ]


def texts(passages: list[Passage], wanted: list[Phrase], lexemes: Lexemes) -> list[Match]:
    """The weightiest text of each field that has something of what is wanted, a few at most."""
    found: dict[str, Match] = {}
    for passage in passages:
        if passage.field not in found and len(found) < MOST_TEXTS:
            places = hits(passage.text, wanted, lexemes)
            if places:
                text = composed(passage.text)
                shown = (0, len(text)) if passage.field in SHOWN_WHOLE else window(text, places[0])
                found[passage.field] = Match(passage.field, passage.ref, parts(text, places, *shown))
    return list(found.values())


def candidates(texts: Iterable[str], wanted: list[Phrase]) -> list[str]:
    """Pieces of texts that may give a wanted lexeme, by its first letters; most others need no closer look."""
    beginnings = {sort_key(lexeme[:BEGINNING]) for phrase in wanted for lexeme, _ in phrase}
    if not beginnings:
        return []
    found = {piece[0] for text in texts for piece in pieces(text)}
    return sorted(piece for piece in found if promising(sort_key(piece), beginnings))


def pieces(text: str) -> list[re.Match]:
    """The pieces of a text that have a letter or a digit; places are those in the composed text."""
    return [piece for piece in PIECE.finditer(plain(text)) if any(char.isalnum() for char in piece[0])]


def promising(piece: str, beginnings: set[str]) -> bool:
    return any(one in piece for one in beginnings) or bool(NOT_TAKEN_APART.search(piece))


def lexemes_of(pieces: list[str], using: str) -> Lexemes:
    """The lexemes of each piece of text, as vectors have them; one query."""
    if not pieces:
        return {}
    with connections[using].cursor() as cursor:
        cursor.execute(
            "SELECT piece, tsvector_to_array(to_tsvector(%s, unaccent(piece))) FROM unnest(%s) AS asked (piece)",
            [CONFIGURATION, pieces],
        )
        return {piece: set(found) for piece, found in cursor.fetchall()}


def hits(text: str, wanted: list[Phrase], lexemes: Lexemes) -> list[Place]:
    """Where in the composed text the wanted words and phrases stand, in their order."""
    found = pieces(text)
    present = [lexemes.get(piece[0], set()) for piece in found]
    marked = {index for phrase in wanted for index in occurrences(phrase, present)}
    return [bounds(found[index]) for index in sorted(marked)]


def occurrences(phrase: Phrase, present: list[set[str]]) -> set[int]:
    """The pieces that make up a phrase, wherever it occurs."""
    found: set[int] = set()
    for start, here in enumerate(present):
        if phrase[0][0] in here:
            found |= set(onward(phrase, present, start))
    return found


def onward(phrase: Phrase, present: list[set[str]], start: int) -> list[int]:
    """The pieces of a phrase that begins at `start`; none if its words do not follow as closely as they should.

    A piece with a dash has several words, so the next word may be in the same piece.
    """
    at = [start]
    for lexeme, distance in phrase[1:]:
        near = range(at[-1], min(at[-1] + distance + 1, len(present)))
        place = next((index for index in near if lexeme in present[index]), None)
        if place is None:
            return []
        at.append(place)
    return at


def bounds(piece: re.Match) -> Place:
    """Where a piece begins and ends without the signs at its ends."""
    return piece.end() - len(piece[0].lstrip(ROUND)), piece.start() + len(piece[0].rstrip(ROUND))


def parts(text: str, places: list[Place], start: int, end: int) -> list[tuple[str, bool]]:
    """The text from start to end in parts that are hits or not, with dots where something is cut off."""
    found, at = [], start
    for first, last in places:
        if last <= end:
            found += [(text[at:first], False), (text[first:last], True)]
            at = last
    found.append((text[at:end], False))
    before, after = "… " if start else "", " …" if end < len(text) else ""
    return [part for part in [(before, False), *found, (after, False)] if part[0]]


def window(text: str, place: Place) -> Place:
    """About AROUND characters on each side of a place, not cutting words."""
    start, end = max(0, place[0] - AROUND), min(len(text), place[1] + AROUND)
    if start:
        start = min(text.find(" ", start, place[0]) + 1 or place[0], place[0])
    if end < len(text):
        end = max(text.rfind(" ", place[1], end), place[1])
    return start, end
