"""A selection as JSON Lines, one list row for each line; incidents as the features of a map (GeoJSON, RFC 7946)."""

from collections.abc import Collection

from django.db.models import QuerySet

from record.codebook import Codebook
from record.exports.columns import CODE, CODES, PUBLISHED_AT, TEXT, Column
from record.exports.forms import GEOJSON
from record.exports.incidents import COLUMNS, INCIDENTS
from record.exports.tables import Export, Table, as_objects

OF_EVERY_ROW = ("ref", "number", "version", "since", "published_at", "card")
NOT_OF_THE_CARD = {
    "ref": "r.ref",
    "version": "r.version",
    "entry": "r.since",
    "url": "format(book.url, r.ref)",
    "published": PUBLISHED_AT.sql,
}


def list_rows(
    rows: QuerySet,
    book: Codebook,
    like: Table,
    names: Collection[str],
    document: Collection[str] | None = (),
) -> Export:
    """The rows of a table with the named fields, as a list has them; with parts of their documents, or all of it (None)."""
    elsewhere = NOT_OF_THE_CARD | like.beside
    card = [name for name in names if name not in elsewhere]
    columns = {name: Column(CODE, elsewhere.get(name, f'card."{name}"'), "") for name in names}
    sorted_by = [column.partition(" ")[0] for column in like.sort]
    whole = document is None
    if whole or document:
        columns["document"] = Column(CODE, "document.text::json" if whole else part_of(document or ()), "")
    table = Table(
        name="rows",
        meaning="",
        kind=like.kind,
        index=tuple(dict.fromkeys((*OF_EVERY_ROW, *sorted_by, *(like.index if like.beside else ())))),
        card=", ".join(f'"{name}" jsonb' for name in card or ["title"]),
        columns=columns,
        sort=like.sort,
        lines="JOIN record_document AS document ON document.entry_id = r.since"
        if "document" in columns
        else "",
    )
    return table.json(rows, book)


def part_of(names: Collection[str]) -> str:
    """An object with some fields of a document."""
    fields = ", ".join(f'"{name}" json' for name in sorted(names))
    return f"(SELECT row_to_json(part) FROM json_to_record(document.text::json) AS part ({fields}))"  # noqa: S608 - ours


# --- a map

LATITUDE, LONGITUDE = COLUMNS["latitude"].json, COLUMNS["longitude"].json
# Coordinates stand in the record or they do not: nothing is placed by the name of a country.
POINT = f"json_build_object('type', 'Point', 'coordinates', json_build_array({LONGITUDE}, {LATITUDE}))"
GEOMETRY = f"CASE WHEN {LONGITUDE} IS NULL OR {LATITUDE} IS NULL THEN NULL ELSE {POINT} END"
OF_THE_PLACE = {
    "place_names": Column(CODES, "card.place -> 'names'", "What the place is called."),
    "place_precision": Column(CODE, "card.place ->> 'precision'", "How precise the coordinates are."),
    "claimed_by": Column(CODES, "card.place -> 'claimed_by'", "States that claim the place."),
}
PROPERTIES = {
    "date_precision" if name == "precision" else name: column
    for name, column in COLUMNS.items()
    if name not in ("latitude", "longitude")
} | {"summary": Column(TEXT, "card.summary", "Summary."), **OF_THE_PLACE}


def features(rows: QuerySet, book: Codebook) -> Export:
    """The selected incidents, newest first; one without coordinates has no geometry."""
    named = ", ".join(f'{column.json} AS "{name}"' for name, column in PROPERTIES.items())
    values = {
        "type": "'Feature'::text",
        "id": "r.ref",
        "geometry": GEOMETRY,
        "properties": f"(SELECT row_to_json(property) FROM (SELECT {named}) AS property)",  # noqa: S608 - ours
    }
    return Export(as_objects(INCIDENTS.selected(rows, book, values)), GEOJSON)
