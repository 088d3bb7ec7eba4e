"""How sure we are that an incident happened, by the codebook's rule (data/codebook/CODEBOOK.md, section 8)."""

from incidents.models import Incident, Source

CREDIBLE = ("1", "2")
GOOD = ("A", "B", "C")


def certainty(incident: Incident) -> str:
    """The coder's choice where there is one with a reason, else what the citations carry.

    Confirmed: two independent sources of grade A to C with credibility 1 or 2. Reported: one of A to C.
    Alleged: only D to F. Unknown: none graded. A confidential source does not count: what is public must not rest on
    what nobody may see. Uses the prefetched citations.
    """
    if incident.certainty_override:
        return incident.certainty_override
    rows = [row for row in incident.citations.all() if row.source.grade and not row.source.confidential]
    credible = [row for row in rows if row.source.grade in GOOD and row.credibility in CREDIBLE]
    if len({origin(row.source) for row in credible}) > 1:
        return "confirmed"
    if any(row.source.grade in GOOD for row in rows):
        return "reported"
    return "alleged" if rows else "unknown"


def origin(source: Source) -> int:
    """The id of the document that a translation, reprint or agency copy goes back to; two of one origin are one source."""
    seen = [source.pk]
    while (original := source.derived_from) is not None and original.pk not in seen:
        seen.append(original.pk)
        source = original
    return seen[-1]
