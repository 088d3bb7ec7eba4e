"""The words of a text with their places, and sentences and paragraphs; quotation marks hold a sentence together."""

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from lib.sorting import sort_key


@dataclass(frozen=True)
class Span:
    """A stretch of a text; `end` is the place after its last character."""

    start: int
    end: int

    def of(self, text: str) -> str:
        return text[self.start : self.end]

    def holds(self, other: "Span") -> bool:
        return self.start <= other.start and other.end <= self.end

    def meets(self, other: "Span") -> bool:
        return self.start < other.end and other.start < self.end


class Taken:
    """Which places of a text are taken by spans; asking costs as much as the span is long, however many there are."""

    def __init__(self, text: str, spans: Iterable[Span] = ()):
        self.places = bytearray(len(text))
        for span in spans:
            self.add(span)

    def add(self, span: Span) -> None:
        self.places[span.start : span.end] = b"\1" * (span.end - span.start)

    def meets(self, span: Span) -> bool:
        return 1 in self.places[span.start : span.end]


class Ordered:
    """Spans of which none holds another, to ask which lie inside a stretch of the text."""

    def __init__(self, spans: Iterable[Any]):
        self.spans = sorted(spans, key=lambda span: span.start)
        self.starts = [span.start for span in self.spans]

    def within(self, stretch: Span) -> list[Any]:
        low, high = bisect_left(self.starts, stretch.start), bisect_left(self.starts, stretch.end)
        return [span for span in self.spans[low:high] if span.end <= stretch.end]


@dataclass(frozen=True)
class Word(Span):
    """One word as it stands, and in the form in which words are compared: no accents, small letters."""

    written: str
    folded: str


class Separators(dict):
    """What parts words becomes a space, one for one, so that places stay. Hindi vowels are marks, not letters."""

    def __missing__(self, code: int) -> int:
        self[code] = code if unicodedata.category(chr(code))[0] in "LMN" else ord(" ")
        return self[code]


SEPARATORS = Separators({ord(mark): ord(" ") for mark in "ʻʼʹʿʾ"})  # letters to Unicode, apostrophes to us
QUOTED = re.compile(r"“[^”]{0,2000}”|«[^»]{0,2000}»|„[^“”]{0,2000}[“”]|\"[^\"\n]{0,2000}\"")
SENTENCE_END = re.compile(r"[.!?…。]+[\"”»’)\]]*(?=\s)|\n+")
ABBREVIATIONS = {
    *(
        "mr",
        "mrs",
        "ms",
        "dr",
        "prof",
        "gen",
        "col",
        "st",
        "no",
        "vs",
        "jan",
        "feb",
        "mar",
        "apr",
        "jun",
        "jul",
    ),
    *("aug", "sep", "sept", "oct", "nov", "dec", "г", "гг", "им", "ст", "тыс", "млн", "см"),
}


def words(text: str) -> list[Word]:
    plain = text.translate(SEPARATORS)
    return [
        Word(found.start(), found.end(), found.group(), sort_key(found.group()))
        for found in re.finditer(r"\S+", plain)
    ]


def paragraphs(text: str) -> list[Span]:
    """The lines of a text that say something."""
    return [Span(found.start(), found.end()) for found in re.finditer(r"\S[^\n]*", text)]


def quotations(text: str) -> list[Span]:
    """What stands between quotation marks, with the marks."""
    return [Span(found.start(), found.end()) for found in QUOTED.finditer(text)]


def sentences(text: str) -> list[Span]:
    return list(cut(text))


def cut(text: str) -> Iterator[Span]:
    # The closing mark itself may end a sentence, so the last two places of a quotation are outside.
    quoted = Taken(text, [Span(span.start, max(span.start, span.end - 2)) for span in quotations(text)])
    start = 0
    for found in SENTENCE_END.finditer(text):
        inside = quoted.meets(Span(found.start(), found.start() + 1))
        if inside or (not found.group().startswith("\n") and is_no_end(text, found)):
            continue
        if sentence := trimmed(text, start, found.end()):
            yield sentence
        start = found.end()
    if sentence := trimmed(text, start, len(text)):
        yield sentence


def is_no_end(text: str, found: re.Match) -> bool:
    """Whether a point belongs to an abbreviation or an initial, or a small letter follows: “Stop!” he said."""
    before = re.search(r"(\w+)$", text[max(0, found.start() - 20) : found.start()])
    if found.group() == "." and before:
        word = before.group()
        if word.lower() in ABBREVIATIONS or (len(word) == 1 and word.isupper()):
            return True
    after = text[found.end() : found.end() + 20].lstrip(" ")[:1]
    return after.islower() or after in "—–"


def trimmed(text: str, start: int, end: int) -> Span | None:
    found = text[start:end]
    left = start + len(found) - len(found.lstrip())
    right = start + len(found.rstrip())
    return Span(left, right) if left < right else None
