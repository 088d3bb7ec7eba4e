"""Every page of the readers' site that the URL map knows, filled in with things that the founding article has."""

import re
from collections.abc import Iterator

from django.urls import reverse

from pages import root_urls, urls

ARGUMENT = re.compile(r"<(?:\w+:)?(\w+)>")
# What stands for a name in a route, by the folder it stands in. A route with a new name needs a line here.
SAMPLES = {
    "incidents": {"address": "DI-11", "ref": "DI-17"},
    "statements": {"address": "ST-12"},
    "sources": {"address": "SR-2"},
    "actors": {"address": "A-29", "ref": "A-29"},
    "episodes": {"address": "EP-1", "ref": "EP-1"},
    "countries": {"code": "KAZ", "first": "KAZ", "second": "RUS"},
}
# The same pages with other content: views, states of a list, versions; and what answers to an address that leads nowhere.
OTHERWISE = {
    "/?as_of=entry:40": 200,
    "/incidents/?view=timeline": 200,
    "/incidents/?view=map": 200,
    "/incidents/?view=table": 200,
    "/incidents/?country=KAZ&step=5": 200,
    "/incidents/?country=KAZ#filters": 200,
    "/incidents/?colour=red": 400,
    "/incidents/DI-17@1/": 200,
    "/incidents/DI-21/": 200,
    "/incidents/DI-28/": 410,
    "/incidents/DI-29/": 200,
    "/statements/?view=threads": 200,
    "/search/?q=%D0%9B%D0%B0%D0%B2%D1%80%D0%BE%D0%B2": 200,
    "/search/?q=nothing-of-this-name": 200,
    "/countries/ISL/": 200,
    "/nowhere/": 404,
}
RUSSIAN = ["/", "/incidents/?view=timeline", "/incidents/DI-21/", "/countries/KAZ/RUS/"]


def routes() -> list[str]:
    """The routes of the readers' pages, each once, as the URL map writes them; what does not end in a slash is a file."""
    found = {str(one.pattern) for one in (*urls.urlpatterns, *root_urls.urlpatterns)}
    return sorted(route for route in found if not route or route.endswith("/"))


def address(route: str) -> str:
    """A route with something that exists in the place of each name."""
    values = SAMPLES.get(route.split("/", maxsplit=1)[0], {})
    return "/" + ARGUMENT.sub(lambda found: values[found[1]], route)


def in_russian() -> list[str]:
    """Every page in Russian."""
    return [f"/ru{path}" for path in (*map(address, routes()), *OTHERWISE)]


def addresses() -> Iterator[tuple[str, int]]:
    """Each page with the status that it answers."""
    yield from ((address(route), 200) for route in routes())
    yield from OTHERWISE.items()
    yield from (
        (reverse(name), 200) for name in ("report", "report_log")
    )  # the form for readers, at the desk's door
    yield from ((f"/ru{path}", 200) for path in RUSSIAN)
