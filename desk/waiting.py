"""Incidents that wait for the time of their publication: any change to one has that publication refused."""

from collections.abc import Iterable

from desk.models import Embargo
from incidents.models import Incident


def waiting(incidents: Iterable[Incident]) -> dict[int, str]:
    """Why those that wait are not to be changed by the way, by key; one query, however many there are."""
    rows = Embargo.objects.filter(incident__in=[one.pk for one in incidents], ended_at=None)
    return {row.incident_id: sentence(row) for row in rows.select_related("user")}


def sentence(row: Embargo) -> str:
    who = row.user.get_short_name() or row.user.get_username()
    return f"{who} has it published at {row.due_at:%Y-%m-%d %H:%M} UTC exactly as it is. Call that off first."
