"""Postings: which rows have each value of a dimension, as sets of numbers that a process keeps.

SQL takes seconds to count a million rows by a dozen dimensions; sets of numbers, cut with that of a selection, take
milliseconds. They are an index like the others: made from index rows when a dimension is first counted, brought to the
newest entry before every use, gone with the process. They hold what is public now, which is nearly all that facets of a
past moment count; the rest of that, and a small record, are counted in SQL.
"""

from array import array
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from sys import byteorder
from threading import RLock
from typing import Any

from django.db.models import Q, QuerySet
from pyroaring import BitMap

from record import ledger
from record.dimensions import Cut, Dimension, Sql, embedded, fetched, survivors, told
from record.models import Entry, IncidentIndex, MergeIndex, StatementIndex, ThingIndex
from record.moments import Moment

LARGE = 20_000  # entries of a record from which on its rows are counted so
MOST_CHANGES = 5_000  # entries that are followed one by one; after more of them all is made anew
MOST_SELECTIONS = 64
# Milliseconds; a million incidents take half a second for most dimensions, and four for actors.
TO_READ_ALL = 60_000
# Of things, those whose kind has sets: numbers are those of a kind.
KIND = {IncidentIndex: "incident", ThingIndex: "source"}
PREFIX = {index: ledger.PREFIXES[kind] for index, kind in {**KIND, StatementIndex: "statement"}.items()}
FOLDING = ("merged", "reinstated")  # of an actor: under which number it is counted from then on
HEADS = 2  # while something is published, some requests still read the state before it

Head = tuple[int, str]  # number and hash of an entry: a chain of hashes says what all entries before it are
Values = dict[str, BitMap]
LOCK = RLock()  # round what is kept, never round a question to the database
FOLLOWING = RLock()  # what one thread brings to a new entry, others at that entry wait for


@dataclass
class Postings:
    """The sets of one index at one entry: of each dimension that was asked for, and of the last selections."""

    index: Any
    using: str
    head: Head
    made: int  # the first key of the index's rows: another one after `rebuild_index`, which writes no entry
    dimensions: dict[Dimension, Values] = field(default_factory=dict)
    selections: OrderedDict[str, BitMap] = field(default_factory=OrderedDict)
    making: Any = field(default_factory=RLock)  # a dimension that one thread makes, others wait for

    @property
    def moment(self) -> Moment:
        return Moment(self.head[0], now=True)

    @property
    def everything(self) -> QuerySet:
        rows = self.index.objects.using(self.using).at(self.moment)
        return rows.filter(kind=KIND[ThingIndex]) if self.index is ThingIndex else rows

    def of(self, dimension: Dimension) -> Values:
        """Value to the rows that have it; one query the first time."""
        if dimension.cut:
            return self.cut(dimension.cut)
        if dimension not in self.dimensions:
            with self.making:
                if dimension not in self.dimensions:
                    with unhurried(self.using):
                        made = read(dimension, self.everything, self.moment)
                    with LOCK:
                        self.dimensions[dimension] = made
        return self.dimensions[dimension]

    def cut(self, cut: Cut) -> Values:
        """The sets that what was asked leaves of another dimension's."""
        found: dict[str, list[BitMap]] = {}
        for value, own in self.of(cut.of).items():
            role, _, who = value.partition("=")
            if role in cut.roles or who in cut.who:
                found.setdefault(who if cut.roles else role, []).append(own)
        sets = {value: own[0] if len(own) == 1 else BitMap.union(*own) for value, own in found.items()}
        if not cut.within:
            return sets
        within = self.of(cut.within)
        return {value: own & within[value] for value, own in sets.items() if value in within}

    def selected(self, rows: QuerySet) -> BitMap:
        """The numbers of selected rows; one query for each other selection, and nobody waits for that of somebody else."""
        selection = embedded(rows, "number")
        key = repr(selection)
        with LOCK:
            found = self.selections.get(key)
        if found is None:
            found = numbers(selection, rows.db)
            with LOCK:
                self.selections[key] = found
                if len(self.selections) > MOST_SELECTIONS:
                    self.selections.popitem(last=False)
        return found

    def changed(self, entries: list[tuple[str, str, str]]) -> "BitMap | None":
        """The rows that some entries may have changed, given as kind, ref and action; None if that cannot be told."""
        if any(action == "expunged" for *_, action in entries):
            return None
        if own := KIND.get(self.index):
            return BitMap(number(ref) for kind, ref, _ in entries if kind == own)
        homes = [ref for kind, ref, _ in entries if kind in ("incident", "episode")]
        said = StatementIndex.objects.using(self.using).filter(home__in=homes)
        return BitMap(said.values_list("number", flat=True))

    def followed(self, head: Head) -> "Postings":
        """The same at a later entry. A few queries, and one for each dimension."""
        fresh = Postings(self.index, self.using, head, self.made)
        known = Entry.objects.using(self.using)
        entries = known.filter(number__gt=self.head[0]).values_list("kind", "ref", "action")[
            : MOST_CHANGES + 1
        ]
        found = list(entries)
        if len(found) > MOST_CHANGES or not known.filter(number=self.head[0], sha256=self.head[1]).exists():
            return fresh
        changed = self.changed(found)
        if changed is None:
            return fresh
        refolded = any(kind == "actor" and action in FOLDING for kind, _, action in found)
        rows = fresh.everything.filter(ref__in=[f"{PREFIX[self.index]}-{one}" for one in changed])
        with LOCK:
            made = dict(self.dimensions)
        for dimension, values in made.items():
            if not (refolded and dimension.folded):
                fresh.dimensions[dimension] = replaced(values, changed, read(dimension, rows, fresh.moment))
        return fresh


