"""Index rows of the statements of an incident or an episode."""

from itertools import product

from lib import canonical
from record.indexing.rows import common, days, parties
from record.models import Entry, StatementIndex
from record.passages import codes, statement_passages
from record.vectors import vector

CARD = [
    "speaker",
    "parties",
    "role_at_time",
    "capacity",
    "officialness",
    "mandate",
    "addressee",
    "about",
    "kind",
    "stance",
    "mode",
    "texts",
    "date",
    "place",
    "channel",
    "relayed_by",
    "inside",
    "utterance",
    "replies_to",
    "also_about",
    "sources",
]


def statement_rows(entry: Entry, document: dict) -> list[StatementIndex]:
    """One row for each statement of one version of its home; it has the days of its home if it has none."""
    home = {name: value for name, value in common(entry).items() if name not in ("ref", "number")}
    return [
        StatementIndex(
            **home,
            **days(row["date"] or document["date"]),
            ref=row["ref"],
            number=int(row["ref"].rpartition("-")[2]),
            home=entry.ref,
            speaker=(row["speaker"] or {}).get("ref") or "",
            actors=actors(row),
            countries=countries(row),
            addressed=toward(row["addressee"]),
            about=toward(row["about"]),
            **of_home(document),
            kind=row["kind"],
            stance=row["stance"],
            capacity=row["capacity"],
            officialness=row["officialness"],
            mode=row["mode"],
            languages=sorted({text["language"] for text in row["texts"]}),
            sources=sorted(row["sources"]),
            nested=row["inside"] is not None,
            answers=(row["replies_to"] or {}).get("ref") or "",
            search=vector(statement_passages([row]), codes(row)),
            card=canonical.dumps(card(entry, document, row)),
        )
        for row in document["statements"]
        if row["ref"]
    ]


def of_home(document: dict) -> dict:
    """What the filters ask of the incident of a statement; an episode has no type, no themes and no sides."""
    sides = product(document.get("initiators", []), document.get("targets", []))
    return {
        "type": document.get("type", ""),
        "themes": document.get("themes", []),
        "pairs": [f"{a}>{b}" for a, b in sides if a != b],
    }


def card(entry: Entry, document: dict, row: dict) -> dict:
    """What a list row shows of a statement. Its home is the version that it stands in, so the title is of that time."""
    home = {
        "ref": entry.ref,
        "title": document["title"],
        "date": document["date"],
        "type": document.get("type"),
    }
    return {"home": home, **{name: row.get(name, []) if name == "parties" else row[name] for name in CARD}}


def toward(party: dict | None) -> list[str]:
    """Ref of the actor and code of the state that were spoken to, or of."""
    if party is None:
        return []
    return [code for code in ((party["actor"] or {}).get("ref"), party["country"]) if code]


def actors(row: dict) -> list[str]:
    """Refs of everybody a statement has to do with: who spoke, to whom, about whom, who passed it on."""
    people = [
        row["speaker"],
        row["relayed_by"],
        *((row[part] or {}).get("actor") for part in ("addressee", "about")),
    ]
    return sorted({person["ref"] for person in people if person and person["ref"]})


def countries(row: dict) -> list[str]:
    """The parties that the speaker stands for, and the states addressed or spoken of."""
    named = {(row[part] or {}).get("country") for part in ("addressee", "about")}
    return sorted({*parties(row), *filter(None, named)})
