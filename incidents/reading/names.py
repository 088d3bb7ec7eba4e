"""Names in a text that are not on file: a person or outlet that may have to be made first.

In English and Russian a name is a run of words with capitals that does not only open a sentence. What is found so is
never ticked beforehand unless it speaks, or is acted on in the sentence of the act.
"""

import re
from dataclasses import dataclass

from incidents.reading.dates import When
from incidents.reading.gazetteer import Mention
from incidents.reading.words import Span, Taken, sentences

CAPITAL = r"[A-ZА-ЯЁ][\w’'-]*[^\W\d_]"
RUN = re.compile(rf"\b{CAPITAL}(?:[ \t]+(?:[a-z]{{2,3}}[ \t]+)?{CAPITAL})*")
ALSO_WORDS = {
    *(
        "the",
        "a",
        "an",
        "on",
        "in",
        "at",
        "by",
        "of",
        "for",
        "from",
        "to",
        "as",
        "after",
        "before",
        "while",
        "when",
    ),
    *(
        "but",
        "and",
        "or",
        "it",
        "its",
        "he",
        "she",
        "they",
        "we",
        "this",
        "that",
        "these",
        "those",
        "there",
        "his",
    ),
    *(
        "her",
        "their",
        "our",
        "according",
        "meanwhile",
        "however",
        "earlier",
        "later",
        "also",
        "since",
        "until",
        "no",
    ),
    *(
        "not",
        "if",
        "with",
        "while",
        "during",
        "despite",
        "although",
        "in response",
        "both",
        "many",
        "some",
        "other",
    ),
    *("now", "then", "such", "what", "who", "which", "mr", "mrs", "ms", "dr", "two", "three", "four", "days"),
    *(
        "foreign",
        "minister",
        "president",
        "ambassador",
        "prime",
        "deputy",
        "rector",
        "spokesman",
        "spokeswoman",
    ),
    *("official", "officials", "head", "chief", "secretary", "general", "ministry", "embassy", "government"),
    *(
        "в",
        "на",
        "по",
        "и",
        "но",
        "а",
        "об",
        "о",
        "с",
        "из",
        "за",
        "как",
        "это",
        "он",
        "она",
        "они",
        "мы",
        "я",
    ),
    *("после", "до", "при", "также", "однако", "ранее", "министр", "президент", "посол", "глава", "мид"),
}
REGIONS = {
    *(
        "central asia",
        "middle east",
        "europe",
        "asia",
        "africa",
        "latin america",
        "south caucasus",
        "caucasus",
    ),
    *("red army", "victory day", "cold war", "west", "east", "центральная азия", "центральной азии", "запад"),
}
TITLES = re.compile(
    r"(?:minister|president|ambassador|rector|analyst|spokes\w+|official|head|chief|secretary|general|expert|"
    r"journalist|activist|министр\w*|президент\w*|посол|посла|эксперт\w*|аналитик\w*|ректор\w*)\s+$",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Stranger(Span):
    """A name that is not on file; `kind` is what it most likely is, for the actor that would be made of it."""

    written: str
    kind: str

    @property
    def label(self) -> str:
        return self.written


def strangers(text: str, mentions: list[Mention], dates: list[When]) -> list[Stranger]:
    """Runs of capitalised words that no known name or date takes up, each once for each place."""
    taken = Taken(text, [*mentions, *dates])
    starts = {sentence.start for sentence in sentences(text)}
    found = []
    for match in RUN.finditer(text):
        for span in pieces(text, Span(match.start(), match.end()), taken):
            name = span.of(text)
            alone = len(name.split()) == 1
            if alone and not stands_alone(text, span, starts):
                continue
            found.append(Stranger(span.start, span.end, name, guessed_kind(name)))
    return found


def pieces(text: str, span: Span, taken: Taken) -> list[Span]:
    """What is left of a run when known names and words that only open a sentence are taken away."""
    words = [Span(span.start + m.start(), span.start + m.end()) for m in re.finditer(r"\S+", span.of(text))]
    runs: list[list[Span]] = [[]]
    for word in words:
        opens = word.of(text)[0].isupper() and word.of(text).lower() in ALSO_WORDS
        if opens or taken.meets(word):
            runs.append([])
        else:
            runs[-1].append(word)
    bare = [without_joints(text, run) for run in runs]
    found = [Span(run[0].start, run[-1].end) for run in bare if run]
    return [span for span in found if span.of(text).lower() not in REGIONS]


def without_joints(text: str, run: list[Span]) -> list[Span]:
    """A run without small words at its ends: "of" joins a name, it does not begin one."""
    while run and run[0].of(text)[0].islower():
        run = run[1:]
    while run and run[-1].of(text)[0].islower():
        run = run[:-1]
    return run


def stands_alone(text: str, span: Span, starts: set[int]) -> bool:
    """Whether one word is likely a name: a verb of saying stands behind it, or it is no first word and has no title."""
    after = text[span.end : span.end + 20]
    says = re.match(
        r"\s+(?:said|says|noted|notes|reported|reports|wrote|writes|announced|told|сообщ|отме|пиш|заяв)",
        after,
    )
    return bool(says) or (
        span.start not in starts and bool(TITLES.search(text[max(0, span.start - 30) : span.start]))
    )


def guessed_kind(name: str) -> str:
    """Person for two or three words; what its words say otherwise."""
    said = [
        (r"ministry|министерств", "ministry"),
        (r"embassy|consulate|посольств|консульств", "mission"),
        (r"universit|университет", "university"),
        (r"institute|center|centre|институт|центр", "think_tank"),
        (r"committee|agency|service|комитет|агентств|служб", "agency"),
        (r"parliament|duma|senate|парламент|дума|сенат", "legislature"),
        (r"court|prosecutor|суд|прокурат", "court"),
        (r"news|times|post|media|tv|radio|газета|телеканал", "media"),
    ]
    for pattern, kind in said:
        if re.search(pattern, name, re.IGNORECASE):
            return kind
    return "person" if 2 <= len(name.split()) <= 3 else "unknown"
