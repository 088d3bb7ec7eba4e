"""A country, a pair of states or an actor at one moment, in a few figures: what a page about it says first.

From the indexes alone, in as many queries for one incident as for a million. Incidents that do not count (plans, patterns,
what was refuted) are in `incidents` and in nothing else: highest step, days and counterparts are of those that count.
"""

from dataclasses import dataclass
from datetime import date

from django.db.models import Case, Count, F, Max, Min, Q, QuerySet, When

from record import identity
from record.codebook import Codebook
from record.dimensions import labels, party
from record.facets import Tally, tallies
from record.models import (
    FIRST_DAY,
    LAST_DAY,
    CoverageIndex,
    IncidentIndex,
    LinkIndex,
    PairIndex,
    StatementIndex,
)
from record.moments import Moment

ANY = Q()
TOP = 12  # types, actors, themes and counterparts that a page names


@dataclass(frozen=True)
class Figures:
    """One sentence's worth. `step` is null without a counted incident, the days without a dated one."""

    incidents: int
    counted: int
    level: int | None
    step: str | None
    first: date | None
    last: date | None
    statements: int


@dataclass(frozen=True)
class Counterpart:
    """A state or organisation that a country had to do with: who acted on whom how often, and how hard at most."""

    code: str
    name: str
    incidents: int
    by: int
    on: int
    level: int
    step: str
    last: date | None


@dataclass(frozen=True)
class Reading:
    """One stretch of what was read."""

    ref: str
    country: str
    counterpart: str
    start: date
    end: date
    depth: str


@dataclass(frozen=True)
class Split:
    """The most frequent values of one kind, with what they are called; `left_out` values more occur."""

    counts: dict[str, int]
    words: dict[str, str]
    left_out: int


@dataclass(frozen=True)
class Profile:
    """`splits` by name: type, theme, actor, certainty. `counterparts` of a pair or an actor is empty."""

    figures: Figures
    splits: dict[str, Split]
    counterparts: list[Counterpart]
    coverage: list[Reading]


def of_country(code: str, book: Codebook, moment: Moment) -> Profile:
    """A state, in any role. Six queries, one more where actors are merged."""
    incidents = IncidentIndex.objects.at(moment).filter(countries__contains=[code])
    sided = acted_or_was_acted_on(code)
    statements = StatementIndex.objects.at(moment).filter(countries__contains=[code])
    return Profile(
        figures(incidents, statements, book, sided),
        splits(incidents, book, moment),
        counterparts(code, book, moment),
        coverage(moment, Q(country=code) | Q(counterpart=code)),
    )


def of_pair(a: str, b: str, book: Codebook, moment: Moment, *, directed: bool = False) -> Profile:
    """Two states or organisations; directed: only what the first did to the second. Five queries.

    Statements are those made in these incidents. Coverage is of the pair, and of each with all others.
    """
    pairs = [f"{a}>{b}"] if directed else [f"{a}>{b}", f"{b}>{a}"]
    incidents = IncidentIndex.objects.at(moment).filter(pairs__overlap=pairs)
    statements = StatementIndex.objects.at(moment).filter(pairs__overlap=pairs)
    of_both = Q(country=a, counterpart__in=["", b]) | Q(country=b, counterpart__in=["", a])
    return Profile(
        figures(incidents, statements, book), splits(incidents, book, moment), [], coverage(moment, of_both)
    )


def of_actor(ref: str, book: Codebook, moment: Moment) -> Profile:
    """An actor under every number that it ever had; statements are those it made. Four queries and those for the numbers."""
    refs = sorted(identity.all_refs({ref}, moment))
    incidents = IncidentIndex.objects.at(moment).filter(actors__overlap=refs)
    statements = StatementIndex.objects.at(moment).filter(speaker__in=refs)
    return Profile(figures(incidents, statements, book), splits(incidents, book, moment), [], [])


def of_episode(ref: str, book: Codebook, moment: Moment) -> Profile:
    """An episode by the incidents that are part of it; statements are theirs and its own. Four queries."""
    members = LinkIndex.objects.at(moment).filter(kind="part_of", end=ref).values("start")
    incidents = IncidentIndex.objects.at(moment).filter(ref__in=members)
    statements = StatementIndex.objects.at(moment).filter(Q(home=ref) | Q(home__in=members))
    return Profile(figures(incidents, statements, book), splits(incidents, book, moment), [], [])


