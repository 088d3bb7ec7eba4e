"""The worst that anybody can ask: every filter of every list, with every order, count and view, filters together, series and files.

    .venv/bin/python -m bench.worst [--together 300] [--seed 1] [--files]

asks the record of DATABASE_URL (that of `python -m bench`) and prints what took longest, and whatever was not answered
with 200. Each question is asked once, after one of its kind, so what a process keeps of questions asked before helps
none of them.
"""

import argparse
import os
import random
import sys
import time
from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import quote

import django

os.environ.setdefault("DEMARCHE_BUDGETS", "off")
django.setup()

from bench.door import Door  # noqa: E402 - after the setup
from bench.paths import Facts, facts  # noqa: E402
from record.filters import IncidentFilter  # noqa: E402
from record.parameters import RecordFilter  # noqa: E402
from record.statement_filters import StatementFilter  # noqa: E402
from record.thing_filters import ActorFilter, EpisodeFilter, SourceFilter  # noqa: E402

SHOWN, SLOW, OK = 15, 1000, 200
LISTS: dict[str, tuple[type[RecordFilter], list[str]]] = {
    "incidents": (IncidentFilter, ["-date", "date", "-published", "-level", "level"]),
    "statements": (StatementFilter, ["-date", "date"]),
    "actors": (ActorFilter, ["name"]),
    "sources": (SourceFilter, ["-date"]),
    "episodes": (EpisodeFilter, ["-date"]),
}
ALWAYS = {
    "ref": ["DI-3"],
    "grouping": ["EU", "CSTO"],
    "role": ["initiator", "target", "victim"],
    "through": ["state", "tolerated"],
    "denied_by": ["RUS", "A-2"],
    "type_group": ["P"],
    "theme": ["migrants"],
    "episode": ["EP-1"],
    "step": ["3", "+"],
    "level": ["4", "-2"],
    "level_min": ["7"],
    "level_max": ["-1"],
    "certainty": ["reported", "refuted"],
    "counted": ["1"],
    "nature": ["series", "pattern"],
    "status": ["planned"],
    "in_force": ["2015-06-01"],
    "from": ["1995-01-01", "2025-12-31"],
    "to": ["1992-02-01"],
    "place_country": ["KGZ"],
    "bbox": ["60,35,75,45", "-180,-90,180,90"],
    "has": ["claims"],
    "statement_kind": ["prediction"],
    "stance": ["-1", "2"],
    "capacity": ["institutional"],
    "officialness_min": ["senior"],
    "language": ["en"],
    "source": ["SR-2"],
    "publisher": ["A-2", "A-500"],
    "updated_since": ["2000-01-01", "2100-01-01"],
    "mode": ["direct", "partial"],
    "inside": ["1"],
    "addressee": ["RUS", "A-2"],
    "about": ["RUS", "A-2"],
    "kind": ["speech"],
}


class Answer(NamedTuple):
    milliseconds: float
    status: int
    address: str


def values(known: Facts) -> dict[str, list[str]]:
    """Filter to values: a frequent one and a rare one where there are such."""
    a, b = known.pair
    found = dict(ALWAYS)
    for name in ("country", "initiator", "target"):
        found[name] = [known.country, "TUV"]
    words = known.words
    found |= {
        "dyad": [f"{a}-{b}", f"{a}>{b}", "TUV-FJI"],
        "actor": ["A-1", "A-2000"],
        "speaker": ["A-1", "A-2000"],
        "type": [known.kind],
        "q": [
            *words.values(),
            f'"{words["common"]} {words["medium"]}"',
            f"-{words['medium']} {words['common']}",
            "Russia",
        ],
    }
    return found | {
        f"exclude_{name}": found[name] for name in ("type", "theme", "country", "actor", "certainty")
    }


def single(known: Facts) -> Iterator[str]:
    """Every value of every filter, by way of the API, its count, and the page."""
    offered = values(known)
    for name, (filters, orders) in LISTS.items():
        for field in ("", *filters.base_filters):
            for value in offered.get(field, [""] if not field else []):
                asked = f"{field}={quote(value)}" if field else ""
                yield from (f"/api/v1/{name}/?{asked}&ordering={order}" for order in orders)
                yield f"/api/v1/{name}/?{asked}&count=exact&page_size=1"
                yield f"/{name}/?{asked}"
                if name == "incidents":
                    yield from over_incidents(asked)
        yield f"/api/v1/{name}/?as_of=entry:{known.incidents}"


