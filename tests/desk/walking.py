"""Every address of the desk that the URL map knows, filled in with rows that exist."""

import re
from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.urls import URLPattern, get_resolver

from incidents.models import Revision

ARGUMENT = re.compile(r"<(?:\w+:)?(\w+)>")
# What no model says: a word of a codebook, a step of an import, an action on many rows.
WORDS = {"page": "editorial", "code": "publish", "step": "apply", "ending": "csv", "content_type_id": "1"}


def patterns(found: Any = None, before: str = "") -> Iterator[str]:
    """The routes under /desk/, as the URL map writes them; the last, which catches all others, is left out."""
    for one in get_resolver().url_patterns if found is None else found:
        route = before + str(one.pattern)
        if not isinstance(one, URLPattern):
            yield from patterns(one.url_patterns, route)
        elif route.startswith("desk/") and "(?P" not in route:
            yield route


def address(route: str, keys: dict[str, Any]) -> str:
    """A route with the key of a row in the place of each argument."""
    parts = route.split("/")
    model = ".".join(parts[1:3])
    values = {
        **WORDS,
        "number": keys["kept"].get([*parts, "", ""][2], 1),
        **dict.fromkeys(("pk", "object_id", "id"), keys.get(model, keys.get(parts[1], 1))),
    }
    return "/" + ARGUMENT.sub(lambda found: str(values[found[1]]), route)


def first_rows() -> dict[str, Any]:
    """The key of the newest row of every table; `kept` has the number of a saved revision of each kind."""
    models = [model for model in apps.get_models() if model._meta.managed and not model._meta.proxy]
    newest = {model._meta.label_lower: model._default_manager.order_by("-pk").first() for model in models}
    keys = {label: row.pk for label, row in newest.items() if row is not None}
    kept = {table_of(row.kind): row.number for row in Revision.objects.order_by("pk")}
    of_apps = {
        "account": "desk.token",
        "filters": "desk.savedfilter",
        "imports": "desk.import",
        "trash": "desk.trashed",
    }
    return {**keys, "kept": kept, **{part: keys.get(label, 1) for part, label in of_apps.items()}}


def table_of(kind: str) -> str:
    """The table in the address of a kind of thing."""
    return "relation" if kind == "link" else kind
