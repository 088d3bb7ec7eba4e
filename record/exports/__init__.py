"""Selections as files: tables with their columns, the formats, and the statements that PostgreSQL copies out."""

from record.exports.forms import CSV, GEOJSON, JSON_LINES, Form, Shaping, Sums, copied_out, limit, sums
from record.exports.incidents import DYADS, INCIDENTS, PARTICIPANTS
from record.exports.objects import features, list_rows
from record.exports.statements import STATEMENTS
from record.exports.tables import Export, Table
from record.exports.things import ACTORS, COVERAGE, EPISODES, LINKS, SOURCES
from record.exports.words import COUNTRIES, GROUPINGS, SCALES, THEMES, TYPES, WordTable, word_lines

TABLES = (INCIDENTS, DYADS, PARTICIPANTS, STATEMENTS)

__all__ = [
    "ACTORS",
    "COUNTRIES",
    "COVERAGE",
    "CSV",
    "DYADS",
    "EPISODES",
    "GEOJSON",
    "GROUPINGS",
    "INCIDENTS",
    "JSON_LINES",
    "LINKS",
    "PARTICIPANTS",
    "SCALES",
    "SOURCES",
    "STATEMENTS",
    "TABLES",
    "THEMES",
    "TYPES",
    "Export",
    "Form",
    "Shaping",
    "Sums",
    "Table",
    "WordTable",
    "copied_out",
    "features",
    "limit",
    "list_rows",
    "sums",
    "word_lines",
]