KEPT: dict[Any, list[Postings]] = {}  # the newest first


def serve(moment: Moment | None) -> bool:
    """Whether what is asked at a moment is counted by postings."""
    return moment is not None and moment.now and moment.entry >= LARGE


def countable(dimension: Dimension) -> bool:
    """Whether a dimension has sets, or a part of another's; else it depends on what was asked and is counted in SQL."""
    return not dimension.values or dimension.cut is not None


def count_for(dimension: Dimension, moment: Moment | None, using: str) -> bool:
    """Whether facets of a moment, also of a past one, are counted by postings. One query for actors of the past."""
    if moment is None or moment.entry < LARGE or not countable(dimension):
        return False
    return moment.now or not (dimension.folded and merged_since(moment, using))


def merged_since(moment: Moment, using: str) -> bool:
    """Whether any actor is counted under another number now than at a past moment. One query."""
    merges = MergeIndex.objects.using(using)
    return merges.filter(Q(since__gt=moment.entry) | Q(until__gt=moment.entry)).exists()


def at_the_head(index: Any, using: str) -> Postings:
    """The postings of an index as the record stands in this snapshot; two queries if nothing was published since."""
    newest = Entry.objects.using(using).order_by("-number").values_list("number", "sha256")
    head = newest.first() or (0, "")
    made = index.objects.using(using).order_by("pk").values_list("pk", flat=True).first() or 0
    found = kept_at(index, head, made)
    if found is None:
        with FOLLOWING:
            found = kept_at(index, head, made) or made_at(index, using, head, made)
    return found


def kept_at(index: Any, head: Head, made: int) -> Postings | None:
    with LOCK:
        return next((one for one in KEPT.get(index, []) if (one.head, one.made) == (head, made)), None)


def made_at(index: Any, using: str, head: Head, made: int) -> Postings:
    """New ones: followed from those before, or empty."""
    kept = [one for one in KEPT.get(index, []) if one.made == made]
    follows = kept and kept[0].head < head
    found = kept[0].followed(head) if follows else Postings(index, using, head, made)
    with LOCK:
        KEPT[index] = [found, *kept[: HEADS - 1]]
    return found


def counts(selections: dict[str, QuerySet], dimensions: Mapping[str, Dimension]) -> dict[str, dict[str, int]]:
    """Dimension to value to the number of selected rows that have it."""
    heads = {rows.model: rows.db for rows in selections.values()}
    kept = {index: at_the_head(index, using) for index, using in heads.items()}
    found = {}
    for name, rows in selections.items():
        selected = kept[rows.model].selected(rows)
        values = kept[rows.model].of(dimensions[name]).items()
        sizes = ((value, own.intersection_cardinality(selected)) for value, own in values)
        found[name] = {value: n for value, n in sizes if n}
    return found


def met(rows: QuerySet, dimension: Dimension) -> list[str]:
    """The values that any selected row has."""
    kept = at_the_head(rows.model, rows.db)
    selected = kept.selected(rows)
    return [value for value, own in kept.of(dimension).items() if own.intersect(selected)]


def size(rows: QuerySet) -> int:
    """How many rows are selected."""
    return len(at_the_head(rows.model, rows.db).selected(rows))


def number(ref: str) -> int:
    return int(ref.rpartition("-")[2])


@contextmanager
def unhurried(using: str) -> Iterator[None]:
    """Leaves a statement more time than a request has: it is asked once in the life of a process, not once by each reader.

    PostgreSQL is not to remember the values of one row for the next: hardly two rows have the same.
    """
    with told(using, statement_timeout=TO_READ_ALL, enable_memoize="off"):
        yield


def read(dimension: Dimension, rows: QuerySet, moment: Moment) -> Values:
    """The sets of a dimension over some rows; one query."""
    tables = survivors(moment) if dimension.folded else {}
    selected = embedded(rows, *dict.fromkeys(["number", dimension.column, dimension.beside]))
    body = Sql(
        f"SELECT {dimension.value} AS value, string_agg(int4send(r.number), '')"  # noqa: S608 - our own names
        f" FROM ({selected.text}) AS r {dimension.rows} WHERE {dimension.value} <> '' GROUP BY value",
        selected.values,
    )
    return {value: unpacked(packed) for value, packed in fetched(tables, body, rows.db)}


def numbers(selection: Sql, using: str) -> BitMap:
    """The numbers that a statement gives; one query."""
    body = Sql(f"SELECT string_agg(int4send(number), '') FROM ({selection.text}) AS r", selection.values)  # noqa: S608
    ((packed,),) = fetched({}, body, using)
    return unpacked(packed or b"")


def unpacked(packed: bytes) -> BitMap:
    """The numbers that int4send wrote, four bytes each, the highest byte first."""
    found = array("I", bytes(packed))
    if byteorder == "little":
        found.byteswap()
    return BitMap(found)


def replaced(values: Values, changed: BitMap, now: Values) -> Values:
    """The sets without the rows that changed, and with those that they have now; the old ones stay as they were."""
    kept = {value: own - changed if own.intersect(changed) else own for value, own in values.items()}
    return {value: own for value, own in joined(kept, now) if own}


def joined(kept: Values, now: Values) -> Iterator[tuple[str, BitMap]]:
    names: Iterable[str] = kept.keys() | now.keys()
    for value in names:
        both = [sets[value] for sets in (kept, now) if value in sets]
        yield value, BitMap.union(*both)