def over_incidents(asked: str) -> Iterator[str]:
    yield from (f"/incidents/?{asked}&view={view}" for view in ("timeline", "map", "table"))
    yield f"/api/v1/facets/?{asked}"
    yield f"/api/v1/series/?{asked}&period=year&split=dyad"
    yield f"/api/v1/incidents/?{asked}&page_size=200&fields=ref,document"


def together(known: Facts, how_many: int, seed: int) -> Iterator[str]:
    """Two to four filters over incidents or statements, drawn at random, with an order, a count or a file."""
    dice, offered = random.Random(seed), values(known)  # noqa: S311 - the same questions for the same seed
    for _ in range(how_many):
        name = dice.choice(["incidents", "statements"])
        filters, orders = LISTS[name]
        fields = dice.sample([one for one in filters.base_filters if one in offered], dice.randint(2, 4))
        asked = "&".join(f"{field}={quote(dice.choice(offered[field]))}" for field in fields)
        ends = [f"&ordering={dice.choice(orders)}", "&count=exact", f"&as_of=entry:{known.incidents}"]
        yield dice.choice([f"/{name}/?{asked}", f"/api/v1/{name}/?{asked}{dice.choice(ends)}"])


def whole_pages(known: Facts) -> Iterator[str]:
    a, b = known.pair
    yield from (
        "/",
        "/countries/",
        f"/countries/{a}/",
        f"/countries/{a}/{b}/",
        "/actors/A-1/",
        "/sources/SR-2/",
    )
    yield from (
        "/episodes/EP-1/",
        "/codebook/",
        "/new/",
        "/sitemap.xml",
        "/incidents/feed.atom",
        "/statements/?view=threads",
    )
    yield from (f"/search/?q={quote(word)}" for word in values(known)["q"])
    yield from (
        f"/api/v1/series/?zeros=1&period=year&split={split}" for split in ("country", "dyad", "type", "actor")
    )
    yield from (
        f"/api/v1/series/?period={period}&split={split}&top=200&counted={counted}"
        for period in ("week", "month")
        for split in ("country", "dyad", "directed_dyad", "type", "actor", "theme", "grouping", "level")
        for counted in ("1", "all")
    )
    yield "/api/v1/changes/?after=0"
    yield f"/?as_of=entry:{known.incidents}"
    yield f"/countries/{a}/?as_of=entry:{known.incidents}"


def files() -> Iterator[str]:
    """Everything in each form, and what it adds up to."""
    forms = [
        *(f"csv&shape={shape}" for shape in ("incident", "dyad", "participant", "statement")),
        "jsonl",
        "geojson",
    ]
    for form in forms:
        yield f"/api/v1/incidents/?format={form}"
        yield f"/api/v1/incidents/?format={form}&sums=1"


def asked(addresses: Iterator[str], door: Door) -> Iterator[Answer]:
    for number, address in enumerate(addresses):
        began = time.perf_counter()
        status, _, _ = door.get(
            address, "text/html" if not address.startswith("/api/") else "application/json"
        )
        yield Answer(1000 * (time.perf_counter() - began), status, address)
        if number % 100 == 99:
            print(f"  {number + 1} questions", file=sys.stderr, flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--together", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--files", action="store_true", help="everything as files too, which takes minutes")
    options = parser.parse_args()
    known, door = facts(), Door()
    addresses = [*whole_pages(known), *single(known), *together(known, options.together, options.seed)]
    for kind in (
        "/",
        "/incidents/",
        "/statements/",
        "/api/v1/facets/?" + "&".join(f"facet={n}" for n in ("actor", "source")),
    ):
        door.get(kind, "text/html")
    tell("questions", sorted(asked(iter(addresses), door), reverse=True))
    if options.files:
        tell("files", sorted(asked(files(), door), reverse=True))


def tell(what: str, answers: list[Answer]) -> None:
    """What took longest, and whatever was not answered."""
    slow = sum(one.milliseconds > SLOW for one in answers)
    print(f"{len(answers):,} {what}; {slow} took more than a second.\n")
    refused = [one for one in answers[SHOWN:] if one.status != OK]
    for one in [*answers[:SHOWN], *refused]:
        print(f"- {one.milliseconds:,.0f} ms, {one.status}: `{one.address}`", flush=True)
    print()


if __name__ == "__main__":
    main()
