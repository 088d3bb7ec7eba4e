"""Links: relations of incidents and episodes, and answers across them, become public with the second of their ends."""

from collections.abc import Iterable

from django.contrib.auth.models import User
from django.db.models import Q

from incidents.models import Episode, Incident, Relation, Statement
from incidents.workflow import decide, published_revision
from record import documents, indexing, ledger
from record.documents.links import REPLY
from record.indexing.applying import public_now
from record.models import Entry, LinkIndex
from record.needs import linked, waiting_links
from record.obstacles import NothingNew
from record.standing import OUT, last_entry
from record.writing import give_ref, same_as, write

BECAUSE = "Both its ends are public."
NO_ANSWER = "It is no longer said to be an answer."


def publish_links(home: Incident | Episode, user: User | None) -> list[Entry]:
    """Publishes or corrects the links of a thing that is public now, as far as their other end is; the lock is held.

    A link that was taken back stays so until it is reinstated.
    """
    found = [put_link(row, user) for row in linked(home)]
    found += [put_reply(row, user) for row in answers(home)]
    found += [take_back(row, user) for row in no_longer_answers(home)]
    return [entry for entry in found if entry]


def put_link(row: Relation, user: User | None, reason: str = BECAUSE) -> Entry | None:
    give_ref("link", row)
    try:
        return write("link", row, documents.build_link(row), reason, user)
    except NothingNew:
        return None


def answers(home: Incident | Episode) -> list[Statement]:
    """Statements that answer one of another home, where both are public and one of the two is at home here.

    What was said elsewhere waits for its home, if that has changes that nobody has published.
    """
    noun = "incident" if isinstance(home, Incident) else "episode"
    ends = Q(**{noun: home}) | Q(**{f"replies_to__{noun}": home})
    rows = (
        Statement.objects.filter(ends, replies_to__isnull=False)
        .select_related("replies_to", "incident", "episode")
        .order_by("pk")
    )
    across = [row for row in rows if row.replies_to and row.home != row.replies_to.home]
    public = public_now(
        {ref for row in across if row.replies_to for ref in (row.ref, row.replies_to.ref) if ref}
    )
    ready = [row for row in across if row.replies_to and {row.ref, row.replies_to.ref} <= public]
    waiting = with_changes({at_home(row) for row in ready} - {home})
    return [row for row in ready if at_home(row) not in waiting]


def put_reply(row: Statement, user: User | None) -> Entry | None:
    """The link of an answer keeps its number when the answer is corrected; the statement has one answer at a time."""
    document, known, last = reply(row)
    if last and last.action not in OUT and same_as(last, document):
        return None
    action = "published" if last is None else "reinstated" if last.action in OUT else "corrected"
    return append(known or ledger.next_ref("link"), action, BECAUSE, user, document)


def reply(row: Statement) -> tuple[dict, str, Entry | None]:
    """What an answer says, the number it has as a link, empty if none, and its last entry."""
    known = LinkIndex.objects.filter(kind=REPLY, start=row.ref).values_list("ref", flat=True).first() or ""
    return documents.build_reply(row), known, last_entry(known)


def waiting(home: Incident | Episode) -> bool:
    """Whether publishing a thing would write anything about its links."""
    if waiting_links(home) or no_longer_answers(home):
        return True
    found = (reply(row) for row in answers(home))
    return any(not last or last.action in OUT or not same_as(last, document) for document, _, last in found)


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


def take_back(row: LinkIndex, user: User | None) -> Entry:
    return append(row.ref, "retracted", NO_ANSWER, user, None)


def append(ref: str, action: str, reason: str, user: User | None, document: dict | None) -> Entry:
    """An entry about an answer, which has no row of its own at the desk."""
    entry = ledger.append("link", ref, action, reason, document)
    indexing.apply(entry, document)
    decide("link", None, action, user, "", entry.number)
    return entry
