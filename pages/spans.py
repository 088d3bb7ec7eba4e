"""From when to when a selection reaches, in words."""

from datetime import date

from django.db.models import QuerySet

from lib import canonical
from pages.signs import date_words
from record.models import IncidentIndex

SHOWN = {"day": len("2025-05-02"), "year": len("2025")}  # how much of an ISO day each precision bears


def span(rows: QuerySet) -> tuple[str, str]:
    """The first and the last time on record, in words; empty texts if no incident is dated. One query."""
    dated = rows.filter(span__isnull=False)
    first, last = dated.order_by("day_asc", "number")[:1], dated.order_by("-day_desc", "-number")[:1]
    ends = list(first.union(last, all=True))
    if not ends:
        return "", ""
    first_end, last_end = min(ends, key=lambda end: end.day_asc), max(ends, key=lambda end: end.day_desc)
    return end_words(first_end, first_end.day_asc), end_words(last_end, last_end.day_desc)


def end_words(found: IncidentIndex, day: date) -> str:
    """One end of the span, no more exact than the date of the incident: a day only if the record has a day."""
    precision = canonical.loads(found.card)["date"]["precision"]
    return date_words(day.isoformat()[: SHOWN.get(precision, len("2025-05"))])
