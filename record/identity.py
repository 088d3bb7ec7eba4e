"""One actor or incident, several refs: whom a ref stands for at a moment, after all merges up to it."""

from collections.abc import Iterable

from record.models import MergeIndex
from record.moments import Moment


def survivors(refs: Iterable[str], moment: Moment) -> dict[str, str]:
    """The ref under which each one lives at a moment; its own if it was not merged. One query per step of a chain."""
    found = {ref: ref for ref in refs}
    ahead = set(found)
    while steps := dict(MergeIndex.objects.at(moment).filter(ref__in=ahead).values_list("ref", "into")):
        found = {ref: steps.get(now, now) for ref, now in found.items()}
        ahead = set(steps.values())
    return found


def all_refs(refs: Iterable[str], moment: Moment) -> set[str]:
    """Every ref that stands for the same actors or incidents at a moment, whichever of them is given."""
    found = set(survivors(refs, moment).values())
    return found | predecessors(found, moment)


def predecessors(refs: Iterable[str], moment: Moment) -> set[str]:
    """The refs of those that were merged into one of these, step by step. One query per step of a chain."""
    found: set[str] = set()
    ahead = set(refs)
    while ahead:
        merged = MergeIndex.objects.at(moment).filter(into__in=ahead).values_list("ref", flat=True)
        ahead = set(merged) - found
        found |= ahead
    return found
