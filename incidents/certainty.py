"""How sure we are that an incident happened, by the codebook's rule (data/codebook/CODEBOOK.md, section 8)."""

from incidents.models import Citation, Incident, Source

CREDIBLE = ("1", "2")
GOOD, POOR = ("A", "B", "C"), ("D", "E", "F")


def certainty(incident: Incident) -> str:
    """The coder's choice where there is one with a reason, else what the citations carry.

    Confirmed: two independent sources of grade A to C with credibility 1 or 2. Reported: one of A to C.
    Alleged: only D to F. Unknown: none graded. Uses the prefetched citations.
    """
    if incident.certainty_override:
        return incident.certainty_override
    rows = [row for row in incident.citations.all() if row.source.grade]
    if len(independent(row for row in rows if row.source.grade in GOOD and row.credibility in CREDIBLE)) > 1:
        return "confirmed"
    if any(row.source.grade in GOOD for row in rows):
        return "reported"
    if any(row.source.grade in POOR for row in rows):
        return "alleged"
    return "unknown"


def independent(rows) -> set[int]:
    """Sources that do not rest on one another: each counts as its origin, a translation adds none."""
    return {origin(row.source) for row in rows if isinstance(row, Citation)}


def origin(source: Source) -> int:
    """The id of the document that a translation, reprint or agency copy goes back to."""
    seen: set[int] = set()
    while source.derived_from_id and source.pk not in seen:
        seen.add(source.pk)
        source = source.derived_from  # type: ignore[assignment]
    return source.pk
