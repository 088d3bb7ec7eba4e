"""The incidents on a map: who acts on whom between capitals, and the same numbers as a table."""

from django.utils.translation import ngettext

from pages import signs
from pages.charts import map as charts
from pages.facets import counts
from pages.kept import kept
from pages.rail import Facet
from pages.rows import naming, step_words
from pages.selection import CONTROLS, Selection
from pages.weight import weight
from record.acting import Acts, acting
from record.codebook import Codebook

MOST = 40  # pairs
MOST_PLACES = 12


def context(selection: Selection, count: int, facet_list: list[Facet]) -> dict:
    """Three queries: the pairs, where it happened, and how much stands behind it."""
    book = selection.book
    found = acting(selection.rows, count, MOST)
    lines = [line(acts, book) for acts in found.pairs]
    drawn = [one for one in lines if one]
    asked: list[object] = ["map", selection.address(**dict.fromkeys(CONTROLS))]
    places = counts({"place_country": selection.rows}, selection.moment)["place_country"]
    documents, publishers = weight(selection.filters)
    return {
        "drawings": kept(selection.moment, asked, lambda: charts.drawings(drawn)),
        "pair_rows": [pair(acts, selection) for acts in found.pairs],
        "joint_rows": [pair(acts, selection) for acts in found.joint],
        "left_out": left_out(found.of - len(found.pairs), len(lines) - len(drawn), found.without_pair),
        "not_counted": count - found.incidents,
        "on_map": found.incidents,
        "documents": documents,
        "publishers": publishers,
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
        "%(by)s on %(on)s: %(n)d incident, at most %(step)s",
        "%(by)s on %(on)s: %(n)d incidents, at most %(step)s",
        acts.n,
    )
    label = words % {
        "by": party(acts.initiators[0]).name,
        "on": party(acts.targets[0]).name,
        "n": acts.n,
        "step": f"{acts.step} {step_words(book).get(acts.step, '')}".strip(),
    }
    return charts.Line(start, end, acts.n, acts.step, acts.doubted, label)


def place(code: str, book: Codebook) -> charts.Place | None:
    row = book.countries.get(code) or {}
    capital = row.get("capital")
    if not capital or capital["latitude"] is None:
        return None
    short = row["alpha2"] or code
    return charts.Place(code, capital["name"], short, float(capital["longitude"]), float(capital["latitude"]))


def pair(acts: Acts, selection: Selection) -> dict:
    """A line of the table."""
    party = naming(selection.book)
    by, on = ([party(code) for code in codes] for codes in (acts.initiators, acts.targets))
    single = len(by) == len(on) == 1
    return {
        "dyad": signs.Dyad(by, on, "dash" if acts.doubted else "to" if on else ""),
        "n": acts.n,
        "level": signs.level(acts.step, step_words(selection.book).get(acts.step, "")),
        "address": selection.address(dyad=f"{by[0].code}>{on[0].code}", view=None, cursor=None)
        if single
        else "",
    }


def left_out(quieter: int, without_capital: int, without_pair: int) -> list[str]:
    """What is not drawn, in words."""
    found = []
    if quieter > 0:
        found.append(ngettext("%d less busy pair", "%d less busy pairs", quieter) % quieter)
    if without_capital:
        words = ngettext(
            "%d pair with a party that has no capital",
            "%d pairs with a party that has no capital",
            without_capital,
        )
        found.append(words % without_capital)
    if without_pair:
        words = ngettext(
            "%d incident that names no two parties", "%d incidents that name no two parties", without_pair
        )
        found.append(words % without_pair)
    return found
