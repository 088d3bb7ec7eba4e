"""Every public answer, byte for byte: each route of the URL map with sample values, each with a set of query strings."""

import itertools
from dataclasses import dataclass

from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from incidents.models import Incident
from tests.leaks.world import CANARY

SAMPLES = {
    "address": ["DI-1", "DI-1@1", "DI-2", "DI-3", "DI-1@9", "A-1", "A-99", "SR-1"],
    "ref": ["DI-1", "DI-2", "DI-3", "A-1", "A-99"],
    "code": ["KAZ", "kz", "ZZZ", "P10", "P11", "migrants", f"{CANARY}-theme"],
}
PRIVATE = ("desk/",)
FEW = ["country=KAZ&count=exact", "theme=nothing"]
FAST = ["", "as_of=entry:3", f"theme={CANARY}-theme", "country=KAZ&count=exact", "page_size=1", "after=5"]
FULL = [
    *FAST,
    *(f"ordering={name}" for name in ("-date", "date", "-published", "-level", "level", "relevance", "note")),
    *(
        f"{name}={value}"
        for name in ("actor", "ref", "source")
        for value in ("A-1", "A-99", "DI-3", "SR-1", "SR-99")
    ),
    "type=P10",
    "type=P11",
    "type_group=P",
    "theme=migrants",
    "theme=sport",
    "country=UZB",
    "initiator=KAZ",
    "target=RUS",
    "dyad=KAZ-RUS",
    "dyad=KAZ>RUS",
    "level=3",
    "level=4",
    "step=3",
    "certainty=confirmed",
    "certainty=reported",
    "has=statements",
    "has=claims",
    "counted=1",
    "status=planned",
    "nature=event",
    "from=2025-04-01&to=2025-04-02",
    "from=2025-04-27&dates=within",
    "updated_since=2020-01-01",
    "exclude_theme=migrants",
    "place_country=KAZ",
    "count=capped",
    "count=exact",
    "fields=ref,title,document.statements",
    "fields=note",
    "omit=summary",
    "stage=draft",
    "format=json",
    "format=csv",
    "as_of=2020-01-01",
    "as_of=entry:8",
    "as_of=entry:999",
    f"q={CANARY}",
    "search=draft",
    "kind=person",
    "group=P",
    "region=Asia",
    "cursor=x",
    "page_size=0",
    "page_size=200",
]


@dataclass(frozen=True)
class Answer:
    """What a stranger gets: status, headers (but the date) and body."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes


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


def addresses() -> list[str]:
    """Every public route with every combination of sample values."""
    return [
        "/" + route.format(**dict(zip(names, values, strict=True)))
        for route, names in routes()
        for values in itertools.product(*(SAMPLES[name] for name in names))
    ]


def take(
    client: Client, queries: list[str], methods: tuple[str, ...] = ("get",)
) -> dict[tuple[str, str], Answer]:
    """The answers to one client at every address: by every method without a query, by GET with every query string."""
    asked = [(method, address) for address in addresses() for method in methods]
    asked += [("get", f"{address}?{query}") for address in addresses() for query in queries if query]
    return {(method, url): ask(client, method, url) for method, url in asked}


def ask(client: Client, method: str, url: str) -> Answer:
    response = getattr(client, method)(url)
    body = b"".join(response.streaming_content) if response.streaming else response.content
    headers = tuple(sorted((name, value) for name, value in response.headers.items() if name != "Date"))
    return Answer(response.status_code, headers, body)


def differences(before: dict, after: dict) -> list[str]:
    """Which answers differ, and where they begin to."""
    return [
        f"{key}: {first_difference(before[key], after[key])}" for key in before if before[key] != after[key]
    ]


def first_difference(old: Answer, new: Answer) -> str:
    if old.status != new.status:
        return f"status {old.status}, then {new.status}"
    if old.headers != new.headers:
        return f"headers {set(old.headers) ^ set(new.headers)}"
    at = next(
        (i for i, (a, b) in enumerate(zip(old.body, new.body, strict=False)) if a != b),
        min(len(old.body), len(new.body)),
    )
    return f"body at byte {at}: {old.body[at - 30 : at + 60]!r}, then {new.body[at - 30 : at + 60]!r}"


def with_canary(answers: dict) -> list[str]:
    """Answers that contain the canary, unless the address itself brought it."""
    needle = CANARY.encode()
    return [str(key) for key, answer in answers.items() if needle in answer.body and CANARY not in key[1]]


def drafts_exist() -> bool:
    return Incident.objects.filter(ref="", title__contains=CANARY).exists()
