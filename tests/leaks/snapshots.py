"""Every public answer, byte for byte: each route of the URL map with sample values, each with a set of query strings."""

import itertools
import os
from collections.abc import Iterable
from dataclasses import dataclass

from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from tests.leaks.world import CANARY

SAMPLES = {
    "address": [
        *("DI-1", "DI-1@1", "DI-2", "DI-1@9", "DI-99", "A-1", "A-7", "A-8", "A-99", "SR-1", "EP-1", "LK-1"),
        *("DI-3", "DI-3@1", "DI-3@2", "DI-4", "DI-4@1", "DI-5", "DI-5@1", "DI-6@1"),
        *("A-10", "A-10@1", "A-11", "A-11@1", "A-12", "A-12@1", "SR-5", "EP-2", "CV-2", "ST-1", "ST-4"),
    ],
    "ref": ["DI-1", "DI-2", "DI-3", "DI-4", "DI-5", "DI-99", "A-1", "EP-1"],
    "release": ["latest", "16"],  # of releases that there are: tests/leaks/test_releases.py
    "name": ["incidents.csv", "release.json"],
    "first": ["KAZ", "XQ"],
    "second": ["UZB", "kz"],
    "chunk": ["0", "9"],
    "code": ["KAZ", "kz", "ZZZ", "P10", "P11", "EU", "certainty", "migrants", f"{CANARY}-theme", "XQ"],
}
PRIVATE = ("desk/",)
NUMBERED = {
    "incidents": "DI-",
    "statements": "ST-",
    "actors": "A-",
    "sources": "SR-",
    "episodes": "EP-",
    "links": "LK-",
    "coverage": "CV-",
}
MADE_FROM_PAGES = (
    "cite.",
    "card.png",
    "feed.",
    "selection.bib",
)  # what these say a page says too; a short run asks fewer of them

EVERYTHING = os.environ.get("LEAKS") == "full"  # the full profile asks thousands of questions more

Question = tuple[str, str]  # a method and an address

