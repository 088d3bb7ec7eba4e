"""Counts made slowly and plainly from the documents, entry by entry: what facets and series are held against."""

from collections import Counter
from contextlib import contextmanager
from datetime import date
from functools import lru_cache

from lib import canonical
from record.models import Document, Entry, IncidentIndex
from tests.make import publish_article
from tests.once import undone_after

OUT = ("retracted", "merged", "expunged")


@contextmanager
def article_published(blocker):
    """The founding article as the importer publishes it, for a whole file; undone after it."""
    with undone_after(blocker):
        publish_article()
        yield


def incidents(at: int | None = None) -> dict[str, dict]:
    """The documents of all incidents that were public after entry `at` (none: now), by ref."""
    return {ref: row for ref, row in read("incident", at).items() if "merged_into" not in row}


def read(kind: str, at: int | None) -> dict[str, dict]:
    head = Entry.objects.order_by("number").last()
    return read_up_to(head.sha256 if head else "", kind, at)


@lru_cache(maxsize=20)
def read_up_to(head: str, kind: str, at: int | None) -> dict[str, dict]:
    """As `read`, remembered for a record with this head; nobody writes to what it returns."""
    found: dict[str, dict] = {}
    texts = dict(Document.objects.values_list("entry", "text"))
    for entry in Entry.objects.filter(kind=kind).order_by("number"):
        if at is not None and entry.number > at:
            break
        found.pop(entry.ref, None)
        if entry.action not in OUT or entry.action == "merged":
            found[entry.ref] = canonical.loads(texts[entry.number])
    return found


def lives_on_as(ref: str, at: int | None) -> str:
    """An actor's ref after all merges."""
    actors = read("actor", at)
    while "merged_into" in actors.get(ref, {}):
        ref = actors[ref]["merged_into"]
    return ref


def values(name: str, ref: str, document: dict, at: int | None = None) -> set[str]:
    """The values of one dimension in one document."""
    return {str(value) for value in READERS[name](document, ref, at) if value not in (None, "")}


def countries(document, ref, at):
    parties = [code for code in document["initiators"] + document["targets"] if len(code) == 3]
    return parties + [row["country"] for row in document["participants"] if row["through"] != "private"]


def pairs(document, ref, at):
    return [f"{a}>{b}" for a in document["initiators"] for b in document["targets"] if a != b]


def actors(document, ref, at):
    people = [row["actor"] for row in document["participants"]]
    people += [row["speaker"] for row in document["statements"]]
    people += [position["actor"] for claim in document["claims"] for position in claim["positions"]]
    return [lives_on_as(person["ref"], at) for person in people if person and person["ref"]]


def denied_by(document, ref, at):
    refs = [lives_on_as(row["ref"], at) for row in document["denied_by"] if row["ref"]]
    return refs + [party for row in document["denied_by"] for party in row["parties"]]


def sources(document, ref, at):
    parts = document["participants"] + document["statements"] + document["claims"]
    parts = parts + [position for claim in document["claims"] for position in claim["positions"]]
    return [row["source"] for row in document["citations"]] + [ref for row in parts for ref in row["sources"]]


def groupings(document, ref, at):
    """Who was a member on which day is the business of tests of the index; here it is only counted."""
    row = IncidentIndex.objects.filter(ref=ref, since__lte=at or 10**9).order_by("-since").first()
    return row.groupings


READERS = {
    "country": countries,
    "initiator": lambda document, ref, at: document["initiators"],
    "target": lambda document, ref, at: document["targets"],
    "directed_dyad": pairs,
    "dyad": lambda document, ref, at: [
        "-".join(sorted(pair.split(">"))) for pair in pairs(document, ref, at)
    ],
    "grouping": groupings,
    "actor": actors,
    "role": lambda document, ref, at: [row["role"] for row in document["participants"]],
    "through": lambda document, ref, at: [row["through"] for row in document["participants"]],
    "denied_by": denied_by,
    "place_country": lambda document, ref, at: [document["place"]["country"]],
    "type_group": lambda document, ref, at: [document["type"][0]],
    "type": lambda document, ref, at: [document["type"]],
    "theme": lambda document, ref, at: document["themes"],
    "step": lambda document, ref, at: [document["hostility"]["step"]],
    "level": lambda document, ref, at: [document["hostility"]["level"]],
    "certainty": lambda document, ref, at: [document["certainty"]],
    "nature": lambda document, ref, at: [document["nature"]],
    "status": lambda document, ref, at: [document["status"]],
    "source": sources,
    "none": lambda document, ref, at: ["all"],
}


def counts(name: str, documents: dict[str, dict], at: int | None = None) -> dict[str, int]:
    """Value to number of documents that have it."""
    return dict(
        Counter(value for ref, document in documents.items() for value in values(name, ref, document, at))
    )


# --- series -------------------------------------------------------------------------------------------------------


def period_of(day: date, period: str) -> str:
    if period == "week":
        year, week, _ = day.isocalendar()
        return f"{year:04}-W{week:02}"
    if period == "quarter":
        return f"{day.year:04}-Q{(day.month + 2) // 3}"
    return f"{day.year:04}-{day.month:02}" if period == "month" else f"{day.year:04}"


def fate(document: dict, period: str, has_value: bool, counted_only: bool) -> str:
    """Where an incident goes: the name of a period in brackets, or why it goes nowhere."""
    first, last = (document["date"][name] for name in ("earliest", "latest"))
    if counted_only and not document["counted"]:
        return "not_counted"
    if not first and not last:
        return "undated"
    named = {period_of(date.fromisoformat(day), period) for day in (first, last) if day}
    if len(named) > 1 or not (first and last):
        return "spread"
    return f"[{named.pop()}]" if has_value else "without_value"


def series(period: str, split: str, documents: dict[str, dict], counted_only: bool, at: int | None = None):
    """(totals, {(value, period): (count, highest level, its step)})."""
    totals: Counter = Counter()
    cells: dict[tuple[str, str], list[dict]] = {}
    for ref, document in documents.items():
        found = values(split, ref, document, at)
        went = fate(document, period, bool(found), counted_only)
        totals["placed" if went.startswith("[") else went] += 1
        if went.startswith("["):
            for value in found:
                cells.setdefault((value, went.strip("[]")), []).append(document["hostility"])
    rows = {}
    for key, levels in cells.items():
        gravest = max(levels, key=lambda one: one["level"])
        rows[key] = (len(levels), gravest["level"], gravest["step"])
    return totals, rows
