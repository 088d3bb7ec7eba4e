"""What a 400 teaches beside what is wrong: the name that a parameter has here, and where its words are."""

import re

from django.conf import settings

from api.parameters import Parameter

TIME = ("from", "to")
OTHER_NAMES = {
    "hostility": ("level", "step"),
    "severity": ("level", "step"),
    **dict.fromkeys(("year", "month", "date", "start", "end", "since", "until", "after", "before"), TIME),
    **dict.fromkeys(("date_from", "date_to", "start_date", "end_date"), TIME),
    **dict.fromkeys(("limit", "per_page", "size", "count_per_page", "max", "rows"), ("page_size",)),
    **dict.fromkeys(("page", "offset", "skip"), ("cursor",)),
    **dict.fromkeys(("sort", "sort_by", "order", "order_by"), ("ordering",)),
    **dict.fromkeys(("search", "query", "text", "keyword", "keywords"), ("q",)),
    **dict.fromkeys(("columns", "select", "include"), ("fields",)),
    **dict.fromkeys(("id", "number"), ("ref",)),
    **dict.fromkeys(("topic", "tag", "tags"), ("theme",)),
    **dict.fromkeys(("state", "nation", "iso3"), ("country",)),
    "output": ("format",),
}
COMMAS = ("bbox",)  # one value is written with commas
SEVERAL = re.compile(r"[A-Za-z0-9:_.+-]+(\s*[,;|]\s*[A-Za-z0-9:_.+-]+)+")


def hint(name: str, values: list[str], detail: str, parameters: tuple[Parameter, ...]) -> str:
    """A sentence to put behind what is wrong with a parameter; empty if there is nothing more to say."""
    known = {parameter.name: parameter for parameter in parameters}
    if name not in known:
        here = [other for other in OTHER_NAMES.get(name.lower(), ()) if other in known]
        return f" Use {' and '.join(here)}." if here and "Did you mean" not in detail else ""
    parameter = known[name]
    if parameter.many and name not in COMMAS and (several := next(filter(SEVERAL.fullmatch, values), "")):
        first, second = re.split(r"\s*[,;|]\s*", several)[:2]
        return f" One value each; repeat the parameter for more: {name}={first}&{name}={second}."
    if parameter.words and "Allowed:" not in detail:
        return f" All are listed at {settings.SITE_URL}/api/v1/{parameter.words}."
    return ""
