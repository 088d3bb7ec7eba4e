"""Index rows from documents. They say nothing that a document and the codebook do not say, so they can be made again."""

from datetime import date

from django.db.backends.postgresql.psycopg_any import DateRange

from lib import canonical
from lib.sorting import sort_key
from record.codebook import Codebook
from record.models import Entry, IncidentIndex, IndexRow, ThingIndex
from record.parties import PRIVATE

FIRST_DAY, LAST_DAY = date(1, 1, 1), date(9999, 12, 31)
CARD = [
    "title",
    "summary",
    "date",
    "place",
    "type",
    "hostility",
    "certainty",
    "themes",
    "initiators",
    "targets",
    "nature",
    "status",
    "counted",
]


def put(row: IndexRow) -> None:
    """Makes `row` what holds from its entry on; what held before ends there."""
    end(row.__class__, row.ref, row.since)
    row.save(force_insert=True)


def end(index: type[IndexRow], ref: str, entry: int) -> None:
    """Nothing holds for `ref` from `entry` on."""
    index.objects.filter(ref=ref, until__isnull=True).update(until=entry)


def first_published(entry: Entry):
    """When the thing of an entry was published first."""
    return Entry.objects.filter(ref=entry.ref, version=1).values_list("at", flat=True).first() or entry.at


def common(entry: Entry) -> dict:
    return {
        "ref": entry.ref,
        "number": int(entry.ref.rpartition("-")[2]),
        "version": entry.version,
        "since": entry.number,
        "published_at": entry.at,
        "first_published_at": first_published(entry),
    }


def incident_row(entry: Entry, document: dict, codebook: Codebook) -> IncidentIndex:
    """The index row of one version of an incident."""
    earliest, latest = (to_day(document["date"][name]) for name in ("earliest", "latest"))
    return IncidentIndex(
        **common(entry),
        span=span(earliest, latest),
        day_desc=latest or earliest or FIRST_DAY,
        day_asc=earliest or latest or LAST_DAY,
        type=document["type"],
        type_group=codebook.types[document["type"]]["group"],
        themes=document["themes"],
        countries=countries(document, codebook),
        initiators=document["initiators"],
        targets=document["targets"],
        pairs=[f"{a}>{b}" for a in document["initiators"] for b in document["targets"] if a != b],
        actors=actors(document),
        sources=sources(document),
        level=document["hostility"]["level"],
        step=document["hostility"]["step"],
        certainty=document["certainty"],
        nature=document["nature"],
        status=document["status"],
        counted=document["counted"],
        place_country=document["place"]["country"] or "",
        statement_count=statement_count(document),
        claim_count=len(document["claims"]),
        card=canonical.dumps(card(document)),
    )


def span(earliest: date | None, latest: date | None) -> DateRange | None:
    """The days as a range; none if undated. The last day of the calendar is an open end: no day follows it."""
    if earliest is None and latest is None:
        return None
    return DateRange(earliest, None if latest == LAST_DAY else latest, "[]")


def to_day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def card(document: dict) -> dict:
    """What a list row shows of an incident, beside its ref, version, entry, url and publication."""
    return {
        **{name: document[name] for name in CARD},
        "participants": [
            {
                "role": row["role"],
                "side": row["side"],
                "through": row["through"],
                "country": row["country"],
                "actor": row["actor"],
                "thing": row["thing"],
                "basis": row["basis"],
                "certainty": row["certainty"],
            }
            for row in document["participants"]
        ],
        "statement_count": statement_count(document),
        "claim_count": len(document["claims"]),
        "source_count": len(sources(document)),
    }


def statement_count(document: dict) -> int:
    """How many statements were made: speech inside a statement is part of it, and counts with it."""
    return sum(row["inside"] is None for row in document["statements"])


def countries(document: dict, codebook: Codebook) -> list[str]:
    """Countries of an incident in any role: named as such, or as the initiating or targeted party.

    The country of those who acted in private is none of them.
    """
    named = {
        row["country"] for row in document["participants"] if row["country"] and row["through"] != PRIVATE
    }
    return sorted(
        named
        | {code for code in [*document["initiators"], *document["targets"]] if code in codebook.countries}
    )


def actors(document: dict) -> list[str]:
    """Refs of the actors of an incident: participants, speakers, and whoever takes a position."""
    people = [row["actor"] for row in document["participants"]]
    people += [row["speaker"] for row in document["statements"]]
    people += [position["actor"] for row in document["claims"] for position in row["positions"]]
    return sorted({person["ref"] for person in people if person and person["ref"]})


def sources(document: dict) -> list[str]:
    """Refs of the sources an incident rests on, each once."""
    refs = {row["source"] for row in document["citations"]}
    for part in ("participants", "statements", "claims"):
        refs |= {ref for row in document[part] for ref in row["sources"]}
    return sorted(refs)


def actor_row(entry: Entry, document: dict) -> ThingIndex:
    """The index row of one version of an actor, under all its public names."""
    names = [document["name"], *(row["name"] for row in document["names"])]
    return ThingIndex(
        **common(entry),
        kind="actor",
        name=document["name"],
        sort_key=sort_key(document["name"]),
        names=sorted({sort_key(name) for name in names}),
        subkind=document["kind"],
        countries=sorted({row["country"] for row in document["countries"]}),
        card=canonical.dumps(
            {
                name: document[name]
                for name in ("name", "kind", "party_code", "countries", "officialness", "part_of")
            }
        ),
    )


def source_row(entry: Entry, document: dict) -> ThingIndex:
    """The index row of one version of a source."""
    return ThingIndex(
        **common(entry),
        kind="source",
        name=document["title"],
        sort_key=sort_key(document["title"])[:300],
        names=[sort_key(document["title"])[:300]],
        subkind=document["kind"],
        card=canonical.dumps(
            {
                name: document[name]
                for name in (
                    "title",
                    "publisher",
                    "authors",
                    "kind",
                    "language",
                    "published",
                    "grade",
                    "consulted",
                    "url",
                    "archived_url",
                )
            }
        ),
    )
