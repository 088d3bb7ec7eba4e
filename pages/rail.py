"""The filter rail: for each facet its options, with how many incidents each would leave."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.utils.translation import gettext_lazy as _

from pages import facets, signs
from pages.rows import naming, step_words
from pages.selection import CONTROLS, Selection
from record.codebook import label

TITLES = {
    "country": _("Country"),
    "step": _("Hostility"),
    "type": _("Type of act"),
    "theme": _("Theme"),
    "certainty": _("Certainty"),
}
SHOWN_FIRST = {"country": 6, "type": 5, "theme": 7}
IN_RAIL = {*TITLES, "q", "from", "to", "dates"}


@dataclass(frozen=True)
class Option:
    """One value of a facet; `n` incidents would remain if it were the only one chosen in its facet."""

    value: str
    name: str
    n: int
    chosen: bool
    level: signs.Level | None = None
    certainty: signs.Certainty | None = None


@dataclass(frozen=True)
class Facet:
    """One filter with its options: the first few, and the rest behind a fold."""

    name: str
    title: str
    options: list[Option]
    rest: list[Option] = field(default_factory=list)

    @property
    def chosen(self) -> int:
        return sum(option.chosen for option in (*self.options, *self.rest))


def build(selection: Selection) -> list[Facet]:
    """All facets. One query for the counts, and one more for what there is at all if anything is filtered."""
    own = {name: selection.without(name) for name in TITLES}
    counts = facets.counts(own, selection.moment, selection.filters.dimensions())
    everything = counts
    if selection.chosen:
        everything = facets.counts(dict.fromkeys(TITLES, selection.everything), selection.moment)
    return [facet(name, selection, counts[name], everything[name]) for name in TITLES]


def facet(name: str, selection: Selection, counts: dict[str, int], everything: dict[str, int]) -> Facet:
    chosen = set(selection.values(name))
    options = [
        option(name, value, counts.get(value, 0), value in chosen, selection)
        for value in values(name, selection, {*everything, *chosen})
    ]
    first = SHOWN_FIRST.get(name)
    if first is None:
        return Facet(name, str(TITLES[name]), options)
    options.sort(key=lambda one: (-one.n, one.name))
    at_hand = [one for place, one in enumerate(options) if place < first or one.chosen]
    return Facet(name, str(TITLES[name]), at_hand, [one for one in options if one not in at_hand])


def values(name: str, selection: Selection, known: set[str]) -> Iterable[str]:
    """The values offered: whole scales in their order, of the rest what the record has."""
    if name == "step":
        return step_words(selection.book) or sorted(known)
    if name == "certainty":
        return selection.book.scales.get("certainty", {}).get("by_code", {}) or sorted(known)
    return known


def option(name: str, value: str, n: int, chosen: bool, selection: Selection) -> Option:
    book = selection.book
    if name == "step":
        word = step_words(book).get(value, "")
        return Option(value, word, n, chosen, level=signs.level(value, word))
    if name == "certainty":
        word = book.scale_label("certainty", value)
        return Option(value, word, n, chosen, certainty=signs.Certainty(value, word))
    if name == "country":
        return Option(value, naming(book)(value).name, n, chosen)
    rows = book.types if name == "type" else book.themes
    return Option(value, label(rows.get(value, {})) or value, n, chosen)


def kept(selection: Selection) -> list[tuple[str, str]]:
    """Parameters that the rail has no field for; the form carries them on. The cursor goes, because the rows change."""
    carried = CONTROLS - {"cursor", "ordering"}
    return [
        (name, value)
        for name, values in selection.parameters.lists()
        for value in values
        if name not in IN_RAIL and (name not in CONTROLS or name in carried)
    ]
