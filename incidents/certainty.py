"""How sure we are that an incident happened, by the codebook's rule (data/codebook/CODEBOOK.md, section 8)."""

from collections.abc import Callable
from dataclasses import dataclass

from incidents.models import Incident, Source

CREDIBLE = ("1", "2")
GOOD = ("A", "B", "C")


@dataclass(frozen=True)
class Weight:
    """What a source can carry: its grade A to F, empty if nobody gave one, and the document that it goes back to."""

    grade: str
    origin: str


def on_file(source: Source) -> Weight:
    """The weight of a source as the desk has it now."""
    return Weight(source.grade, str(origin(source)))


def certainty(incident: Incident, weight: Callable[[Source], Weight] = on_file) -> str:
    """The coder's choice where there is one with a reason, else what the citations carry.

    Confirmed: two independent sources of grade A to C with credibility 1 or 2. Reported: one of A to C.
    Alleged: only D to F. Unknown: none graded. A confidential source does not count: what is public must not rest on
    what nobody may see. Uses the prefetched citations.
    """
    if incident.certainty_override:
        return incident.certainty_override
    cited = [(row, weight(row.source)) for row in incident.citations.all() if not row.source.confidential]
    good = [(row, found) for row, found in cited if found.grade in GOOD]
    if len({found.origin for row, found in good if row.credibility in CREDIBLE}) > 1:
        return "confirmed"
    if good:
        return "reported"
    return "alleged" if any(found.grade for _, found in cited) else "unknown"


def origin(source: Source) -> int:
    """The id of the document that a translation, reprint or agency copy goes back to; two of one origin are one source."""
    seen = [source.pk]
    while (original := source.derived_from) is not None and original.pk not in seen:
        seen.append(original.pk)
        source = original
    return seen[-1]
