"""Names on record that sound like what a reader wrote: Lawrow for Лавров. They are suggested, never searched for."""

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import product

from lib.sounds import sound, sounds
from record.codebook import Codebook
from record.models import ThingIndex
from record.moments import Moment
from record.vectors import Written, quoted

LONGEST, SHORTEST = 6, 4  # words that are read together; letters of a key that may differ in some
LIKE = 0.82
MOST, CANDIDATES = 5, 600
# How the first sounds of a name may be written: what a name in the index may begin with.
WRITTEN = {
    "a": "a ya ja ia а я",
    "e": "e ye je э е є",
    "i": "i y j ji и й і ї ы",
    "u": "u ou yu ju iu у ю ү ұ",
    "o": "o о ө",
    "v": "v w в",
    "k": "k c q к қ",
    "s": "s sh sch ch c с ш щ ч",
    "z": "z zh j s з ж",
    "h": "h kh ch x х һ",
    "c": "c ts tz z ц",
    "f": "f ph ф",
    "g": "g gh г ғ",
    "j": "j dzh dj дж ҷ",
    "b": "b б",
    "d": "d д",
    "l": "l л",
    "m": "m м",
    "n": "n н ң",
    "p": "p п",
    "r": "r р",
    "t": "t th т",
}
BEGINNING = 3  # sounds by which candidates are fetched


@dataclass(frozen=True)
class Suggestion:
    """A name on record and whose it is; `kind` is country or actor."""

    name: str
    kind: str
    code: str
    likeness: float


def suggestions(text: str, moment: Moment, book: Codebook) -> list[Suggestion]:
    """The names that sound most like the text or one of its words, the likest first. One query, none without letters."""
    words = text.split()[:LONGEST]
    keys = list(dict.fromkeys(filter(None, [sounds(" ".join(words)), *map(sounds, words)])))
    found: dict[str, Suggestion] = {}
    for one in [*countries(keys, book), *actors(keys, moment)]:
        best = found.get(one.code)
        if best is None or best.likeness < one.likeness:
            found[one.code] = one
    return sorted(found.values(), key=lambda one: (-one.likeness, one.name))[:MOST]


def countries(keys: list[str], book: Codebook) -> Iterator[Suggestion]:
    """States and organisations by all their names in all languages."""
    beginnings = {key[0] for key in keys}
    for start, names in book.lexicon.by_key.items():
        if sound(start.partition(" ")[0])[:1] not in beginnings:
            continue
        for name in names:
            if likeness := best(keys, [" ".join(map(sound, name.words))]):
                yield Suggestion(book.party(name.code), "country", name.code, likeness)


def actors(keys: list[str], moment: Moment) -> Iterator[Suggestion]:
    """Actors by their whole names, and persons by each part of them."""
    lexemes = sorted({lexeme for key in keys for word in key.split() for lexeme in beginnings_of(word)})
    if not lexemes:
        return
    rows = ThingIndex.objects.at(moment).filter(kind="actor", search=Written(" | ".join(lexemes)))
    found = rows.order_by("number").values_list("ref", "name", "names", "subkind")
    for ref, label, names, kind in found[:CANDIDATES]:
        parts = {sounds(name) for name in names}
        if kind == "person":
            parts |= {sound(word) for name in names for word in name.split()}
        if likeness := best(keys, parts):
            yield Suggestion(label, "actor", ref, likeness)


def beginnings_of(key: str) -> Iterator[str]:
    """Queries for names that begin like a key, in both alphabets."""
    spelled = [WRITTEN.get(letter.lower(), letter).split() for letter in key[:BEGINNING]]
    if len(key) < BEGINNING:
        return
    for spelling in product(*spelled):
        start = "".join(spelling)[:BEGINNING]
        if start.isascii() or not any(letter.isascii() for letter in start):
            yield f"{quoted(start)}:*"
            yield f"{quoted('=' + start)}:*"


def best(keys: list[str], names: list[str] | set[str]) -> float:
    """How like the likest of the names is; 0 if none is like enough."""
    return max((like(key, name) for key in keys for name in names), default=0.0)


def like(key: str, name: str) -> float:
    """1 for the same key; short ones must be the same."""
    if key == name:
        return 1.0
    if min(len(key), len(name)) < SHORTEST or abs(len(key) - len(name)) > len(key) // 3:
        return 0.0
    matcher = SequenceMatcher(None, key, name)
    if matcher.real_quick_ratio() < LIKE or matcher.quick_ratio() < LIKE:
        return 0.0
    ratio = matcher.ratio()
    return ratio if ratio >= LIKE else 0.0
