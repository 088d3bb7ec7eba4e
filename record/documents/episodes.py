"""The documents of an episode and of coverage."""

from django.db.models import Prefetch, prefetch_related_objects

from incidents.models import Citation, Coverage, Episode
from record.documents.people import People
from record.documents.statements import CLAIM_PARTS, STATEMENTS, claim, statement
from record.documents.values import day

EPISODE_PARTS: list[str | Prefetch] = [
    "parties",
    STATEMENTS,
    *CLAIM_PARTS,
    *(
        Prefetch(f"{home}citations", Citation.objects.select_related("source__publisher"))
        for home in ("statements__", "claims__")
    ),
]


def build_episode(episode: Episode) -> dict:
    """The document of an episode; which incidents belong to it is said by links, not here."""
    prefetch_related_objects([episode], *EPISODE_PARTS)
    people = People.of(episode)
    on = episode.date_latest or episode.date_earliest
    return {
        "title": episode.title,
        "summary": episode.summary,
        "date": {
            "edtf": episode.date,
            "earliest": day(episode.date_earliest),
            "latest": day(episode.date_latest),
            "note": episode.date_note,
        },
        "parties": sorted(country.code for country in episode.parties.all()),
        "statements": [statement(row, people, on) for row in episode.statements.all()],
        "claims": [claim(row, people) for row in episode.claims.all()],
    }


def build_coverage(coverage: Coverage) -> dict:
    """The document of one stretch of reading: which state or pair of states, which days, how deeply."""
    return {
        "country": coverage.country_id,
        "counterpart": coverage.counterpart_id,
        "start": day(coverage.start),
        "end": day(coverage.end),
        "depth": coverage.depth,
        "note": coverage.note or None,
    }
