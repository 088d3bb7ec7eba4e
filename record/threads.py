"""Statements as threads: what answers what, at home and across incidents, as far as a selection touches it."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.db.models import Q, QuerySet

from lib import canonical
from record.dimensions import Sql, embedded, fetched
from record.documents.links import REPLY
from record.links import same_days
from record.models import Document, LinkIndex, StatementIndex
from record.moments import Moment

ASKING = ("demand", "request", "ultimatum")  # kinds that want an answer
SILENT = "silent"


@dataclass(frozen=True)
class Turn:
    """One statement in its thread; `answers` is the turn before it, `how` the kind of the answer."""

    row: StatementIndex
    card: dict
    depth: int
    answers: dict | None = None  # the card of what it answers
    how: str = ""
    answered: bool = False
    same_day: list[dict] = field(default_factory=list)  # links that say it came on the day of what it answers

    @property
    def waits(self) -> bool:
        """Whether it asks somebody for something and nothing on record answers it."""
        return self.card["kind"] in ASKING and bool(self.card["addressee"]) and not self.answered


@dataclass(frozen=True)
class Silence:
    """Somebody who was asked about a claim and of whom no answer is on record."""

    who: dict | None
    claim: str
    text: str
    home: str
    date: str


@dataclass(frozen=True)
class Thread:
    """Statements from the first on, each answer under what it answers; and who was asked and is silent."""

    turns: list[Turn]
    silences: list[Silence] = field(default_factory=list)


def in_threads(rows: QuerySet, moment: Moment) -> QuerySet:
    """Those of `rows` that answer, are answered, or ask somebody for something."""
    every = StatementIndex.objects.at(moment)
    links = LinkIndex.objects.at(moment).filter(kind=REPLY)
    return rows.filter(
        Q(answers__gt="")
        | Q(ref__in=every.filter(answers__gt="").values("answers"))
        | Q(ref__in=links.values("start"))
        | Q(ref__in=links.values("end"))
        | (Q(kind__in=ASKING) & ~Q(addressed=[]))
    )


def threads(seeds: list[str], moment: Moment) -> list[Thread]:
    """The whole threads of some statements, in the order of these; five queries, none for no refs."""
    if not seeds:
        return []
    edges = walked(seeds, moment)
    refs = {*seeds, *(ref for edge in edges for ref in edge)}
    every = StatementIndex.objects.at(moment).filter(ref__in=refs).order_by("day_asc", "number")
    rows = {row.ref: row for row in every.defer("search")}
    cards = {ref: canonical.loads(row.card) for ref, row in rows.items()}
    across = links_of(set(rows), moment)
    parents = {ref: other for ref, other in edges if ref in rows and other in rows}
    silent = silences(rows)
    days = same_days({row.home for row in rows.values()}, moment)
    return [
        thread(root, rows, cards, parents, across, silent, days)
        for root in dict.fromkeys(first_of(ref, parents) for ref in seeds if ref in rows)
    ]


def walked(seeds: list[str], moment: Moment) -> list[tuple[str, str]]:
    """Every (answer, what it answers) that hangs together with some statements. One query."""
    at_home = embedded(StatementIndex.objects.at(moment).filter(answers__gt=""), "ref", "answers")
    links = embedded(LinkIndex.objects.at(moment).filter(kind=REPLY), "start", "end")
    tables = {
        "edges": Sql(
            f"SELECT ref, answers FROM ({at_home.text}) AS h"  # noqa: S608 - our own queries
            f' UNION SELECT start AS ref, "end" AS answers FROM ({links.text}) AS l',
            (*at_home.values, *links.values),
        ),
        "ways": Sql("SELECT ref AS one, answers AS other FROM edges UNION SELECT answers, ref FROM edges"),
        "walk": Sql(
            "SELECT unnest(%s::varchar[]) AS ref UNION SELECT ways.other FROM walk JOIN ways ON ways.one = walk.ref",
            (seeds,),
        ),
    }
    body = Sql("SELECT ref, answers FROM edges WHERE ref IN (SELECT ref FROM walk) ORDER BY ref, answers")
    return fetched(tables, body, StatementIndex.objects.at(moment).db)


def links_of(refs: set[str], moment: Moment) -> dict[str, str]:
    """How statements answer across incidents, by the number of the answer. One query."""
    rows = LinkIndex.objects.at(moment).filter(kind=REPLY, start__in=refs)
    return {row.start: canonical.loads(row.card)["how"] or "" for row in rows.order_by("number")}


def first_of(ref: str, parents: dict[str, str]) -> str:
    """The statement that a thread begins with; of a ring, the same one whichever of it was given."""
    seen: list[str] = []
    while ref in parents and ref not in seen:
        seen.append(ref)
        ref = parents[ref]
    return min(seen[seen.index(ref) :]) if ref in seen else ref


def thread(
    root: str,
    rows: dict[str, StatementIndex],
    cards: dict[str, dict],
    parents: dict[str, str],
    across: dict[str, str],
    silent: dict[str, list[Silence]],
    days: dict[frozenset[str], list[dict]],
) -> Thread:
    """One thread from its first statement; answers in the order of their days."""
    children: dict[str, list[str]] = defaultdict(list)
    for ref in rows:  # by day
        if ref in parents and ref != root:
            children[parents[ref]].append(ref)
    turns = [
        Turn(
            rows[ref],
            cards[ref],
            depth,
            cards[parents[ref]] if depth else None,
            across.get(ref) or (cards[ref]["replies_to"] or {}).get("how") or "",
            bool(children[ref]),
            on_one_day(rows[ref], rows[parents[ref]], cards, days) if depth else [],
        )
        for ref, depth in in_order(root, children)
    ]
    homes = dict.fromkeys(turn.row.home for turn in turns)
    return Thread(turns, [one for home in homes for one in silent.get(home, [])])


def on_one_day(
    one: StatementIndex, other: StatementIndex, cards: dict[str, dict], days: dict[frozenset[str], list[dict]]
) -> list[dict]:
    """Links that say that two statements fell on one day, unless both have days of their own."""
    if cards[one.ref]["date"] and cards[other.ref]["date"]:
        return []
    return days.get(frozenset((one.home, other.home)), [])


def in_order(root: str, children: dict[str, list[str]]) -> Iterator[tuple[str, int]]:
    """(statement, depth) from the first on, without recursion, however long a thread is."""
    ahead = [(root, 0)]
    while ahead:
        ref, depth = ahead.pop()
        yield ref, depth
        ahead += [(child, depth + 1) for child in reversed(children[ref])]


def silences(rows: dict[str, StatementIndex]) -> dict[str, list[Silence]]:
    """Who was asked and is silent in the homes of some statements, by home. One query."""
    homes = {row.since: row.home for row in rows.values()}
    found: dict[str, list[Silence]] = {}
    for entry, text in Document.objects.filter(entry__in=homes).values_list("entry_id", "text"):
        claims = canonical.loads(text)["claims"]
        found[homes[entry]] = [
            Silence(held["actor"], claim["ref"] or "", claim["text"], homes[entry], held["date"] or "")
            for claim in claims
            for held in claim["positions"]
            if held["position"] == SILENT
        ]
    return found
