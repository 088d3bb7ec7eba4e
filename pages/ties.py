"""One link in words: what it says of the thing at its other end, on what it rests, who says so, how sure."""

from dataclasses import dataclass

from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pages.languages import as_recorded
from record.chains import Tie
from record.codebook import Codebook
from record.links import SAME_DAY

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
SEQUENCE = ("follows", SAME_DAY)  # no cause is claimed
ASSERTED = ("explicit", "speaker")  # somebody says so; any other basis is a reading of what is said
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
# The same where nobody says so: a cause or an aim that only a reading gives is not told as a fact.
MAYBE = {
    "responds_to": (gettext_lazy("This incident may answer it"), gettext_lazy("It may answer this incident")),
    "retaliates_for": (
        gettext_lazy("This incident may be in return for it"),
        gettext_lazy("It may be in return for this incident"),
    ),
    "influenced_by": (
        gettext_lazy("It may have encouraged this incident"),
        gettext_lazy("This incident may have encouraged it"),
    ),
}
BASES = {
    "explicit": gettext_lazy("Stated in a source"),
    "implied": gettext_lazy("A source sets the two side by side"),
    "analyst": gettext_lazy("Inferred by the coder; no source says so"),
    "speaker": gettext_lazy("Said by a named speaker"),
}
# Who has it that two things came on one day, by the basis of the link where nobody is named; the surest first.
ONE_DAY = {
    "explicit": gettext_lazy("same day, a source says"),
    "speaker": gettext_lazy("same day, a speaker says"),
    "implied": gettext_lazy("same day, as a source suggests"),
    "analyst": gettext_lazy("same day, as the coder infers"),
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
        wire=wire(link),
        by=link["asserted_by"],
        confidence=str(CONFIDENCE.get(link["confidence"], "")),
        part=book.scale_label("membership_parts", link["part"]) if link["part"] else "",
    )


def words(tie: Tie, book: Codebook) -> str:
    """A sentence about the thing at the other end; of a kind that is newer than this code, the word of the codebook."""
    kind = tie.link["kind"]
    sentences = SAID if asserted(tie.link) or kind not in MAYBE else MAYBE
    if kind in sentences:
        return str(sentences[kind][0 if tie.leads_away else 1])
    return book.scale_label("relation_kinds", kind)


def basis_words(kind: str, basis: str, book: Codebook) -> str:
    if kind == REPLY:
        return _("In the statements on record")
    words = str(BASES[basis]) if basis in BASES else book.scale_label("relation_bases", basis)
    if kind in SEQUENCE:
        return _("Sequence only: no cause is claimed. %s") % words
    return words


def asserted(link: dict) -> bool:
    """Whether a source or a speaker says what a link says; answers among statements stand in the words themselves."""
    return link["kind"] == REPLY or link["basis"] in ASSERTED


def answers(link: dict) -> bool:
    """Whether a link is on record as an answer; that one thing may answer another is no answer on record."""
    return link["kind"] in ANSWERS and asserted(link)


def wire(link: dict) -> str:
    """Solid: stated. Dash: sequence only. Dot: an inference, be it a source's hint or what a speaker says with doubt."""
    if link["kind"] in SEQUENCE:
        return "dash"
    if link["kind"] == REPLY:
        return "solid"
    doubted = link["basis"] == "speaker" and link["confidence"] == "low"
    return "dot" if doubted else WIRES.get(link["basis"] or "", "dot")


def same_day(links: list[dict]) -> str:
    """“same day, says Kloop”, from links between two things; empty if none says that they came on one day."""
    found = [link for link in links if link["kind"] == SAME_DAY]
    for link in found:
        if link["asserted_by"]:
            return format_html(_("same day, says {who}"), who=as_recorded(link["asserted_by"]["name"]))
    bases = [link["basis"] for link in found]
    surest = next((words for basis, words in ONE_DAY.items() if basis in bases), "")
    return str(surest) or (_("same day") if found else "")


def strongest(lines: list[Said]) -> str:
    """How several links between the same two are drawn as one: as the boldest of what they say."""
    return next((name for name in STRONGEST if any(line.wire == name for line in lines)), "dash")
