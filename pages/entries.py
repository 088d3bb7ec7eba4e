"""Entries of the record for readers: what was published, corrected or taken back, when and why."""

from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from django.db.models import QuerySet
from django.http import HttpRequest, QueryDict
from django.urls import NoReverseMatch, reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from pages.revisions import ACTIONS
from record import codebook
from record.links import titles
from record.models import Entry, LinkIndex
from record.moments import Moment
from record.parameters import FilterError

SIZE = 50
REPLY = "reply"  # a link between two statements; every other is one of the codebook's kinds of relation
KINDS = {
    "incident": gettext_lazy("Incident"),
    "link": gettext_lazy("Link"),
    "actor": gettext_lazy("Actor"),
    "source": gettext_lazy("Source"),
    "episode": gettext_lazy("Episode"),
    "coverage": gettext_lazy("What was read"),
    "codebook": gettext_lazy("Codebook"),
}
# A link is corrected or taken back along with one of its ends, for the same reason, so it is no correction of its own.
CORRECTED_KINDS = tuple(kind for kind in KINDS if kind != "link")
CORRECTIONS = tuple(action for action in ACTIONS if action != "published")


@dataclass(frozen=True)
class Told:
    """One entry in words. `title` is empty for what is not public any more, `address` where it has no page."""

    number: int
    at: datetime
    kind: str
    action: str
    ref: str
    version: int
    title: str
    address: str
    reason: str

    @property
    def name(self) -> str:
        return f"{self.ref}@{self.version}"


@dataclass(frozen=True)
class Asked:
    """What a list of entries was asked for; `before` is the number of the entry that it stops at, 0 for the newest."""

    before: int
    action: str
    kind: str

    def address(self, *, before: int, as_of: str) -> str:
        """The query string of another page of the same list."""
        query = QueryDict(mutable=True)
        given = {"action": self.action, "kind": self.kind, "before": str(before or ""), "as_of": as_of}
        query.update({name: value for name, value in given.items() if value})
        return "?" + query.urlencode(safe=":")


def asked(request: HttpRequest) -> Asked:
    """Raises FilterError."""
    before, action, kind = (request.GET.get(name, "") for name in ("before", "action", "kind"))
    problems = {}
    if before and not (before.isascii() and before.isdigit() and len(before) < 16):
        problems["before"] = [_("Write the number of an entry, such as 120.")]
    for name, value, known in (("action", action, ACTIONS), ("kind", kind, KINDS)):
        if value and value not in known:
            problems[name] = [_("Allowed: %s.") % ", ".join(known)]
    if problems:
        raise FilterError(problems)
    return Asked(int(before or 0), action, kind)


def found(moment: Moment, wanted: Asked) -> QuerySet:
    """The entries at a moment that were asked for, newest first."""
    rows = Entry.objects.up_to(moment).order_by("-number")
    if wanted.before:
        rows = rows.filter(number__lt=wanted.before)
    if wanted.action:
        rows = rows.filter(action=wanted.action)
    return rows.filter(kind=wanted.kind) if wanted.kind else rows


def corrections(moment: Moment) -> QuerySet:
    """Entries that changed or took back what was public, newest first."""
    rows = Entry.objects.up_to(moment).order_by("-number")
    return rows.filter(action__in=CORRECTIONS, kind__in=CORRECTED_KINDS)


def told(entries: list[Entry], moment: Moment) -> list[Told]:
    """The entries in words; four queries."""
    names = {**named({entry.ref for entry in entries}, moment), **joined(entries, moment)}
    return [
        Told(
            number=entry.number,
            at=entry.at,
            kind=str(KINDS[entry.kind]),
            action=str(ACTIONS[entry.action]),
            ref=entry.ref,
            version=entry.version,
            title=names.get(entry.ref, ""),
            address=page_of(entry.kind, entry.ref),
            reason=entry.reason,
        )
        for entry in entries
    ]


def named(refs: set[str], moment: Moment) -> dict[str, str]:
    """What incidents, actors, sources and episodes are called at a moment, of those that are public then."""
    return {ref: card.get("title") or card.get("name") or "" for ref, card in titles(refs, moment).items()}


def joined(entries: list[Entry], moment: Moment) -> dict[str, str]:
    """What the links among the entries join, of those that hold at a moment."""
    refs = {entry.ref for entry in entries if entry.kind == "link"}
    if not refs:
        return {}
    book, language = codebook.at(moment), get_language() or "en"
    return {
        link.ref: _("%(start)s %(kind)s %(end)s")
        % {
            "start": link.start,
            "end": link.end,
            "kind": _("answers")
            if link.kind == REPLY
            else book.scale_label("relation_kinds", link.kind, language),
        }
        for link in LinkIndex.objects.at(moment).filter(ref__in=refs)
    }


def page_of(kind: str, ref: str) -> str:
    """Where readers find a thing; empty for kinds that have no page of their own, such as links."""
    try:
        return reverse(kind) if kind == "codebook" else reverse(kind, args=[ref])
    except NoReverseMatch:
        return ""


def by_day(rows: list[Told]) -> list[tuple[date, list[Told]]]:
    """Under the days (UTC) on which they were written."""
    return [(day, list(of_day)) for day, of_day in groupby(rows, lambda row: row.at.date())]
