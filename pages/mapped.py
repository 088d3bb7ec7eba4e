"""The incidents on a map: who acts on whom between capitals, and the same numbers as a table."""

from dataclasses import dataclass, replace

from django.db.models import Q
from django.utils.safestring import SafeString
from django.utils.translation import ngettext

from lib import canonical
from pages import signs
from pages.charts import map as charts
from pages.charts.land import LIGHT
from pages.facets import counts, pairs
from pages.kept import kept
from pages.numerals import grouped
from pages.rail import Facet
from pages.rows import naming, step_words
from pages.selection import CONTROLS, Selection
from pages.weight import weight
from record.acting import Acts, acting
from record.codebook import Codebook

MOST = 40  # pairs
MOST_PAIRS = 100_000  # whose numbers are compared with those of their lists
MOST_ON_HOME = 20
MOST_PLACES = 12
MOST_JOINT = 200  # acts of several together that are told apart by who else took part


@dataclass(frozen=True)
class Overview:
    """The map of the whole record with what stands beside it: its pairs, and acts of several together, which have no line."""

    drawings: list[tuple[str, SafeString]]
    pairs: list[dict]
    joint: list[dict]
    on_map: int
    not_counted: int
    left_out: list[str]


def overview(selection: Selection, count: int) -> Overview:
    """The map of the home page; kept until something is published, because it reads the whole record. Two queries."""

    def make() -> Overview:
        found = acting(selection.rows, MOST_ON_HOME)
        lines = [line(acts, selection.book) for acts in found.pairs]
        drawn = [one for one in lines if one]
        return Overview(
            charts.drawings(drawn, LIGHT),
            listed(found.pairs, selection),
            together(found.joint, selection),
            found.incidents,
            count - found.incidents,
            left_out(found.of - len(found.pairs), len(lines) - len(drawn), found.without_pair),
        )

    return kept(selection.moment, ["overview", count], make)


def context(selection: Selection, count: int, facet_list: list[Facet]) -> dict:
    """Four queries: the pairs, those that are listed, where it happened, and how much stands behind it."""
    book = selection.book
    found = acting(selection.rows, MOST)
    lines = [line(acts, book) for acts in found.pairs]
    drawn = [one for one in lines if one]
    asked: list[object] = ["map", selection.address(**dict.fromkeys(CONTROLS))]
    places = counts({"place_country": selection.rows}, selection.moment)["place_country"]
    return {
        "drawings": kept(selection.moment, asked, lambda: charts.drawings(drawn)),
        "pair_rows": listed(found.pairs, selection),
        "joint_rows": together(found.joint, selection),
        "left_out": left_out(found.of - len(found.pairs), len(lines) - len(drawn), found.without_pair),
        "not_counted": count - found.incidents,
        "on_map": found.incidents,
        "behind": weight(selection.filters),
        "where": [
            {
                "name": naming(book)(code).name,
                "n": n,
                "address": selection.address(place_country=code, view=None),
            }
            for code, n in list(places.items())[:MOST_PLACES]
        ],
        "steps": [signs.level(step, word) for step, word in step_words(book).items()],
    }


def line(acts: Acts, book: Codebook) -> charts.Line | None:
    """A line between two capitals; none where a party has no capital, as an organisation has none, or both the same."""
    start, end = (place(codes[0], book) for codes in (acts.initiators, acts.targets))
    if not start or not end or (start.longitude, start.latitude) == (end.longitude, end.latitude):
        return None
    party = naming(book)
    words = ngettext(
        "%(by)s on %(on)s: %(n)s incident, at most %(step)s",
        "%(by)s on %(on)s: %(n)s incidents, at most %(step)s",
        acts.n,
    )
    label = words % {
        "by": party(acts.initiators[0]).name,
        "on": party(acts.targets[0]).name,
        "n": grouped(acts.n),
        "step": f"{acts.step} {step_words(book).get(acts.step, '')}".strip(),
    }
    return charts.Line(start, end, acts.n, acts.step, bool(acts.doubt), label)


def place(code: str, book: Codebook) -> charts.Place | None:
    row = book.countries.get(code) or {}
    capital = row.get("capital")
    if not capital or capital["latitude"] is None:
        return None
    short = row["alpha2"] or code
    at = float(capital["longitude"]), float(capital["latitude"])
    return charts.Place(code, capital["name"], short, *at, naming(book)(code).name)


def listed(found: list[Acts], selection: Selection) -> list[dict]:
    """Lines of the table, each with the list of its incidents where a filter selects just these. One query.

    The filter takes acts of several states together too, and no act that a state is only said to have done.
    """
    counted = selection.rows.filter(counted=True)
    known = dict(pairs(counted, selection.moment, MOST_PAIRS)) if found else {}
    return [pair(acts, selection, known) for acts in found]


def together(found: list[Acts], selection: Selection) -> list[dict]:
    """Acts of several together, with those who took part and stand for no state. One query if there are any.

    Acts of the same states with others at their side are lines of their own; of very many, the states alone are named.
    """
    if not found:
        return []
    same = Q()
    for acts in found:
        same |= Q(initiators=list(acts.initiators), targets=list(acts.targets))
    rows = list(selection.rows.filter(same, counted=True).order_by().defer("search")[: MOST_JOINT + 1])
    if len(rows) > MOST_JOINT:
        return [pair(acts, selection, {}) for acts in found]
    lines: dict[tuple, dict] = {}
    for one in sorted(rows, key=lambda row: -row.level):
        dyad = replace(signs.dyad(canonical.loads(one.card), naming(selection.book)), hosts=())
        level = signs.level(one.step, step_words(selection.book).get(one.step, ""))
        sides = tuple(one.initiators), tuple(one.targets), dyad.names, dyad.aims
        line = lines.setdefault(sides, {"dyad": dyad, "n": 0, "level": level})
        line["n"] += 1
        if not dyad.doubted:
            line["dyad"] = dyad  # of several acts the sign says what is in doubt about all
    return sorted(lines.values(), key=lambda line: -line["n"])


def pair(acts: Acts, selection: Selection, known: dict[str, int]) -> dict:
    party = naming(selection.book)
    by, on = ([party(code) for code in codes] for codes in (acts.initiators, acts.targets))
    directed = f"{','.join(acts.initiators)}>{','.join(acts.targets)}"
    return {
        "dyad": signs.on(by, on, acts.doubt),
        "n": acts.n,
        "level": signs.level(acts.step, step_words(selection.book).get(acts.step, "")),
        "address": selection.address(dyad=directed, counted="1", view=None, cursor=None)
        if known.get(directed) == acts.n
        else "",
    }


def left_out(quieter: int, without_capital: int, without_pair: int) -> list[str]:
    """What is not drawn, in words."""
    found = []
    if quieter > 0:
        found.append(ngettext("%s less busy pair", "%s less busy pairs", quieter) % grouped(quieter))
    if without_capital:
        words = ngettext(
            "%s pair with a party that has no capital",
            "%s pairs with a party that has no capital",
            without_capital,
        )
        found.append(words % grouped(without_capital))
    if without_pair:
        words = ngettext(
            "%s incident that names no two parties", "%s incidents that name no two parties", without_pair
        )
        found.append(words % grouped(without_pair))
    return found
