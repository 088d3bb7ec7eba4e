"""Selections as files: tables with their columns, the formats, and the statements that PostgreSQL copies out."""

from record.exports.forms import CSV, GEOJSON, JSON_LINES, Form, Shaping, Sums, copied_out, limit, sums
from record.exports.incidents import DYADS, INCIDENTS, PARTICIPANTS
from record.exports.objects import features, list_rows
from record.exports.statements import STATEMENTS
from record.exports.tables import Export, Table

TABLES = (INCIDENTS, DYADS, PARTICIPANTS, STATEMENTS)

__all__ = [
    "CSV",
    "DYADS",
    "GEOJSON",
    "INCIDENTS",
    "JSON_LINES",
    "PARTICIPANTS",
    "STATEMENTS",
    "TABLES",
    "Export",
    "Form",
    "Shaping",
    "Sums",
    "Table",
    "copied_out",
    "features",
    "limit",
    "list_rows",
    "sums",
]
