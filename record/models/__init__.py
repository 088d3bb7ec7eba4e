"""The record: what is published. Entries and documents are for ever; indexes are derived from them and disposable."""

from record.models.entries import ACTIONS, KINDS, Document, Entry, Numbering
from record.models.indexes import (
    FIRST_DAY,
    LAST_DAY,
    NOW,
    CoverageIndex,
    IncidentIndex,
    IndexQuerySet,
    IndexRow,
    LinkIndex,
    MergeIndex,
    PairIndex,
    StatementIndex,
    ThingIndex,
)

__all__ = [
    "ACTIONS",
    "FIRST_DAY",
    "INDEXES",
    "KINDS",
    "LAST_DAY",
    "NOW",
    "CoverageIndex",
    "Document",
    "Entry",
    "IncidentIndex",
    "IndexQuerySet",
    "IndexRow",
    "LinkIndex",
    "MergeIndex",
    "Numbering",
    "PairIndex",
    "StatementIndex",
    "ThingIndex",
]

INDEXES = (IncidentIndex, StatementIndex, PairIndex, ThingIndex, LinkIndex, CoverageIndex, MergeIndex)
