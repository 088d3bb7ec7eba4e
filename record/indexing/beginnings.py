"""What many first versions in a row change in the indexes: the same as one entry after the other, in a few statements.

Most of a record are things that were published once. Such an entry ends no row and begins those of its document alone,
unless a statement of it was public elsewhere before.
"""

from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Any

from record import codebook
from record.indexing.applying import homes_of, public_now
from record.indexing.incidents import incident_row, pair_rows
from record.indexing.statements import statement_rows
from record.indexing.things import actor_row, coverage_row, episode_row, link_row, source_row
from record.models import INDEXES, Entry, StatementIndex
from record.moments import Moment

MAKERS = {"actor": actor_row, "source": source_row, "episode": episode_row, "coverage": coverage_row}
AT_ONCE = 500

Written = tuple[Entry, dict | None]


def is_beginning(entry: Entry) -> bool:
    """Whether this is the first that is said of a thing; a codebook decides how those after it are read."""
    return entry.version == 1 and entry.action == "published" and entry.kind != "codebook"


def begin(written: list[Written]) -> bool:
    """Writes the rows of a run of beginnings; False, and nothing is written, if one has a statement that moved to it."""
    public = [(entry, document) for entry, document in written if document is not None]
    rows = list(chain.from_iterable(rows_of(public)))
    said = [row.ref for row in rows if isinstance(row, StatementIndex)]
    if len(said) > len(set(said)) or StatementIndex.objects.filter(ref__in=said).exists():
        return False
    put(rows)
    put(links(public))
    return True


def rows_of(written: Iterable[Written]) -> Iterator[list[Any]]:
    """The rows of each but those of links, which wait until it is known what is public."""
    book = None
    for entry, document in written:
        book = book or codebook.at(Moment(entry.number, now=False))
        assert document
        if entry.kind == "incident":
            yield [incident_row(entry, document, book), *pair_rows(entry, document)]
        elif entry.kind in MAKERS:
            yield [MAKERS[entry.kind](entry, document)]
        if entry.kind in ("incident", "episode"):
            yield list(statement_rows(entry, document))


def links(written: Iterable[Written]) -> list[Any]:
    """The rows of links both of whose ends are public; of others an end was expunged later."""
    found = [(entry, document) for entry, document in written if entry.kind == "link" and document]
    ends = {document[end] for _, document in found for end in ("from", "to")}
    public, homes = (public_now(ends), homes_of(ends)) if ends else (set(), {})
    return [
        link_row(entry, document, homes, entry.number)
        for entry, document in found
        if {document["from"], document["to"]} <= public
    ]


def put(rows: list[Any]) -> None:
    for index in INDEXES:
        own: list[Any] = [row for row in rows if isinstance(row, index)]
        index.objects.bulk_create(own, batch_size=AT_ONCE)
