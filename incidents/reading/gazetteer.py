"""Who is named in a text: countries and actors by their known names, in every script and in Russian in every case.

A name is found whole or not at all, never by resemblance. Of two names that overlap the longer one counts. One name of
several things gives them all, and the analyst chooses. A person is also found by the last name alone, but is
proposed with it only when the full name stands in the same text.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Literal

from incidents.reading.words import Span, Taken, Word, words
from lib.russian_cases import nominatives
from lib.sorting import sort_key

Kind = Literal["country", "actor"]
LONGEST_NAME = 10
NEVER_ALONE = {"of", "for", "and", "in", "at", "и"}
UNSPACED = (
    (0x0E00, 0x0E7F),
    (0x3040, 0x30FF),
    (0x3400, 0x9FFF),
)  # Thai, kana and Han are written without spaces
ADJECTIVES = (("ский", ("ская", "ское", "ские")), ("ный", ("ная", "ное", "ные")))


@dataclass(frozen=True)
class Thing:
    """A country or an actor as the files know it; `country` is the one it belongs to, for a country its own code."""

    kind: Kind
    key: str
    label: str
    country: str = ""
    actor_kind: str = ""


@dataclass(frozen=True)
class Name:
    """One name of a thing. `how` is the reason shown; `weak` names are proposed and not ticked."""

    thing: Thing
    words: tuple[str, ...]
    how: str
    capitals: bool = False
    weak: bool = False


@dataclass(frozen=True)
class Mention(Span):
    """A name in the text, and what it may be the name of."""

    written: str
    things: tuple[Thing, ...]
    how: str
    sure: bool

    @property
    def thing(self) -> Thing:
        return self.things[0]


@lru_cache(
    maxsize=1 << 16
)  # each text that is read is held against all names on file, which are mostly the same
def folded(name: str) -> tuple[str, ...]:
    found = tuple(word.folded for word in words(name))
    return (
        found[1:] if len(found) > 1 and found[0] == "the" else found
    )  # "The Kremlin" is also written without


def rough(found: Iterable[str]) -> str:
    """Equal for all case forms of a name."""
    return " ".join(word[:3] for word in found)


@dataclass
class Gazetteer:
    """The names that are looked for."""

    by_rough: dict[str, list[Name]] = field(default_factory=lambda: defaultdict(list))
    first: set[str] = field(default_factory=set)
    unspaced: dict[str, list[tuple[str, Name]]] = field(default_factory=lambda: defaultdict(list))
    surnames: dict[str, list[tuple[str, Thing]]] = field(default_factory=lambda: defaultdict(list))

    def add(self, thing: Thing, name: str, how: str, *, weak: bool = False) -> None:
        found = folded(name)
        if not found or (len(found) == 1 and found[0] in NEVER_ALONE):
            return
        entry = Name(thing, found, how, name.isupper() and len(name) < 6, weak)
        if is_unspaced(name[0]):
            self.unspaced[name[0]].append((name, entry))
            return
        self.by_rough[rough(found)].append(entry)
        self.first.add(found[0][:3])
        if thing.actor_kind == "person" and 2 <= len(found) <= 4 and "(" not in name:
            self.surnames[found[-1][:3]].append((found[-1], thing))

    def add_demonyms(self, thing: Thing, english: str, russian: str) -> None:
        """Adjectives and peoples, with the endings of their plurals and of Russian genders."""
        for name in filter(None, english.split(";")):
            for form in (name, f"{name}s"):
                self.add(thing, form, "people or things of the country")
        for name in filter(None, russian.split(";")):
            for form in (name, *genders(name)):
                self.add(thing, form, "people or things of the country")

    def countries(self) -> set[Thing]:
        return {
            name.thing for names in self.by_rough.values() for name in names if name.thing.kind == "country"
        }

    def find(self, text: str) -> list[Mention]:
        """All names in a text, in its order, none inside another."""
        found = words(text)
        mentions = [*self.whole_names(text, found), *self.unspaced_names(text)]
        mentions += self.last_names(text, found, mentions)
        return sorted(mentions, key=lambda mention: mention.start)

    def whole_names(self, text: str, found: list[Word]) -> list[Mention]:
        mentions, at = [], 0
        while at < len(found):
            mention, length = self.longest(text, found, at)
            if mention:
                mentions.append(mention)
            at += length
        return mentions

    def longest(self, text: str, found: list[Word], at: int) -> tuple[Mention | None, int]:
        """The longest name that begins with this word, and how many words it takes; one word if there is none."""
        if found[at].folded[:3] not in self.first:
            return None, 1
        for length in range(min(LONGEST_NAME, len(found) - at), 0, -1):
            run = found[at : at + length]
            if "\n" in text[run[0].start : run[-1].end]:
                continue
            names = [name for name in self.by_rough.get(rough(w.folded for w in run), ()) if fits(run, name)]
            if names:
                return mention_of(text, run, names), length
        return None, 1

    def unspaced_names(self, text: str) -> list[Mention]:
        mentions, at = [], 0
        while at < len(text):
            here = [
                (name, entry) for name, entry in self.unspaced.get(text[at], ()) if text.startswith(name, at)
            ]
            length = max((len(name) for name, _ in here), default=0)
            if here:
                entries = [entry for name, entry in here if len(name) == length]
                mentions.append(mention_at(text, Span(at, at + length), entries))
            at += length or 1
        return mentions

    def last_names(self, text: str, found: list[Word], taken: list[Mention]) -> list[Mention]:
        named = {thing.key for mention in taken for thing in mention.things if thing.kind == "actor"}
        mentions, places = [], Taken(text, taken)
        for word in found:
            if not word.written[0].isupper() or places.meets(word):
                continue
            fitting = self.surnames.get(word.folded[:3], ())
            things = tuple(dict.fromkeys(thing for last, thing in fitting if same_word(word, last)))
            here = tuple(thing for thing in things if thing.key in named)
            if things:
                how = "the last name; the full name is in the text" if here else "the last name alone"
                mentions.append(
                    Mention(word.start, word.end, word.written, here or things, how, len(here) == 1)
                )
        return mentions


def genders(name: str) -> list[str]:
    return [
        name.removesuffix(ending) + other
        for ending, others in ADJECTIVES
        if name.endswith(ending)
        for other in others
    ]


def is_unspaced(letter: str) -> bool:
    return any(low <= ord(letter) <= high for low, high in UNSPACED)


def same_word(word: Word, name: str) -> bool:
    return word.folded == name or name in {sort_key(form) for form in nominatives(word.written)}


def fits(run: list[Word], name: Name) -> bool:
    if len(run) != len(name.words):
        return False
    if name.capitals and not all(word.written.isupper() for word in run):
        return False
    # Names are written with a capital; only Russian writes what is of a country small.
    small = run[0].written[:1].islower() and not name.how.startswith("people")
    return not small and all(same_word(word, own) for word, own in zip(run, name.words, strict=True))


def mention_of(text: str, run: list[Word], names: list[Name]) -> Mention:
    return mention_at(text, Span(run[0].start, run[-1].end), names)


def mention_at(text: str, span: Span, names: list[Name]) -> Mention:
    strong = sorted(names, key=lambda name: (name.weak, name.thing.kind == "country"))
    things = tuple(dict.fromkeys(name.thing for name in strong))
    return Mention(
        span.start,
        span.end,
        span.of(text),
        things,
        strong[0].how,
        not strong[0].weak and len({name.thing for name in names if not name.weak}) == 1,
    )
