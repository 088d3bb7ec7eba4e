"""What differs between two JSON documents, field by field, for an editor or reader to look through.

Items of a list are matched so that one more statement does not make all later ones look changed:

- dicts by their `ref`, else their `id`, else what the caller's `key(field, item)` returns for the list of
  that field; items that repeat an identity are matched in order, as are those that have none;
- texts, numbers and truth values by equality;
- everything else (dicts without identity, lists, mixtures) by position, after what is equal at both ends.

diff(old, new) is empty exactly when both have the same canonical text. diff(new, old) holds the same changes
turned round. 1 and true differ.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any, Literal

Key = Callable[[str, dict[str, Any]], str | None]
Name = Callable[[Any], object]
Compare = Callable[[Any, Any, str], Iterator["Change"]]
Identity = tuple[object, int]  # what an item is known by, and the how-manieth of that name it is


@dataclass(frozen=True)
class Change:
    """One difference.

    `path` is for people: `date.edtf`, `statements[ST-3].stance`, `themes[0]` (the index in the list that has
    the item), "" for the whole. `old` is None for what was added, `new` for what was removed. `moved` names a
    list whose remaining items changed their order; old and new are then the order of their names.
    """

    path: str
    kind: Literal["added", "removed", "changed", "moved"]
    old: Any
    new: Any


def diff(old: Any, new: Any, key: Key | None = None) -> list[Change]:
    """All differences, fields in alphabetical order. `key` names list items that carry no ref and no id."""
    return list(_compare(old, new, "", "", key or _no_key))


def changed_fields(old: dict[str, Any], new: dict[str, Any]) -> list[str]:
    """The sorted names of the top-level fields that were added, removed or changed."""
    return [
        name
        for name in sorted(old.keys() | new.keys())
        if name not in old or name not in new or not _equal(old[name], new[name])
    ]


def _no_key(field: str, item: dict[str, Any]) -> None:
    return None


def _compare(old: Any, new: Any, path: str, field: str, key: Key) -> Iterator[Change]:
    if isinstance(old, dict) and isinstance(new, dict):
        yield from _compare_dicts(old, new, path, key)
    elif isinstance(old, list) and isinstance(new, list):
        compare_items = partial(_compare, field=field, key=key)
        name = _identity([*old, *new], field, key)
        if name:
            yield from _compare_named(old, new, path, name, compare_items)
        else:
            yield from _compare_positions(old, new, path, compare_items)
    elif not _equal(old, new):
        yield Change(path, "changed", old, new)


def _equal(old: Any, new: Any) -> bool:
    """Equal as JSON: Python alone would take 1 for true, also inside lists."""
    if isinstance(old, dict) and isinstance(new, dict):
        return old.keys() == new.keys() and all(_equal(old[name], new[name]) for name in old)
    if isinstance(old, list) and isinstance(new, list):
        return len(old) == len(new) and all(map(_equal, old, new))
    return isinstance(old, bool) == isinstance(new, bool) and bool(old == new)


def _compare_dicts(old: dict[str, Any], new: dict[str, Any], path: str, key: Key) -> Iterator[Change]:
    for name in sorted(old.keys() | new.keys()):
        place = f"{path}.{name}" if path else name
        if name not in old:
            yield Change(place, "added", None, new[name])
        elif name not in new:
            yield Change(place, "removed", old[name], None)
        else:
            yield from _compare(old[name], new[name], place, name, key)


def _identity(items: list[Any], field: str, key: Key) -> Name | None:
    """How the items of both versions of a list are known; None if only their position tells them apart."""
    if items and not any(isinstance(item, dict | list) for item in items):
        return lambda item: (isinstance(item, bool), item)

    def name_of(item: dict[str, Any]) -> str | None:
        for own in (item.get("ref"), item.get("id")):
            if isinstance(own, str | int) and own != "":
                return str(own)
        return key(field, item)

    if all(isinstance(item, dict) for item in items) and any(name_of(item) is not None for item in items):
        return name_of
    return None


def _numbered(items: list[Any], name: Name) -> dict[Identity, int]:
    """Each item's identity, in order, with its index."""
    seen: Counter[object] = Counter()
    found = {}
    for index, item in enumerate(items):
        known_as = name(item)
        seen[known_as] += 1
        found[known_as, seen[known_as]] = index
    return found


def _compare_named(
    old: list[Any], new: list[Any], path: str, name: Name, compare: Compare
) -> Iterator[Change]:
    was, now = _numbered(old, name), _numbered(new, name)
    for identity, index in now.items():
        place = f"{path}[{_label(identity, index)}]"
        if identity in was:
            yield from compare(old[was[identity]], new[index], place)
        else:
            yield Change(place, "added", None, new[index])
    for identity, index in was.items():
        if identity not in now:
            yield Change(f"{path}[{_label(identity, index)}]", "removed", old[index], None)
    stayed_was = [identity for identity in was if identity in now]
    stayed_now = [identity for identity in now if identity in was]
    if stayed_was != stayed_now:
        yield Change(path, "moved", _order(stayed_was), _order(stayed_now))


def _label(identity: Identity, index: int) -> str:
    known_as, nth = identity
    if isinstance(known_as, tuple):  # a text or number: its place says more than its value again
        return str(index)
    if known_as is None:
        return f"#{nth}"
    return f"{known_as}#{nth}" if nth > 1 else str(known_as)


def _order(identities: list[Identity]) -> list[Any]:
    return [known[1] if isinstance(known, tuple) else _label((known, nth), 0) for known, nth in identities]


def _compare_positions(old: list[Any], new: list[Any], path: str, compare: Compare) -> Iterator[Change]:
    shorter = min(len(old), len(new))
    head = 0
    while head < shorter and _equal(old[head], new[head]):
        head += 1
    tail = 0
    while tail < shorter - head and _equal(old[-1 - tail], new[-1 - tail]):
        tail += 1
    old_end, new_end = len(old) - tail, len(new) - tail
    for index in range(head, max(old_end, new_end)):
        place = f"{path}[{index}]"
        if index >= old_end:
            yield Change(place, "added", None, new[index])
        elif index >= new_end:
            yield Change(place, "removed", old[index], None)
        else:
            yield from compare(old[index], new[index], place)
