"""Index rows of actors, sources, episodes, links and coverage."""

from collections.abc import Iterable

from lib import canonical
from lib.sorting import sort_key
from record.indexing.rows import common, days, span, to_day
from record.models import CoverageIndex, Entry, LinkIndex, ThingIndex
from record.names import actor_vector
from record.vectors import Passage, Vector, vector


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
        search=actor_vector(names, document["kind"]),
        words=words(names, [document["description"]]),
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
        publisher=(document["publisher"] or {}).get("ref") or "",
        **known_days(document["published"]),
        search=actor_vector([], "source"),
        words=words([document["title"]], [*document["authors"], (document["publisher"] or {}).get("name")]),
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


def episode_row(entry: Entry, document: dict) -> ThingIndex:
    """The index row of one version of an episode."""
    return ThingIndex(
        **common(entry),
        kind="episode",
        name=document["title"],
        sort_key=sort_key(document["title"])[:300],
        names=[sort_key(document["title"])[:300]],
        countries=document["parties"],
        **known_days(document["date"]),
        search=actor_vector([], "episode"),
        words=words([document["title"]], [document["summary"]]),
        card=canonical.dumps({name: document[name] for name in ("title", "summary", "date", "parties")}),
    )


def known_days(found: dict) -> dict:
    """The days of a source or an episode, as lists sort and find them: newest first only."""
    return {name: value for name, value in days(found).items() if name != "day_asc"}


def words(names: Iterable[str], texts: Iterable[str | None]) -> Vector:
    """What q of a list of things looks in: their names first, then what is said of them."""
    heavy = [Passage("name", name, "A") for name in names]
    return vector([*heavy, *(Passage("text", text, "C") for text in texts if text)], [])


def coverage_row(entry: Entry, document: dict) -> CoverageIndex:
    """The index row of one version of a stretch of reading."""
    return CoverageIndex(
        **common(entry),
        country=document["country"],
        counterpart=document["counterpart"] or "",
        span=span(to_day(document["start"]), to_day(document["end"])),
        depth=document["depth"],
        card=canonical.dumps(document),
    )


def link_row(entry: Entry, document: dict, homes: dict[str, str], since: int) -> LinkIndex:
    """The index row of a link that holds from entry `since` on; `homes` says where statements are at home."""
    start, end = document["from"], document["to"]
    return LinkIndex(
        **{**common(entry), "since": since},
        entry=entry.number,
        kind=document["kind"],
        start=start,
        end=end,
        start_home=homes.get(start, start),
        end_home=homes.get(end, end),
        basis=document["basis"] or "",
        part=document["part"] or "",
        card=canonical.dumps(document),
    )
