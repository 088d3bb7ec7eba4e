"""What every index row has: which version of what, from which entry on, and the days it is sorted by."""

from datetime import date

from django.db.backends.postgresql.psycopg_any import DateRange

from record.models import FIRST_DAY, LAST_DAY, Entry


def first_published(entry: Entry):
    """When the thing of an entry was published first; one query for later versions."""
    if entry.version == 1:
        return entry.at
    return Entry.objects.filter(ref=entry.ref, version=1).values_list("at", flat=True).first() or entry.at


def common(entry: Entry) -> dict:
    return {
        "ref": entry.ref,
        "number": int(entry.ref.rpartition("-")[2]),
        "version": entry.version,
        "since": entry.number,
        "published_at": entry.at,
        "first_published_at": first_published(entry),
    }


def span(earliest: date | None, latest: date | None) -> DateRange | None:
    """The days as a range; none if undated. The last day of the calendar is an open end: no day follows it."""
    if earliest is None and latest is None:
        return None
    return DateRange(earliest, None if latest == LAST_DAY else latest, "[]")


def to_day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def days(found: dict | None) -> dict:
    """The days of a document's date as the columns of an index: span, and the sort days both ways."""
    earliest, latest = (to_day((found or {}).get(name)) for name in ("earliest", "latest"))
    return {
        "span": span(earliest, latest),
        "day_desc": latest or earliest or FIRST_DAY,
        "day_asc": earliest or latest or LAST_DAY,
    }


def parties(row: dict) -> list[str]:
    """For which parties a participant, speaker or denier stands; documents of the first releases say it of states alone."""
    if "parties" in row:
        return row["parties"]
    return [row["country"]] if row.get("country") else []
