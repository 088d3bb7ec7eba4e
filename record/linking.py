"""Links: relations of incidents and episodes, and answers across them, become public with the second of their ends."""

from django.contrib.auth.models import User

from incidents.models import Episode, Incident, Relation, Statement
from incidents.workflow import decide
from record import documents, indexing, ledger
from record.answers import answers, no_longer_answers, reply, stands, unpublished
from record.models import Entry, LinkIndex
from record.needs import linked, waiting_links
from record.obstacles import NothingNew
from record.standing import OUT
from record.writing import give_ref, write

BECAUSE = "Both its ends are public."
NO_ANSWER = "It is no longer said to be an answer."


def publish_links(home: Incident | Episode, user: User | None, reason: str = "") -> list[Entry]:
    """Publishes or corrects the links of a thing that is public now, as far as their other end is; the lock is held.

    A link that was taken back stays so until it is reinstated.
    """
    found = [put_link(row, user, reason or BECAUSE) for row in linked(home)]
    found += [put_reply(row, user) for row in answers(home)]
    found += [take_back(row, user) for row in no_longer_answers(home)]
    return [entry for entry in found if entry]


def put_link(row: Relation, user: User | None, reason: str) -> Entry | None:
    give_ref("link", row)
    try:
        return write("link", row, documents.build_link(row), reason, user)
    except NothingNew:
        return None


def put_reply(row: Statement, user: User | None) -> Entry | None:
    """The link of an answer keeps its number when the answer is corrected; the statement has one answer at a time."""
    document, known, last = reply(row)
    if stands(row):
        return None
    action = "published" if last is None else "reinstated" if last.action in OUT else "corrected"
    return append(known or ledger.next_ref("link"), action, BECAUSE, user, document)


def waiting(home: Incident | Episode) -> bool:
    """Whether publishing a thing would write anything about its links."""
    return bool(waiting_links(home) or unpublished(answers(home)) or no_longer_answers(home))


def take_back(row: LinkIndex, user: User | None) -> Entry:
    return append(row.ref, "retracted", NO_ANSWER, user, None)


def append(ref: str, action: str, reason: str, user: User | None, document: dict | None) -> Entry:
    """An entry about an answer, which has no row of its own at the desk."""
    entry = ledger.append("link", ref, action, reason, document)
    indexing.apply(entry, document)
    decide("link", None, action, user, "", entry.number)
    return entry
