"""Whether a state was a member of a grouping on some days; the ends of a membership may be imprecise or open."""

from datetime import date

from lib import edtf


def may_touch(member: dict, first: date | None, last: date | None) -> bool:
    """Whether a membership, whose ends may be imprecise, may have held on one of the days; an open end is open."""
    start = edtf.parse(member["start"]).earliest if member["start"] else None
    end = edtf.parse(member["end"]).latest if member["end"] else None
    return not (start and last and start > last) and not (end and first and end < first)


def member_on(grouping: dict, country: str, day: date | None) -> bool:
    """Whether a country was, or may have been, a full member on a day; ever, if none is given."""
    return any(
        member["country"] == country and member["status"] == "member" and may_touch(member, day, day)
        for member in grouping["members"]
    )