# Query strings for addresses without a name in them: lists, counts, pages, texts.
EVERYWHERE = ["as_of=entry:16", f"{CANARY}=1", "after=5", "format=csv", "fields=note"]
# Query strings for lists of incidents, and for what counts over them.
FAST = [
    "country=KAZ&count=exact",
    "theme=nothing",
    f"theme={CANARY}-theme",
    f"q={CANARY}",
    f"q={CANARY}+never+published",
    f"q={CANARY}stan",
    "q=renamed",
    "q=%D0%9A%D0%B0%D0%B7%D0%B0%D1%85%D1%81%D1%82%D0%B0%D0%BD%D0%BE%D0%BC&ordering=relevance",  # Казахстаном
    "q=migrants+-draft",
    "q=draft&as_of=entry:20",
    "episode=EP-1",
    "role=victim&actor=A-7",
    "actor=A-8&ordering=-level",
    "actor=A-10",
    "speaker=A-8&stance=-1",
    "about=A-1&inside=0",
    "publisher=A-6",
    "denied_by=A-8",
    "in_force=2025-05-03",
    "bbox=60,35,80,50",
    "grouping=EU",
    "as_of=entry:24&country=UZB",
    "as_of=entry:26",
    "format=jsonl&fields=ref,document",
    "format=geojson",
    "format=csv&shape=participant",
    "format=csv&shape=statement",
    "split=country&period=year",
    "split=actor&country=KAZ&zeros=1",
]
# What a reader may write into the search over everything, and views of the statements.
SEARCHED = [
    "search/?q=migrants",
    f"search/?q={CANARY}",
    f"search/?q={CANARY}stan",
    "search/?q=renamed&as_of=entry:20",
    *(
        f"search/?q={ref}"
        for ref in ("DI-3", "DI-5", "DI-99", "ST-1", "ST-4", "A-10", "SR-5", "EP-2", "KAZ-XQ")
    ),
    "search/?q=https%3A%2F%2Fexample.org%2F",
    "search/?q=Uzbekiston+minister",
    *(f"api/v1/{noun}/?format=jsonl" for noun in ("types", "themes", "scales", "countries", "groupings")),
    f"api/v1/themes/?format=csv&{CANARY}=1",
    "api/v1/groupings/?format=csv&country=UZB&as_of=entry:16",
    "statements/?view=threads",
    "statements/?view=threads&speaker=A-8",
    "statements/?source=SR-1&ordering=date",
    "sources/?q=report",
    "sources/?incident=DI-1&ordering=name",
]
FULL_EVERYWHERE = [
    *EVERYWHERE,
    *(f"ordering={name}" for name in ("-date", "date", "-published", "-level", "level", "relevance", "note")),
    *(
        f"as_of={moment}"
        for moment in ("2020-01-01", "entry:8", "entry:23", "entry:24", "entry:30", "entry:36")
    ),
    *(f"as_of={moment}" for moment in ("entry:39", "entry:999")),
    "page_size=1",
    "page_size=0",
    "page_size=200",
    "cursor=x",
    "stage=draft",
    "search=draft",
    "kind=person",
    "group=P",
    "region=Asia",
    "format=json",
    "format=jsonl",
    "format=geojson",
    "count=capped",
    "count=exact",
    "fields=ref,title,document.statements",
    "omit=summary",
    "q=migrants",
    "incident=DI-1",
    "end=DI-2",
    "kind=reply",
    "publisher=A-6",
    "country=UZB&on=2025-05-01",
]
FULL = [
    *FAST,
    "format=jsonl&theme=migrants",
    "format=csv&shape=dyad",
    *(
        f"{name}={value}"
        for name in (
            "actor",
            "ref",
            "source",
            "episode",
            "publisher",
            "speaker",
            "denied_by",
            "exclude_actor",
        )
        for value in ("A-1", "A-8", "A-10", "A-11", "A-99", "DI-3", "DI-4", "SR-1", "SR-5", "EP-1", "EP-2")
    ),
    *(
        f"split={split}"
        for split in ("type", "theme", "actor", "dyad", "grouping", "certainty", "level", "through")
    ),
    "q=Kazakhstan",
    "q=renamed&as_of=entry:20",
    "q=protest+-draft",
    "q=%22never+published%22",
    "q=again+OR+migrants&ordering=relevance",
    f"q={CANARY}io+OR+migrants",
    "country=KAZ&country=UZB&role=initiator",
    "role=target&country=RUS",
    "through=state",
    "statement_kind=concern",
    "capacity=official&language=en",
    "officialness_min=senior",
    "type=P10",
    "type=P11",
    "type_group=P",
    "theme=migrants",
    "theme=sport",
    "initiator=KAZ",
    "initiator=XQ",
    "target=RUS",
    "dyad=KAZ-RUS",
    "dyad=KAZ>RUS",
    "level=3",
    "level=4",
    "level_min=4",
    "step=3",
    "certainty=confirmed",
    "certainty=reported",
    "has=statements",
    "has=claims",
    "has=place",
    "counted=1",
    "counted=all",
    "status=planned",
    "nature=event",
    "from=2025-04-01&to=2025-04-02",
    "from=2025-04-27&dates=within",
    "updated_since=2020-01-01",
    "exclude_theme=migrants",
    "exclude_country=KAZ",
    "place_country=KAZ",
    "bbox=0,0,2,2",
    "grouping=CSTO",
    "grouping=XQ",
    "in_force=2020-01-01",
    "facet=theme&facet=actor&top=1",
    "split=country&zeros=1&from=2024-01-01&to=2025-12-31",
    "split=dyad&period=quarter&counted=all",
]


