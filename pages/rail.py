"""The filter rail: for each facet its options, with how many incidents each would leave, and the brush over the dates."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.utils.text import capfirst

from lib.sorting import sort_key
from pages import facets, signs
from pages.charts import brush
from pages.language_names import language_name
from pages.rows import naming, step_words
from pages.selection import CONTROLS, OF_PAGES, SCALES, Selection
from record.codebook import Codebook, label
from record.reading import things

MOST = {"country": 20}  # options of one facet, else MOST_OFFERED; the others are found by their names
MOST_OFFERED = 10
OF_ACTORS = ("actor", "speaker")
OF_PARTIES = ("country", "initiator", "target")
DATES = ("from", "to", "dates")


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
    """One filter with its options: the first few, and the rest behind a fold; so many more occur and are not offered."""

    name: str
    title: str
    hint: str
    folded: bool  # closed until something in it is chosen
    options: list[Option]
    rest: list[Option] = field(default_factory=list)
    left_out: int = 0
    counts: dict[str, int] = field(default_factory=dict)  # of every value, offered or not

    @property
    def recorded(self) -> bool:
        """Whether its options are called as the record calls them, in its language."""
        return self.name in OF_ACTORS

    @property
    def all(self) -> list[Option]:
        return [*self.options, *self.rest]

    @property
    def chosen(self) -> int:
        return sum(option.chosen for option in self.all)

    @property
    def open(self) -> bool:
        return bool(self.options) and (not self.folded or self.chosen > 0)


def build(selection: Selection) -> list[Facet]:
    """All facets. One query for the counts, one for names of actors, one more for what there is at all if anything is filtered."""
    names, moment = selection.kind.facets, selection.moment
    own = {name: selection.without(name) for name in names}
    counts = facets.counts(own, moment, selection.filters.dimensions())
    everything = counts
    if selection.chosen:
        whole = dict.fromkeys(names, selection.everything)
        everything = facets.counts(whole, moment, selection.kind.dimensions)
    offered = {name: offer(name, selection, counts[name], everything[name]) for name in names}
    cards = things({ref for name in OF_ACTORS for ref in offered.get(name, ())}, moment)
    actors = {ref: card.get("name") or ref for ref, card in cards.items()}
    return [
        facet(name, selection, counts[name], offered[name], actors, len(everything[name])) for name in names
    ]


def offer(name: str, selection: Selection, counts: dict[str, int], everything: dict[str, int]) -> list[str]:
    """The values offered: those chosen, then what is most frequent in the selection, then in the whole record."""
    chosen = selection.values(name)
    known = values(name, selection, {*everything, *chosen})
    if name not in selection.kind.first:
        return list(known)
    ordered = sorted(
        known,
        key=lambda value: (value not in chosen, -counts.get(value, 0), -everything.get(value, 0), value),
    )
    return ordered[: MOST.get(name, MOST_OFFERED)]


def facet(
    name: str,
    selection: Selection,
    counts: dict[str, int],
    offered: list[str],
    actors: dict[str, str],
    occurring: int,
) -> Facet:
    chosen = set(selection.values(name))
    options = [
        option(name, value, counts.get(value, 0), value in chosen, selection, actors) for value in offered
    ]
    kind = selection.kind
    head = (name, str(kind.facets[name]), str(kind.hints.get(name, "")), name in kind.folded)
    first = kind.first.get(name)
    if first is None:
        return Facet(*head, options, counts=counts)
    options.sort(key=lambda one: (-one.n, sort_key(one.name)))
    at_hand = [one for place, one in enumerate(options) if place < first or one.chosen]
    rest = [one for one in options if one not in at_hand]
    return Facet(*head, at_hand, rest, max(0, occurring - len(options)), counts)


def brushed(selection: Selection) -> brush.Brush | None:
    """The histogram of what is selected but for the dates, over the days of the whole record. Two queries."""
    asked = selection.filters.form.cleaned_data
    ends = facets.days(selection.everything)
    if not ends:
        return None
    scale = brush.scale(*ends)
    counted = facets.by_period(selection.without(*DATES), scale.period, selection.moment)
    return brush.brush(scale, counted, asked.get("from"), asked.get("to"))


def values(name: str, selection: Selection, known: set[str]) -> Iterable[str]:
    """The values offered: whole scales in their order, of the rest what the record has."""
    if name == "step":
        return step_words(selection.book) or sorted(known)
    if name in SCALES:
        return selection.book.scales.get(SCALES[name], {}).get("by_code", {}) or sorted(known)
    return known


def option(
    name: str, value: str, n: int, chosen: bool, selection: Selection, actors: dict[str, str]
) -> Option:
    book = selection.book
    if name == "step":
        word = step_words(book).get(value, "")
        return Option(value, word, n, chosen, level=signs.level(value, word))
    if name == "certainty":
        word = book.scale_label("certainty", value)
        return Option(value, word, n, chosen, certainty=signs.Certainty(value, word))
    return Option(value, words(name, value, book, actors), n, chosen)


def words(name: str, value: str, book: Codebook, actors: dict[str, str]) -> str:
    """What a value is called."""
    if name in OF_ACTORS:
        return actors.get(value, value)
    if name in OF_PARTIES:
        return naming(book)(value).name
    if name in SCALES:
        return book.scale_label(SCALES[name], value)
    if name == "language":
        return capfirst(language_name(value))
    rows = book.types if name == "type" else book.themes
    return label(rows.get(value, {})) or value


def kept(selection: Selection) -> list[tuple[str, str]]:
    """Parameters that the rail has no field for; the form carries them on. The cursor goes, because the rows change."""
    in_rail = {*selection.kind.facets, "q", *DATES}
    carried = CONTROLS - {"cursor", "ordering"} - OF_PAGES
    return [
        (name, value)
        for name, values in selection.parameters.lists()
        for value in values
        if name not in in_rail and (name not in CONTROLS or name in carried)
    ]


def all_counts(facet_list: list[Facet]) -> str:
    """The counts of all facets for the script, which puts them beside the options that the page has."""
    return json.dumps({one.name: one.counts for one in facet_list}, separators=(",", ":"))