def acted_or_was_acted_on(code: str) -> Q:
    """Not where it is only host, beneficiary or otherwise concerned: what others did there is no step of its own."""
    return Q(initiators__contains=[code]) | Q(targets__contains=[code])


def in_other_roles(a: str, b: str, moment: Moment) -> QuerySet:
    """Incidents that name both, but neither as acting on the other: as host, as affected, side by side."""
    rows = IncidentIndex.objects.at(moment).exclude(pairs__overlap=[f"{a}>{b}", f"{b}>{a}"])
    for code in (a, b):
        rows = rows.filter(Q(countries__contains=[code]) | acted_or_was_acted_on(code))
    return rows


def figures(incidents: QuerySet, statements: QuerySet, book: Codebook, sided: Q = ANY) -> Figures:
    """The figures of a selection, the highest level among `sided`; two queries. Speech inside a statement counts with it."""
    counts = Q(counted=True)
    found = incidents.aggregate(
        incidents=Count("pk"),
        number=Count("pk", filter=counts),
        highest=Max("level", filter=counts & sided),
        first=Min("day_asc", filter=counts & ~Q(day_asc=LAST_DAY)),
        last=Max("day_desc", filter=counts & ~Q(day_desc=FIRST_DAY)),
    )
    return Figures(
        incidents=found["incidents"],
        counted=found["number"],
        level=found["highest"],
        step=step_of(found["highest"], book),
        first=found["first"],
        last=found["last"],
        statements=statements.filter(nested=False).count(),
    )


def step_of(level: int | None, book: Codebook) -> str | None:
    """The numeral on the tile for a level, as the codebook of the moment has it."""
    row = book.scales.get("hostility_scale", {}).get("by_code", {}).get(str(level), {})
    return row.get("step")


def splits(incidents: QuerySet, book: Codebook, moment: Moment) -> dict[str, Split]:
    """Types, themes, actors and certainties of the incidents that count, with their words. Two queries."""
    counted = incidents.filter(counted=True)
    found = tallies(dict.fromkeys(("type", "theme", "actor", "certainty"), counted), moment, top=TOP)
    words = labels({name: tally.counts for name, tally in found.items()}, book, moment)
    return {name: split(tally, words[name]) for name, tally in found.items()}


def split(tally: Tally, words: dict[str, str]) -> Split:
    return Split(tally.counts, words, tally.left_out)


def counterparts(code: str, book: Codebook, moment: Moment, top: int = TOP) -> list[Counterpart]:
    """With whom a state had most to do, the most frequent first; one query, over pairs of an initiator and a target."""
    rows = PairIndex.objects.at(moment).filter(Q(a=code) | Q(b=code), counted=True)
    own_side, other_side = (
        Q(a=code, side=one) | Q(b=code, side=other) for one, other in (("a", "b"), ("b", "a"))
    )
    found = (
        rows.annotate(other=Case(When(a=code, then=F("b")), default=F("a")))
        .values("other")
        .annotate(
            incidents=Count("pk"),
            by=Count("pk", filter=own_side | Q(side=PairIndex.BOTH)),
            on=Count("pk", filter=other_side | Q(side=PairIndex.BOTH)),
            highest=Max("level"),
            last=Max("day_desc", filter=~Q(day_desc=FIRST_DAY)),
        )
        .order_by("-incidents", "other")[:top]
    )
    return [
        Counterpart(
            code=row["other"],
            name=party(row["other"], book),
            incidents=row["incidents"],
            by=row["by"],
            on=row["on"],
            level=row["highest"],
            step=step_of(row["highest"], book) or "",
            last=row["last"],
        )
        for row in found
    ]


def coverage(moment: Moment, which: Q) -> list[Reading]:
    """What was read, by its first day; one query. What lies in none of it was not read."""
    rows = CoverageIndex.objects.at(moment).filter(which).order_by("span", "number")
    return [
        Reading(
            row.ref,
            row.country,
            row.counterpart,
            row.span.lower,
            date.fromordinal(row.span.upper.toordinal() - 1) if row.span.upper else LAST_DAY,
            row.depth,
        )
        for row in rows
    ]