@dataclass(frozen=True)
class Answer:
    """What a stranger gets: status, headers (but the date) and body."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes


Answers = dict[Question, Answer]


# --- what is asked ------------------------------------------------------------------------------------------------


def routes(patterns=None, prefix: str = "") -> list[tuple[str, list[str]]]:
    """Every public route as a template with its parameters: ("incidents/{address}/", ["address"])."""
    found = []
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        whole = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            if whole not in PRIVATE:
                found += routes(pattern.url_patterns, whole)
        elif isinstance(pattern, URLPattern):
            found.append(template(whole, list(pattern.pattern.converters)))
    return found


def template(route: str, parameters: list[str]) -> tuple[str, list[str]]:
    """A route with {name} in the place of each converter."""
    for name in parameters:
        start = route.index("<")
        end = route.index(">", start)
        route = f"{route[:start]}{{{name}}}{route[end + 1 :]}"
    return route, parameters


def addresses(*, named: bool) -> list[str]:
    """Every public route that has names in it, with every combination of sample values; or every one that has none."""
    return [
        "/" + route.format(**dict(zip(names, values, strict=True)))
        for route, names in routes()
        if bool(names) == named
        for values in itertools.product(*(samples(route, name) for name in names))
    ]


def samples(route: str, name: str) -> list[str]:
    """The values for a name in a route.

    A short run asks addresses of things for numbers of their own kind, and for one of each other kind; of what is made
    from pages, for incidents and one thing of each other kind that has such pages.
    """
    values = SAMPLES[name]
    if EVERYTHING or name != "address":
        return values
    if any(part in route for part in MADE_FROM_PAGES):
        return [value for value in values if value.startswith("DI-")] + ["A-1", "EP-1"]
    own = next((prefix for noun, prefix in NUMBERED.items() if f"{noun}/{{address}}" in route), "")
    first = {value.partition("-")[0]: value for value in reversed(values)}
    return [value for value in values if value.startswith(own) or value in first.values()]


def told_alone(found: list[str]) -> list[str]:
    """Without what a page says too, in a short run."""
    return [one for one in found if EVERYTHING or not any(part in one for part in MADE_FROM_PAGES)]


def selecting(client: Client) -> list[str]:
    """The addresses that take the filters of incidents: they know the theme of migrants, and no theme of nothing."""

    def status(address: str, theme: str) -> int:
        return client.get(f"{address}?theme={theme}").status_code

    return [
        address
        for address in addresses(named=False)
        if status(address, "migrants") == 200 and status(address, "nothing") == 400
    ]


def bare() -> list[Question]:
    """Every address without a query string."""
    return [("get", address) for address in addresses(named=True) + addresses(named=False)]


def otherwise(methods: Iterable[str] = ("head", "options")) -> list[Question]:
    """Every route by other methods than GET, with one sample for each name in it."""
    first = {name: values[0] for name, values in SAMPLES.items()}
    every = ["/" + route.format(**{name: first[name] for name in names}) for route, names in routes()]
    return [(method, address) for method in methods for address in every]


def in_russian() -> list[Question]:
    """Every route once under the prefix of Russian; a full run asks for every sample."""
    every = bare() if EVERYTHING else otherwise(["get"])
    return [(method, f"/ru{address}") for method, address in every if not address.startswith("/api/")]


def telling(client: Client) -> list[Question]:
    """Every address, and every filter at every list: what can tell of a thing that is gone."""
    filtered = [f"{address}?{query}" for address in told_alone(selecting(client)) for query in FAST]
    return [*bare(), *(("get", address) for address in [*filtered, *(f"/{one}" for one in SEARCHED)])]


def questions(client: Client) -> list[Question]:
    """All that is asked before and after each change."""
    everywhere, filters = (FULL_EVERYWHERE, FULL) if EVERYTHING else (EVERYWHERE, FAST)
    asked = [*bare(), *otherwise(), *in_russian()]
    asked += [("get", f"{address}?{query}") for address in addresses(named=False) for query in everywhere]
    asked += [("get", f"{address}?{query}") for address in told_alone(selecting(client)) for query in filters]
    asked += [("get", f"/{address}") for address in SEARCHED]
    pinned = everywhere if EVERYTHING else everywhere[:1]
    asked += [
        ("get", f"{address}?{query}") for address in told_alone(addresses(named=True)) for query in pinned
    ]
    return list(dict.fromkeys(asked))


# --- what is answered ---------------------------------------------------------------------------------------------


def take(client: Client, asked: Iterable[Question]) -> Answers:
    return {(method, url): ask(client, method, url) for method, url in asked}


def ask(client: Client, method: str, url: str) -> Answer:
    response = getattr(client, method)(url)
    body = b"".join(response.streaming_content) if response.streaming else response.content
    headers = tuple(sorted((name, value) for name, value in response.headers.items() if name != "Date"))
    return Answer(response.status_code, headers, body)


def differences(before: Answers, after: Answers) -> list[str]:
    """Which answers differ, and where they begin to."""
    return [
        f"{key}: {first_difference(before[key], after[key])}" for key in before if before[key] != after[key]
    ]


def first_difference(old: Answer, new: Answer) -> str:
    if old.status != new.status:
        return f"status {old.status}, then {new.status}"
    if old.headers != new.headers and old.body == new.body:
        return f"headers {set(old.headers) ^ set(new.headers)}"
    at = next(
        (i for i, (a, b) in enumerate(zip(old.body, new.body, strict=False)) if a != b),
        min(len(old.body), len(new.body)),
    )
    return f"body at byte {at}: {old.body[at - 30 : at + 60]!r}, then {new.body[at - 30 : at + 60]!r}"


def containing(word: str, answers: Answers) -> list[Question]:
    """The questions whose answers contain a word, unless the address itself brought it."""
    needle = word.encode()
    return [key for key, answer in answers.items() if needle in answer.body and word not in key[1]]


def with_canary(answers: Answers) -> list[str]:
    return [f"{key} shows the canary" for key in containing(CANARY, answers)]
