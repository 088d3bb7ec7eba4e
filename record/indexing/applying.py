"""What one entry changes in the indexes."""

from collections.abc import Collection, Iterable
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Q

from lib import canonical
from record import codebook
from record.indexing.incidents import incident_row, pair_rows
from record.indexing.statements import statement_rows
from record.indexing.things import actor_row, coverage_row, episode_row, link_row, source_row
from record.models import (
    CoverageIndex,
    Document,
    Entry,
    IncidentIndex,
    LinkIndex,
    MergeIndex,
    PairIndex,
    StatementIndex,
    ThingIndex,
)
from record.moments import Moment

# The index that has one row for each version of a kind.
OWN: dict[str, Any] = {
    "incident": IncidentIndex,
    "actor": ThingIndex,
    "source": ThingIndex,
    "episode": ThingIndex,
    "coverage": CoverageIndex,
    "link": LinkIndex,
}
HOMES = ("incident", "episode")


def apply(entry: Entry, document: dict | None) -> None:
    """Brings the indexes from the entry before to this one; `document` is its document, if it has one that is a version."""
    if entry.kind == "codebook":
        return
    for index, rows in parts(entry):
        index.objects.filter(rows, until__isnull=True).update(until=entry.number)
    MergeIndex.objects.filter(ref=entry.ref, until__isnull=True).update(until=entry.number)
    if entry.action == "expunged":
        forget(entry)
    elif entry.action == "merged":
        assert document
        MergeIndex.objects.create(ref=entry.ref, into=document["merged_into"], since=entry.number)
    elif document is not None:
        put(entry, document)
    if entry.kind in HOMES:
        follow_links(entry)


def forget(entry: Entry) -> None:
    """Takes every row of a thing out of every index, of all times, and of links the rows that say where it was an end."""
    if entry.kind in HOMES:
        ends = {entry.ref, *StatementIndex.objects.filter(home=entry.ref).values_list("ref", flat=True)}
        LinkIndex.objects.filter(touching(entry.ref, ends)).delete()
    for index, rows in parts(entry):
        index.objects.filter(rows).delete()


def touching(home: str, ends: Collection[str]) -> Q:
    """Links from or to a thing, or a statement of it, wherever that was at home before."""
    return Q(start_home=home) | Q(end_home=home) | Q(start__in=ends) | Q(end__in=ends)


def parts(entry: Entry) -> list[tuple[Any, Q]]:
    """The indexes that have rows of a thing, and which rows."""
    found = [(OWN[entry.kind], Q(ref=entry.ref))]
    if entry.kind in HOMES:
        found.append((StatementIndex, Q(home=entry.ref)))
    if entry.kind == "incident":
        found.append((PairIndex, Q(ref=entry.ref)))
    return found


def put(entry: Entry, document: dict) -> None:
    """Writes the rows of one version."""
    if entry.kind == "incident":
        incident_row(entry, document, codebook.at(Moment(entry.number, now=False))).save(force_insert=True)
        PairIndex.objects.bulk_create(pair_rows(entry, document))
    elif entry.kind == "link":
        ends = {document["from"], document["to"]}
        if ends <= public_now(ends):  # else one of them was expunged later, and this is a rebuild
            link_row(entry, document, homes_of(ends), entry.number).save(force_insert=True)
    else:
        makers = {"actor": actor_row, "source": source_row, "episode": episode_row, "coverage": coverage_row}
        makers[entry.kind](entry, document).save(force_insert=True)
    if entry.kind in HOMES:
        put_statements(statement_rows(entry, document), entry)


def put_statements(rows: list[StatementIndex], entry: Entry) -> None:
    """Writes statements; one that was at home elsewhere, before a merge, is so no longer."""
    moved = StatementIndex.objects.filter(ref__in=[row.ref for row in rows], until__isnull=True)
    moved.update(until=entry.number)
    for row in rows:
        row.save(force_insert=True)


def follow_links(entry: Entry) -> None:
    """Links hold while both their ends are public: ends and begins those that this entry takes an end from or gives one."""
    ends = {
        entry.ref,
        *StatementIndex.objects.filter(home=entry.ref, since=entry.number).values_list("ref", flat=True),
    }
    known = LinkIndex.objects.filter(touching(entry.ref, ends))
    holding = list(known.filter(until__isnull=True))
    public = public_now({ref for row in holding for ref in (row.start, row.end)})
    gone = [row.pk for row in holding if not {row.start, row.end} <= public]
    LinkIndex.objects.filter(pk__in=gone).update(until=entry.number)
    waiting = set(known.values_list("ref", flat=True))
    if entry.action == "reinstated":
        waiting |= forgotten(ends)
    for last, document in newest(waiting - {row.ref for row in holding}, entry.number):
        ends = {document["from"], document["to"]}
        if ends <= public_now(ends):
            link_row(last, document, homes_of(ends), entry.number).save(force_insert=True)


def forgotten(ends: Collection[str]) -> set[str]:
    """Links of things that come back after they were expunged: no index knows them, so their documents are read."""
    naming = reduce(or_, (Q(document__text__contains=f'"{ref}"') for ref in ends))
    return set(Entry.objects.filter(naming, kind="link").values_list("ref", flat=True))


def newest(refs: Iterable[str], until: int) -> list[tuple[Entry, dict]]:
    """The last entry of each link up to a number, with its document; without those that are taken back."""
    last = Entry.objects.filter(ref__in=refs, number__lte=until).order_by("ref", "-version").distinct("ref")
    found = Document.objects.filter(entry__in=[row.pk for row in last]).select_related("entry")
    return [(row.entry, canonical.loads(row.text)) for row in found.order_by("entry")]


def public_now(refs: Iterable[str]) -> set[str]:
    """Those of the incidents, episodes and statements that are public now."""
    return {
        ref
        for index in (IncidentIndex, ThingIndex, StatementIndex)
        for ref in index.objects.filter(ref__in=list(refs), until__isnull=True).values_list("ref", flat=True)
    }


def homes_of(refs: Iterable[str]) -> dict[str, str]:
    """Where statements are at home now, by ref."""
    rows = StatementIndex.objects.filter(ref__in=list(refs), until__isnull=True)
    return dict(rows.values_list("ref", "home"))
