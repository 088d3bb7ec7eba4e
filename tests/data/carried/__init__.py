"""Where every value of the coded article is in the interchange file made from it: one rule for each key."""

from tests.data.carried import actors, incidents, relations, sources, statements
from tests.data.carried.walk import RECORDS, Carried, Leaf, leaves

RULES = sources.RULES | actors.RULES | incidents.RULES | statements.RULES | relations.RULES

__all__ = ["RULES", "arrived", "complaints"]


def arrived(leaf: Leaf, carried: Carried) -> bool:
    """Whether the value is where its rule says; nothing of a record that is not there has arrived."""
    lost = leaf.path.split("[")[0] in RECORDS and not carried.get(leaf.record["id"])
    return not lost and RULES[leaf.path](leaf, carried)


def complaints(coded: dict, file: dict) -> list[str]:
    """A sentence for every coded value that is not where its rule says."""
    carried = Carried(file, coded)
    return [
        f"{leaf.record.get('id', '')} {leaf.path}: {leaf.value!r} is not where it should be".strip()
        for leaf in leaves(coded)
        if not arrived(leaf, carried)
    ]
