"""A reader's question, understood: one PostgreSQL query, the names in it, and what explains a hit.

Names add their codes to the words: `киргиз | 'c:KGZ'`. So one index finds a country or an actor in every script. Nothing
is recognised that is not public at the moment.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from record import asking
from record.asking import Term
from record.codebook import Codebook
from record.identity import all_refs, survivors
from record.models import ThingIndex
from record.moments import Moment
from record.names import LONGEST_NAME, Actors, Found, actors_named, folded
from record.vectors import Written, quoted, written

LEXEME = re.compile(r"(?:<(?P<distance>-|\d+)> )?'(?P<lexeme>(?:[^']|'')*)'")
MOST_DROPPED = 6  # words of a search that finds nothing, each of which is left out in turn
NO_WORD = _("There is no word in it. Write a name, a word or a phrase in quotation marks.")
TOO_COMMON = _("Words like these are in every text. Add one that says more.")
ONLY_EXCLUDED = _("It only says what to leave out. Write also what to look for, on each side of OR.")

Phrase = list[tuple[str, int]]  # lexemes in their order, each with how far it stands behind the one before


@dataclass
class Operand:
    """One condition: terms whose words a row must have, or else one of the codes."""

    terms: list[Term]
    codes: list[Found] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    spelt: list[str] = field(default_factory=list)  # the same name as the record writes it

    @property
    def excluded(self) -> bool:
        return self.terms[0].excluded

    @property
    def written(self) -> str:
        """As PostgreSQL writes it."""
        words = [" & ".join(f"({one})" for one in self.words)] if self.words else []
        codes = [quoted(lexeme) for one in self.codes for lexeme in one.lexemes]
        either = " | ".join([*words, *(f"({one})" for one in self.spelt), *codes])
        return f"!({either})" if self.excluded else f"({either})"


@dataclass(frozen=True)
class Question:
    """`query` as PostgreSQL writes it; operands that every hit satisfies (or one alternative's, with OR)."""

    text: str
    query: str
    operands: list[Operand]
    alternatives: int = 1

    @property
    def phrases(self) -> list[Phrase]:
        """What was looked for, without what was to be left out: one lexeme for a word, several for a phrase."""
        return [
            phrase(words) for one in self.operands if not one.excluded for words in [*one.words, *one.spelt]
        ]

    def without_each(self) -> list[tuple[str, str, str]]:
        """(what is dropped, what is left as one would type it, as PostgreSQL writes it) for each of several conditions.

        None for alternatives, of which one already suffices; the first MOST_DROPPED, each once.
        """
        if self.alternatives > 1:
            return []
        found = {}
        for place, dropped in enumerate(self.operands):
            kept = [*self.operands[:place], *self.operands[place + 1 :]]
            if any(not one.excluded for one in kept):
                left = " ".join(term.typed for one in kept for term in one.terms)
                words = " ".join(term.typed for term in dropped.terms)
                found[left] = (words, left, " & ".join(one.written for one in kept))
        return list(found.values())[:MOST_DROPPED]

    @property
    def names(self) -> list[tuple[Found, bool]]:
        """The names that were recognised, each once, and whether they are left out."""
        return list(dict.fromkeys((name, one.excluded) for one in self.operands for name in one.codes))


def phrase(words: str) -> Phrase:
    """A phrase that PostgreSQL has written out: 'victori' <-> 'day'."""
    return [
        (found["lexeme"].replace("''", "'"), int((found["distance"] or "-").replace("-", "1")))
        for found in LEXEME.finditer(words)
    ]


def understand(text: str, rows: QuerySet, book: Codebook, moment: Moment) -> Question:
    """A question about `rows`, which are all that are public at a moment.

    Two queries; one more for each beginning of a name; and where actors are named a few for who was merged into them.
    Raises ValueError with a sentence for what cannot be answered.
    """
    groups = asking.read(text)
    if not groups:
        raise ValueError(NO_WORD)
    public = ThingIndex.objects.using(rows.db).at(moment)
    actors = actors_named({run for group in groups for run in runs(group)}, public)
    alternatives = [list(operands(group, book, actors)) for group in groups]
    together = [one for alternative in alternatives for one in alternative]
    put_words(together, rows.db)
    put_beginnings(together, actors, rows)
    put_former(together, moment)
    answerable = [found for alternative in alternatives if (found := sayable(alternative, len(together)))]
    if not answerable:
        raise ValueError(TOO_COMMON)
    return Question(
        text=text,
        query=" | ".join(" & ".join(one.written for one in found) for found in answerable),
        operands=[one for found in answerable for one in found],
        alternatives=len(answerable),
    )


def runs(group: list[Term]) -> Iterator[str]:
    """Every run of words in a group that may be a name."""
    for start in range(len(group)):
        for end in ends(group, start):
            yield run(group[start:end])


def ends(group: list[Term], start: int) -> list[int]:
    """Where a run of words that begins at `start` may end, the longest run first; a phrase in quotation marks is words only."""
    if group[start].phrase or group[start].code or not folded(group[start].text):
        return []
    last = start + 1
    while not group[start].excluded and last < min(len(group), start + LONGEST_NAME) and plain(group[last]):
        last += 1
    return [end for end in range(last, start, -1) if folded(group[end - 1].text)]


def plain(term: Term) -> bool:
    return not (term.phrase or term.excluded or term.code)


def run(terms: list[Term]) -> str:
    return " ".join(term.text for term in terms)


def operands(group: list[Term], book: Codebook, actors: Actors) -> Iterator[Operand]:
    """The conditions of a group; the longest name counts: South Sudan is not Sudan."""
    start = 0
    while start < len(group):
        term = group[start]
        if term.code:
            yield Operand([term], [typed(term.text, book)])
            start += 1
            continue
        end, found = next(names_from(group, start, book, actors), (start + 1, []))
        yield Operand(group[start:end], found)
        start = end


def names_from(
    group: list[Term], start: int, book: Codebook, actors: Actors
) -> Iterator[tuple[int, list[Found]]]:
    """The names that begin at a place, the longest first: where each ends and whose it is."""
    for end in ends(group, start):
        text = run(group[start:end])
        countries = [replace(one, label=book.party(one.code)) for one in book.lexicon.find(text)]
        # A person who is called like a country (Jordan) is meant only by the whole name.
        if found := countries + (actors.whole.find(text) if countries else actors.find(text)):
            yield end, found


def typed(text: str, book: Codebook) -> Found:
    """A code that the reader wrote as one."""
    letter, _, code = text.upper().partition(":")
    if letter == "A":
        return Found(code, "actor", code, text)
    return Found(code, "organisation" if code in book.groupings else "country", book.party(code), text)


def put_words(together: list[Operand], using: str) -> None:
    """Gives each operand its words as PostgreSQL writes them, without those that only have stop words; one query."""
    typed = [term.text for one in together for term in one.terms if not term.code]
    spelt = [found.spelt for one in together for found in one.codes if found.spelt]
    texts = list(dict.fromkeys([*typed, *spelt]))
    queries = dict(zip(texts, written(texts, using), strict=True))
    for one in together:
        one.words = [queries[term.text] for term in one.terms if queries.get(term.text)]
        spellings = dict.fromkeys(queries.get(found.spelt, "") for found in one.codes)
        one.spelt = [words for words in spellings if words]


def put_beginnings(together: list[Operand], actors: Actors, rows: QuerySet) -> None:
    """Reads a word as the beginning of names if it is no word of the record itself: "march" is not Marchenko."""
    for one in together:
        if one.codes or one.excluded or not one.words or one.terms[0].phrase:
            continue
        found = actors.beginning_with(run(one.terms))
        if found and not rows.filter(search=Written(one.words[0])).exists():
            one.codes = found


def put_former(together: list[Operand], moment: Moment) -> None:
    """Adds to each actor the numbers of those who were merged into it."""
    named = {found.code for one in together for found in one.codes if found.kind == "actor"}
    if not named:
        return
    merged = all_refs(named, moment) - named
    former: dict[str, list[str]] = defaultdict(list)
    for ref, now in survivors(merged, moment).items() if merged else ():
        former[now].append(ref)
    for one in together:
        one.codes = [replace(found, former=tuple(sorted(former.get(found.code, ())))) for found in one.codes]


def sayable(alternative: list[Operand], number: int) -> list[Operand]:
    """The operands that ask for something; none if there are only stop words. Raises ValueError if all are excluded.

    A name that is a stop word (Того) counts with a capital, or if nothing else is asked.
    """
    found = [
        one
        for one in alternative
        if one.words or (one.codes and (number == 1 or one.terms[0].code or one.terms[0].text[0].isupper()))
    ]
    if found and all(one.excluded for one in found):
        raise ValueError(ONLY_EXCLUDED)
    return found
