"""Finds one published thing: its newest version at a moment, or one version for ever."""

import re
from dataclasses import dataclass

from lib import canonical
from record.models import Document, Entry, IndexRow, ThingIndex
from record.moments import Moment

ADDRESS = re.compile(r"(?P<ref>[A-Z]{1,2}-[1-9][0-9]{0,8})(?:@(?P<version>[1-9][0-9]{0,6}))?")
WITHDRAWN = ("retracted", "expunged")


class NotPublic(LookupError):
    """There is no such thing in the record, or there was none at that moment; drafts are no different."""


class Withdrawn(LookupError):
    """It was public and is not any more; `entry` says since when and why. Of a part it is the entry of the whole.

    `back`: the thing is public again, and only this version, which took it out, has nothing to say.
    """

    def __init__(self, entry: Entry, ref: str = "", *, back: bool = False):
        self.entry, self.back = entry, back
        self.ref = ref or entry.ref
        super().__init__(self.ref)


class MergedInto(LookupError):
    """It lives on under another ref."""

    def __init__(self, ref: str):
        self.ref = ref
        super().__init__(ref)


@dataclass(frozen=True)
class Published:
    """One version of one thing, as the record holds it; `newest` is its last entry now, whatever the moment."""

    entry: Entry
    document: dict
    newest: Entry
    first: Entry
    merged_into: str = ""  # the ref under which it lives on now, if it was merged since

    @property
    def withdrawn(self) -> Entry | None:
        """The entry that took the thing out of now, if it has been."""
        return self.newest if self.newest.action in WITHDRAWN else None


def read(address: str, kind: str, moment: Moment) -> Published:
    """What `DI-21` or `DI-21@3` names at a moment. Two queries, one more for a version of what was merged since.

    Raises NotPublic, Withdrawn or MergedInto.

    A version stays readable after retraction; after expunging nothing does.
    """
    found = ADDRESS.fullmatch(address)
    if not found:
        raise NotPublic(address)
    history = list(Entry.objects.filter(ref=found["ref"], kind=kind).order_by("version"))
    entries = [entry for entry in history if entry.number <= moment.entry]
    if not entries:
        raise NotPublic(address)
    entry = one_of(entries, int(found["version"])) if found["version"] else entries[-1]
    if not found["version"] or entry.action == "merged":
        refuse_what_is_gone(entry)
    document = Document.objects.filter(entry=entry).values_list("text", flat=True).first()
    if document is None:
        cause = took_away(entry, history)
        raise Withdrawn(cause, back=history[-1].action not in (*WITHDRAWN, "merged"))
    newest = history[-1]
    merged_into = successor(newest) if newest.action == "merged" else ""
    return Published(entry, canonical.loads(document), newest, entries[0], merged_into)


def took_away(entry: Entry, history: list[Entry]) -> Entry:
    """The entry that says why a version has no document: itself, or the expunging after it."""
    later = (row for row in history if row.number > entry.number and row.action == "expunged")
    return entry if entry.action in WITHDRAWN else next(later, history[-1])


def one_of(entries: list[Entry], version: int) -> Entry:
    if version > len(entries):
        raise NotPublic(f"version {version}")
    return entries[version - 1]


def refuse_what_is_gone(newest: Entry) -> None:
    if newest.action in WITHDRAWN:
        raise Withdrawn(newest)
    if newest.action == "merged":
        raise MergedInto(successor(newest))


def successor(merge: Entry) -> str:
    """The ref that the entry of a merge names; one query."""
    return canonical.loads(Document.objects.get(entry=merge).text)["merged_into"]


def versions(ref: str, kind: str, moment: Moment) -> list[tuple[Entry, dict | None]]:
    """All versions of a thing with their documents, newest first; two queries. Raises NotPublic."""
    entries = list(Entry.objects.up_to(moment).filter(ref=ref, kind=kind).order_by("-version"))
    if not entries:
        raise NotPublic(ref)
    texts = dict(Document.objects.filter(entry__in=entries).values_list("entry", "text"))
    return [
        (entry, canonical.loads(texts[entry.number]) if entry.number in texts else None) for entry in entries
    ]


def changes(after: int, size: int) -> list[tuple[Entry, str | None]]:
    """Entries behind number `after` in commit order, with the documents' text; two queries."""
    entries = list(Entry.objects.filter(number__gt=after).order_by("number")[:size])
    texts = dict(Document.objects.filter(entry__in=entries).values_list("entry", "text"))
    return [(entry, texts.get(entry.number)) for entry in entries]


def things(refs: set[str], moment: Moment) -> dict[str, dict]:
    """Cards of actors, sources and episodes by ref, as they are at a moment; one query, none for no refs.

    In the order of their kinds and numbers: the order of rows in the table would tell of rows that are gone.
    """
    if not refs:
        return {}
    rows: list[IndexRow] = list(ThingIndex.objects.at(moment).filter(ref__in=refs).order_by("kind", "number"))
    return {row.ref: canonical.loads(row.card) for row in rows}
