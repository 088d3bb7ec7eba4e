"""How a thing stands in the record now: its last entry, and whether that took it out."""

from collections.abc import Iterable

from record.models import Entry

OUT = {"retracted": "retracted", "merged": "merged into another", "expunged": "expunged"}


def last_entry(ref: str) -> Entry | None:
    """The newest entry of a thing; none if it was never public. One query."""
    return Entry.objects.filter(ref=ref).order_by("-version").first() if ref else None


def last_entries(refs: Iterable[str]) -> dict[str, Entry]:
    """The newest entry of each of the refs that was ever public. One query."""
    wanted = [ref for ref in refs if ref]
    last = Entry.objects.filter(ref__in=wanted).order_by("ref", "-version").distinct("ref")
    return {entry.ref: entry for entry in last}


def is_public(ref: str) -> bool:
    """Whether a thing is public now. One query."""
    entry = last_entry(ref)
    return entry is not None and entry.action not in OUT


def out_of(refs: Iterable[str]) -> dict[str, Entry]:
    """Those of the refs that were public and are no longer, with the entry that took them out. One query."""
    return {ref: entry for ref, entry in last_entries(refs).items() if entry.action in OUT}
