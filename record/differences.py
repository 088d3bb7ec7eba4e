"""What differs between two documents of one thing, its parts matched by what they are known by. For readers and editors alike."""

from typing import Any

from lib.jsondiff import Change, changed_fields, diff


def between(old: dict, new: dict) -> list[Change]:
    """Every difference; statements, claims and whatever else has a number are matched by it, the rest as `key` says."""
    return diff(old, new, key=key)


def unchanged(old: dict, new: dict) -> int:
    """How many fields of the thing itself are the same in both."""
    return len(old.keys() | new.keys()) - len(changed_fields(old, new))


def key(field: str, item: dict[str, Any]) -> str | None:
    """What an item of a list is known by when it has no ref of its own."""
    who = item.get("actor") or {}
    named = who.get("name") if isinstance(who, dict) else who
    if field in ("participants", "participations"):
        return f"{item.get('role')} {item.get('country') or named or item.get('thing') or 'not known'}"
    if field == "positions":
        return f"{named} {item.get('position')}"
    for name in ("code", "source", "country", "language"):
        if item.get(name):
            return " ".join(str(item[part]) for part in (name, "by") if item.get(part))
    return None
