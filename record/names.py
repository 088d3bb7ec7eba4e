"""Names of countries, organisations and actors in what a reader asks: in every script, in Russian in every case.

A name is found whole or not at all, never by resemblance: "Turkey" is not Turkmenistan, "Niger" not Nigeria. Persons are
also found by one part of their name, or its beginning. All names come from the record.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.search import SearchVectorField
from django.db.models import F, Func, QuerySet, TextField, Value

from lib.russian_cases import nominatives
from lib.sorting import sort_key
from lib.sounds import sound
from record.vectors import Written, composed, quoted

Words = tuple[str, ...]

LONGEST_NAME = 10  # words of a name that are looked at
SHORTEST_PREFIX, SHORTEST_PART = 4, 2
MOST_OF_A_WORD = 10  # a word that more actors share names nobody
MOST_CANDIDATES = 1000
APOSTROPHES = re.compile(r"['’‘`ʻʼʹ´]")
POSSESSIVE = re.compile(r"['’]s\b")
LATIN = re.compile(r"[a-z]")
INITIALS = re.compile(r"(?<=\b\w)\.(?=\w\b)")
DROPPED = {"and", "the", "и"}  # "Bosnia & Herzegovina" is also written with a word
SPELT_OUT = {"st": "saint"}
NOT_IN_A_PERSONS_NAME = {"of", "to", "in", "and", "the", "for", "at", "by", "on", "from", "with"}
# Short names in other languages (САД, ABD) look like words: those of these may be written small (сша, usa).
SMALL_LETTERS_TOO = ("en", "ru", "de")


@dataclass(frozen=True)
class Name:
    """One name of something that has a code; `capitals`: it counts only when written in capitals."""

    code: str
    kind: str
    label: str
    words: Words
    capitals: bool = False


@dataclass(frozen=True)
class Found:
    """A name in a query: the code it adds, whose name it is now, and the words of the query."""

    code: str
    kind: str
    label: str
    matched: str
    # Numbers of actors that were merged into this one: older documents have those.
    former: tuple[str, ...] = ()
    spelt: str = ""  # what the query says in other letters than the record's, as the record spells it

    @property
    def lexeme(self) -> str:
        """The code as vectors hold it."""
        return f"{'a' if self.kind == 'actor' else 'c'}:{self.code}"

    @property
    def lexemes(self) -> list[str]:
        """All codes under which vectors may hold it."""
        return [self.lexeme, *(f"a:{ref}" for ref in self.former)]


class Lexicon:
    """Names by a rough key that their case forms share: the first letters of every word."""

    def __init__(self, names: Iterable[Name]):
        self.by_key: dict[str, list[Name]] = defaultdict(list)
        for name in names:
            self.by_key[key(name.words)].append(name)

    def find(self, run: str) -> list[Found]:
        """What the words of a run, together, are the name of."""
        words = folded(run)
        fitting = [name for name in self.by_key.get(key(words), ()) if fits(run, words, name)]
        found = {
            name.code: Found(name.code, name.kind, name.label, run, spelt=spelt(run, name))
            for name in fitting
        }
        return [found[code] for code in sorted(found)]


def spelt(run: str, name: Name) -> str:
    """The words of a query as the record writes them in Latin letters: Лаврова is Lavrov, Киргизия Kyrgyzstan.

    A part of a name is the word of the name that sounds like it. Empty for a query that has Latin letters itself.
    """
    if LATIN.search(sort_key(run)):
        return ""
    words = run.split()
    if len(words) > 1 or name.kind != "actor" or len(name.label.split()) == 1:
        return name.label
    heard = {sound(form) for form in nominatives(run)} | {sound(run)}
    return next((word for word in name.label.split() if sound(word) in heard), "")


def fits(text: str, words: Words, name: Name) -> bool:
    if name.capitals and not text.isupper():
        return False
    return words == name.words or same_but_for_case(text, name.words)


class Separators(dict):
    """What stands for a character when words are told apart: itself, or a space. Hindi vowels are marks, not letters."""

    def __missing__(self, code: int) -> int:
        self[code] = code if unicodedata.category(chr(code))[0] in "LMN" else ord(" ")
        return self[code]


SEPARATORS = Separators()


def folded(text: str) -> Words:
    """The words of a name in the form in which names are compared: no accents, no apostrophes, no "and"."""
    words = sort_key(bare(text)).translate(SEPARATORS).split()
    return tuple(SPELT_OUT.get(word, word) for word in words if word not in DROPPED)


def bare(text: str) -> str:
    """A name without what may stand or not: apostrophes, the points of U.S., the ending of Kazakhstan's."""
    return INITIALS.sub("", APOSTROPHES.sub("", POSSESSIVE.sub("", composed(text))))


def key(words: Words) -> str:
    """Equal for all case forms of a name, and for some other names too; long enough words keep their first letters."""
    return " ".join(word[:3] for word in words)


