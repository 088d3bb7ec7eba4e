"""The common case of a mapping, from a form: one row is one incident, each column goes to one field."""

from typing import Any

from codebook.models import IncidentType
from incidents.mapping import FORMAT, VERSION

TARGETS = [
    ("", "— leave out —"),
    ("id", "Id: a number or code of its own"),
    ("title", "Title"),
    ("summary", "Summary"),
    ("narrative", "Narrative"),
    ("date", "Date, in one column"),
    ("year", "Date: year"),
    ("month", "Date: month"),
    ("day", "Date: day"),
    ("end", "End of the date, in one column"),
    ("end_year", "End: year"),
    ("end_month", "End: month"),
    ("end_day", "End: day"),
    ("type", "Incident type, by its code"),
    ("level", "Level"),
    ("initiator", "Initiator: country"),
    ("target", "Target: country"),
    ("place", "Place, smallest first"),
    ("place_country", "Country of the place"),
    ("theme", "Themes, by their codes"),
    ("source_url", "Source: address"),
    ("source_title", "Source: title"),
    ("note", "Internal note"),
]
SUGGESTED = {
    "id": "id number nr dispnum event_id incident_id",
    "title": "title headline event",
    "summary": "summary description",
    "date": "date event_date",
    "year": "year styear start_year",
    "month": "month stmon start_month",
    "day": "day stday start_day",
    "end": "end end_date",
    "end_year": "endyear end_year",
    "end_month": "endmon end_month",
    "end_day": "endday end_day",
    "type": "type code incident_type",
    "level": "level hostility hostlev",
    "initiator": "initiator initiators actor1 ccode1 country1 statea side_a source_country",
    "target": "target targets actor2 ccode2 country2 stateb side_b target_country",
    "place": "place location city",
    "place_country": "place_country location_country",
    "theme": "theme themes",
    "source_url": "url source_url link",
    "source_title": "source source_title",
    "note": "note notes comment",
}
GUESSES = {word: target for target, words in SUGGESTED.items() for word in words.split()}


def suggestion(column: str) -> str:
    """The field that a column's name stands for, if it is one of the usual names."""
    return GUESSES.get(column.strip().lower().replace(" ", "_"), "")


def mapping(columns: dict[str, str], title: str, said: dict[str, Any]) -> dict[str, Any]:
    """A mapping document. `columns` has the target of each column that has one; `said` the rest of the form."""
    to = {target: column for column, target in columns.items()}
    prefix, date = said["short_name"], date_of(to, said)
    unknown = [mark.strip() for mark in said["unknown"].split(",") if mark.strip()]
    return {
        "format": FORMAT,
        "version": VERSION,
        "title": title,
        "unknown": unknown,
        "values": {"levels": dict(IncidentType.objects.values_list("code", "level_default"))},
        "tables": {"rows": {"columns": list(columns)}},
        "records": [*source(to, prefix), incident(to, prefix, date, said)],
    }


def column(name: str, **how: Any) -> dict[str, Any]:
    return {"column": name, **how}


def date_of(to: dict[str, str], said: dict[str, Any]) -> dict[str, Any] | None:
    """The date of an incident: parts or one column, with an end if there is one."""
    start, end = one_date(to, "", said), one_date(to, "end_", said)
    return {"date": {"from": start, "to": end}} if start and end else start


def one_date(to: dict[str, str], prefix: str, said: dict[str, Any]) -> dict[str, Any] | None:
    if whole := to.get("end" if prefix else "date"):
        return {
            "date": {
                "of": column(whole),
                "formats": ["edtf", *said["formats"]],
                "range": ["–", " - ", " to "],
            }
        }
    parts = {name: column(to[prefix + name]) for name in ("year", "month", "day") if prefix + name in to}
    return {"date": parts} if "year" in parts else None


def source_id(to: dict[str, str], prefix: str) -> dict[str, Any]:
    named = [column(to[name]) for name in ("source_url", "source_title") if name in to]
    return {"text": f"{prefix}:source:{{key}}", "with": {"key": {"hash": named}}}


def has_source(to: dict[str, str]) -> dict[str, Any]:
    return {
        "any": [{"column": to[name], "known": True} for name in ("source_url", "source_title") if name in to]
    }


def source(to: dict[str, str], prefix: str) -> list[dict[str, Any]]:
    if not {"source_url", "source_title"} & to.keys():
        return []
    named = [column(to[name]) for name in ("source_title", "source_url") if name in to]
    fields: dict[str, Any] = {"kind": "secondary", "title": {"first": named}}
    if "source_url" in to:
        fields["url"] = column(to["source_url"])
    return [
        {
            "list": "sources",
            "where": has_source(to),
            "id": source_id(to, prefix),
            "fields": fields,
            "fills": True,
        }
    ]


def incident(to: dict[str, str], prefix: str, date: dict | None, said: dict[str, Any]) -> dict[str, Any]:
    kind = {"first": [column(to["type"]), said["type"]]} if "type" in to else said["type"]
    level = {"text": "{type}", "with": {"type": kind}, "values": "levels", "otherwise": "leave out"}
    number = [column(to["level"], number="whole")] if "level" in to else []
    fields: dict[str, Any] = {"type": kind, "level": {"first": [*number, level]}}
    for name in ("title", "summary", "narrative", "note"):
        if name in to:
            fields[name] = column(to[name])
    if date:
        fields["date"] = date
    if "place" in to:
        fields["place_names"] = [column(to["place"], split=said["separator"])]
    if "theme" in to:
        fields["themes"] = [column(to["theme"], split=said["separator"])]
    if "place_country" in to:
        fields["place_country"] = country(to["place_country"], date, said)
    fields["participations"] = [*taking_part(to, date, said)]
    if source(to, prefix):
        fields["citations"] = [{"where": has_source(to), "fields": {"source": source_id(to, prefix)}}]
    key = {"first": [column(to["id"])]} if "id" in to else {"hash": [column(name) for name in to.values()]}
    return {
        "list": "incidents",
        "id": {"text": f"{prefix}:{{key}}", "with": {"key": key}},
        "fields": fields,
    }


def country(name: str, date: dict | None, said: dict[str, Any]) -> dict[str, Any]:
    found = {"country": column(name), "scheme": said["scheme"]}
    return {**found, "on": date} if date else found


def taking_part(to: dict[str, str], date: dict | None, said: dict[str, Any]) -> list[dict[str, Any]]:
    """One participation for each country that a cell names."""
    found = []
    for role in ("initiator", "target"):
        if role not in to:
            continue
        fields: dict[str, Any] = {"role": role, "country": country("state", date, said)}
        if role == "initiator":
            fields["through"] = "state"
        each: dict[str, Any] = {"value": column(to[role], split=said["separator"]), "as": "state"}
        found.append({"for_each": each, "fields": fields})
    return found
