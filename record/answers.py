"""Answers across incidents and episodes: which of them are public with a thing, and which of them no longer are."""

from collections.abc import Iterable

from django.db.models import Q

from incidents.models import Episode, Incident, Statement
from incidents.workflow import published_revision
from lib import canonical
from record.documents.links import REPLY, build_reply
from record.indexing.applying import public_now
from record.models import Document, Entry, LinkIndex
from record.standing import OUT, last_entry


def answers(home: Incident | Episode) -> list[Statement]:
    """Statements here that answer one made elsewhere, and the other way round, whose other side is public.

    They are public with this home, or become so. What was said elsewhere waits for its home, if that has changes that
    nobody has published.
    """
    noun = "incident" if isinstance(home, Incident) else "episode"
    ends = Q(**{noun: home}) | Q(**{f"replies_to__{noun}": home})
    rows = (
        Statement.objects.filter(ends, replies_to__isnull=False)
        .select_related("replies_to__incident", "replies_to__episode", "incident", "episode")
        .order_by("pk")
    )
    across = [row for row in rows if row.replies_to and row.home != row.replies_to.home]
    public = public_now({end.ref for row in across for end in elsewhere(row, home) if end.ref})
    ready = [row for row in across if all(end.ref in public for end in elsewhere(row, home))]
    waiting = with_changes({at_home(row) for row in ready} - {home})
    return [row for row in ready if at_home(row) not in waiting]


def elsewhere(row: Statement, home: Incident | Episode) -> list[Statement]:
    """The sides of an answer that are not at home here."""
    return [end for end in (row, row.replies_to) if end and at_home(end) != home]


def unpublished(rows: list[Statement]) -> list[Statement]:
    """Those answers that the record does not have, or has otherwise. Up to three queries for each that it may have."""
    return [row for row in rows if not (row.ref and row.replies_to and row.replies_to.ref) or not stands(row)]


def stands(row: Statement) -> bool:
    """Whether the record has an answer as it is here."""
    document, _, last = reply(row)
    if last is None or last.action in OUT:
        return False
    return Document.objects.filter(entry=last, text=canonical.dumps(document)).exists()


def reply(row: Statement) -> tuple[dict, str, Entry | None]:
    """What an answer says, the number it has as a link, empty if none, and its last entry."""
    known = LinkIndex.objects.filter(kind=REPLY, start=row.ref).values_list("ref", flat=True).first() or ""
    return build_reply(row), known, last_entry(known)


def no_longer_answers(home: Incident | Episode) -> list[LinkIndex]:
    """Answers that are public and that the working copy does not know, or knows to be at home together now.

    Those from elsewhere wait like those that are new.
    """
    held = LinkIndex.objects.filter(kind=REPLY, until__isnull=True)
    mine = list(held.filter(Q(start_home=home.ref) | Q(end_home=home.ref)))
    waiting = {other.ref for other in with_changes(homes({row.start_home for row in mine} - {home.ref}))}
    mine = [row for row in mine if row.start_home not in waiting]
    rows = Statement.objects.filter(ref__in=[row.start for row in mine], replies_to__isnull=False)
    apart = {
        row.ref
        for row in rows.select_related("replies_to")
        if row.replies_to and row.home != row.replies_to.home
    }
    return [row for row in mine if row.start not in apart]


def at_home(row: Statement) -> Incident | Episode:
    home = row.incident or row.episode
    assert home
    return home


def homes(refs: set[str]) -> list[Incident | Episode]:
    """The incidents and episodes with these numbers, as the working copy has them; two queries, none for no refs."""
    if not refs:
        return []
    return [*Incident.objects.filter(ref__in=refs), *Episode.objects.filter(ref__in=refs)]


def with_changes(things: Iterable[Incident | Episode]) -> set[Incident | Episode]:
    """Those that were changed since they were published; one query for each."""
    kinds: dict[type, str] = {Incident: "incident", Episode: "episode"}
    return {thing for thing in things if published_revision(kinds[type(thing)], thing) != thing.revision}
