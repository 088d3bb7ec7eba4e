"""One link in words: what it says of the thing at its other end, on what it rests, who says so, how sure."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from record.chains import Tie
from record.codebook import Codebook

REPLY = "reply"  # a statement that answers one made elsewhere; every other is a kind of the codebook
# In these the thing that the link starts at came after the one that it leads to.
IN_TIME = frozenset(
    {
        "responds_to",
        "retaliates_for",
        "escalates",
        "deescalates",
        "follows",
        "repeats",
        "departs_from",
        "influenced_by",
        "concerns",
        "reverses",
        "implements",
        REPLY,
    }
)
ANSWERS = ("responds_to", "retaliates_for", REPLY)
SAME_DAY = "same_day_as"
SEQUENCE = ("follows", SAME_DAY)  # no cause is claimed
# What is said at the thing at the other end: where the link leads to it, and where it comes from it.
SAID = {
    "responds_to": (gettext_lazy("This incident answers it"), gettext_lazy("It answers this incident")),
    "retaliates_for": (
        gettext_lazy("This incident is in return for it"),
        gettext_lazy("It is in return for this incident"),
    ),
    "escalates": (
        gettext_lazy("This incident goes further"),
        gettext_lazy("It goes further than this incident"),
    ),
    "deescalates": (
        gettext_lazy("This incident is milder than it"),
        gettext_lazy("It is milder than this incident"),
    ),
    "part_of": (gettext_lazy("This incident is part of it"), gettext_lazy("It is part of this incident")),
    "follows": (gettext_lazy("It came first"), gettext_lazy("It came later")),
    "repeats": (gettext_lazy("This incident repeats it"), gettext_lazy("It repeats this incident")),
    "departs_from": (
        gettext_lazy("This incident breaks with it"),
        gettext_lazy("It breaks with this incident"),
    ),
    "influenced_by": (
        gettext_lazy("It is said to have encouraged this incident"),
        gettext_lazy("This incident is said to have encouraged it"),
    ),
    "contradicts": (
        gettext_lazy("It and this incident cannot both be as described"),
        gettext_lazy("It and this incident cannot both be as described"),
    ),
    "concerns": (gettext_lazy("This incident is about it"), gettext_lazy("It is about this incident")),
    "duplicate_of": (
        gettext_lazy("This incident records the same event"),
        gettext_lazy("It records the same event"),
    ),
    "reverses": (gettext_lazy("This incident takes it back"), gettext_lazy("It takes this incident back")),
    "coordinated_with": (
        gettext_lazy("It was agreed with this incident"),
        gettext_lazy("It was agreed with this incident"),
    ),
    "same_day_as": (gettext_lazy("On the same day"), gettext_lazy("On the same day")),
    "implements": (
        gettext_lazy("This incident carries it out"),
        gettext_lazy("It carries this incident out"),
    ),
    REPLY: (
        gettext_lazy("A statement here answers one made there"),
        gettext_lazy("A statement there answers one made here"),
    ),
}
BASES = {
    "explicit": gettext_lazy("Stated in a source"),
    "implied": gettext_lazy("A source sets the two side by side"),
    "analyst": gettext_lazy("An analyst’s inference"),
    "speaker": gettext_lazy("Said by a named speaker"),
}
CONFIDENCE = {
    "high": gettext_lazy("Confidence: high"),
    "medium": gettext_lazy("Confidence: medium"),
    "low": gettext_lazy("Confidence: low"),
}
WIRES = {"explicit": "solid", "speaker": "solid", "implied": "dot", "analyst": "dot"}
STRONGEST = ("solid", "dot", "dash")


@dataclass(frozen=True)
class Said:
    """What one link says. `wire` is how it is drawn: solid, dash or dot; `by` is who says so, None if nobody is named."""

    ref: str
    words: str
    how: str
    basis: str
    wire: str
    by: dict | None
    confidence: str
    part: str


def said(tie: Tie, book: Codebook) -> Said:
    link = tie.link
    kind, basis = link["kind"], link["basis"] or ""
    return Said(
        ref=link["ref"],
        words=words(tie, book),
        how=book.scale_label("reply_kinds", link["how"]) if link["how"] not in (None, "answers") else "",
        basis=basis_words(kind, basis, book),
        wire=wire(kind, basis),
        by=link["asserted_by"],
        confidence=str(CONFIDENCE.get(link["confidence"], "")),
        part=book.scale_label("membership_parts", link["part"]) if link["part"] else "",
    )


def words(tie: Tie, book: Codebook) -> str:
    """A sentence about the thing at the other end; of a kind that is newer than this code, the word of the codebook."""
    kind = tie.link["kind"]
    if kind in SAID:
        return str(SAID[kind][0 if tie.leads_away else 1])
    return book.scale_label("relation_kinds", kind)


def basis_words(kind: str, basis: str, book: Codebook) -> str:
    if kind == REPLY:
        return _("In the statements on record")
    words = str(BASES[basis]) if basis in BASES else book.scale_label("relation_bases", basis)
    if kind in SEQUENCE:
        return _("Sequence only: no cause is claimed. %s") % words
    return words


def wire(kind: str, basis: str) -> str:
    """Solid: stated in a source. Dash: sequence only. Dot: an inference, be it that a source suggests it."""
    return "dash" if kind in SEQUENCE else "solid" if kind == REPLY else WIRES.get(basis, "dot")


def strongest(lines: list[Said]) -> str:
    """How several links between the same two are drawn as one: as the boldest of what they say."""
    return next((name for name in STRONGEST if any(line.wire == name for line in lines)), "dash")
