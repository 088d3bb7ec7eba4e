"""Index rows of an incident: its own, and one for each pair of parties."""

from itertools import product

from django.db.backends.postgresql.psycopg_any import DateRange

from lib import canonical, edtf
from record.codebook import Codebook
from record.doubting import UNSURE, doubt_of
from record.indexing.rows import common, days, parties, span, to_day
from record.memberships import may_touch
from record.models import Entry, IncidentIndex, PairIndex
from record.parties import PRIVATE
from record.passages import codes, incident_passages
from record.vectors import vector

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


def incident_row(entry: Entry, document: dict, codebook: Codebook) -> IncidentIndex:
    """The index row of one version of an incident."""
    named = countries(document, codebook)
    return IncidentIndex(
        **common(entry),
        **days(document["date"]),
        type=document["type"],
        themes=document["themes"],
        countries=named,
        groupings=groupings(named, document["date"], codebook),
        initiators=document["initiators"],
        targets=document["targets"],
        pairs=[f"{a}>{b}" for a in document["initiators"] for b in document["targets"] if a != b],
        roles=roles(document),
        through=sorted({row["through"] for row in document["participants"] if row["through"]}),
        denied_by=denied_by(document),
        in_force=in_force(document),
        latitude=document["place"]["latitude"],
        longitude=document["place"]["longitude"],
        actors=actors(document),
        sources=sources(document),
        level=document["hostility"]["level"],
        step=document["hostility"]["step"],
        certainty=document["certainty"],
        nature=document["nature"],
        status=document["status"],
        counted=document["counted"],
        doubt=doubt(document),
        place_country=document["place"]["country"] or "",
        statement_count=statement_count(document),
        claim_count=len(document["claims"]),
        search=vector(incident_passages(document), codes(document)),
        card=canonical.dumps(card(document)),
    )


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
                "parties": parties(row),
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
    """Refs of the sources an incident rests on, each once; those by which a position on a claim is known are among them."""
    refs = {row["source"] for row in document["citations"]}
    rows = [row for part in ("participants", "statements", "claims") for row in document[part]]
    rows += [position for claim in document["claims"] for position in claim["positions"]]
    return sorted(refs | {ref for row in rows for ref in row["sources"]})


def groupings(countries: list[str], days: dict, codebook: Codebook) -> list[str]:
    """Groupings of which one of the countries was, or may have been, a member when it happened; undated: ever."""
    first, last = to_day(days["earliest"]), to_day(days["latest"])
    memberships = (one for country in countries for one in codebook.memberships.get(country, ()))
    return sorted({code for code, member in memberships if may_touch(member, first, last)})


def roles(document: dict) -> list[str]:
    """Roles alone, with the party, with the actor and with both, so that one lookup finds one participation."""
    found = set()
    for row in document["participants"]:
        ref = (row["actor"] or {}).get("ref")
        found |= {row["role"], *(f"{row['role']}={one}" for one in [*parties(row), ref] if one)}
        found |= {f"{row['role']}={party}={ref}" for party in parties(row) if ref}
    return sorted(found)


def denied_by(document: dict) -> list[str]:
    """Refs of those who deny, and the parties they stand for."""
    found = {party for row in document["denied_by"] for party in parties(row)}
    return sorted(found | {row["ref"] for row in document["denied_by"] if row["ref"]})


def doubt(document: dict) -> str:
    return doubt_of(document["initiators"], document["participants"])


def in_force(document: dict) -> DateRange | None:
    """The days on which a measure held: from when it took effect until it ended.

    One that ended or was suspended on a day nobody knows counts on the days of its own date alone.
    """
    if document["nature"] != "measure" or document["status"] not in ("in_force", "suspended", "ended"):
        return None
    first = to_day(document["date"]["earliest"])
    if document["effective"]:
        first = edtf.parse(document["effective"]).earliest
    last = edtf.parse(document["ended"]).latest if document["ended"] else None
    if last is None and document["status"] != "in_force":
        last = to_day(document["date"]["latest"]) or first
    if first is None and last is None:
        return None
    return span(min(first, last) if first and last else first, last)


def pair_rows(entry: Entry, document: dict) -> list[PairIndex]:
    """One row for each unordered pair of an initiator and a target."""
    sides: dict[tuple[str, str], set[str]] = {}
    for actor, target in product(document["initiators"], document["targets"]):
        if actor != target:
            a, b = sorted((actor, target))
            sides.setdefault((a, b), set()).add(PairIndex.A_ON_B if actor == a else PairIndex.B_ON_A)
    times = days(document["date"])
    return [
        PairIndex(
            ref=entry.ref,
            number=int(entry.ref.rpartition("-")[2]),
            since=entry.number,
            a=a,
            b=b,
            side=side.pop() if len(side) == 1 else PairIndex.BOTH,
            day_desc=times["day_desc"],
            day_asc=times["day_asc"],
            type=document["type"],
            level=document["hostility"]["level"],
            step=document["hostility"]["step"],
            certainty=document["certainty"],
            counted=document["counted"],
            doubted=bool(doubt(document)) or document["certainty"] in UNSURE,
        )
        for (a, b), side in sorted(sides.items())
    ]
