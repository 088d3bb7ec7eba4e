"""What is in a release: which rows of the record at one entry become which files, and in what words each is described."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import QuerySet

from record import exports
from record.codebook import Codebook
from record.dimensions import Sql, embedded
from record.exports import Export, Table
from record.exports.tables import as_objects
from record.models import CoverageIndex, Entry, IncidentIndex, IndexRow, LinkIndex, StatementIndex, ThingIndex
from record.moments import Moment

ENTRIES = "entries.jsonl"
PARQUET_TYPE = "application/vnd.apache.parquet"


@dataclass(frozen=True)
class Copied:
    """A file that one COPY makes."""

    name: str
    title: str
    export: Export


@dataclass(frozen=True)
class Selection:
    """The record at one entry, read through one login."""

    moment: Moment
    book: Codebook
    using: str

    def rows(self, index: type[IndexRow], **chosen: str) -> QuerySet:
        return index._default_manager.using(self.using).at(self.moment).filter(**chosen)

    def of(self, table: Table) -> QuerySet:
        """The rows that a table is made of."""
        return self.rows(StatementIndex if table is exports.STATEMENTS else IncidentIndex)


def copied(selection: Selection) -> Iterator[Copied]:
    """Every file that PostgreSQL makes by itself."""
    for table in exports.TABLES:
        rows = selection.of(table)
        yield Copied(f"{table.name}.csv", table.meaning, table.csv(rows, selection.book))
    yield Copied(
        "incidents.geojson",
        "Incidents as features of a map; without coordinates on record there is no geometry.",
        exports.features(selection.of(exports.INCIDENTS), selection.book),
    )
    for kind, name, rows in documents(selection):
        title = f"The document of every {kind} that was public, with the hash of its bytes."
        yield Copied(f"{name}.jsonl", title, of_documents(rows))
    yield Copied(
        ENTRIES,
        "Every entry of the record so far, without documents: the chain of hashes.",
        Export(chain(selection), exports.JSON_LINES),
    )


def documents(selection: Selection) -> Iterator[tuple[str, str, QuerySet]]:
    yield "incident", "incidents", selection.rows(IncidentIndex)
    for kind in ("episode", "actor", "source"):
        yield kind, f"{kind}s", selection.rows(ThingIndex, kind=kind)
    yield "link", "links", selection.rows(LinkIndex)
    yield "stretch of coverage", "coverage", selection.rows(CoverageIndex)


def of_documents(rows: QuerySet) -> Export:
    """`{ref, version, entry, sha256, document}` on each line, by number; the document to the byte."""
    own = "entry" if rows.model is LinkIndex else "since"
    found = embedded(rows, "ref", "number", "version", own)
    text = (
        "SELECT r.ref, r.version, entry.number AS entry, entry.document_sha256 AS sha256,"  # noqa: S608 - ours
        f" document.text::json AS document FROM ({found.text}) AS r"
        f" JOIN record_entry AS entry ON entry.number = r.{own}"
        " JOIN record_document AS document ON document.entry_id = entry.number ORDER BY r.number"
    )
    return Export(as_objects(Sql(text, found.values)), exports.JSON_LINES)


def chain(selection: Selection) -> Sql:
    """Entries as changes/ has them; what is empty there is null."""
    at = """to_char(e.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')"""
    rows = Entry.objects.using(selection.using).up_to(selection.moment)
    found = embedded(
        rows,
        "number",
        "kind",
        "ref",
        "version",
        "action",
        "at",
        "reason",
        "document_sha256",
        "previous",
        "sha256",
    )
    text = (
        f"SELECT e.number, e.kind, e.ref, e.version, e.action, {at} AS at, e.reason,"  # noqa: S608 - ours
        " nullif(e.document_sha256, '') AS document_sha256, nullif(e.previous, '') AS previous, e.sha256"
        f" FROM ({found.text}) AS e ORDER BY e.number"
    )
    return as_objects(Sql(text, found.values))
