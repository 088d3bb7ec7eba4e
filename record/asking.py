"""A reader's question as terms: words, "phrases", -what to leave out, OR between alternatives."""

import re
from dataclasses import dataclass
from itertools import groupby

from django.utils.translation import gettext_lazy as _

from record.vectors import composed, plain

LONGEST = 500
TOO_LONG = _("Write at most %(limit_value)s characters.")
QUOTES = str.maketrans({**dict.fromkeys("“”„‟«»″", '"'), "−": "-"})
TOKEN = re.compile(r'(?P<minus>-*)"(?P<phrase>[^"]*)"|(?P<word>\S+)')
CODE = re.compile(r"[ca]:[A-Za-z0-9-]+")
OR = "or"
QUOTED = '"%s"'


@dataclass(frozen=True)
class Term:
    """One word, phrase or code, wanted or excluded."""

    text: str
    phrase: bool = False
    excluded: bool = False

    @property
    def code(self) -> bool:
        """Whether it is a code as vectors hold them: c:KGZ, a:A-12."""
        return not self.phrase and bool(CODE.fullmatch(self.text))

    @property
    def typed(self) -> str:
        """As a reader would write it."""
        return f"{'-' * self.excluded}{QUOTED % self.text if self.phrase else self.text}"


def read(text: str) -> list[list[Term]]:
    """Alternatives, each a list of terms that hold together; a quotation mark without its twin means nothing."""
    terms = [term for token in TOKEN.finditer(composed(text).translate(QUOTES)) for term in terms_of(token)]
    return [
        [term for term in group if term]
        for between, group in groupby(terms, key=lambda term: term is None)
        if not between
    ]


def terms_of(token: re.Match) -> list[Term | None]:
    """The terms of one token; None for OR. A word with a dash in it may be several."""
    if token["phrase"] is not None:
        phrase = " ".join(plain(token["phrase"]).split())
        return [Term(phrase, phrase=True, excluded=bool(token["minus"]))] if worded(phrase) else []
    word = token["word"].replace('"', " ")
    if word.lower() == OR:
        return [None]
    excluded = word.startswith("-")
    return [Term(part, excluded=excluded) for part in plain(word.lstrip("-")).split() if worded(part)]


def worded(text: str) -> bool:
    return any(char.isalnum() for char in text)
