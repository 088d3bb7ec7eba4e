"""What somebody was on a day."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import F

from actors.models import Affiliation


@dataclass(frozen=True)
class Office:
    """A post or tie, as a reader should see it; `dated` is false where neither its start nor its end is known."""

    role: str
    organisation: str
    dated: bool

    def __str__(self) -> str:
        whole = self.role if self.organisation in self.role else f"{self.role}, {self.organisation}"
        return whole[:160]


def offices(actors: Iterable[int], day: date) -> dict[int, list[Office]]:
    """Posts that each actor may have held on a day, public offices first, then the latest; one query."""
    held = (
        Affiliation.objects.on_date(day)
        .filter(actor__in=list(actors))
        .select_related("organisation")
        .order_by(F("start_earliest").desc(nulls_last=True), "pk")
    )
    found: dict[int, list[Office]] = defaultdict(list)
    for row in sorted(held, key=lambda row: row.tie != "office"):
        dated = bool(row.start_earliest or row.end_latest)
        found[row.actor_id].append(Office(row.role, row.organisation.name, dated))
    return dict(found)
