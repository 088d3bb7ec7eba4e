"""Ways on from a selection without rows: only those that lead to some."""

from itertools import combinations

from pages import facets
from pages.filter_names import FILTER_NAMES
from pages.selection import Selection

MOST = 6  # filters of which each two are tried together


def ways(selection: Selection, single: list[dict]) -> list[dict]:
    """What dropping one filter gives, where that gives any row; else what dropping two does. One query, none for the first."""
    return [way for way in single if way["n"]] or paired(selection)


def paired(selection: Selection) -> list[dict]:
    """Each two filters without which there are rows. All of them must hold at once, so more than two are rarely to blame."""
    names = list(dict.fromkeys(name for name, _value in selection.chosen))[:MOST]
    pairs = (
        {f"{one} {other}": (one, other) for one, other in combinations(names, 2)} if len(names) > 2 else {}
    )
    counts = facets.how_many({key: selection.without(*pair) for key, pair in pairs.items()}, selection.moment)
    return [
        {
            "name": FILTER_NAMES.get(one, one),
            "other": FILTER_NAMES.get(other, other),
            "n": counts[key],
            "address": selection.address(**{one: None, other: None, "cursor": None}),
        }
        for key, (one, other) in pairs.items()
        if counts[key]
    ]
