"""Incidents and sources that may be on file already, each with the reasons. A likeness is a question, never an answer."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date

from django.db.models import F, Q, QuerySet

from incidents.likeness import title_likeness
from incidents.models import Citation, Incident, Participation, Source
from lib.addresses import host, normalised

MOST = 8
ALIKE, ALIKE_THEN = 0.62, 0.42  # titles: by themselves, and when the days may be the same
SOURCE_ALIKE = 0.6
NEAR_IN_TIME = 300  # rows of the same type and time that are compared by their states


@dataclass(frozen=True)
class Asked:
    """What is known of an incident that may be on file already; `pk` is its own, if it has one."""

    title: str = ""
    type: str = ""
    earliest: date | None = None
    latest: date | None = None
    countries: frozenset[str] = frozenset()
    addresses: frozenset[str] = frozenset()
    sources: frozenset[int] = frozenset()
    pk: int | None = None


@dataclass
class Candidate:
    """A row that may be the same, and why."""

    row: Incident | Source
    reasons: list[str] = field(default_factory=list)


def asked_by(incident: Incident) -> Asked:
    """What a stored incident asks for itself."""
    cited = Source.objects.filter(citations__incident=incident)
    return Asked(
        incident.title,
        incident.type_id,
        incident.date_earliest,
        incident.date_latest,
        frozenset(states([incident.pk])[incident.pk]),
        frozenset(filter(None, (normalised(url) for url in cited.values_list("url", flat=True)))),
        frozenset(cited.values_list("pk", flat=True)),
        incident.pk,
    )


def candidates(asked: Asked, distinct: Collection[int] = ()) -> list[Candidate]:
    """Incidents that may be this one, those with more reasons first; not those that are known to be `distinct`."""
    rows = Incident.objects.exclude(pk__in=[pk for pk in (*distinct, asked.pk) if pk])
    reasons: dict[int, list[str]] = defaultdict(list)
    for found in (by_source(asked, rows), by_pair(asked, rows), by_title(asked, rows)):
        for pk, reason in found:
            reasons[pk].append(reason)
    # That one article tells of several incidents is usual: the same source alone is not enough.
    telling = {pk: said for pk, said in reasons.items() if said != [SAME_SOURCE]}
    best = sorted(telling, key=lambda pk: (-len(telling[pk]), -pk))[:MOST]
    stored = Incident.objects.select_related("type").in_bulk(best)
    return [Candidate(stored[pk], telling[pk]) for pk in best]


SAME_SOURCE = "cites the same source"


def by_source(asked: Asked, rows: QuerySet[Incident]) -> Iterable[tuple[int, str]]:
    """Incidents that cite a document of the same address."""
    same = set(asked.sources) | {
        pk for address in asked.addresses for pk in sources_at(address).values_list("pk", flat=True)
    }
    if not same:
        return []
    cited = Citation.objects.filter(source__in=same, incident__in=rows)
    return [(pk, SAME_SOURCE) for pk in set(cited.values_list("incident", flat=True))]


def by_pair(asked: Asked, rows: QuerySet[Incident]) -> Iterable[tuple[int, str]]:
    """Incidents of the same type between two of the same states at a time that may be the same."""
    if len(asked.countries) < 2 or not asked.type or not (asked.earliest or asked.latest):
        return []
    near = rows.filter(then(asked), type=asked.type).values_list("pk", flat=True)[:NEAR_IN_TIME]
    found = []
    for pk, codes in states(list(near)).items():
        both = sorted(codes & asked.countries)
        if len(both) > 1:
            found.append((pk, f"same type, between {' and '.join(both)}, at a time that may be the same"))
    return found


def by_title(asked: Asked, rows: QuerySet[Incident]) -> Iterable[tuple[int, str]]:
    """Incidents with a title that is alike; less alike is enough where the days may be the same."""
    if len(asked.title) < 8:
        return []
    alike = rows.annotate(likeness=title_likeness("title", asked.title)).filter(likeness__gte=ALIKE_THEN)
    enough = Q(likeness__gte=ALIKE)
    if asked.earliest or asked.latest:
        enough |= then(asked)
    found = alike.filter(enough).order_by(F("likeness").desc(), "-pk").values_list("pk", "likeness")[:MOST]
    return [(pk, f"similar title ({round(likeness * 100)} of 100)") for pk, likeness in found]


def then(asked: Asked) -> Q:
    """Dated, and at a time that may overlap; an open end does not rule it out, an unknown date does."""
    found = Q(date_earliest__isnull=False) | Q(date_latest__isnull=False)
    if asked.latest:
        found &= Q(date_earliest__isnull=True) | Q(date_earliest__lte=asked.latest)
    if asked.earliest:
        found &= Q(date_latest__isnull=True) | Q(date_latest__gte=asked.earliest)
    return found


def states(incidents: list[int]) -> dict[int, set[str]]:
    """The states of each incident: those that take part, and those of the actors that do."""
    found: dict[int, set[str]] = {pk: set() for pk in incidents}
    for row in (
        Participation.objects.filter(incident__in=incidents)
        .values_list("incident", "country", "actor__countries__country")
        .distinct()
    ):
        found[row[0]] |= {code for code in row[1:] if code}
    return found


def sources_at(wanted: str) -> QuerySet[Source]:
    """Sources whose address is, normalised, this one."""
    if not wanted:
        return Source.objects.none()
    there = Source.objects.filter(url__icontains=host(wanted)).values_list("pk", "url")
    return Source.objects.filter(pk__in=[pk for pk, url in there if normalised(url) == wanted])


def source_candidates(url: str, title: str) -> list[Candidate]:
    """Sources that may be this document: the same address, or a similar title."""
    found = [Candidate(row, ["same address"]) for row in sources_at(normalised(url))[:MOST]]
    if len(title) >= 8:
        known = [candidate.row.pk for candidate in found]
        alike = Source.objects.annotate(likeness=title_likeness("title", title))
        for row in alike.filter(likeness__gte=SOURCE_ALIKE).order_by(F("likeness").desc(), "-pk")[:MOST]:
            reason = f"similar title ({round(row.likeness * 100)} of 100)"
            if row.pk in known:
                found[known.index(row.pk)].reasons.append(reason)
            else:
                found.append(Candidate(row, [reason]))
    return found
