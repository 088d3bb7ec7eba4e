"""The codebook in a release: as the document that it is, and as a table for reading beside the data."""

import csv
import io

from lib import canonical
from record.codebook import Codebook

COLUMNS = {
    "part": "type, theme, scale, country or grouping.",
    "scale": "Of an entry of a scale: which.",
    "code": "The code.",
    "label": "What it is called in English.",
    "label_ru": "What it is called in Russian.",
    "definition": "What it means.",
    "include": "What belongs to it.",
    "exclude": "What does not.",
    "group": "Of a type: its group.",
    "level_min": "Of a type: the lowest level of hostility.",
    "level_max": "Of a type: the highest.",
    "alpha2": "Of a country: ISO alpha-2.",
    "cow_code": "Of a country: COW code.",
    "valid_from": "Of a country that began: since when.",
    "valid_to": "Of a country that ended: until when.",
}


def as_table(book: Codebook) -> bytes:
    """One line for each type, theme, entry of a scale, country and grouping."""
    out = io.StringIO()
    writer = csv.DictWriter(out, list(COLUMNS), restval="", lineterminator="\r\n")
    writer.writeheader()
    for row in rows(book):
        writer.writerow({name: plain(value) for name, value in row.items()})
    return out.getvalue().encode()


def plain(value) -> str:
    """A cell that a spreadsheet cannot take for a formula; a level is a number."""
    text = "" if value is None else str(value)
    number = text.lstrip("-").isdecimal()
    return f"'{text}" if text[:1] in tuple("=+-@\t\r") and len(text) > 1 and not number else text


def rows(book: Codebook) -> list[dict]:
    found = [
        {
            "part": "type",
            **picked(row, "code", "label", "label_ru", "definition", "include", "exclude", "group"),
            "level_min": row["level"]["min"],
            "level_max": row["level"]["max"],
        }
        for _, row in sorted(book.types.items())
    ]
    found += [
        {"part": "theme", **picked(row, "code", "label", "label_ru", "definition")}
        for _, row in sorted(book.themes.items())
    ]
    for name, scale in sorted(book.scales.items()):
        found += [
            {"part": "scale", "scale": name, "code": code, **picked(row, "label", "label_ru", "definition")}
            for code, row in scale["by_code"].items()
        ]
    found += [
        {
            "part": "country",
            **named(row),
            **picked(row, "alpha2", "cow_code", "valid_from", "valid_to"),
        }
        for _, row in sorted(book.countries.items())
    ]
    return found + [{"part": "grouping", **named(row)} for _, row in sorted(book.groupings.items())]


def named(row: dict) -> dict:
    return {"code": row["code"], "label": row["name"], "label_ru": row["name_ru"]}


def picked(row: dict, *names: str) -> dict:
    return {name: row.get(name) for name in names}


def as_json(book: Codebook) -> bytes:
    """Every part with its version and entry, readable by people too."""
    scales = {
        name: {key: value for key, value in scale.items() if key != "by_code"}
        for name, scale in book.scales.items()
    }
    whole = {
        "version": book.version,
        "entry": book.entry,
        "types": list(book.types.values()),
        "themes": list(book.themes.values()),
        "scales": list(scales.values()),
        "countries": list(book.countries.values()),
        "groupings": list(book.groupings.values()),
    }
    return (canonical.dumps(whole) + "\n").encode()