def same_but_for_case(text: str, name: Words) -> bool:
    """Whether each word may be a case form of the name's word in its place."""
    written = [word for word in bare(text).lower().translate(SEPARATORS).split() if word not in DROPPED]
    return len(written) == len(name) and all(
        own in {sort_key(form) for form in nominatives(word)} for word, own in zip(written, name, strict=True)
    )


def country_names(countries: dict[str, dict], groupings: dict[str, dict]) -> Lexicon:
    """The names of all countries in all languages, ended states too, and of organisations, with their codes.

    The code of a country counts only in capitals: CAN, PER and NOR are words.
    """
    names = []
    for code, row in countries.items():
        for language, name in [
            ("en", row["name"]),
            ("en", row["official_name"]),
            *((other["language"], other["name"]) for other in row["names"]),
        ]:
            names.append(
                Name(code, "country", row["name"], folded(name or ""), in_capitals(name or "", language))
            )
    called = {name.words for name in names}
    names += [Name(code, "country", row["name"], folded(code), True) for code, row in countries.items()]
    for code, row in groupings.items():
        # Guam is an island, GUAM an organisation.
        names += [
            Name(code, "organisation", row["name"], folded(name), folded(name) in called)
            for name in (row["name"], row["name_ru"] or "", code)
        ]
    return Lexicon(name for name in names if name.words)


def in_capitals(name: str, language: str) -> bool:
    """Whether a name is one only in capitals: "US" is, "us" is a word; "usa" and "сша" are clear without."""
    return name.isupper() and (language not in SMALL_LETTERS_TOO or len(name) < 3)


def actor_keys(names: Iterable[str], kind: str) -> list[str]:
    """What ThingIndex.search holds of an actor: "=" and the rough key of each whole name; words that stand for it alone."""
    found = set()
    for name in names:
        if words := folded(name):
            found.add(f"={key(words)}")
            if (len(words) == 1 and not name[0].islower()) or is_a_persons(name, kind):
                found |= {word for word in words if len(word) >= SHORTEST_PART}
    return sorted(found)


def actor_vector(names: Iterable[str], kind: str) -> Func:
    """The same as an expression for an index row."""
    keys = Value(actor_keys(names, kind), output_field=ArrayField(TextField()))
    return Func(keys, function="array_to_tsvector", output_field=SearchVectorField())


def is_a_persons(name: str, kind: str) -> bool:
    """Whether a name is a person's own, of which each part may stand for the person; "Ambassador of Russia" is not."""
    words = name.split()
    return (
        kind == "person"
        and "(" not in name
        and 2 <= len(words) <= 4
        and not NOT_IN_A_PERSONS_NAME & {word.lower() for word in words}
        and all(not word[0].islower() or len(word) <= 3 for word in words)
    )


@dataclass(frozen=True)
class Actors:
    """Actors that a query may name: their whole names, and the words that stand for them alone."""

    whole: Lexicon
    parts: Lexicon
    words: dict[str, list[Name]]

    def find(self, run: str) -> list[Found]:
        """Those whose name the run is; nobody if too many are called so."""
        found = {one.code: one for one in [*self.parts.find(run), *self.whole.find(run)]}
        return [found[code] for code in sorted(found)] if len(found) <= MOST_OF_A_WORD else []

    def beginning_with(self, text: str) -> list[Found]:
        """Those of whose name the text is the beginning of a word; nobody if too many are."""
        words = folded(text)
        if len(words) != 1 or len(words[0]) < SHORTEST_PREFIX:
            return []
        fitting = [name for word, names in self.words.items() if word.startswith(words[0]) for name in names]
        found = {name.code: Found(name.code, name.kind, name.label, text) for name in fitting}
        return [found[code] for code in sorted(found)] if len(found) <= MOST_OF_A_WORD else []


def actors_named(runs: Iterable[str], rows: QuerySet) -> Actors:
    """Actors that the runs of a query may mean, among `rows` of the ThingIndex; one query, none without runs."""
    wanted = sorted({lexeme for run in runs for lexeme in lexemes_for(run)})
    found = (
        rows.filter(kind="actor", search=Written(" | ".join(wanted)))
        .annotate(keys=Func(F("search"), function="tsvector_to_array", output_field=ArrayField(TextField())))
        .order_by("number")
        .values_list("ref", "name", "names", "keys")[:MOST_CANDIDATES]
        if wanted
        else []
    )
    whole, parts = [], defaultdict(list)
    for ref, label, names, keys in found:
        whole += [Name(ref, "actor", label, folded(name)) for name in names]
        for word in keys:
            if not word.startswith("="):
                parts[word].append(Name(ref, "actor", label, (word,)))
    return Actors(Lexicon(whole), Lexicon(name for names in parts.values() for name in names), dict(parts))


def lexemes_for(run: str) -> list[str]:
    """Queries that find what `actor_keys` wrote for the names a run may mean."""
    words = folded(run)
    if not words:
        return []
    found = [quoted(f"={key(words)}")]
    if len(words) == 1:
        found += [quoted(sort_key(form)) for form in nominatives(run)]
        found += [quoted(word) for word in words]
        found += [f"{quoted(words[0])}:*"] if len(words[0]) >= SHORTEST_PREFIX else []
    return found
