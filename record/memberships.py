"""Whether a state was a member of a grouping on some days; the ends of a membership may be imprecise or open."""

from datetime import date
from functools import lru_cache

from lib import edtf

parsed = lru_cache(maxsize=4096)(edtf.parse)  # the same few hundred days for every incident


def may_touch(member: dict, first: date | None, last: date | None) -> bool:
    """Whether a membership, whose ends may be imprecise, may have held on one of the days; an open end is open."""
    start = parsed(member["start"]).earliest if member["start"] else None
    end = parsed(member["end"]).latest if member["end"] else None
    return not (start and last and start > last) and not (end and first and end < first)


def member_on(grouping: dict, country: str, day: date | None) -> bool:
    """Whether a country was, or may have been, a full member on a day; ever, if none is given."""
    return any(
        member["country"] == country and member["status"] == "member" and may_touch(member, day, day)
        for member in grouping["members"]
    )


def by_country(groupings: dict[str, dict]) -> dict[str, list[tuple[str, dict]]]:
    """Country to its full memberships, each with the code of the grouping."""
    found: dict[str, list[tuple[str, dict]]] = {}
    for code, row in groupings.items():
        for member in row["members"]:
            if member["status"] == "member":
                found.setdefault(member["country"], []).append((code, member))
    return found
