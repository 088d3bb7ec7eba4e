"""Which words of two texts differ, for an editor to see them marked in both."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher

SENTENCES = re.compile(r"[^.!?\n]*[.!?\n]*\s*")
LONG = 800  # pieces; longer texts are compared sentence by sentence first, because every word with every word takes seconds
PIECES = re.compile(r"\w+|\s+|[^\w\s]")
ALIKE = (
    0.4  # below this share of equal words two texts are shown as wholly different: scattered marks mislead
)


@dataclass(frozen=True)
class Piece:
    """A stretch of text; `changed` if the other text does not have it there."""

    text: str
    changed: bool


def marked(old: str, new: str) -> tuple[list[Piece], list[Piece]]:
    """Both texts in pieces. Joined, the pieces of each give the text again; an empty text has none."""
    before, after = PIECES.findall(old), PIECES.findall(new)
    if max(len(before), len(after)) > LONG:
        return by_sentence(old, new)
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    if matcher.ratio() < ALIKE:
        return whole(old), whole(new)
    blocks = matcher.get_opcodes()
    return (
        joined((tag != "equal", "".join(before[a:b])) for tag, a, b, _, _ in blocks),
        joined((tag != "equal", "".join(after[a:b])) for tag, _, _, a, b in blocks),
    )


def by_sentence(old: str, new: str) -> tuple[list[Piece], list[Piece]]:
    """The same for long texts: sentences that differ are compared word by word where they are not too long for it."""
    before, after = (list(filter(None, SENTENCES.findall(text))) for text in (old, new))
    left: list[tuple[bool, str]] = []
    right: list[tuple[bool, str]] = []
    for tag, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        was, now = "".join(before[a:b]), "".join(after[c:d])
        if tag == "replace" and max(len(PIECES.findall(text)) for text in (was, now)) <= LONG:
            pieces = marked(was, now)
        else:
            pieces = ([Piece(was, tag != "equal")], [Piece(now, tag != "equal")])
        left += [(piece.changed, piece.text) for piece in pieces[0]]
        right += [(piece.changed, piece.text) for piece in pieces[1]]
    return joined(left), joined(right)


def whole(text: str) -> list[Piece]:
    return [Piece(text, True)] if text else []


def joined(stretches: Iterable[tuple[bool, str]]) -> list[Piece]:
    """Neighbours of one kind as one piece; a lone blank between two changes belongs to them."""
    found: list[Piece] = []
    for changed, text in stretches:
        if not text:
            continue
        before = ""
        if len(found) > 1 and changed and not found[-1].text.strip() and found[-2].changed:
            before = found.pop().text
        if found and found[-1].changed == changed:
            before = found.pop().text + before
        found.append(Piece(before + text, changed))
    return found
